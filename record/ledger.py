"""What the rules of an election ask about the entries before: a read-only view, and its in-memory form.

The verifier and the trustees feed a :class:`Ledger`; the board answers the same questions from its database, so
the rules in :mod:`record.phases` stand once. The ledger advances over violations too: checking goes on after them.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, Protocol

from crypto.group import Element, Group
from record.box_index import BoxIndex
from record.credentials import PublicCredentials
from record.election import Election
from record.entries import Genesis, LogEntry
from record.events import EventType
from record.merkle import CompactTree, leaf_hash


class Stage(StrEnum):
    """Where an election stands; the words of the report and of the API."""

    EMPTY = "empty"
    GENESIS = "genesis"
    SETUP = "setup"
    VOTING = "voting"
    TALLY = "tally"
    PUBLISHED = "published"
    WITHHELD = "withheld"


class CardStatus(StrEnum):
    """The state of a listed public credential; a spare is inactive until it replaces a card."""

    UNKNOWN = "unknown"
    ACTIVE = "active"
    INACTIVE = "inactive"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class TrusteeItem:
    """One item of the trustees structure: which owners it has and how many of them must decrypt."""

    kind: Literal["Single", "Pedersen"]
    first_owner: int
    size: int
    threshold: int

    @property
    def owners(self) -> range:
        """The owner numbers of the item, 1-based over the whole structure."""
        return range(self.first_owner, self.first_owner + self.size)


@dataclass(frozen=True, slots=True)
class SetupFacts:
    """What later rules need of a Setup entry."""

    uuid: str
    group: Group
    fingerprint: str
    setup_hash: str
    election_key: Element
    items: tuple[TrusteeItem, ...]
    owner_keys: tuple[Element, ...]
    credentials: PublicCredentials
    election: Election


@dataclass(frozen=True, slots=True)
class BallotFacts:
    """What the rules of the box need of a ballot: its tracking code and the text of its credential."""

    code: str
    credential: str


class LedgerView(Protocol):
    """Questions about the entries so far; ``size`` entries are in the log."""

    @property
    def size(self) -> int:
        """Number of entries."""
        ...

    @property
    def stage(self) -> Stage:
        """Where the election stands."""
        ...

    @property
    def genesis(self) -> Genesis | None:
        """The payload of entry 0."""
        ...

    @property
    def setup(self) -> SetupFacts | None:
        """The facts of the Setup entry."""
        ...

    @property
    def last_event(self) -> tuple[EventType, int, str] | None:
        """Type, height and SHA-256 (hex) of the last Belenios event."""
        ...

    @property
    def closes(self) -> str:
        """The close that holds now, after extensions."""
        ...

    @property
    def tally(self) -> tuple[int, str] | None:
        """Log size just after EncryptedTally, and the hash of the encrypted tally (not of its sized form)."""
        ...

    @property
    def counted(self) -> int:
        """How many credentials have a ballot: the number of ballots that count."""
        ...

    @property
    def last_entry(self) -> tuple[str, str]:
        """Type and payload hash (hex or empty) of the last entry."""
        ...

    @property
    def pending_share(self) -> tuple[int, str] | None:
        """Owner and share hash of the last entry, if it is a ShareProof."""
        ...

    def root_at(self, size: int) -> str | None:
        """The Merkle root (hex) of the first ``size`` entries, for sizes the rules may ask for; else None."""
        ...

    def signers(self) -> frozenset[int]:
        """Who countersigned: 0 the registrar, otherwise owner numbers."""
        ...

    def has_ballot(self, code: str) -> bool:
        """Whether a ballot with this tracking code is in the log."""
        ...

    def is_cast(self, code: str, credential: str) -> bool:
        """Whether the ballot with this tracking code is in the log and is one of this listed credential."""
        ...

    def ballots_of(self, credential: str) -> int:
        """How many ballots the credential has in the log."""
        ...

    def is_challenged(self, code: str, credential: str) -> bool:
        """Whether a Challenge of this pair is in the log."""
        ...

    def challenges_of(self, credential: str) -> int:
        """How many Challenges the credential has in the log."""
        ...

    def card_status(self, credential: str) -> CardStatus:
        """The state of the card."""
        ...

    def share_owners(self) -> frozenset[int]:
        """Owners whose PartialDecryption is in the log."""
        ...

    def confirmations(self) -> frozenset[tuple[int, int]]:
        """Owner and confirmer of each Confirmation in the log."""
        ...


@dataclass(slots=True)
class Ledger:
    """The in-memory :class:`LedgerView`; one per election, grows with each entry that is appended.

    ``booth`` has the file hashes (hex) that were announced last. Memory grows as :class:`~record.box_index.BoxIndex`
    says for each ballot; the roots that shares and confirmations name are remembered from EncryptedTally on, where
    entries are few.
    """

    size: int = 0
    stage: Stage = Stage.EMPTY
    genesis: Genesis | None = None
    setup: SetupFacts | None = None
    last_event: tuple[EventType, int, str] | None = None
    closes: str = ""
    booth: tuple[str, ...] = ()
    tally: tuple[int, str] | None = None
    last_entry: tuple[str, str] = ("", "")
    pending_share: tuple[int, str] | None = None
    confirmation: tuple[int, int] | None = None
    tree: CompactTree = field(default_factory=CompactTree)
    _roots: dict[int, str] = field(default_factory=dict)
    _signers: set[int] = field(default_factory=set)
    _box: BoxIndex = field(default_factory=BoxIndex)
    _challenged: set[tuple[str, str]] = field(default_factory=set)
    _challenges: dict[str, int] = field(default_factory=dict)
    _inactive: set[str] = field(default_factory=set)
    _revoked: set[str] = field(default_factory=set)
    _share_owners: set[int] = field(default_factory=set)
    _confirmations: set[tuple[int, int]] = field(default_factory=set)

    @property
    def counted(self) -> int:
        """How many credentials have a ballot."""
        return self._box.counted

    def root_at(self, size: int) -> str | None:
        """Known for the head after Setup and for every head from EncryptedTally on."""
        return self._roots.get(size)

    def signers(self) -> frozenset[int]:
        """Who countersigned."""
        return frozenset(self._signers)

    def has_ballot(self, code: str) -> bool:
        """Whether the code is in the log."""
        return self._box.has_code(code)

    def is_cast(self, code: str, credential: str) -> bool:
        """Whether the code is in the log with this credential."""
        return self._box.is_cast(code, credential)

    def ballots_of(self, credential: str) -> int:
        """Ballots of the credential."""
        return self._box.ballots_of(credential)

    def is_challenged(self, code: str, credential: str) -> bool:
        """Whether the pair was challenged."""
        return (code, credential) in self._challenged

    def challenges_of(self, credential: str) -> int:
        """Challenges of the credential."""
        return self._challenges.get(credential, 0)

    def card_status(self, credential: str) -> CardStatus:
        """The state of the card."""
        if self.setup is None or credential not in self.setup.credentials:
            return CardStatus.UNKNOWN
        if credential in self._revoked:
            return CardStatus.REVOKED
        return CardStatus.INACTIVE if credential in self._inactive else CardStatus.ACTIVE

    def share_owners(self) -> frozenset[int]:
        """Owners whose share is in the log."""
        return frozenset(self._share_owners)

    def confirmations(self) -> frozenset[tuple[int, int]]:
        """Who was confirmed by whom."""
        return frozenset(self._confirmations)

    def append(self, entry: LogEntry, effect: "Effect") -> None:
        """Advance over an entry, sound or not; ``effect`` is what :mod:`record.phases` read in it."""
        self.size += 1
        self.tree.append(leaf_hash(entry.leaf))
        self.last_entry = (entry.type, effect.payload_hash)
        self.pending_share = effect.pending_share
        if effect.event is not None:
            self.last_event = effect.event
        if effect.stage is not None:
            self.stage = effect.stage
        if effect.genesis is not None:
            self.genesis = effect.genesis
            self.closes = effect.genesis.closes
            self.booth = tuple(effect.genesis.booth)
            self._inactive = set(effect.genesis.spares)
        if effect.setup is not None:
            self.setup = effect.setup
            self._box.use_list(effect.setup.credentials)
        if effect.closes is not None:
            self.closes = effect.closes
        if effect.booth is not None:
            self.booth = effect.booth
        if effect.signer is not None:
            self._signers.add(effect.signer)
        if effect.ballot is not None:
            self._box.add(effect.ballot.code, effect.ballot.credential)
        if effect.challenge is not None:
            self._challenged.add((effect.challenge.code, effect.challenge.credential))
            credential = effect.challenge.credential
            self._challenges[credential] = self._challenges.get(credential, 0) + 1
        if effect.replacement is not None:
            revoked, activated = effect.replacement
            self._revoked.add(revoked)
            self._inactive.discard(activated)
        if effect.tally_hash is not None:
            self.tally = (self.size, effect.tally_hash)
        if effect.share_owner is not None:
            self._share_owners.add(effect.share_owner)
        if effect.confirmation is not None:
            self._confirmations.add(effect.confirmation)
        if self.size == HEAD_AFTER_SETUP or self.tally is not None:
            self._roots[self.size] = self.tree.root().hex()


HEAD_AFTER_SETUP = 2
"""Genesis and Setup are entries 0 and 1: the size of the head that countersigners sign."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What an entry changes, read from its bytes alone: the common input of the ledger and of the board's tables."""

    payload_hash: str = ""
    event: tuple[EventType, int, str] | None = None
    stage: Stage | None = None
    genesis: Genesis | None = None
    setup: SetupFacts | None = None
    closes: str | None = None
    booth: tuple[str, ...] | None = None
    signer: int | None = None
    ballot: BallotFacts | None = None
    challenge: BallotFacts | None = None
    replacement: tuple[str, str] | None = None
    tally_hash: str | None = None
    share_owner: int | None = None
    pending_share: tuple[int, str] | None = None
    confirmation: tuple[int, int] | None = None
