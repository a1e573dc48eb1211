"""What all public pages do alike: their templates, and the summary of an election with its times in words."""

from typing import Any

from flask import render_template

from bulletin_board.api.exchange import board
from bulletin_board.figures import read_extensions
from bulletin_board.public.presenting import local_time, moved_closes, percent, utc_now
from bulletin_board.storage.view import ElectionReading
from bulletin_board.summaries import summarise_reading
from pages.look import request_language


def page(template: str, **values: Any) -> str:
    """A page of the board."""
    return render_template(f"board/{template}", **values)


def summary_of(found: ElectionReading) -> dict[str, Any]:
    """The summary of an election that is being read, for its pages."""
    return shown(summarise_reading(board(), found))


def extensions_of(found: ElectionReading, zone: str) -> tuple[tuple[str, str], ...]:
    """New close and reason of each extension, in words; ``zone`` is the election's."""
    return moved_closes(read_extensions(found), zone, request_language(), utc_now(board().config.clock))


def shown(summary: dict[str, Any]) -> dict[str, Any]:
    """A summary with its times in words, in the election's own zone, and its turnout."""
    language, now = request_language(), utc_now(board().config.clock)
    return summary | {
        "opens_text": local_time(summary["opens"], summary["zone"], language, now),
        "closes_text": local_time(summary["closes"], summary["zone"], language, now),
        "turnout": percent(summary["counted"], summary["voters"]),
    }
