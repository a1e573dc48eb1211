"""The tables. ``logs`` has the one mutable row of each log, its head; every other table only ever grows.

Triggers made by the migrations refuse UPDATE and DELETE on all tables but ``logs``, and a head of ``logs`` that
shrinks. The tables after ``cosignatures`` hold nothing that the entries do not: they answer the questions of
:class:`record.ledger.LedgerView` without reading the log again. Hashes are hex text where the record writes them as
text, and 32 raw bytes in the Merkle tree.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""All tables, with constraint names that are the same on every database."""

_HASH = String(64)
_CODE = String(43)
_SHORT = String(14)


def _log() -> Column[int]:
    return Column("log_id", ForeignKey("logs.id"), primary_key=True)


def _number(name: str, *, key: bool = False) -> Column[int]:
    return Column(name, BigInteger, primary_key=key, autoincrement=False, nullable=False)


def _text(name: str, kind: String | Text, *, key: bool = False) -> Column[str]:
    return Column(name, kind, primary_key=key, nullable=False)


def _bytes(name: str) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=False)


logs = Table(
    "logs",
    METADATA,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), Identity(always=True), primary_key=True),
    _text("kind", String(16)),
    _text("name", String(64)),
    _text("origin", String(200)),
    _number("size"),
    _bytes("peaks"),
    _bytes("state"),
    _bytes("checkpoint"),
    UniqueConstraint("kind", "name"),
    UniqueConstraint("origin"),
)
"""A log and its head. ``kind`` is election or keys, ``name`` the uuid or run. ``peaks`` are the roots of the complete
subtrees, 32 bytes each, the largest first; ``state`` is :class:`bulletin_board.storage.head.HeadState`; ``checkpoint``
is the head as the board signed it."""

entries = Table(
    "entries",
    METADATA,
    _log(),
    _number("index", key=True),
    _text("type", String(32)),
    _bytes("leaf"),
    _text("payload", _HASH),
    Index(None, "log_id", "payload", "type"),
)
"""The leaves in order; ``payload`` is the payload's hash, or empty."""

blobs = Table("blobs", METADATA, _log(), _text("sha256", _HASH, key=True), _bytes("data"))
"""Payloads and what they refer to, under the SHA-256 of their bytes."""

nodes = Table(
    "nodes", METADATA, _log(), _number("level", key=True), _number("index", key=True), _bytes("hash"),
    sqlite_with_rowid=False,
)  # fmt: skip
"""The roots of all complete subtrees (:mod:`record.merkle`): every proof reads O(log n) of them."""

cosignatures = Table(
    "cosignatures",
    METADATA,
    _log(),
    _number("size", key=True),
    _text("witness", String(200), key=True),
    _text("line", Text()),
)
"""One verified cosignature line of each witness under the head of that size."""

ballots = Table(
    "ballots",
    METADATA,
    _log(),
    _number("index", key=True),
    _number("height"),
    _text("code", _CODE),
    _text("short_code", _SHORT),
    _text("credential", Text()),
    UniqueConstraint("log_id", "code"),
    Index(None, "log_id", "short_code"),
    Index(None, "log_id", "credential"),
)
"""V21 and V39: whose ballot a tracking code is. ``height`` is the event's, the number that people see."""

challenges = Table(
    "challenges",
    METADATA,
    _log(),
    _number("index", key=True),
    _text("code", _CODE),
    _text("short_code", _SHORT),
    _text("credential", Text()),
    UniqueConstraint("log_id", "code", "credential"),
    Index(None, "log_id", "short_code"),
    Index(None, "log_id", "credential"),
)
"""V37 and V38: which pairs of code and credential were tested."""

card_replacements = Table(
    "card_replacements",
    METADATA,
    _log(),
    _number("index", key=True),
    _text("revoked", Text()),
    _text("activated", Text()),
    UniqueConstraint("log_id", "revoked"),
    UniqueConstraint("log_id", "activated"),
)
"""V41 and V42: which cards were lost, and which spares took their places."""

signers = Table("signers", METADATA, _log(), _number("signer", key=True), _number("index"))
"""V34 and V35: who countersigned; 0 is the registrar."""

shares = Table("shares", METADATA, _log(), _number("owner", key=True), _number("index"))
"""V23: whose PartialDecryption is in the log."""

bad_shares = Table("bad_shares", METADATA, _log(), _number("owner", key=True), _number("index"))
"""Whose bad share is in the log: one is enough to name its author, more would only fill the log."""

APPEND_ONLY = (
    entries, blobs, nodes, cosignatures, ballots, challenges, card_replacements, signers, shares, bad_shares,
)  # fmt: skip
