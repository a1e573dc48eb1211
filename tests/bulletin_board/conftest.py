"""Databases, a board with a clock, and an election on it."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bulletin_board.app import create_app
from bulletin_board.board import Board
from bulletin_board.casting import cast
from tests.support.board_elections import BoardElection, TurnedClock, fresh_board
from tests.support.databases import database_url, postgres_schema_url, postgres_server, sqlite_url
from tests.support.described_client import DescribedClient

__all__ = ["database_url", "postgres_schema_url", "postgres_server", "sqlite_url"]


@pytest.fixture
def postgres_url(postgres_schema_url: str) -> str:
    """Most tests here need no database of their own, and there are many."""
    return postgres_schema_url


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def board(database_url: str, tmp_path: Path, clock: TurnedClock) -> Board:
    return fresh_board(database_url, tmp_path, clock)


@pytest.fixture
def client(board: Board) -> FlaskClient:
    app = create_app(board.config, board)
    app.test_client_class = DescribedClient
    return app.test_client()


@pytest.fixture
def election(board: Board) -> BoardElection:
    return BoardElection(board).create()


@pytest.fixture
def opened(election: BoardElection) -> BoardElection:
    return election.open()


@pytest.fixture
def closed(opened: BoardElection) -> BoardElection:
    for voter in range(3):
        cast(opened.board, opened.uuid, opened.ballot(voter, choice=1 + voter % 2))
    return opened.close()
