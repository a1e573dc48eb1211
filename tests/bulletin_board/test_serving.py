"""The real server process: cast over HTTP, receipt verified; after a restart the same ballot has the same entry."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from board_client.client import BoardClient
from board_client.errors import BoardError
from bulletin_board.board import open_board
from bulletin_board.config import BoardConfig
from bulletin_board.errors import DatabaseError
from bulletin_board.serving import SETTINGS_VARIABLE, application
from record.ballot import parse_ballot, tracking_code
from record.events import next_event
from record.receipt import parse_receipt, verify_receipt
from tests.support.board_elections import BoardElection, fresh_board
from tests.support.gunicorn_board import gunicorn_board


def test_cast_restart_cast_again(tmp_path: Path) -> None:
    folder = tmp_path / "board"
    folder.mkdir()
    board = fresh_board(f"sqlite:///{folder / 'board.db'}", folder)
    now = datetime.now(UTC)
    election = BoardElection(board, opens=now - timedelta(hours=1), closes=now + timedelta(hours=1)).create().open()
    ballot = election.ballot(0)
    setup_event = _leaf(election, 1)
    receipts = []
    for _ in range(2):
        with gunicorn_board(folder, tmp_path / "log") as served:
            client = BoardClient(served.address)
            answer = client.cast(election.uuid, ballot)
            receipts.append(answer)
            assert client.code(election.uuid, answer.code).number == 1
            with pytest.raises(BoardError) as refused:
                client.cast(election.uuid, b"{}")
            assert (refused.value.code, refused.value.rule) == ("entry-malformed", "V03")
    first, second = receipts
    assert first == second
    assert first.code == tracking_code(parse_ballot(ballot))
    verified = verify_receipt(
        parse_receipt(first.receipt.encode()),
        next_event(setup_event, "Ballot", ballot),
        f"suarasah/{election.uuid}",
        board.store.key.public_hex,
    )
    assert verified.index == first.index
    assert not list(Path.home().glob(".gunicorn/*.ctl"))


def _leaf(election: BoardElection, index: int) -> bytes:
    from bulletin_board.storage.reading import leaves

    with election.board.store.read_election(election.uuid) as now:
        return leaves(now.connection, now.head.log_id, index, index + 1)[0]


def test_the_application_needs_its_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for text in ("", "{}", "nonsense"):
        monkeypatch.setenv(SETTINGS_VARIABLE, text)
        with pytest.raises(DatabaseError):
            application()
    board = fresh_board(f"sqlite:///{tmp_path / 'b.db'}", tmp_path)
    config = board.config
    monkeypatch.setenv(
        SETTINGS_VARIABLE, f'{{"database_url":"{config.database_url}","key_file":"{config.key_file}","zone":"WIT"}}'
    )
    assert application().test_client().get("/api/v1/elections").get_json() == []
    assert open_board(BoardConfig(config.database_url, config.key_file)).store.key.public_hex
