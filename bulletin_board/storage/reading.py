"""Reading a log: entries, payloads, tree nodes and proofs. Everything read here was committed and never changes."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from sqlalchemy import Connection, bindparam, select, tuple_

from bulletin_board.errors import DatabaseError
from bulletin_board.storage.head import Head
from bulletin_board.storage.tables import blobs, cosignatures, entries, nodes
from record.checkpoint import Checkpoint
from record.entries import LogEntry
from record.key_making_messages import decode_key_making_leaf, key_making_entry_of
from record.merkle import HASH_BYTES, NodeLookup, consistency_proof, inclusion_proof, stored_root
from record.note import Note, parse_note, parse_signature_lines
from record.reading import read_entry
from record.receipt import Receipt

T = TypeVar("T")
_CHUNK = 512
_FIND = (
    select(entries.c["index"])
    .where(
        entries.c.log_id == bindparam("log_id"),
        entries.c.payload == bindparam("payload"),
        entries.c.type == bindparam("type"),
    )
    .order_by(entries.c["index"])
    .limit(1)
)


def leaves(connection: Connection, log_id: int, start: int, stop: int) -> list[bytes]:
    """The leaves from ``start`` up to ``stop``, in order."""
    query = select(entries.c.leaf).where(
        entries.c.log_id == log_id, entries.c["index"] >= start, entries.c["index"] < stop
    )
    return list(connection.execute(query.order_by(entries.c["index"])).scalars())


def blob(connection: Connection, log_id: int, sha256: str) -> bytes | None:
    """A payload of the log by its hash; None if the log has no such payload."""
    query = select(blobs.c.data).where(blobs.c.log_id == log_id, blobs.c.sha256 == sha256)
    return connection.execute(query).scalar_one_or_none()


def find_entry(connection: Connection, log_id: int, entry_type: str, payload_hash: str) -> int | None:
    """The index of the first entry of this type with this payload; None if there is none."""
    values = {"log_id": log_id, "payload": payload_hash, "type": entry_type}
    return connection.execute(_FIND, values).scalars().first()


def log_entries(connection: Connection, log_id: int, start: int, stop: int) -> Iterator[LogEntry]:
    """The entries from ``start`` up to ``stop`` with their payloads, some hundred in memory at a time."""

    for first in range(start, stop, _CHUNK):
        for index, leaf in enumerate(leaves(connection, log_id, first, min(first + _CHUNK, stop)), start=first):
            yield read_entry(index, leaf, lambda sha256: stored_blob(connection, log_id, sha256))


def key_making_entries(connection: Connection, head: Head) -> Iterator[LogEntry]:
    """The entries of a key making's log."""
    for index, leaf in enumerate(leaves(connection, head.log_id, 0, head.size)):
        own = decode_key_making_leaf(leaf)
        yield key_making_entry_of(index, own.type, stored_blob(connection, head.log_id, own.payload or ""))


def stored_blob(connection: Connection, log_id: int, sha256: str) -> bytes:
    """A payload that an entry names; ``DatabaseError`` if it is missing."""
    found = blob(connection, log_id, sha256)
    if found is None:
        raise DatabaseError(f"The payload {sha256} is missing: restore the database from its backup.")
    return found


def blob_hashes(connection: Connection, log_id: int) -> list[str]:
    """The hashes of all payloads of the log, in no order."""
    return list(connection.execute(select(blobs.c.sha256).where(blobs.c.log_id == log_id)).scalars())


def node_row(connection: Connection, log_id: int, level: int, start: int, stop: int) -> list[bytes]:
    """The stored nodes of one tree level from ``start`` up to ``stop``."""
    query = select(nodes.c.hash).where(
        nodes.c.log_id == log_id, nodes.c.level == level, nodes.c["index"] >= start, nodes.c["index"] < stop
    )
    return list(connection.execute(query.order_by(nodes.c["index"])).scalars())


def with_nodes(connection: Connection, log_id: int, compute: Callable[[NodeLookup], T]) -> T:
    """``compute`` over the log's stored nodes, read in one query: a first run only learns which ones it asks for."""
    asked: set[tuple[int, int]] = set()

    def record_only(level: int, index: int) -> bytes:
        asked.add((level, index))
        return bytes(HASH_BYTES)

    compute(record_only)
    if not asked:
        return compute(record_only)
    place = tuple_(nodes.c.level, nodes.c["index"])
    query = select(nodes.c.level, nodes.c["index"], nodes.c.hash).where(nodes.c.log_id == log_id, place.in_(asked))
    found = {(row[0], row[1]): row[2] for row in connection.execute(query)}
    return compute(lambda level, index: found[level, index])


def root_at(connection: Connection, log_id: int, size: int) -> bytes:
    """The root of the first ``size`` entries, which must be in the log."""
    return with_nodes(connection, log_id, lambda lookup: stored_root(lookup, size))


def consistency_between(connection: Connection, log_id: int, old: int, new: int) -> list[bytes]:
    """The proof that the head of ``new`` entries continues the one of ``old`` <= ``new``, both of the log's past."""
    return with_nodes(connection, log_id, lambda lookup: consistency_proof(lookup, old, new))


def checkpoint_at(connection: Connection, head: Head, size: int) -> Checkpoint:
    """The head that the log had at ``size`` <= its size, unsigned."""
    return Checkpoint(head.origin, size, root_at(connection, head.log_id, size))


def with_cosignatures(connection: Connection, head: Head, size: int, checkpoint: bytes) -> bytes:
    """A signed checkpoint of that size with all cosignatures known for it."""
    query = select(cosignatures.c.line).where(cosignatures.c.log_id == head.log_id, cosignatures.c.size == size)
    lines = "".join(connection.execute(query.order_by(cosignatures.c.witness)).scalars())
    if not lines:
        return checkpoint
    note = parse_note(checkpoint)
    return Note(note.text, (*note.signatures, *parse_signature_lines(lines))).serialise()


def receipt_under(connection: Connection, head: Head, index: int) -> bytes:
    """The receipt of the entry ``index`` under a head that was read before, with its leaf and the head's cosignatures.

    The leaf stands in the receipt's extra line, so that a voter, who knows neither parent nor height, can check it.
    """
    proof = with_nodes(connection, head.log_id, lambda lookup: inclusion_proof(lookup, index, head.size))
    checkpoint = with_cosignatures(connection, head, head.size, head.checkpoint)
    (leaf,) = leaves(connection, head.log_id, index, index + 1)
    return Receipt(index, tuple(proof), checkpoint, leaf).serialise()
