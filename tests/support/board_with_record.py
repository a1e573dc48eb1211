"""A real board that holds the beginning of a built record, so that the next message can be posted to it."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from flask.testing import FlaskClient

from bulletin_board.administration import init_board
from bulletin_board.app import create_app
from bulletin_board.board import Board
from bulletin_board.config import BoardConfig
from bulletin_board.storage.database import open_database
from bulletin_board.storage.store import Store
from record.digests import sha256_hex
from tests.support.board_elections import TurnedClock
from tests.support.built_record import BuiltRecord
from tests.support.database_copies import database_copy

WHILE_OPEN = datetime(2026, 11, 24, 3, tzinfo=UTC)
"""A moment between the opening and the close of :mod:`tests.support.election_builder`."""


@dataclass
class Prepared:
    """A board with the first entries of a record, and a client of its API."""

    board: Board
    client: FlaskClient
    uuid: str

    def size(self) -> int:
        """How many entries the log has."""
        with self.board.store.read_election(self.uuid) as election:
            return election.head.size


@dataclass
class Boards:
    """Boards on SQLite databases in ``folder``; equal beginnings of records share one as long as nothing is added."""

    folder: Path
    copies: ExitStack
    """Ends the copies of databases when it is closed."""
    _ready: dict[str, Prepared] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._empty = f"sqlite:///{self.folder / 'empty.db'}"
        self._key_file = self.folder / "board.key"
        init_board(BoardConfig(self._empty, self._key_file))

    def holding(self, record: BuiltRecord, size: int) -> Prepared:
        """A board that holds the first ``size`` entries and no more, appended by its own rules."""
        name = sha256_hex(b"".join(entry.leaf for entry in record.entries[:size]))
        ready = self._ready.get(name)
        if ready is None or ready.size() != size:
            ready = self._ready[name] = self._fresh(record, size)
        return ready

    def _fresh(self, record: BuiltRecord, size: int) -> Prepared:
        board = self.empty(record)
        uuid = record.parties.uuid
        with board.store.create_election(uuid) as transaction:
            for entry in record.entries[:size]:
                appended = transaction.append(entry.type, *entry.blobs)
                if appended.leaf != entry.leaf:
                    raise AssertionError(f"the board would not write entry {entry.index} as it stands in the record")
        return Prepared(board, create_app(board.config, board).test_client(), uuid)

    def empty(self, record: BuiltRecord) -> Board:
        """A board with the record's own key and no election."""
        url = self.copies.enter_context(database_copy(self._empty, self.folder))
        config = BoardConfig(url, self._key_file, clock=TurnedClock(WHILE_OPEN))
        return Board(config, Store(open_database(url), record.parties.board))
