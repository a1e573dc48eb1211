"""Databases, and elections that are open now."""

from pathlib import Path

import pytest

from bulletin_board.board import Board
from tests.support.databases import database_url, postgres_server, postgres_url, sqlite_url
from tests.support.live_elections import LiveElection, live_board

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]


@pytest.fixture
def board(database_url: str, tmp_path: Path) -> Board:
    return live_board(database_url, tmp_path)


@pytest.fixture
def election(board: Board) -> LiveElection:
    """Open for eight voters, with two spares."""
    live = LiveElection(board, voters=8, spares=2)
    live.create().open()
    return live
