"""The logs of one database under one signing key: open a log for reading or for one append transaction."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError

from bulletin_board.errors import ElectionUnknownError, ExistsError, KeyMakingUnknownError
from bulletin_board.storage.database import reading, writing
from bulletin_board.storage.facts import FactsCache, LogFacts
from bulletin_board.storage.head import Head, LogKind, read_head
from bulletin_board.storage.reading import receipt_under
from bulletin_board.storage.view import ElectionReading
from bulletin_board.storage.writing import ElectionTransaction, KeyMakingTransaction, create_log
from crypto.signing_key import SigningKey
from record.checkpoint import origin_of
from record.key_making_messages import key_making_origin

_NAME = re.compile(r"[1-9A-HJ-NP-Za-km-z]{14,64}")


@dataclass(slots=True)
class Store:
    """``engine`` from :func:`bulletin_board.storage.database.open_database`, ``key`` signs all heads."""

    engine: Engine
    key: SigningKey
    facts: FactsCache = field(default_factory=FactsCache)

    @contextmanager
    def read_election(self, uuid: str) -> Iterator[ElectionReading]:
        """An election for reading; ``ElectionUnknownError``."""
        with reading(self.engine) as connection:
            head = self._head(connection, "election", uuid)
            yield ElectionReading(connection, head, self.facts.of(connection, head))

    @contextmanager
    def read_log(self, kind: LogKind, name: str) -> Iterator[tuple[Connection, Head]]:
        """A log of either kind for reading; ``ElectionUnknownError`` or ``KeyMakingUnknownError``."""
        with reading(self.engine) as connection:
            yield connection, self._head(connection, kind, name)

    @contextmanager
    def append_to_election(self, uuid: str) -> Iterator[ElectionTransaction]:
        """One transaction on an election's log: durable when the block has ended, undone if it raises."""
        with writing(self.engine) as connection:
            head = self._head(connection, "election", uuid, lock=True)
            transaction = ElectionTransaction(connection, head, self.key, self.facts.of(connection, head))
            yield transaction
            transaction.finish()

    @contextmanager
    def append_to_key_making(self, run: str) -> Iterator[KeyMakingTransaction]:
        """One transaction on a key making's log, likewise."""
        with writing(self.engine) as connection:
            head = self._head(connection, "keys", run, lock=True)
            transaction = KeyMakingTransaction(connection, head, self.key)
            yield transaction
            transaction.finish()

    @contextmanager
    def create_election(self, uuid: str) -> Iterator[ElectionTransaction]:
        """The first transaction of a new election's log; ``ExistsError`` if there is one of this uuid."""
        with self._create() as connection:
            head = create_log(connection, "election", uuid, origin_of(uuid), self.key)
            transaction = ElectionTransaction(connection, head, self.key, LogFacts())
            yield transaction
            transaction.finish()

    @contextmanager
    def create_key_making(self, run: str) -> Iterator[KeyMakingTransaction]:
        """The first transaction of a new key making's log; ``ExistsError`` if there is one of this run."""
        with self._create() as connection:
            head = create_log(connection, "keys", run, key_making_origin(run), self.key)
            transaction = KeyMakingTransaction(connection, head, self.key)
            yield transaction
            transaction.finish()

    def receipt(self, kind: LogKind, name: str, index: int) -> bytes:
        """The receipt of a stored entry under the head of now."""
        with self.read_log(kind, name) as (connection, head):
            return receipt_under(connection, head, index)

    @contextmanager
    def _create(self) -> Iterator[Connection]:
        try:
            with writing(self.engine) as connection:
                yield connection
        except IntegrityError as error:
            raise ExistsError("A log of this identifier is on the board already.") from error

    def _head(self, connection: Connection, kind: LogKind, name: str, *, lock: bool = False) -> Head:
        head = read_head(connection, kind, name, lock=lock) if _NAME.fullmatch(name) else None
        if head is not None:
            return head
        if kind == "election":
            raise ElectionUnknownError("This board has no election of this identifier: check the address.")
        raise KeyMakingUnknownError("This board has no key making of this identifier: check the address.")
