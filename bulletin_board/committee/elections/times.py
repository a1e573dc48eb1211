"""Local times of a draft (``2026-11-24T08:00`` and a zone of Indonesia) and the record's UTC times."""

from datetime import UTC, datetime, timedelta, timezone

from bulletin_board.committee.elections.errors import DraftError
from bulletin_board.config import ZONES

_LOCAL = "%Y-%m-%dT%H:%M"
_RECORD = "%Y-%m-%dT%H:%M:%SZ"


def local_moment(local: str, zone: str) -> datetime | None:
    """The moment of a local time; None for an empty text, a date that no calendar has, or an unknown zone."""
    if zone not in ZONES:
        return None
    try:
        return datetime.strptime(local, _LOCAL).replace(tzinfo=timezone(timedelta(hours=ZONES[zone]))).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def record_time(local: str, zone: str) -> str:
    """The record's ``Time`` of a local time; ``DraftError`` if there is none."""
    moment = local_moment(local, zone)
    if moment is None:
        raise DraftError("Set the day and time first: this is no time of the calendar.")
    return moment.strftime(_RECORD)


def local_text(moment: datetime, zone: str) -> str:
    """A moment as a form shows it: ``2026-11-24T08:00`` in the zone."""
    return moment.astimezone(timezone(timedelta(hours=ZONES[zone]))).strftime(_LOCAL)
