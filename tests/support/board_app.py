"""A board application that is made only to be asked which routes it has."""

import tempfile
from pathlib import Path

from flask import Flask

from bulletin_board.administration import init_board
from bulletin_board.app import create_app
from bulletin_board.config import BoardConfig


def reference_app() -> Flask:
    """The application with all its routes; its database is gone when this returns."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        config = BoardConfig(f"sqlite:///{path / 'board.db'}", path / "board.key", booth_folder=path)
        init_board(config)
        return create_app(config)
