"""The rehearsal: a practice election with the same screens, and with times, keys and cards of its own."""

from flask import redirect
from flask.typing import ResponseReturnValue
from msgspec.structs import replace
from werkzeug.exceptions import NotFound

from bulletin_board.committee.access import board, current_actor, now
from bulletin_board.committee.audit_log import append_audit
from bulletin_board.committee.elections.desk import read_desk
from bulletin_board.committee.elections.draft import rehearsal_of
from bulletin_board.committee.elections.errors import DraftConflictError
from bulletin_board.committee.elections.page import address, go_to, load, load_desk, posted_revision, show
from bulletin_board.committee.elections.storage import copy_photos, create_draft, draft_of_election, save_draft
from bulletin_board.storage.database import reading, writing
from record.identifiers import new_identifier


def rehearsal(school: int, draft: int) -> ResponseReturnValue:
    """Why and how to rehearse, and how far the rehearsal is."""
    desk = load_desk(school, draft)
    if desk.draft.kind == "practice":
        raise NotFound
    with reading(board().store.engine) as connection:
        found = draft_of_election(connection, desk.draft.rehearsal) if desk.draft.rehearsal else None
    copy = None if found is None else read_desk(board(), found)
    return show("rehearsal", desk, "rehearsal", copy=copy)


def begin_rehearsal(school: int, draft: int) -> ResponseReturnValue:
    """Make the practice copy, once the election has its candidates; another one if there was one before."""
    stored = load(school, draft)
    if stored.draft.kind == "practice":
        raise NotFound
    uuid = new_identifier()
    try:
        with writing(board().store.engine) as connection:
            before = (*stored.draft.earlier, stored.draft.rehearsal) if stored.draft.rehearsal else ()
            save_draft(connection, posted_revision(stored), replace(stored.draft, rehearsal=uuid, earlier=before))
            copy = create_draft(connection, school, rehearsal_of(stored.draft, uuid))
            copy_photos(connection, stored, copy)
            line: dict[str, str | int] = {"election": stored.uuid, "rehearsal": uuid}
            append_audit(connection, now(), current_actor().account, school, "begin-rehearsal", line)
    except DraftConflictError:
        return go_to("rehearsal", stored, "Somebody else has changed this election. Look again.")
    return redirect(address("schedule", copy), 303)
