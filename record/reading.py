"""From a leaf to a :class:`~record.entries.LogEntry`: fetch the blobs that the entry refers to, payload last.

The lookup (a folder, a database, a board) answers with the bytes of a SHA-256 and is checked here against the hash.
"""

from collections.abc import Callable

from record.canonical import decode
from record.checkpoint import parse_checkpoint_text
from record.digests import sha256_hex
from record.entries import BadShare, LogEntry, OwnLeaf, decode_leaf
from record.errors import FormatError
from record.note import parse_note
from record.payloads import expected_hashes

BlobLookup = Callable[[str], bytes]
"""The bytes of a blob by the 64 hex digits of its SHA-256; raises a ``RecordError`` if there is none."""


def read_entry(index: int, leaf: bytes, lookup: BlobLookup) -> LogEntry:
    """The entry of a leaf with everything it refers to; ``FormatError`` for a malformed leaf, payload or blob."""
    decoded = decode_leaf(leaf)
    if isinstance(decoded, OwnLeaf):
        if decoded.payload is None:
            return LogEntry(index, decoded.type, leaf, None, ())
        payload = _checked(lookup, decoded.payload)
        before: tuple[bytes, ...] = ()
        if decoded.type == "BadShare":
            accused = decode(payload, BadShare)
            before = (_checked(lookup, accused.share_proof), _checked(lookup, accused.share))
        return LogEntry(index, decoded.type, leaf, None, (*before, payload))
    if not isinstance(decoded.payload, str):
        return LogEntry(index, decoded.type, leaf, decoded, ())
    payload = _checked(lookup, decoded.payload)
    hashes = expected_hashes(decoded, payload)[:-1]
    return LogEntry(index, decoded.type, leaf, decoded, (*(_checked(lookup, digest) for digest in hashes), payload))


def _checked(lookup: BlobLookup, digest: str) -> bytes:
    data = lookup(digest)
    if sha256_hex(data) != digest:
        raise FormatError(f"The bytes stored under {digest} do not have this hash: the log is damaged.")
    return data


def claimed_size(checkpoint: bytes) -> int:
    """The size in a head whose signature is not verified yet, only to know how far to read; ``FormatError``."""
    return parse_checkpoint_text(parse_note(checkpoint).text).size
