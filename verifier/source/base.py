"""The contract of all sources of a record, and how entries are put together from leaves and payloads.

A source is read from the beginning each time :meth:`Source.entries` is called, with memory that does not grow with
the record. Damage that leaves the rest readable is told through a callback; damage that does not ends the reading.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Literal, Protocol

from msgspec import UNSET

from record.canonical import decode
from record.entries import BadShare, KeyMakingHead, LogEntry, OwnLeaf, decode_leaf
from record.errors import FormatError, RecordError
from record.events import Event
from record.payloads import expected_hashes

Damage = Callable[[str, int | None, str], None]
"""Told of a rule that the stored bytes break, the entry where (None: anywhere), and what is wrong."""
DecodeLeaf = Callable[[bytes], OwnLeaf | Event]
GetBlob = Callable[[str], bytes]
"""The payload of a SHA-256 (hex); raises :class:`MissingBlobError`."""


class DamageError(RecordError):
    """The stored bytes are such that nothing after them can be read; ``rule`` says what they break."""

    code = "verifier-damage"

    def __init__(self, rule: str, entry: int | None, sentence: str) -> None:
        super().__init__(sentence)
        self.rule = rule
        self.entry = entry


class MissingBlobError(RecordError):
    """A payload is not stored, or other bytes are stored under its hash."""

    code = "verifier-missing-payload"


class Source(Protocol):
    """A record at some place. ``scope`` says which rules it allows to check; ``place`` is what the person named."""

    scope: Literal["archive", "log"]
    place: str

    def size(self) -> int | None:
        """How many units :meth:`position` will reach, for a progress bar; None if unknown."""
        ...

    def position(self) -> int:
        """How far the current reading is, in the unit of :meth:`size`."""
        ...

    def entries(self, damage: Damage) -> Iterator[LogEntry]:
        """All entries in order; :class:`DamageError` where reading must end, ``UnreadableError`` if a board fails."""
        ...

    def checkpoint(self) -> bytes | None:
        """The signed head, unverified; None from an archive."""
        ...

    def storage_problems(self) -> Iterator[str]:
        """V01: what is wrong with stored bytes that no entry asked for, once all entries were read."""
        ...

    def key_making(self, head: KeyMakingHead) -> Iterable[LogEntry] | None:
        """The entries of a key making's log, as many as the head says; None if this source does not have it."""
        ...


def log_entry(
    index: int, leaf: bytes, get_blob: GetBlob, damage: Damage, decode_as: DecodeLeaf = decode_leaf
) -> LogEntry:
    """The entry of a leaf with its payloads. A payload that is missing is damage, and the entry has none then.

    ``decode_as`` is that of the log's kind, an election's unless said otherwise; :class:`DamageError` if it refuses.
    """
    try:
        read = decode_as(leaf)
    except FormatError as error:
        raise DamageError("V03", index, f"This is no entry of such a log: {error}") from error
    event = read if isinstance(read, Event) else None
    try:
        blobs = _own_blobs(read, get_blob) if isinstance(read, OwnLeaf) else _event_blobs(read, get_blob)
    except MissingBlobError as error:
        damage("V01", index, str(error))
        blobs = ()
    except FormatError as error:
        damage("V03", index, str(error))
        blobs = ()
    return LogEntry(index, read.type, leaf, event, blobs)


def _event_blobs(event: Event, get_blob: GetBlob) -> tuple[bytes, ...]:
    if event.payload is UNSET:
        return ()
    payload = get_blob(event.payload)
    hashes = expected_hashes(event, payload)
    return (*map(get_blob, hashes[:-1]), payload)


def _own_blobs(leaf: OwnLeaf, get_blob: GetBlob) -> tuple[bytes, ...]:
    if leaf.payload is None:
        return ()
    payload = get_blob(leaf.payload)
    if leaf.type != "BadShare":
        return (payload,)
    accused = decode(payload, BadShare)
    return (get_blob(accused.share_proof), get_blob(accused.share), payload)
