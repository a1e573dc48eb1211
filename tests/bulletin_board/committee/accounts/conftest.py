"""A board on SQLite with its application, a school, and a browser that nobody has signed in with."""

from pathlib import Path

import pytest
from flask import Flask

from bulletin_board.app import create_app
from bulletin_board.board import Board
from tests.support.board_elections import TurnedClock, fresh_board
from tests.support.committee import Visitor, school


@pytest.fixture
def board(sqlite_url: str, tmp_path: Path, clock: TurnedClock) -> Board:
    """What differs between the databases is tested with the tables; the rest is quicker on one of them."""
    return fresh_board(sqlite_url, tmp_path, clock)


@pytest.fixture
def app(board: Board) -> Flask:
    return create_app(board.config, board)


@pytest.fixture
def school_a(board: Board) -> int:
    return school(board, "SMAN Contoh")


@pytest.fixture
def stranger(app: Flask, board: Board) -> Visitor:
    return Visitor(app, board)
