"""Turnout over time as a drawing (SVG) that the server makes: places of lines and labels, no text of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bulletin_board.turnout import TurnoutPoint

WIDTH, HEIGHT = 420, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 22, 12, 30
_HOUR_STEPS = (1, 2, 3, 4, 6, 12, 24)
_MOST_LABELS = 6


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of the grid and what stands beside it."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """``curve`` and ``under`` are path data; ``hours`` are at x, ``percents`` at y, in units of ``WIDTH, HEIGHT``."""

    curve: str
    under: str
    hours: tuple[Mark, ...]
    percents: tuple[Mark, ...]
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    top: int = _TOP
    bottom: int = HEIGHT - _BOTTOM
    width: int = WIDTH
    height: int = HEIGHT


def draw_chart(points: Sequence[TurnoutPoint], opens: datetime, closes: datetime, voters: int) -> Chart:
    """The line from the opening on, against all that have a card; times and labels in the zone of ``opens``."""
    span = max((closes - opens).total_seconds(), 1.0)

    def place(point: TurnoutPoint) -> tuple[float, float]:
        passed = min(max((point.time - opens).total_seconds() / span, 0.0), 1.0)
        part = min(point.counted / voters, 1.0) if voters else 0.0
        x = _LEFT + passed * (WIDTH - _LEFT - _RIGHT)
        return round(x, 1), round(HEIGHT - _BOTTOM - part * (HEIGHT - _TOP - _BOTTOM), 1)

    places = [place(point) for point in points]
    curve = " ".join(f"{'L' if n else 'M'}{x} {y}" for n, (x, y) in enumerate(places))
    under = f"{curve} L{places[-1][0]} {HEIGHT - _BOTTOM} L{places[0][0]} {HEIGHT - _BOTTOM} Z" if places else ""
    return Chart(curve, under, _hours(opens, closes), _percents())


def _hours(opens: datetime, closes: datetime) -> tuple[Mark, ...]:
    """Full hours between opening and close, so many that their labels have room."""
    span = max((closes - opens).total_seconds(), 1.0)
    step = next((each for each in _HOUR_STEPS if span / 3600 / each <= _MOST_LABELS), 0)
    hours = timedelta(hours=step) if step else timedelta(days=span // 86400 // _MOST_LABELS + 1)
    first = opens.replace(minute=0, second=0, microsecond=0)
    marks: list[Mark] = []
    while first <= closes and len(marks) <= _MOST_LABELS + 1:
        if first >= opens:
            at = _LEFT + (first - opens).total_seconds() / span * (WIDTH - _LEFT - _RIGHT)
            marks.append(Mark(round(at, 1), first.strftime("%H.%M" if step else "%d/%m")))
        first += hours
    return tuple(marks)


def _percents() -> tuple[Mark, ...]:
    room = HEIGHT - _TOP - _BOTTOM
    return tuple(Mark(round(HEIGHT - _BOTTOM - part / 100 * room, 1), f"{part}%") for part in (0, 25, 50, 75, 100))
