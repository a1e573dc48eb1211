"""The :class:`record.ledger.LedgerView` of the database: the rules' questions answered by indexed look-ups.

A view is of one moment: the head that it was made with, inside the transaction that read this head.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, Select, Table, bindparam, func, select

from bulletin_board.storage.facts import LogFacts
from bulletin_board.storage.head import Head
from bulletin_board.storage.reading import root_at
from bulletin_board.storage.tables import ballots, blobs, card_replacements, challenges, entries, shares, signers
from record.canonical import decode
from record.digests import sha256_hex
from record.entries import Confirmation, Genesis
from record.events import EventType, parse_event
from record.ledger import HEAD_AFTER_SETUP, BallotFacts, CardStatus, SetupFacts, Stage


def _counting(table: Table, **columns: str) -> Select[int]:
    """How many rows of a log have these columns' values; ``columns`` names the parameter of each."""
    conditions = [table.c[column] == bindparam(name) for column, name in columns.items()]
    return select(func.count()).select_from(table).where(table.c.log_id == bindparam("log_id"), *conditions)


# Made once, like those of :mod:`bulletin_board.storage.head`.
_BALLOTS_WITH = _counting(ballots, code="code")
_BALLOTS_OF = _counting(ballots, credential="credential")
_CAST = _counting(ballots, code="code", credential="credential")
_CHALLENGED = _counting(challenges, code="code", credential="credential")
_CHALLENGES_OF = _counting(challenges, credential="credential")
_REVOKED = _counting(card_replacements, revoked="credential")
_ACTIVATED = _counting(card_replacements, activated="credential")
_OF_A_BALLOT: dict[Select[int], tuple[str, ...]] = {
    _BALLOTS_WITH: ("code",),
    _BALLOTS_OF: ("credential",),
    _CHALLENGED: ("code", "credential"),
    _REVOKED: ("credential",),
    _ACTIVATED: ("credential",),
}
"""What the rules ask about a ballot, and of which of its facts."""
_ALL_OF_A_BALLOT = select(*(query.scalar_subquery() for query in _OF_A_BALLOT))


class SqlLedgerView:
    """The entries before ``head.size``, asked through ``connection``."""

    def __init__(self, connection: Connection, head: Head, facts: LogFacts) -> None:
        self._connection = connection
        self._head = head
        self._facts = facts
        self._known: dict[tuple[object, ...], int] = {}

    def foresee(self, ballot: BallotFacts) -> None:
        """Ask at once all that the rules will ask about this ballot: answers come from here afterwards."""
        values = {"code": ballot.code, "credential": ballot.credential}
        row = self._connection.execute(_ALL_OF_A_BALLOT, {"log_id": self._head.log_id, **values}).one()
        for (query, parameters), count in zip(_OF_A_BALLOT.items(), row, strict=True):
            self._known[query, *(values[name] for name in parameters)] = count

    @property
    def size(self) -> int:
        """Number of entries."""
        return self._head.size

    @property
    def stage(self) -> Stage:
        """Where the election stands."""
        return Stage(self._head.state.stage)

    @property
    def genesis(self) -> Genesis | None:
        """The payload of entry 0."""
        return self._facts.genesis

    @property
    def setup(self) -> SetupFacts | None:
        """The facts of the Setup entry."""
        return self._facts.setup

    @property
    def last_event(self) -> tuple[EventType, int, str] | None:
        """Type, height and SHA-256 (hex) of the last Belenios event."""
        leaf = self._head.state.last_event.encode()
        if not leaf:
            return None
        event = parse_event(leaf)
        return (event.type, event.height, sha256_hex(leaf))

    @property
    def closes(self) -> str:
        """The close that holds now."""
        return self._head.state.closes

    @property
    def tally(self) -> tuple[int, str] | None:
        """Log size just after EncryptedTally, and the hash of the tally."""
        return self._head.state.tally

    @property
    def counted(self) -> int:
        """How many credentials have a ballot."""
        return self._head.state.counted

    @property
    def last_entry(self) -> tuple[str, str]:
        """Type and payload hash of the last entry."""
        return self._head.state.last_entry

    @property
    def pending_share(self) -> tuple[int, str] | None:
        """Owner and share hash of the last entry, if it is a ShareProof."""
        return self._head.state.pending_share

    def root_at(self, size: int) -> str | None:
        """Known, as in :class:`record.ledger.Ledger`, for the head after Setup and from EncryptedTally on."""
        tally = self.tally
        known = size == HEAD_AFTER_SETUP or (tally is not None and size >= tally[0])
        if not known or size > self.size:
            return None
        return root_at(self._connection, self._head.log_id, size).hex()

    def signers(self) -> frozenset[int]:
        """Who countersigned."""
        return self._numbers(select(signers.c.signer).where(signers.c.log_id == self._head.log_id))

    def share_owners(self) -> frozenset[int]:
        """Owners whose share is in the log."""
        return self._numbers(select(shares.c.owner).where(shares.c.log_id == self._head.log_id))

    def confirmations(self) -> frozenset[tuple[int, int]]:
        """Owner and confirmer of each Confirmation: there are few, so they are read rather than kept in a table."""
        payloads = select(blobs.c.data).where(
            blobs.c.log_id == self._head.log_id,
            blobs.c.sha256.in_(
                select(entries.c.payload).where(entries.c.log_id == self._head.log_id, entries.c.type == "Confirmation")
            ),
        )
        messages = [decode(data, Confirmation) for data in self._connection.execute(payloads).scalars()]
        return frozenset((message.owner, message.confirmer) for message in messages)

    def has_ballot(self, code: str) -> bool:
        """Whether the code is in the log."""
        return self._count(_BALLOTS_WITH, code=code) > 0

    def is_cast(self, code: str, credential: str) -> bool:
        """Whether the code is in the log with this credential."""
        return self._count(_CAST, code=code, credential=credential) > 0

    def ballots_of(self, credential: str) -> int:
        """Ballots of the credential."""
        return self._count(_BALLOTS_OF, credential=credential)

    def is_challenged(self, code: str, credential: str) -> bool:
        """Whether the pair was challenged."""
        return self._count(_CHALLENGED, code=code, credential=credential) > 0

    def challenges_of(self, credential: str) -> int:
        """Challenges of the credential."""
        return self._count(_CHALLENGES_OF, credential=credential)

    def card_status(self, credential: str) -> CardStatus:
        """The state of the card."""
        setup = self.setup
        if setup is None or credential not in setup.credentials:
            return CardStatus.UNKNOWN
        if self._count(_REVOKED, credential=credential) > 0:
            return CardStatus.REVOKED
        if credential in self._facts.spares and self._count(_ACTIVATED, credential=credential) == 0:
            return CardStatus.INACTIVE
        return CardStatus.ACTIVE

    def _count(self, query: Select[int], **values: str) -> int:
        known = self._known.get((query, *values.values()))
        if known is not None:
            return known
        return self._connection.execute(query, {"log_id": self._head.log_id, **values}).scalar_one()

    def _numbers(self, query: Select[int]) -> frozenset[int]:
        return frozenset(self._connection.execute(query).scalars())


@dataclass(frozen=True, slots=True)
class ElectionReading:
    """An election at one moment: its head and facts, and the transaction that reads more of it."""

    connection: Connection
    head: Head
    facts: LogFacts

    @property
    def view(self) -> SqlLedgerView:
        """The rules' view of the entries up to the head."""
        return SqlLedgerView(self.connection, self.head, self.facts)
