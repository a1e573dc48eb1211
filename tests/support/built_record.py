"""A finished test record in every form that a verifier reads: entries, log folder, `.bel` archive, source in memory."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from crypto.signing_key import SigningKey
from record.archive import ArchiveHeader, header_member
from record.checkpoint import Checkpoint, add_signatures, open_checkpoint, origin_of, sign_checkpoint
from record.cosignature import cosign
from record.digests import sha256_hex
from record.entries import KeyMakingHead, LogEntry, Witness
from record.key_making_messages import key_making_origin
from record.log_folder_writer import LogContent, write_log_folder
from record.merkle import leaf_hash, root_of
from record.tar import Header, header_block, padding
from tests.support.election_parties import Parties
from tests.support.joint_key import KeyMakingLog
from verifier.source.base import Damage, MissingBlobError, log_entry

COSIGNED_AT = 1_790_000_100


@dataclass(frozen=True)
class Submission:
    """What was sent to the board just before entry ``index``: the last part of the route, the body, whose it is."""

    index: int
    route: str
    body: bytes
    tampered: bool


@dataclass(frozen=True)
class BuiltRecord:
    """The entries, the signed head (None: an archive alone), the logs of key makings."""

    entries: tuple[LogEntry, ...]
    checkpoint: bytes
    key_makings: tuple[KeyMakingLog, ...]
    parties: Parties
    submissions: tuple[Submission, ...]
    timestamp: int
    archive_bytes: bytes | None = None
    """A `.bel` that is not the writer's."""
    stray: tuple[bytes, ...] = ()
    """Payloads that no entry refers to."""
    damage: Callable[[Path], object] | None = None
    """What happens to the folder once it is written."""

    @classmethod
    def of(
        cls, parties: Parties, entries: tuple[LogEntry, ...], submissions: tuple[Submission, ...], timestamp: int
    ) -> "BuiltRecord":
        """The record with an honest head."""
        head = cosigned_head(parties, entries)
        return cls(entries, head, parties.key_makings, parties, submissions, timestamp)

    @property
    def events(self) -> tuple[LogEntry, ...]:
        """The Belenios entries alone."""
        return tuple(entry for entry in self.entries if entry.event is not None)

    def archive(self) -> bytes:
        """The `.bel`, member by member: the product's writer would refuse what an attacker writes."""
        if self.archive_bytes is not None:
            return self.archive_bytes
        header = header_member(ArchiveHeader(1, str(self.timestamp)))
        pieces = [header]
        for entry in self.events:
            pieces += [self._member(f"{sha256_hex(blob)}.data.json", blob) for blob in entry.blobs]
            pieces.append(self._member(f"{sha256_hex(entry.leaf)}.event.json", entry.leaf))
        return b"".join(pieces)

    def _member(self, name: str, content: bytes) -> bytes:
        return header_block(Header(name, len(content), self.timestamp)) + content + bytes(padding(len(content)))

    def write_archive(self, path: Path) -> Path:
        """The `.bel` as a file."""
        path.write_bytes(self.archive())
        return path

    def write_folder(self, path: Path) -> Path:
        """The log as a folder, with its key makings; the checkpoint is put there as it is, whatever it says."""
        leaves = [entry.leaf for entry in self.entries]
        honest = cosigned_head(self.parties, self.entries)
        blobs = [blob for entry in self.entries for blob in entry.blobs]
        runs = {log.head.run: _content(log, self.parties.board) for log in self.key_makings}
        write_log_folder(path, leaves, honest, [*blobs, *self.stray], runs)
        (path / "checkpoint").write_bytes(self.checkpoint)
        if self.damage is not None:
            self.damage(path)
        return path

    def with_head(self, checkpoint: bytes) -> "BuiltRecord":
        """The same entries under another head."""
        return replace(self, checkpoint=checkpoint)

    def source(self) -> "MemorySource":
        """The log as a source, without files."""
        return MemorySource(self)


def _content(log: KeyMakingLog, board: SigningKey) -> LogContent:
    root = root_of(leaf_hash(entry.leaf) for entry in log.entries)
    head = sign_checkpoint(Checkpoint(key_making_origin(log.head.run), len(log.entries), root), board)
    return LogContent(
        [entry.leaf for entry in log.entries], head, [blob for entry in log.entries for blob in entry.blobs]
    )


def cosigned_head(
    parties: Parties,
    entries: Iterable[LogEntry],
    *,
    signer: SigningKey | None = None,
    root: bytes | None = None,
    size: int | None = None,
    origin: str | None = None,
    witnesses: Iterable[tuple[Witness, SigningKey]] | None = None,
) -> bytes:
    """The checkpoint over entries, signed by the board (or ``signer``) and cosigned by all witnesses (or others)."""
    hashes = [leaf_hash(entry.leaf) for entry in entries]
    head = Checkpoint(
        origin or origin_of(parties.uuid),
        len(hashes) if size is None else size,
        root_of(hashes) if root is None else root,
    )
    key = signer or parties.board
    opened = open_checkpoint(sign_checkpoint(head, key), head.origin, key.public_hex)
    chosen = parties.witnesses if witnesses is None else witnesses
    lines = tuple(cosign(head, witness.name, secret, COSIGNED_AT) for witness, secret in chosen)
    return add_signatures(opened, lines).data


class MemorySource:
    """A built log as the verifier's source: leaves and payloads go through the same decoding as those of a folder."""

    scope: Literal["archive", "log"] = "log"
    place = "memory"

    def __init__(self, record: BuiltRecord) -> None:
        self._record = record
        self._blobs = {sha256_hex(blob): blob for entry in record.entries for blob in entry.blobs}

    def size(self) -> int | None:
        """Number of entries."""
        return len(self._record.entries)

    def position(self) -> int:
        """No progress is shown."""
        return 0

    def entries(self, damage: Damage) -> Iterator[LogEntry]:
        """The entries, decoded from their bytes."""
        for index, entry in enumerate(self._record.entries):
            yield log_entry(index, entry.leaf, self._blob, damage)

    def checkpoint(self) -> bytes | None:
        """The head."""
        return self._record.checkpoint

    def storage_problems(self) -> Iterator[str]:
        """Stray payloads."""
        return iter(f"{sha256_hex(blob)} belongs to no entry" for blob in self._record.stray)

    def key_making(self, head: KeyMakingHead) -> Iterable[LogEntry] | None:
        """The log of a key making."""
        for log in self._record.key_makings:
            if log.head.run == head.run:
                return log.entries
        return None

    def _blob(self, digest: str) -> bytes:
        if digest not in self._blobs:
            raise MissingBlobError(f"No payload has the hash {digest}.")
        return self._blobs[digest]
