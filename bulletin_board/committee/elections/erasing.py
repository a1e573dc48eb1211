"""Forgetting what is shown of candidates: photos, visions and missions, in the log's presentation and in the draft.

Candidates are minors. What the public record holds (names, figures, hashes) stays; the rest is gone from the
database's file afterwards, not only from its tables. Backups and the caches of browsers are others' to erase.
"""

from sqlalchemy import text

from bulletin_board.board import Board
from bulletin_board.committee.elections.draft import Draft, without_programmes
from bulletin_board.committee.elections.storage import StoredDraft, draft_of_election, overwrite_draft
from bulletin_board.errors import ElectionUnknownError
from bulletin_board.presentations import erase_presentation
from bulletin_board.storage.database import reading, writing


def erase_shown(board: Board, stored: StoredDraft) -> int:
    """Erase photos and texts of an election and of its rehearsal; answers how many photos booths could show.

    Safe to run again; ``BusyError`` asks for it when others kept the database from forgetting.
    """
    erased = 0
    both = (*_rehearsal(board, stored.draft), stored)
    with writing(board.store.engine) as connection:
        for each in both:
            overwrite_draft(connection, each, without_programmes(each.draft))
    for each in both:
        try:
            # The last thing done: it takes old pages out of SQLite's write-ahead log, those of the drafts with them.
            erased += erase_presentation(board, each.uuid)
        except ElectionUnknownError:
            # A rehearsal that was never set up.
            continue
    if board.store.engine.dialect.name == "postgresql":
        with board.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM FULL draft_photos, drafts"))
    return erased


def _rehearsal(board: Board, draft: Draft) -> tuple[StoredDraft, ...]:
    if not draft.rehearsal:
        return ()
    with reading(board.store.engine) as connection:
        found = draft_of_election(connection, draft.rehearsal)
    return () if found is None else (found,)
