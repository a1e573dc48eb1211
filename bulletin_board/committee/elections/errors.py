"""What can go wrong with a draft. Sentences for the page are made in its language by the page's problem list."""

from bulletin_board.errors import BulletinBoardError


class DraftError(BulletinBoardError):
    """A draft, or something that was handed in for it, cannot be used."""

    code = "draft"
    title = "The draft cannot be used"


class DraftUnknownError(BulletinBoardError):
    """The school has no election of this number."""

    code = "draft-unknown"
    status = 404
    title = "Unknown draft"


class DraftConflictError(BulletinBoardError):
    """Somebody else has changed the draft in the meantime; nothing was stored."""

    code = "draft-conflict"
    status = 409
    title = "Somebody else changed this"


class DraftFrozenError(BulletinBoardError):
    """The election is set up, so its rules can change no more."""

    code = "draft-frozen"
    status = 409
    title = "The election is set up"


class PhotoError(BulletinBoardError):
    """An uploaded file is no picture that can be used; the message says what to upload instead."""

    code = "photo"
    title = "Not a usable picture"
