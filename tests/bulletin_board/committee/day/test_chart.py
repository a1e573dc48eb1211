"""The drawn line of turnout: inside of its frame, rising, and with labels that have room."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin_board.committee.day.chart import HEIGHT, WIDTH, draw_chart
from bulletin_board.turnout import TurnoutPoint

OPENS = datetime(2026, 11, 24, 1, tzinfo=UTC)


def places(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", path)]


@given(
    st.lists(st.tuples(st.integers(0, 600), st.integers(0, 50)), min_size=1, max_size=40),
    st.integers(1, 14 * 24 * 60),
    st.integers(0, 60),
)
def test_the_line_stays_in_its_frame(cast: list[tuple[int, int]], length: int, voters: int) -> None:
    times = sorted(minutes for minutes, _ in cast)
    counts = sorted(count for _, count in cast)
    points = [TurnoutPoint(OPENS + timedelta(minutes=t), c) for t, c in zip(times, counts, strict=True)]
    chart = draw_chart(points, OPENS, OPENS + timedelta(minutes=length), voters)
    drawn = places(chart.curve)
    assert len(drawn) == len(points)
    assert all(chart.left <= x <= chart.right and chart.top <= y <= chart.bottom for x, y in drawn)
    assert drawn == sorted(drawn, key=lambda place: (place[0], -place[1]))
    assert all(0 <= mark.at <= WIDTH for mark in chart.hours)
    assert all(0 <= mark.at <= HEIGHT for mark in chart.percents)
    assert len(chart.hours) <= 10


@pytest.mark.parametrize(("hours", "labels"), [(5, ["01.00", "02.00", "03.00", "04.00", "05.00", "06.00"])])
def test_full_hours_are_labelled(hours: int, labels: list[str]) -> None:
    chart = draw_chart([], OPENS, OPENS + timedelta(hours=hours), 10)
    assert [mark.label for mark in chart.hours] == labels
    assert (chart.curve, chart.under) == ("", "")


def test_half_of_the_voters_are_half_way_up() -> None:
    chart = draw_chart(
        [TurnoutPoint(OPENS, 0), TurnoutPoint(OPENS + timedelta(hours=1), 5)], OPENS, OPENS + timedelta(hours=2), 10
    )
    (_, low), (x, high) = places(chart.curve)
    assert (low, x) == (chart.bottom, (chart.left + chart.right) / 2)
    assert high == (chart.top + chart.bottom) / 2
