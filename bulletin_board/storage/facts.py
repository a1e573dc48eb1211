"""What never changes in an election once its first two entries stand: genesis and Setup, decoded once per process.

Decoding a Setup checks every public credential, which takes a second for some 20,000 of them, so it must not happen
for each request.
"""

from dataclasses import dataclass, field
from threading import Lock

from sqlalchemy import Connection

from bulletin_board.storage.head import Head
from bulletin_board.storage.reading import log_entries
from record.ballot_checks import BallotContext, ballot_context
from record.canonical import decode
from record.entries import Genesis
from record.ledger import HEAD_AFTER_SETUP, SetupFacts
from record.setup import read_setup
from record.trustees import Trustees, parse_trustees


@dataclass(frozen=True, slots=True)
class LogFacts:
    """Genesis and Setup of an election, as far as they are in the log."""

    genesis: Genesis | None = None
    setup: SetupFacts | None = None
    trustees: Trustees = ()
    context: BallotContext | None = None
    spares: frozenset[str] = frozenset()

    @property
    def voters(self) -> int:
        """How many cards were given out: all that are listed but the spares."""
        return 0 if self.setup is None else len(self.setup.credentials) - len(self.spares)


@dataclass(slots=True)
class FactsCache:
    """The facts of the elections of one database, by log; safe between threads, empty at first."""

    _known: dict[int, LogFacts] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, connection: Connection, head: Head) -> LogFacts:
        """The facts of an election's log, read on first use."""
        known = self._known.get(head.log_id)
        if known is not None:
            return known
        with self._lock:
            known = self._known.get(head.log_id)
            if known is None:
                known = _read_facts(connection, head)
                # A log is created with genesis and Setup in one transaction, but only complete facts may be kept.
                if known.setup is not None:
                    self._known[head.log_id] = known
            return known


def _read_facts(connection: Connection, head: Head) -> LogFacts:
    facts = LogFacts()
    for entry in log_entries(connection, head.log_id, 0, min(head.size, HEAD_AFTER_SETUP)):
        if entry.type == "Genesis":
            facts = with_genesis(decode(entry.payload, Genesis))
        elif entry.type == "Setup":
            facts = with_setup(facts, read_setup(entry), entry.blobs[1])
    return facts


def with_genesis(genesis: Genesis) -> LogFacts:
    """The facts after entry 0."""
    return LogFacts(genesis=genesis, spares=frozenset(genesis.spares))


def with_setup(facts: LogFacts, setup: SetupFacts, trustees: bytes) -> LogFacts:
    """The facts after entry 1."""
    context = ballot_context(setup.election, setup.fingerprint)
    return LogFacts(facts.genesis, setup, parse_trustees(trustees), context, facts.spares)
