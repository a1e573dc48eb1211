"""The journal beside the key file: what a key holder has said, so that it never says two different things.

Invariant: a record is durable, file and folder flushed, before anything that it speaks of leaves the machine. The
file only grows. Each line is the SHA-256 of the line before's hash and its own text, a space, and the text, canonical
JSON. A last line without its line feed was torn by a crash before it was durable, so nothing of it ever left: it is
cut off. Everything else that does not fit is damage, and refused.

The journal holds no secrets. A key file whose journal is missing was restored: nobody knows what its keys have
decrypted before, and the new journal says of which keys that is so (``unknown_past``).
"""

import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from record.canonical import decode, encode
from record.durable import PRIVATE_MODE, flush_folder
from record.entries import Hex32, Uuid
from record.errors import FormatError
from trustee.errors import InUseError, JournalDamagedError, JournalError

JOURNAL_LIMIT: Final = 256 * 1024 * 1024
_HASH_HEX: Final = 64


class Begin(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """First line: whose journal, and the public keys that were in the file before there was a journal."""

    identity: Hex32
    unknown_past: tuple[str, ...]


class Seen(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """The newest verified head of a log, as its signed bytes."""

    origin: str
    checkpoint: str


class Countersigned(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """A Setup that was countersigned with this key, by the root of the log after it; ``payload`` is what was sent."""

    uuid: Uuid
    setup: Hex32
    root: Hex32
    public_key: str
    payload: str


class Decrypted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """A tally that was decrypted, and the exact bytes of the share."""

    uuid: Uuid
    setup: Hex32
    tally: Hex32
    share_proof: str
    partial_decryption: str


class Delivered(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """The board said that it took a share: written by earlier versions, and believed no longer."""

    uuid: Uuid


class Shown(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """The share of an election was seen in its log, under the signed head of this size and root."""

    uuid: Uuid
    size: int
    root: Hex32


class OverWithout(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """The election has ended without this holder's share, in a verified record under the head of this size and root."""

    uuid: Uuid
    size: int
    root: Hex32


class Confirmed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """A tally that was confirmed for the holder ``owner``, whose key was restored."""

    uuid: Uuid
    owner: int
    tally: Hex32
    payload: str


class PaperChecked(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """A paper backup (:func:`trustee.backup.writing.paper_number`) was printed and compared; the public keys on it."""

    paper: str
    public_keys: tuple[str, ...]


class Destroyed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """The key file was about to be destroyed, with these public keys; ``file`` is its SHA-256."""

    file: Hex32
    public_keys: tuple[str, ...]


Record = (
    Begin | Seen | Countersigned | Decrypted | Delivered | Shown | OverWithout | Confirmed | PaperChecked | Destroyed
)


class Journal:
    """An open journal, locked against other processes. Close it, or use it in a ``with``."""

    def __init__(self, path: Path, identity: str, public_keys: Iterable[str]) -> None:
        """Open the journal of an identity, or begin it for a file that holds these keys already.

        Raises ``InUseError``, ``JournalDamagedError`` (also for another identity's journal) or ``JournalError``.
        """
        self.path = path
        self._records: list[Record] = []
        self._last_hash = "0" * _HASH_HEX
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, PRIVATE_MODE)
        except (OSError, ValueError) as error:
            raise JournalError(f"The journal {path} cannot be opened: {error}. Check the folder.") from error
        try:
            self._lock()
            self._load()
            if not self._records:
                self._write(Begin(identity, tuple(public_keys)))
            first = self._records[0]
            if not isinstance(first, Begin) or first.identity != identity:
                raise JournalDamagedError(f"{path} is the journal of another key file. Put the right one beside it.")
        except BaseException:
            self.close()
            raise
        self.unknown_past = frozenset(first.unknown_past)
        """Public keys that may have been used before this journal began."""

    def __enter__(self) -> "Journal":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the lock; the object must not be used afterwards."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    @property
    def records(self) -> tuple[Record, ...]:
        """Everything that is durable, oldest first."""
        return tuple(self._records)

    def append(self, record: Record) -> None:
        """Make a record durable; ``JournalError`` if the disk refuses, and then nothing may leave."""
        self._write(record)

    def heads(self, origin: str) -> Iterator[bytes]:
        """The heads seen of a log, the newest first."""
        for record in reversed(self._records):
            if isinstance(record, Seen) and record.origin == origin:
                yield record.checkpoint.encode()

    def countersigned(self, uuid: str) -> Countersigned | None:
        """What was countersigned for an election."""
        return next((r for r in self._records if isinstance(r, Countersigned) and r.uuid == uuid), None)

    def elections_of(self, public_key: str) -> frozenset[str]:
        """The elections that were countersigned with a key."""
        return frozenset(r.uuid for r in self._records if isinstance(r, Countersigned) and r.public_key == public_key)

    def decrypted(self, uuid: str) -> Decrypted | None:
        """What was decrypted of an election."""
        return next((r for r in self._records if isinstance(r, Decrypted) and r.uuid == uuid), None)

    def confirmed(self, uuid: str) -> tuple[Confirmed, ...]:
        """What was confirmed of an election, for whom."""
        return tuple(r for r in self._records if isinstance(r, Confirmed) and r.uuid == uuid)

    def _lock(self) -> None:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise InUseError("Another program uses this key file. Wait until it has ended, then try again.") from error

    def _load(self) -> None:
        try:
            with open(self._descriptor, "rb", closefd=False) as file:
                data = file.read(JOURNAL_LIMIT + 1)
        except OSError as error:
            raise JournalError(f"The journal {self.path} cannot be read: {error}.") from error
        if len(data) > JOURNAL_LIMIT:
            raise JournalDamagedError(f"{self.path} is far too large to be a journal.")
        complete = data.rfind(b"\n") + 1
        for number, line in enumerate(data[:complete].split(b"\n")[:-1], start=1):
            self._take(number, line)
        if complete < len(data):
            self._cut(complete)

    def _take(self, number: int, line: bytes) -> None:
        digest, text = line[:_HASH_HEX], line[_HASH_HEX + 1 :]
        if digest != _chain(self._last_hash, text).encode() or line[_HASH_HEX : _HASH_HEX + 1] != b" ":
            raise JournalDamagedError(
                f"Line {number} of the journal {self.path} was changed. Move the journal away, keep it, and continue "
                "as with a restored key: other holders must confirm what you decrypt."
            )
        try:
            record: Record = decode(text, Record, limit=JOURNAL_LIMIT)  # type: ignore[arg-type]
        except FormatError as error:
            raise JournalDamagedError(f"Line {number} of the journal {self.path} is of a newer version.") from error
        self._records.append(record)
        self._last_hash = digest.decode()

    def _cut(self, length: int) -> None:
        try:
            os.ftruncate(self._descriptor, length)
            os.fsync(self._descriptor)
        except OSError as error:
            raise JournalError(f"The journal {self.path} cannot be repaired: {error}.") from error

    def _write(self, record: Record) -> None:
        text = encode(record)
        digest = _chain(self._last_hash, text)
        line = digest.encode() + b" " + text + b"\n"
        length = os.fstat(self._descriptor).st_size
        try:
            if os.write(self._descriptor, line) != len(line):
                raise OSError("the disk is full")
            os.fsync(self._descriptor)
            flush_folder(self.path.parent)
        except OSError as error:
            self._cut(length)
            raise JournalError(
                f"The journal {self.path} could not be written: {error}. Nothing was sent. Free space and try again."
            ) from error
        self._records.append(record)
        self._last_hash = digest


def journal_path(key_file: Path) -> Path:
    """Where the journal of a key file stands."""
    return key_file.with_name(key_file.name + ".journal")


def _chain(previous: str, text: bytes) -> str:
    return hashlib.sha256(previous.encode() + b" " + text).hexdigest()
