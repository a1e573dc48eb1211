"""Forgetting what is shown of candidates: photos, visions and missions, in the log's presentation and in the draft.

Candidates are minors. What the public record holds (names, figures, hashes) stays; the rest is gone from the
database's file afterwards, not only from its tables. Backups and the caches of browsers are others' to erase.
"""

from collections.abc import Callable

from sqlalchemy import Connection

from bulletin_board.board import Board
from bulletin_board.committee.elections.draft import Draft, without_programmes
from bulletin_board.committee.elections.storage import StoredDraft, draft_of_election, overwrite_draft
from bulletin_board.errors import BusyError, ElectionUnknownError
from bulletin_board.presentations import erase_presentation
from bulletin_board.storage.database import reading, rewrite_tables, writing


def erase_shown(board: Board, stored: StoredDraft, beside: Callable[[Connection], None]) -> int:
    """Erase photos and texts of an election and of its rehearsals; answers how many photos booths could show.

    ``beside`` writes into the first transaction. Safe to run again; ``BusyError`` asks for it when others kept the
    database from forgetting.
    """
    erased, busy = 0, None
    all_of_them = (*_rehearsals(board, stored.draft), stored)
    with writing(board.store.engine) as connection:
        for each in all_of_them:
            overwrite_draft(connection, each, without_programmes(each.draft))
        beside(connection)
    for each in all_of_them:
        try:
            # The last thing done: it takes old pages out of SQLite's write-ahead log, those of the drafts with them.
            erased += erase_presentation(board, each.uuid)
        except ElectionUnknownError:
            # A rehearsal that was never set up.
            continue
        except BusyError as error:
            # It is deleted all the same, and so shall the others be.
            busy = error
    if busy is not None:
        raise busy
    if board.store.engine.dialect.name == "postgresql":
        rewrite_tables(board.store.engine, "draft_photos", "drafts")
    return erased


def _rehearsals(board: Board, draft: Draft) -> list[StoredDraft]:
    """The practice copies that were not discarded: each has photos of its own."""
    with reading(board.store.engine) as connection:
        found = [draft_of_election(connection, uuid) for uuid in (*draft.earlier, draft.rehearsal) if uuid]
    return [each for each in found if each is not None]
