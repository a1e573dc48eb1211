"""A school with its committee and saksi, signed in on a board of SQLite: pages are the same on every database."""

import shutil
from pathlib import Path

import pytest

from bulletin_board.app import create_app
from bulletin_board.board import Board, open_board
from bulletin_board.config import BoardConfig
from tests.bulletin_board.committee.elections.school import SchoolElections, add_people
from tests.support.board_elections import TurnedClock, fresh_board


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a board with a school and its people: made once, because hashing passwords takes its time."""
    folder = tmp_path_factory.mktemp("prepared")
    board = fresh_board(f"sqlite:///{folder / 'board.db'}", folder)
    add_people(board)
    board.store.engine.dispose()
    return folder


@pytest.fixture
def board(prepared: Path, tmp_path: Path, clock: TurnedClock) -> Board:
    folder = tmp_path / "board"
    shutil.copytree(prepared, folder)
    return open_board(BoardConfig(f"sqlite:///{folder / 'board.db'}", folder / "board.key", clock=clock))


@pytest.fixture
def school(board: Board, clock: TurnedClock) -> SchoolElections:
    return SchoolElections(create_app(board.config, board), board, clock)
