"""When voting is, as it stands on paper: weekday, date and hours in the school's own time zone."""

from datetime import datetime, timedelta, timezone
from typing import Final

from babel.dates import format_datetime

from record.card_files import CardOrder, Zone
from record.opening import parse_time
from registrar.cards.words import Language
from registrar.errors import CardError

_HOURS_AHEAD: Final[dict[Zone, int]] = {"WIB": 7, "WITA": 8, "WIT": 9}
_DAY: Final = "EEEE, d MMMM y"
_SHORT_DAY: Final = "EEE, d MMM y"
_HOUR: Final[dict[Language, str]] = {"id": "HH.mm", "en": "HH:mm"}


def voting_time(order: CardOrder, language: Language) -> str:
    """``Selasa, 24 November 2026, 08.00–13.00 WIB``; with both days, shorter, where they differ.

    Raises :class:`CardError` for a date that no calendar has.
    """
    opens, closes = _local(order.opens, order.zone), _local(order.closes, order.zone)
    start, end = (_text(moment, _HOUR[language], language) for moment in (opens, closes))
    if opens.date() == closes.date():
        return f"{_text(opens, _DAY, language)}, {start}–{end} {order.zone}"
    first, last = (_text(moment, _SHORT_DAY, language) for moment in (opens, closes))
    return f"{first}, {start} – {last}, {end} {order.zone}"


def _local(time: str, zone: Zone) -> datetime:
    moment = parse_time(time)
    if moment is None:
        raise CardError("The card order has a date that no calendar has. Ask the committee to mend the times.")
    return moment.astimezone(timezone(timedelta(hours=_HOURS_AHEAD[zone])))


def _text(moment: datetime, pattern: str, language: Language) -> str:
    return format_datetime(moment, pattern, tzinfo=moment.tzinfo, locale=language)
