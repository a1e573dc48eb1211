"""The audit log: who did what on the committee pages, and when. It only grows, and its lines are chained by hashes.

The database refuses to change or remove a line (a trigger); the chain shows it if somebody did so past the database.
Cut off lines at the end show only to those who noted the newest hash, so the page shows it. A line never holds a
password, a code, a token or a network address, and names accounts by number: names can be erased, lines cannot.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, insert, select, text

from bulletin_board.storage.committee_tables import audit_log

FIRST = "0" * 64
"""What the first line is chained to."""


class AuditRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line. ``time`` in seconds since 1970; no ``account``: done by a command on the board's machine."""

    index: int
    time: int
    account: int | None
    school: int | None
    act: str
    details: dict[str, str | int]


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A line as it is stored: the exact text, its hash (hex) and what it says."""

    text: str
    hash: str
    record: AuditRecord


def chained(previous: str, record: str) -> str:
    """The hash (hex) of a line's text after the line with the hash ``previous``."""
    return hashlib.sha256(f"{previous}\n{record}".encode()).hexdigest()


def append_audit(
    connection: Connection,
    time: int,
    account: int | None,
    school: int | None,
    act: str,
    details: Mapping[str, str | int],
) -> None:
    """Write a line in a transaction of the caller, so that the act and its line stand or fall together."""
    if connection.dialect.name == "postgresql":
        # Writers of SQLite wait for each other already.
        connection.execute(text("LOCK TABLE audit_log IN SHARE ROW EXCLUSIVE MODE"))
    newest = connection.execute(
        select(audit_log.c.index.label("number"), audit_log.c.hash).order_by(audit_log.c.index.desc()).limit(1)
    ).first()
    index, previous = (0, FIRST) if newest is None else (newest.number, newest.hash)
    record = AuditRecord(index + 1, time, account, school, act, dict(sorted(details.items())))
    line = msgspec.json.encode(record).decode()
    values = {"index": index + 1, "school_id": school, "record": line, "hash": chained(previous, line)}
    connection.execute(insert(audit_log).values(values))


def audit_lines(
    connection: Connection, school: int | None = None, *, before: int | None = None, count: int | None = None
) -> Iterator[AuditLine]:
    """Lines, the newest first: of one school or of all; only those before an index; at most so many."""
    query = select(audit_log).order_by(audit_log.c.index.desc())
    if school is not None:
        query = query.where(audit_log.c.school_id == school)
    if before is not None:
        query = query.where(audit_log.c.index < before)
    if count is not None:
        query = query.limit(count)
    for row in connection.execute(query):
        yield AuditLine(row.record, row.hash, msgspec.json.decode(row.record, type=AuditRecord))


def newest_hash(connection: Connection) -> str:
    """The hash (hex) of the newest line, for noting down; 64 zeros before the first."""
    query = select(audit_log.c.hash).order_by(audit_log.c.index.desc()).limit(1)
    return connection.execute(query).scalar() or FIRST


def audit_problems(connection: Connection) -> list[str]:
    """What is wrong with the chain, in sentences with the number of the line; nothing if it holds."""
    problems = []
    previous, expected = FIRST, 1
    columns = (audit_log.c.index.label("number"), audit_log.c.school_id, audit_log.c.record, audit_log.c.hash)
    for row in connection.execute(select(*columns).order_by(audit_log.c.index)):
        if row.number != expected:
            problems.append(f"Line {expected} of the audit log is missing.")
        elif chained(previous, row.record) != row.hash:
            problems.append(f"Line {row.number} of the audit log, or the one before it, was changed.")
        elif not _agrees(row.record, row.number, row.school_id):
            problems.append(f"Line {row.number} of the audit log is filed under another number or school.")
        previous, expected = row.hash, row.number + 1
    return problems


def _agrees(line: str, index: int, school: int | None) -> bool:
    try:
        record = msgspec.json.decode(line, type=AuditRecord)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False
    return (record.index, record.school) == (index, school)
