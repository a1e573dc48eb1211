"""The checklist and the set-up: genesis and Setup go into a new log, and the draft changes no more.

The draft is frozen first, under the revision that was looked at, so that nobody changes it meanwhile; if the set-up
fails it is free again. If only the answer was lost it is not: a draft that has a log stays frozen whatever happens.
After a crash between the two it stays frozen without a log, and setting up again goes on.
"""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from bulletin_board.administration import Beside, new_election
from bulletin_board.booth_files import booth_hashes
from bulletin_board.committee.access import audited, board, notice
from bulletin_board.committee.elections.building import to_presentation, to_specification
from bulletin_board.committee.elections.checklist import may_set_up
from bulletin_board.committee.elections.confirming import NOT_TYPED, Word, typed
from bulletin_board.committee.elections.desk import Desk, read_desk
from bulletin_board.committee.elections.errors import DraftConflictError, DraftError
from bulletin_board.committee.elections.page import board_address, go_to, load, load_desk, posted_revision, show
from bulletin_board.committee.elections.storage import (
    StoredDraft,
    all_photos,
    card_list,
    delete_draft,
    freeze_draft,
    thaw_draft,
)
from bulletin_board.errors import BulletinBoardError, ExistsError
from bulletin_board.presentations import PresentationFiles
from bulletin_board.storage.database import reading, writing
from record.card_files import parse_card_list
from record.errors import RecordError
from record.presentation import encode_presentation


def setup(school: int, draft: int) -> ResponseReturnValue:
    """What is missing; after the set-up the fingerprints and who has countersigned."""
    desk = load_desk(school, draft)
    return _page(desk)


def set_up(school: int, draft: int) -> ResponseReturnValue:
    """Set the election up, if nothing is missing and the word was typed."""
    stored = load(school, draft)
    desk = read_desk(board(), stored)
    if desk.logged is not None:
        return go_to("setup", stored, "The election is set up.")
    if not may_set_up(list(desk.items)):
        if stored.frozen:
            # What a crash has left frozen can be mended.
            _thaw(stored)
        return _page(desk, {"word": "Something is still missing. Look at the list."})
    if not typed(Word.SET_UP):
        return _page(desk, {"word": NOT_TYPED})
    try:
        frozen = stored if stored.frozen else _freeze(stored)
    except DraftConflictError:
        return go_to("setup", stored, "Somebody else has changed this election. Look again, then set it up.")
    line = audited("set-up-election", school, election=stored.uuid)
    try:
        _create(frozen, lambda done: line(done.connection))
    except (BulletinBoardError, RecordError) as error:
        _thaw(frozen)
        return _page(
            load_desk(school, draft), {"word": "The board refused the election. Nothing was set up."}, str(error)
        )
    return go_to("setup", stored, "The election is set up. Now the registrar and the key holders countersign.")


def _freeze(stored: StoredDraft) -> StoredDraft:
    with writing(board().store.engine) as connection:
        return freeze_draft(connection, posted_revision(stored))


def _thaw(stored: StoredDraft) -> None:
    with writing(board().store.engine) as connection:
        thaw_draft(connection, stored)


def _create(stored: StoredDraft, beside: Beside) -> None:
    with reading(board().store.engine) as connection:
        data, photos = card_list(connection, stored), all_photos(connection, stored)
    if data is None:
        raise DraftError("There is no card list yet: upload the registrar's file first.")
    cards = parse_card_list(data)
    folder = board().config.booth_folder
    booth = () if folder is None else tuple(booth_hashes(folder))
    shown = PresentationFiles(encode_presentation(to_presentation(stored.draft)), photos)
    try:
        new_election(
            board(),
            to_specification(stored.draft, booth),
            cards.credentials.encode(),
            list(cards.spares),
            shown,
            beside,
        )
    except ExistsError:
        # Somebody pressed the button twice; frozen as it was, both set up the same.
        return


def discard(school: int, draft: int) -> ResponseReturnValue:
    """Delete an election that was never set up, with its photos."""
    stored = load(school, draft)
    if not typed(Word.ERASE):
        return _page(read_desk(board(), stored), {"discard": NOT_TYPED})
    try:
        with writing(board().store.engine) as connection:
            delete_draft(connection, posted_revision(stored))
            audited("delete-draft", school, election=stored.uuid)(connection)
    except DraftConflictError:
        return go_to("setup", stored, "Somebody else has changed this election. Look again.")
    notice("The draft is deleted.")
    return redirect(url_for("committee.elections.index", school=school), 303)


def _page(desk: Desk, problems: dict[str, str] | None = None, detail: str = "") -> ResponseReturnValue:
    return show(
        "setup",
        desk,
        "setup",
        422 if problems else 200,
        problems=problems or {},
        detail=detail,
        ready=may_set_up(list(desk.items)),
        board_address=board_address(desk.draft),
        board_key=board().store.key.public_hex,
    )
