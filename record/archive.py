"""The `.bel` archive: everything public of an election in one file that only ever grows. Specification 4.4.

Invariant: :class:`ArchiveReader` accepts exactly the files that :class:`ArchiveWriter` makes. Each event directly
follows the data that it adds, in the official tool's order, and nothing else is in the file. It is read in one
pass, never unpacked, and only the members of one event are in memory at a time. The reader does not follow the
hash chain and does not know the order of events: those are rules V02 and V04, in :mod:`record.events`.
"""

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final, Literal

import msgspec

from record.canonical import decode, encode
from record.credentials import CREDENTIALS_LIMIT
from record.digests import sha256_hex
from record.errors import RecordError
from record.events import EVENT_LIMIT, Event, parse_event
from record.payloads import expected_hashes
from record.tar import BLOCK, NUMBER_LIMIT, ArchiveError, Header, header_block, padding, read_header

_NAME: Final = "BELENIOS"
_HEADER_LIMIT: Final = 256
_DATA_LIMIT: Final = 16 * 1024 * 1024
_CHUNK: Final = 1024 * 1024
#: The most data members that one event adds: ``Setup`` with a certificate.
_BLOBS_LIMIT: Final = 5
#: The place of the public credentials, which alone may be long, among the data of ``Setup``.
_CREDENTIALS_PLACE: Final = 2
_CUT: Final = "The archive ends in the middle of a member: it was cut or not downloaded to the end."
_MEMBER_NAME: Final = re.compile(r"([0-9a-f]{64})\.(data|event)\.json")


class UnreadableError(RecordError):
    """The file is not an archive at all, so nothing can be said about an election."""

    code = "archive-unreadable"


class ArchiveHeader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Content of the first member: POSIX seconds, which the official tool writes as a decimal string.

    The tool also reads a number, as the specification has it, and keeps it; so do we.
    """

    version: Literal[1]
    timestamp: str | int

    def seconds(self) -> int:
        """The time stamp of every member of the archive; :class:`ArchiveError` if it is not canonical."""
        text = str(self.timestamp)
        if not (text.isascii() and text.isdigit() and len(text) <= 10 and str(int(text)) == text):
            raise ArchiveError("The archive's time stamp is not a canonical decimal number.")
        if int(text) > NUMBER_LIMIT:
            raise ArchiveError("The archive's time stamp does not fit into a tar header.")
        return int(text)


class ArchivedEvent(msgspec.Struct, frozen=True):
    """One event: its place from 0, its own bytes, and the data that it adds, in the archive's order.

    ``blobs`` is, for ``Setup``: election, trustees, credentials, perhaps a certificate, setup data; for
    ``EncryptedTally``: the tally and its size; for ``PartialDecryption``: the share and its owner; for ``Ballot``
    and ``Result``: the payload; for ``EndBallots``: nothing. Every blob's hash is the one that names it.
    """

    index: int
    event_bytes: bytes
    event: Event
    blobs: tuple[bytes, ...]


class ArchiveReader:
    """An archive, read once from a binary stream: first the header, then its events as an iterator.

    Raises :class:`UnreadableError` for something else than an archive, ``FormatError`` (mostly its subclass
    :class:`ArchiveError`) for a malformed one, as soon as the bad bytes are read.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        block = _read(stream, BLOCK)
        if not block.startswith(_NAME.encode() + b"\0"):
            raise UnreadableError("This file is not a Belenios archive (.bel). Choose the file that the board offers.")
        first = _header(block)
        self.header = decode(self._content(first.size, _HEADER_LIMIT), ArchiveHeader)
        self.timestamp = self.header.seconds()
        if first.timestamp != self.timestamp:
            raise ArchiveError("The first member's time is not the archive's time stamp.")

    def __iter__(self) -> Iterator[ArchivedEvent]:
        index = 0
        names: list[str] = []
        blobs: list[bytes] = []
        while block := _read(self._stream, BLOCK):
            name, kind, content = self._member(block, index, len(blobs))
            if kind == "data":
                names.append(name)
                blobs.append(content)
                if len(blobs) > _BLOBS_LIMIT:
                    raise ArchiveError("The archive holds more data in a row than any event adds.")
                continue
            event = parse_event(content)
            if expected_hashes(event, blobs[-1] if blobs else None) != tuple(names):
                raise ArchiveError(
                    f"The data before event {index} ({event.type}) are not exactly what it adds, in the right order."
                )
            yield ArchivedEvent(index, content, event, tuple(blobs))
            names, blobs, index = [], [], index + 1
        if blobs:
            raise ArchiveError("The archive ends with data that no event refers to.")
        if index == 0:
            raise ArchiveError("The archive holds no event.")

    def _member(self, block: bytes, index: int, place: int) -> tuple[str, str, bytes]:
        header = _header(block)
        match = _MEMBER_NAME.fullmatch(header.name)
        if match is None:
            raise ArchiveError(f"The archive has a member {header.name[:80]!r}, which does not belong there.")
        if header.timestamp != self.timestamp:
            raise ArchiveError(f"The member {header.name} has another time than the archive.")
        name, kind = match.groups()
        limit = EVENT_LIMIT if kind == "event" else _DATA_LIMIT
        if kind == "data" and index == 0 and place == _CREDENTIALS_PLACE:
            limit = CREDENTIALS_LIMIT
        content = self._content(header.size, limit)
        if sha256_hex(content) != name:
            raise ArchiveError(f"The content of the member {header.name} does not have the hash in its name.")
        return name, kind, content

    def _content(self, size: int, limit: int) -> bytes:
        if size > limit:
            raise ArchiveError(f"A member of {size} bytes is longer than the {limit} bytes that are allowed there.")
        content = _read(self._stream, size)
        rest = _read(self._stream, padding(size))
        if len(content) != size or len(rest) != padding(size):
            raise ArchiveError(_CUT)
        if rest.strip(b"\0"):
            raise ArchiveError("The space after a member's content is not filled with zeros.")
        return content


class ArchiveWriter:
    """Writes an archive as the official tool would, event by event, to a binary stream."""

    def __init__(self, stream: BinaryIO, timestamp: int | ArchiveHeader) -> None:
        """Write the header; ``timestamp`` is in POSIX seconds. A whole header is for copying an archive."""
        header = ArchiveHeader(1, str(timestamp)) if isinstance(timestamp, int) else timestamp
        self._stream = stream
        self._seconds = header.seconds()
        stream.write(header_member(header))

    def append(self, event_bytes: bytes, blobs: Sequence[bytes]) -> None:
        """Write the data that an event adds, in the archive's order, and then the event."""
        for piece in event_members(self._seconds, event_bytes, blobs):
            self._stream.write(piece)


def header_member(header: ArchiveHeader) -> bytes:
    """The first bytes of an archive."""
    content = encode(header)
    return header_block(Header(_NAME, len(content), header.seconds())) + content + bytes(padding(len(content)))


def event_members(timestamp: int, event_bytes: bytes, blobs: Sequence[bytes]) -> Iterator[bytes]:
    """The bytes, in pieces, by which one event and its data extend an archive with that time stamp.

    Raises ``FormatError`` before the first piece unless ``blobs`` is exactly what the event adds.
    """
    event = parse_event(event_bytes)
    names = [sha256_hex(blob) for blob in blobs]
    if expected_hashes(event, blobs[-1] if blobs else None) != tuple(names):
        raise ArchiveError(f"The data given for a {event.type} event are not exactly what it adds.")
    for name, blob in zip(names, blobs, strict=True):
        yield from _member(f"{name}.data.json", timestamp, blob)
    yield from _member(f"{sha256_hex(event_bytes)}.event.json", timestamp, event_bytes)


def _member(name: str, timestamp: int, content: bytes) -> Iterator[bytes]:
    yield header_block(Header(name, len(content), timestamp))
    yield content + bytes(padding(len(content)))


def _header(block: bytes) -> Header:
    if len(block) < BLOCK:
        raise ArchiveError(_CUT)
    return read_header(block)


def _read(stream: BinaryIO, size: int) -> bytes:
    # A size comes from the file: read in pieces, so that a lie about it costs no memory.
    pieces: list[bytes] = []
    while size > 0 and (piece := stream.read(min(size, _CHUNK))):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
