"""A log's beginning in one file, for a registrar without a network: genesis, Setup and the signed head over them.

Invariant: the file proves nothing by itself. Who reads it checks entries, head and consistency exactly as with a
board (:class:`SetupFileLog` answers like a board's log), so a changed file is refused where a lying board would be.
"""

from collections.abc import Iterator
from typing import Annotated, Final, Literal, Protocol

import msgspec

from record.canonical import decode, encode
from record.digests import sha256_hex
from record.errors import FormatError
from record.ledger import HEAD_AFTER_SETUP
from record.merkle import NodeLookup, leaf_hash, lookup_of
from record.reading import claimed_size, read_entry

SETUP_FILE_LIMIT: Final = 256 * 1024 * 1024
"""The longest file, in bytes; the public credentials are most of it."""
MAX_LEAVES: Final = 20_000
"""More entries than all countersignatures of an election; the file is meant for the time before opening."""


class Log(Protocol):
    """What is read of a board's log; ``board_client.remote_log.RemoteLog`` has it."""

    def checkpoint(self) -> bytes:
        """The signed head, unverified."""
        ...

    def leaves(self, size: int, start: int = 0) -> Iterator[bytes]:
        """The leaves ``start`` to ``size`` - 1."""
        ...

    def blob(self, sha256_hex: str) -> bytes:
        """A payload by its hash."""
        ...

    def nodes(self, size: int) -> NodeLookup:
        """The tree's nodes, for proofs under a head of ``size`` entries."""
        ...


class SetupFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The signed head, the leaves under it in order, and what genesis and Setup refer to."""

    version: Literal[1]
    checkpoint: str
    leaves: Annotated[list[str], msgspec.Meta(min_length=HEAD_AFTER_SETUP, max_length=MAX_LEAVES)]
    blobs: Annotated[list[str], msgspec.Meta(max_length=10)]


class SetupFileLog:
    """A setup file as a log; ``FormatError`` for what it does not hold."""

    def __init__(self, file: SetupFile) -> None:
        self._file = file
        self._leaves = [leaf.encode() for leaf in file.leaves]
        self._blobs = {sha256_hex(blob.encode()): blob.encode() for blob in file.blobs}

    def checkpoint(self) -> bytes:
        """The signed head, unverified."""
        return self._file.checkpoint.encode()

    def leaves(self, size: int, start: int = 0) -> Iterator[bytes]:
        """The leaves ``start`` to ``size`` - 1."""
        self._require(size)
        return iter(self._leaves[start:size])

    def blob(self, sha256_hex: str) -> bytes:
        """A payload by its hash."""
        if sha256_hex not in self._blobs:
            raise FormatError("The setup file is incomplete. Download it again.")
        return self._blobs[sha256_hex]

    def nodes(self, size: int) -> NodeLookup:
        """The tree's nodes, for proofs under a head of ``size`` entries."""
        self._require(size)
        return lookup_of(map(leaf_hash, self._leaves[:size]))

    def _require(self, size: int) -> None:
        if size != len(self._leaves):
            raise FormatError("The setup file does not have the entries of its own head. Download it again.")


def make_setup_file(log: Log) -> bytes:
    """The file's canonical bytes, of a log that has a Setup; ``FormatError`` for none, and what ``log`` raises."""
    checkpoint = log.checkpoint()
    size = claimed_size(checkpoint)
    if not HEAD_AFTER_SETUP <= size <= MAX_LEAVES:
        raise FormatError("A setup file is made after the setup and before the opening of an election.")
    leaves = list(log.leaves(size))
    blobs: dict[str, bytes] = {}

    def kept(digest: str) -> bytes:
        blobs[digest] = log.blob(digest)
        return blobs[digest]

    for index, leaf in enumerate(leaves[:HEAD_AFTER_SETUP]):
        read_entry(index, leaf, kept)
    try:
        return encode(
            SetupFile(
                1, checkpoint.decode(), [leaf.decode() for leaf in leaves], [blob.decode() for blob in blobs.values()]
            )
        )
    except UnicodeDecodeError as error:
        raise FormatError("The log's beginning is not text, so it is damaged.") from error


def read_setup_file(data: bytes) -> SetupFileLog:
    """The log in a setup file's bytes; ``FormatError`` for any other file."""
    try:
        return SetupFileLog(decode(data, SetupFile, limit=SETUP_FILE_LIMIT))
    except FormatError as error:
        raise FormatError("This is no setup file. Download it again from the committee's page.") from error
