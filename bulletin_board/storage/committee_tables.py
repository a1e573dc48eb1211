"""The tables of the committee pages: organisations, schools, accounts, sessions, invitations and the audit log.

Nothing here concerns voters. Times are whole seconds since 1970 in UTC, 0 for never. Of tokens and recovery codes
only the SHA-256 is stored (hex): whoever reads the database cannot use them. A trigger of the migration keeps
``audit_log`` append-only; it names accounts by number alone, so that a name can be erased from ``accounts``.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bulletin_board.storage.tables import METADATA

_HASH = String(64)


def _id() -> Column[int]:
    return Column(
        "id", BigInteger().with_variant(Integer, "sqlite"), Identity(always=True), primary_key=True, nullable=False
    )


def _time(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def _text(name: str, length: int) -> Column[str]:
    return Column(name, String(length), nullable=False)


organisations = Table("organisations", METADATA, _id(), _text("name", 200), UniqueConstraint("name"))
"""Who runs elections at several schools, for example a city's commission; every school belongs to one."""

schools = Table(
    "schools",
    METADATA,
    _id(),
    Column("organisation_id", ForeignKey("organisations.id"), nullable=False),
    _text("name", 200),
    _text("zone", 4),
    _text("npsn", 8),
    UniqueConstraint("organisation_id", "name"),
)
"""``zone`` is one of :data:`bulletin_board.config.ZONES`; ``npsn`` the school's national number or empty."""

accounts = Table(
    "accounts",
    METADATA,
    _id(),
    _text("login", 40),
    _text("name", 100),
    _text("password", 200),
    Column("totp", LargeBinary, nullable=False),
    Column("totp_step", BigInteger, nullable=False),
    Column("administrator", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    _time("created"),
    UniqueConstraint("login"),
)
"""``login`` in lower case; ``password`` is libsodium's argon2id text; ``totp`` the sealed secret of the second factor
and ``totp_step`` the last time step whose code was used. Rows are never removed, only made inactive."""

recovery_codes = Table(
    "recovery_codes",
    METADATA,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True, nullable=False),
    Column("hash", _HASH, primary_key=True, nullable=False),
)
"""Codes that stand in for the second factor once; a used one is removed."""

memberships = Table(
    "memberships",
    METADATA,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True, nullable=False),
    Column("school_id", ForeignKey("schools.id"), primary_key=True, nullable=False),
    _text("role", 16),
)
"""What an account may do at a school: committee or saksi."""

invitations = Table(
    "invitations",
    METADATA,
    _id(),
    Column("hash", _HASH, nullable=False),
    Column("school_id", ForeignKey("schools.id"), nullable=True),
    _text("role", 16),
    Column("account_id", ForeignKey("accounts.id"), nullable=True),
    Column("created_by", ForeignKey("accounts.id"), nullable=True),
    _time("created"),
    _time("expires"),
    _text("state", 8),
    UniqueConstraint("hash"),
)
"""A link that works once. No school: for an administrator; ``account_id``: a new password and second factor for this
account instead; ``created_by`` is empty for links made on the board's machine. ``state`` is open, used or revoked."""

sessions = Table(
    "sessions",
    METADATA,
    Column("hash", _HASH, primary_key=True, nullable=False),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    _time("created"),
    _time("seen"),
    _time("confirmed"),
    _text("device", 100),
    _text("notice", 300),
    Index(None, "account_id"),
)
"""Who is signed in. ``confirmed`` is when the second factor was last shown; ``device`` the browser's kind in words;
``notice`` a sentence for the next page."""

login_attempts = Table(
    "login_attempts",
    METADATA,
    Column("subject", _HASH, primary_key=True, nullable=False),
    Column("failures", BigInteger, nullable=False),
    _time("blocked_until"),
)
"""Failures in a row under the hash of a login name, whether or not there is such an account."""

audit_log = Table(
    "audit_log",
    METADATA,
    Column("index", BigInteger, primary_key=True, autoincrement=False, nullable=False),
    Column("school_id", BigInteger, nullable=True),
    Column("record", Text, nullable=False),
    Column("hash", _HASH, nullable=False),
    Index(None, "school_id"),
)
"""What was done, from 1 on. ``hash`` is the SHA-256 of the hash before (64 zeros at first), a line feed and
``record``; ``school_id`` repeats the record's."""
