"""The tables of an election day: turnout over time, machines seen, and what the committee writes into the minutes.

None of them is a record of the election: without them the log is as complete as before. ``turnout`` and ``machines``
name no voter. A trigger of the migration keeps ``remarks`` append-only: a later revision replaces an earlier one in
the minutes, and both can be read.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, LargeBinary, String, Table

from bulletin_board.storage.tables import METADATA


def _log() -> Column[int]:
    return Column("log_id", ForeignKey("logs.id"), primary_key=True)


turnout = Table(
    "turnout",
    METADATA,
    _log(),
    Column("bucket", BigInteger, primary_key=True, autoincrement=False),
    Column("counted", BigInteger, nullable=False),
)
"""How many cards had voted at the first cast of a span of five minutes; ``bucket`` is Unix time divided by 300."""

machines = Table(
    "machines",
    METADATA,
    _log(),
    Column("label", String(40), primary_key=True),
    Column("minute", BigInteger, nullable=False),
)
"""When a machine of a polling station was last seen; ``minute`` is Unix time divided by 60."""

remarks = Table(
    "remarks",
    METADATA,
    _log(),
    Column("revision", BigInteger, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
)
"""``body`` is :class:`bulletin_board.committee.day.remarks.Remarks`; revisions count from 1."""
