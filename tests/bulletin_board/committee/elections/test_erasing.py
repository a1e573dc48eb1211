"""Erasing on either database: the draft and its rehearsal keep names, and nothing else that is shown."""

from pathlib import Path

import msgspec
import pytest

from bulletin_board.committee.elections.draft import DraftQuestion, Pair, rehearsal_of, without_programmes
from bulletin_board.committee.elections.erasing import erase_shown
from bulletin_board.committee.elections.storage import (
    StoredDraft,
    add_photo,
    all_photos,
    copy_photos,
    create_draft,
    freeze_draft,
    load_draft,
    save_draft,
)
from bulletin_board.errors import BusyError
from bulletin_board.storage import database
from bulletin_board.storage.database import reading, writing
from record.identifiers import new_identifier
from tests.bulletin_board.committee.elections.complete import COMPLETE
from tests.bulletin_board.committee.elections.support import add_school
from tests.support.board_elections import fresh_board


def test_draft_and_rehearsal_keep_names_alone(database_url: str, tmp_path: Path) -> None:
    board = fresh_board(database_url, tmp_path)
    with writing(board.store.engine) as connection:
        real = create_draft(connection, add_school(connection), COMPLETE)
        question = DraftQuestion("Siapa?", (Pair("Ketua A", "", add_photo(connection, real, b"picture"), "Visi"),))
        draft = msgspec.structs.replace(COMPLETE, questions=(question,), rehearsal=new_identifier())
        real = save_draft(connection, real, draft)
        copy = create_draft(connection, real.school, rehearsal_of(draft, draft.rehearsal))
        copy_photos(connection, real, copy)
        real = freeze_draft(connection, real)
    for _ in range(2):
        assert erase_shown(board, real, lambda connection: None) == 0  # neither has a log, so booths showed nothing
    with reading(board.store.engine) as connection:
        for each in (real, copy):
            found: StoredDraft = load_draft(connection, each.school, each.id)
            assert found.draft == without_programmes(each.draft) != each.draft
            assert all_photos(connection, each) == {}


def test_a_reader_in_the_way_is_told_as_that(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not as a fault of the board that changed nothing: everything is deleted, and only its traces wait."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 1)
    board = fresh_board(postgres_url, tmp_path)
    lines: list[str] = []
    with writing(board.store.engine) as connection:
        real = create_draft(connection, add_school(connection), COMPLETE)
    with reading(board.store.engine) as reader:
        reader.exec_driver_sql("SELECT count(*) FROM draft_photos")
        with pytest.raises(BusyError):
            erase_shown(board, real, lambda connection: lines.append("erased"))
    assert lines == ["erased"]
    with reading(board.store.engine) as connection:
        assert load_draft(connection, real.school, real.id).draft == without_programmes(COMPLETE)
