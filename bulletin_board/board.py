"""A running board: its settings, its logs and its clock, handed to whatever answers a request or a command."""

from dataclasses import dataclass, field

from bulletin_board.committee.accounts.stretching import Stretching
from bulletin_board.config import BoardConfig
from bulletin_board.key_file import read_key_file
from bulletin_board.storage.database import check_schema, open_database
from bulletin_board.storage.store import Store
from bulletin_board.turnout import TurnoutSampler


@dataclass(frozen=True, slots=True)
class Board:
    """One process of a board; several may share a database."""

    config: BoardConfig
    store: Store
    turnout: TurnoutSampler = field(default_factory=TurnoutSampler)
    stretching: Stretching = field(default_factory=Stretching)

    def close(self) -> None:
        """Close its connections to the database; the next use opens new ones."""
        self.store.engine.dispose()


def open_board(config: BoardConfig) -> Board:
    """The board of these settings; ``KeyFileError`` or ``DatabaseError`` unless ``suarasah board init`` was run."""
    board = connect_board(config)
    try:
        check_schema(board.store.engine)
    except BaseException:
        board.close()
        raise
    return board


def connect_board(config: BoardConfig) -> Board:
    """The same without asking the database anything, so that it need not be there yet."""
    key = read_key_file(config.key_file)
    return Board(config, Store(open_database(config.database_url), key))
