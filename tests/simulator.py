"""A board in memory behind the interface that key holders use, honest unless told otherwise, and its lies.

An honest simulated board refuses exactly what the rules refuse. ``judging = False`` makes it accept everything, as a
board in league with a key holder would; the log's methods allow it to show different things to different people.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from board_client.errors import BoardError
from crypto.signing_key import SigningKey
from record.checkpoint import Checkpoint, sign_checkpoint
from record.digests import sha256_hex
from record.entries import LogEntry
from record.identifiers import new_identifier
from record.key_making import KeyMakingState, judge_key_making
from record.key_making_messages import (
    KeyMakingGenesis,
    KeyMakingMessage,
    key_making_entry,
    key_making_entry_of,
    key_making_origin,
)
from record.merkle import leaf_hash, root_of
from trustee.errors import KeyFileError
from trustee.key_file import KeyContents


class MemoryStore:
    """A key file in memory; while it is ``full``, saving fails as on a full disk."""

    def __init__(self, contents: KeyContents | None = None) -> None:
        self.contents = contents or KeyContents(1, SigningKey.generate().reveal_seed().hex())
        self.full = False

    @property
    def identity(self) -> SigningKey:
        return self.contents.signing_key()

    def save(self, contents: KeyContents) -> None:
        if self.full:
            raise KeyFileError("The disk is full.")
        self.contents = contents


@dataclass
class SimulatedLog:
    """One log: entries that are shown, and everything that is stored by hash."""

    origin: str
    board: SigningKey
    entries: list[LogEntry] = field(default_factory=list)
    blobs: dict[str, bytes] = field(default_factory=dict)

    def add(self, entry: LogEntry) -> None:
        self.entries.append(entry)
        self.blobs.update({sha256_hex(blob): blob for blob in entry.blobs})

    def checkpoint(self) -> bytes:
        root = root_of(leaf_hash(entry.leaf) for entry in self.entries)
        return sign_checkpoint(Checkpoint(self.origin, len(self.entries), root), self.board)

    def leaves(self, size: int, start: int = 0) -> Iterator[bytes]:
        return iter([entry.leaf for entry in self.entries[start:size]])

    def blob(self, sha256_hex: str) -> bytes:
        return self.blobs[sha256_hex]

    def fork(self) -> "SimulatedLog":
        """Another face of the same log, which may go another way from here on."""
        return SimulatedLog(self.origin, self.board, list(self.entries), dict(self.blobs))


class SimulatedKeyMaking:
    """The board of one key making. ``posted`` are all bodies that arrived, also refused ones."""

    def __init__(
        self, holders: list[str], threshold: int, *, group: str = "Ed25519", election: str = "", judging: bool = True
    ) -> None:
        self.key = SigningKey.generate()
        self.run = new_identifier()
        self.judging = judging
        self.posted: list[tuple[str, bytes]] = []
        self.genesis = KeyMakingGenesis(1, self.run, group, threshold, self.key.public_hex, tuple(holders), election)
        self.logs = SimulatedLog(key_making_origin(self.run), self.key)
        self.state = KeyMakingState()
        self.append(key_making_entry(0, self.genesis))

    def append(self, entry: LogEntry) -> None:
        judgement = judge_key_making(self.state, entry)
        if judgement.findings and self.judging:
            raise BoardError("entry-refused", 422, judgement.findings[0].detail, judgement.findings[0].rule)
        self.logs.add(entry)
        self.state.append(entry, judgement)

    def post(self, entry_type: str, payload: bytes) -> None:
        self.posted.append((entry_type, payload))
        self.append(key_making_entry_of(len(self.logs.entries), entry_type, payload))

    def put(self, message: KeyMakingMessage) -> None:
        """Enter a message of the tests, as if it had been posted."""
        self.append(key_making_entry(len(self.logs.entries), message))

    # -- the interface of a key holder -------------------------------------------------------------------------------
    def key_log(self, run: str) -> SimulatedLog:
        if run != self.run:
            raise BoardError("not-found", 404, "There is no such key making.")
        return self.logs

    def send_certificate(self, run: str, payload: bytes) -> None:
        self.post("Certificate", payload)

    def send_coefficients(self, run: str, payload: bytes) -> None:
        self.post("Coefficients", payload)

    def send_verification_key(self, run: str, payload: bytes) -> None:
        self.post("VerificationKey", payload)

    def complain(self, run: str, payload: bytes) -> None:
        self.post("Complaint", payload)
