"""A school with its committee and saksi, signed in on a board of SQLite."""

from pathlib import Path

import pytest

from bulletin_board.app import create_app
from bulletin_board.board import Board
from tests.bulletin_board.committee.elections.school import SchoolElections
from tests.support.board_elections import TurnedClock, fresh_board


@pytest.fixture
def board(sqlite_url: str, tmp_path: Path, clock: TurnedClock) -> Board:
    return fresh_board(sqlite_url, tmp_path, clock)


@pytest.fixture
def school(board: Board, clock: TurnedClock) -> SchoolElections:
    return SchoolElections(create_app(board.config, board), board, clock)
