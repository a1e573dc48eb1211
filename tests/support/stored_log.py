"""The rows of one log as a database holds them, read with plain SQL, and the tree that its leaves really make."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text

from bulletin_board.board import Board
from bulletin_board.storage.database import reading
from record.digests import sha256_hex
from record.entries import LogEntry
from record.errors import RecordError
from record.merkle import CompactTree, NodeLookup, StoredNode, leaf_hash
from record.reading import read_entry

Row = tuple[Any, ...]

DERIVED = {
    "ballots": ("index", "height", "code", "short_code", "credential"),
    "challenges": ("index", "code", "short_code", "credential"),
    "card_replacements": ("index", "revoked", "activated"),
    "signers": ("index", "signer"),
    "shares": ("index", "owner"),
    "bad_shares": ("index", "owner"),
}
"""The tables that hold nothing which the entries do not, and their columns beside the log's number."""


@dataclass
class StoredLog:
    """``head``: the row of ``logs``. ``entries`` are filled by :meth:`parse`, as far as they can be read."""

    head: Any
    rows: list[Row]
    blobs: dict[str, bytes]
    nodes: set[Row]
    tables: dict[str, set[Row]]
    entries: list[LogEntry] = field(default_factory=list)
    tree: CompactTree = field(default_factory=CompactTree)
    grown: dict[tuple[int, int], bytes] = field(default_factory=dict)

    @property
    def lookup(self) -> NodeLookup:
        """The nodes of the tree that the leaves make; ``KeyError`` for others."""
        return lambda level, index: self.grown[level, index]

    def peaks(self) -> Iterator[bytes]:
        """The roots of the complete subtrees from the left: one for each bit of the size."""
        start = 0
        for level in reversed(range(self.tree.size.bit_length())):
            if self.tree.size >> level & 1:
                yield self.grown[level, start >> level]
                start += 1 << level

    def parse(self) -> Iterator[str]:
        """Read the entries; every problem of indices, columns and payloads."""
        indices = [row[0] for row in self.rows]
        if indices != list(range(len(indices))):
            yield f"the indices have a gap or a double: {indices[:50]}"
        used: set[str] = set()

        def lookup(digest: str) -> bytes:
            used.add(digest)
            return self.blobs[digest]

        for index, entry_type, leaf, payload in self.rows:
            try:
                entry = read_entry(index, leaf, lookup)
            except KeyError as error:
                yield f"entry {index}: the payload {error} is missing"
                return
            except RecordError as error:
                yield f"entry {index}: {error}"
                return
            self.entries.append(entry)
            self._grow(self.tree.append(leaf_hash(leaf)))
            if (entry_type, payload) != (entry.type, sha256_hex(entry.payload) if entry.blobs else ""):
                yield f"entry {index}: its columns say {entry_type} {payload}, its leaf says {entry.type}"
        for stray in self.blobs.keys() - used:
            yield f"the payload {stray} belongs to no entry"

    def _grow(self, completed: list[StoredNode]) -> None:
        self.grown |= {(node.level, node.index): node.hash for node in completed}


def read_stored(board: Board, uuid: str) -> StoredLog:
    """The rows of an election's log in one transaction."""
    with reading(board.store.engine) as connection:
        query = text("SELECT * FROM logs WHERE kind = 'election' AND name = :name")
        head = connection.execute(query, {"name": uuid}).one()

        def rows(columns: str, table: str) -> list[Row]:
            query = f"SELECT {columns} FROM {table} WHERE log_id = :id ORDER BY 1, 2"
            return [tuple(row) for row in connection.execute(text(query), {"id": head.id})]

        return StoredLog(
            head,
            rows('"index", type, leaf, payload', "entries"),
            dict(rows("sha256, data", "blobs")),
            set(rows('level, "index", hash', "nodes")),
            {
                name: set(rows(", ".join(f'"{column}"' for column in columns), name))
                for name, columns in DERIVED.items()
            },
        )
