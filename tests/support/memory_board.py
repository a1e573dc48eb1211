"""A board in memory for voters' devices, over an election of the builder: honest unless it is told how to lie."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from board_client.answers import CodeStatus
from board_client.errors import BoardError
from crypto.signing_key import SigningKey
from record.checkpoint import Checkpoint, origin_of, sign_checkpoint
from record.digests import sha256_hex
from record.entries import LogEntry
from record.merkle import NodeLookup, inclusion_proof, leaf_hash, lookup_of, root_of
from record.receipt import Receipt
from tests.support.built_record import BuiltRecord
from tests.support.election_builder import ElectionBuilder
from tests.support.election_parties import Card as TestCard
from voter_client.sealing import Card


@dataclass(frozen=True)
class BuiltLog:
    """A built record as a board serves it; ``head`` and ``tree`` may be those of another record."""

    entries: tuple[LogEntry, ...]
    head: bytes
    tree: tuple[LogEntry, ...]

    @classmethod
    def of(cls, record: BuiltRecord) -> "BuiltLog":
        """The honest log."""
        return cls(record.entries, record.checkpoint, record.entries)

    def under(self, other: BuiltRecord) -> "BuiltLog":
        """These entries, served with the genuine head and tiles of another log."""
        return replace(self, head=other.checkpoint, tree=other.entries)

    def checkpoint(self) -> bytes:
        return self.head

    def leaves(self, size: int, start: int = 0) -> Iterator[bytes]:
        return iter([entry.leaf for entry in self.entries[start:size]])

    def blob(self, digest: str) -> bytes:
        for entry in self.entries:
            for blob in entry.blobs:
                if sha256_hex(blob) == digest:
                    return blob
        raise BoardError("resource-unknown", 404, "There is no such payload.")

    def nodes(self, size: int) -> NodeLookup:
        return lookup_of(leaf_hash(entry.leaf) for entry in self.tree[:size])


@dataclass(frozen=True)
class Answered:
    """An answer of the board."""

    receipt: str


@dataclass
class MemoryBoard:
    """The board of one election. ``lie`` makes the receipt of the entry at an index; None: an honest one."""

    builder: ElectionBuilder
    lie: "Callable[[MemoryBoard, int], str] | None" = None
    posted: list[bytes] = field(default_factory=list)
    statuses: dict[str, CodeStatus] = field(default_factory=dict)

    @property
    def key(self) -> SigningKey:
        return self.builder.parties.board

    @property
    def size(self) -> int:
        return len(self.builder.entries)

    def log(self, uuid: str) -> BuiltLog:
        assert uuid == self.builder.parties.uuid
        return BuiltLog.of(self.builder.record())

    def cast(self, uuid: str, ballot: bytes) -> Answered:
        assert uuid == self.builder.parties.uuid
        self.posted.append(ballot)
        index = self.place(ballot)
        if index is None:
            self.builder.event("Ballot", ballot)
        return Answered(self.answer(self.size - 1 if index is None else index))

    def challenge(self, uuid: str, payload: bytes) -> Answered:
        assert uuid == self.builder.parties.uuid
        self.posted.append(payload)
        self.builder.own_bytes("Challenge", payload)
        return Answered(self.answer(self.size - 1))

    def code(self, uuid: str, code: str) -> CodeStatus:
        return self.statuses[code]

    def place(self, payload: bytes) -> int | None:
        """Where a payload stands."""
        return next((entry.index for entry in self.builder.entries if payload in entry.blobs), None)

    def answer(self, index: int) -> str:
        return self.receipt(index) if self.lie is None else self.lie(self, index)

    def receipt(
        self,
        index: int,
        *,
        size: int | None = None,
        signer: SigningKey | None = None,
        origin: str | None = None,
        leaf: bytes | None = None,
        proof_of: int | None = None,
    ) -> str:
        """The receipt of an entry; every argument is one lie."""
        size = self.size if size is None else size
        hashes = [leaf_hash(entry.leaf) for entry in self.builder.entries[:size]]
        head = Checkpoint(origin or origin_of(self.builder.parties.uuid), size, root_of(hashes))
        return (
            Receipt(
                index,
                tuple(inclusion_proof(lookup_of(hashes), index if proof_of is None else proof_of, size)),
                sign_checkpoint(head, signer or self.key),
                self.builder.entries[index].leaf if leaf is None else leaf,
            )
            .serialise()
            .decode()
        )


def card_of(card: TestCard) -> Card:
    """A card of the builder as the voter's device has it."""
    return Card(card.secret, card.text)
