"""A running board: its settings, its logs and its clock, handed to whatever answers a request or a command."""

from dataclasses import dataclass

from bulletin_board.config import BoardConfig
from bulletin_board.key_file import read_key_file
from bulletin_board.storage.database import check_schema, open_database
from bulletin_board.storage.store import Store


@dataclass(frozen=True, slots=True)
class Board:
    """One process of a board; several may share a database."""

    config: BoardConfig
    store: Store


def open_board(config: BoardConfig) -> Board:
    """The board of these settings; ``KeyFileError`` or ``DatabaseError`` unless ``suarasah board init`` was run."""
    key = read_key_file(config.key_file)
    engine = open_database(config.database_url)
    check_schema(engine)
    return Board(config, Store(engine, key))
