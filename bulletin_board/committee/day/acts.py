"""When the committee opened the box and when it closed it.

An election's log holds no times, so these are from the audit log, where an act and its line are one transaction. They
are the board's clock and the board's word: the minutes print them, and those who were there sign them.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import msgspec
from sqlalchemy import Connection, select

from bulletin_board.committee.audit_log import AuditRecord
from bulletin_board.storage.committee_tables import audit_log


@dataclass(frozen=True, slots=True)
class ActTimes:
    """In UTC; None: not done yet, or done by a command on the board's machine, which writes no line."""

    opened: datetime | None = None
    closed: datetime | None = None


UNKNOWN: Final = ActTimes()


def read_act_times(connection: Connection, school: int, uuid: str) -> ActTimes:
    """The times of the acts of a school's election."""
    query = select(audit_log.c.record).where(audit_log.c.school_id == school)
    lines = connection.execute(query.where(audit_log.c.record.contains(uuid, autoescape=True))).scalars()
    times: dict[str, datetime] = {}
    for line in lines:
        record = msgspec.json.decode(line, type=AuditRecord)
        if record.details.get("election") == uuid:
            times[record.act] = datetime.fromtimestamp(record.time, UTC)
    return ActTimes(times.get("open-voting"), times.get("close-voting"))
