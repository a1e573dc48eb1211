"""What can go wrong with the remarks of a day."""

from bulletin_board.errors import BulletinBoardError


class RemarksError(BulletinBoardError):
    """Remarks that the minutes cannot take; the message says which."""

    code = "remarks"
    title = "The remarks cannot be kept"


class RemarksConflictError(BulletinBoardError):
    """Somebody else kept remarks in the meantime; nothing was stored."""

    code = "remarks-conflict"
    status = 409
    title = "Somebody else changed this"
