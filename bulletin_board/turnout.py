"""Turnout over time: the board notes every five minutes how many cards have voted. No log tells when somebody acted.

Invariant: casting costs one more statement for each election, process and five minutes, never one for each ballot;
what is noted is the number of cards that voted and the span of five minutes, nothing about a ballot.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table, select
from sqlalchemy.dialects import postgresql, sqlite

from bulletin_board.opening_hours import moment
from bulletin_board.storage.turnout_tables import turnout
from bulletin_board.storage.view import ElectionReading

BUCKET_SECONDS = 300


@dataclass(slots=True)
class TurnoutSampler:
    """The last span of five minutes that this process has noted, for each log."""

    _last: dict[int, int] = field(default_factory=dict)

    def due(self, log_id: int, now: datetime) -> bool:
        """Whether nothing was noted yet for the span that ``now`` is in."""
        return self._last.get(log_id) != bucket_of(now)

    def done(self, log_id: int, now: datetime) -> None:
        """The span was noted, durably."""
        self._last[log_id] = bucket_of(now)


@dataclass(frozen=True, slots=True)
class TurnoutPoint:
    """So many cards had voted at this moment (UTC)."""

    time: datetime
    counted: int


def bucket_of(now: datetime) -> int:
    """The number of the five minutes since 1970."""
    return int(now.timestamp()) // BUCKET_SECONDS


def note_turnout(connection: Connection, log_id: int, now: datetime, counted: int) -> None:
    """Note the first cast of these five minutes; does nothing if another process has."""
    row = {"log_id": log_id, "bucket": bucket_of(now), "counted": counted}
    connection.execute(insert_or_ignore(connection, turnout), row)


def insert_or_ignore(connection: Connection, table: Table) -> Any:
    """An insert of one row that leaves a row of the same key as it is."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table).on_conflict_do_nothing()


def turnout_points(election: ElectionReading, now: datetime) -> tuple[TurnoutPoint, ...]:
    """The line from the opening (nobody) to now or the close, in order of time."""
    return tuple(_points(election, now))


def _points(election: ElectionReading, now: datetime) -> Iterator[TurnoutPoint]:
    state = election.head.state
    if state.announced is None:
        return
    opens, end = moment(state.announced.opens), min(now, moment(state.closes))
    if now < opens:
        return
    yield TurnoutPoint(opens, 0)
    last = opens
    query = select(turnout).where(turnout.c.log_id == election.head.log_id).order_by(turnout.c.bucket)
    for row in election.connection.execute(query):
        time = datetime.fromtimestamp(row.bucket * BUCKET_SECONDS, UTC)
        if last < time < end:
            yield TurnoutPoint(time, row.counted)
            last = time
    yield TurnoutPoint(max(end, opens), state.counted)
