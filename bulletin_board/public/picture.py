"""The picture of a result that people share: 1200 by 630 pixels, with names and figures, without photos."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from bulletin_board.public.presenting import Bar, Outcome
from pages.printing import print_png

_TEMPLATE = Path(__file__).parent / "picture.typ"
_MOST_BARS = 8
"""More lines than these could not be read on a phone: the picture then has the answers with the most votes."""
_POINTS_PER_INCH = 72
"""The template's points are the picture's pixels."""
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "id": {
        "result": "Hasil pemilihan",
        "practice": "GELADI BERSIH: bukan hasil sungguhan",
        "blank": "Tidak memilih",
        "empty-box": "Kotak kosong",
        "turnout": "Tingkat partisipasi {percent}: {counted} dari {voters} kartu pemilih",
        "most": "{shown} dari {all} pilihan, yang suaranya terbanyak",
        "check": "Siapa pun dapat memeriksa hitungannya. Nomor pemilihan {uuid}",
    },
    "en": {
        "result": "Election result",
        "practice": "PRACTICE: not a real result",
        "blank": "No choice",
        "empty-box": "Empty box",
        "turnout": "Turnout {percent}: {counted} of {voters} voter cards",
        "most": "{shown} of {all} answers, those with the most votes",
        "check": "Anybody can check the count. Number of the election {uuid}",
    },
}


def draw_result(summary: Mapping[str, Any], outcome: Outcome, language: str) -> bytes:
    """The picture (PNG) of the result of one question; ``summary`` is that of the election."""
    words = _WORDS[language]
    bars = _shown_bars(outcome.bars)
    data = {
        "school": summary["school"],
        "name": summary["name"],
        "heading": words["result"],
        "practice": words["practice"] if summary["kind"] == "practice" else "",
        "question": outcome.question,
        "bars": [_bar(bar, outcome, words, language) for bar in bars],
        "turnout": words["turnout"].format(
            percent=percent_text(summary["turnout"], language),
            counted=number_text(summary["counted"], language),
            voters=number_text(summary["voters"], language),
        ),
        "most": "" if len(bars) == len(outcome.bars) else words["most"].format(shown=len(bars), all=len(outcome.bars)),
        "check": words["check"].format(uuid=summary["uuid"]),
    }
    (picture,) = print_png(_TEMPLATE, data, _POINTS_PER_INCH)
    return picture


def number_text(value: int, language: str) -> str:
    """A number with its thousands apart: 1.024 in Indonesian, 1,024 in English."""
    text = f"{value:,}"
    return text.replace(",", ".") if language == "id" else text


def percent_text(value: float, language: str) -> str:
    """Per cent with one decimal: 66,7% in Indonesian, 66.7% in English."""
    text = f"{value:.1f}%"
    return text.replace(".", ",") if language == "id" else text


def _shown_bars(bars: tuple[Bar, ...]) -> list[Bar]:
    """All bars in ballot order, or of very many those with the most votes, in the same order."""
    if len(bars) <= _MOST_BARS:
        return list(bars)
    most = sorted(bars, key=lambda bar: (-bar.count, bar.blank, bar.number))[:_MOST_BARS]
    return [bar for bar in bars if bar in most]


def _bar(bar: Bar, outcome: Outcome, words: Mapping[str, str], language: str) -> dict[str, Any]:
    return {
        "number": "" if bar.blank else str(bar.number),
        "name": words["empty-box" if outcome.sole else "blank"] if bar.blank else bar.name,
        "count": number_text(bar.count, language),
        "percent": percent_text(bar.percent, language),
        "width": min(bar.percent, 100.0),
    }
