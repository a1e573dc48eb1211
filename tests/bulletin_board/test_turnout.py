"""Turnout over time: one note for each election, process and five minutes, and a line that begins with nobody."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from bulletin_board.board import Board
from bulletin_board.casting import cast
from bulletin_board.errors import EntryRefusedError
from bulletin_board.turnout import BUCKET_SECONDS, TurnoutSampler, bucket_of, turnout_points
from tests.support.board_elections import CLOSES, OPENS, BoardElection, TurnedClock


def line(election: BoardElection) -> list[tuple[int, int]]:
    """Minutes after the opening, and cards that had voted."""
    with election.board.store.read_election(election.uuid) as found:
        points = turnout_points(found, election.board.config.clock())
    return [(int((point.time - OPENS).total_seconds()) // 60, point.counted) for point in points]


def test_the_line_of_a_day(opened: BoardElection, clock: TurnedClock) -> None:
    for minutes, voter in [(1, 0), (2, 1), (7, 2), (8, 2), (31, 3)]:
        clock.now = OPENS + timedelta(minutes=minutes)
        cast(opened.board, opened.uuid, opened.ballot(voter, seed=minutes))
    assert line(opened) == [(0, 0), (5, 3), (30, 4), (31, 4)]
    clock.now = CLOSES + timedelta(hours=1)
    assert line(opened)[-1] == (300, 4)


def test_no_line_before_the_opening(opened: BoardElection, clock: TurnedClock) -> None:
    clock.now = OPENS - timedelta(seconds=1)
    assert line(opened) == []
    clock.now = OPENS
    assert line(opened) == [(0, 0), (0, 0)]


def test_casting_costs_one_statement_in_five_minutes(opened: BoardElection, clock: TurnedClock) -> None:
    statements: list[str] = []
    event.listen(
        opened.board.store.engine,
        "before_cursor_execute",
        lambda connection, cursor, statement, *rest: statements.append(statement),
    )
    counts = []
    for minutes, seed in [(0, 1), (1, 2), (4, 3), (5, 4), (6, 5)]:
        clock.now = OPENS + timedelta(minutes=minutes)
        statements.clear()
        cast(opened.board, opened.uuid, opened.ballot(0, seed=seed))
        counts.append(sum("turnout" in statement for statement in statements))
    assert counts == [1, 0, 0, 1, 0]


def test_two_processes_note_the_same_five_minutes(opened: BoardElection) -> None:
    first, second = (replace(opened.board, turnout=TurnoutSampler()) for _ in range(2))
    cast(first, opened.uuid, opened.ballot(0))
    cast(second, opened.uuid, opened.ballot(1))
    assert line(opened) == [(0, 0), (0, 2)]


def test_a_cast_that_fails_is_not_taken_for_noted(board: Board, clock: TurnedClock) -> None:
    election = BoardElection(board, revoting=False).create().open()
    cast(board, election.uuid, election.ballot(0))
    clock.now = OPENS + timedelta(minutes=6)
    with pytest.raises(EntryRefusedError):
        cast(board, election.uuid, election.ballot(0, seed=9))
    cast(board, election.uuid, election.ballot(1))
    clock.now = OPENS + timedelta(minutes=7)
    assert line(election) == [(0, 0), (5, 2), (7, 2)]


@given(st.integers(0, 2**33), st.integers(0, 2 * BUCKET_SECONDS))
def test_buckets(start: int, later: int) -> None:
    moment = OPENS.fromtimestamp(start, OPENS.tzinfo)
    sampler = TurnoutSampler()
    assert sampler.due(1, moment)
    sampler.done(1, moment)
    assert not sampler.due(1, moment)
    assert sampler.due(2, moment)
    after = moment + timedelta(seconds=later)
    assert sampler.due(1, after) == (bucket_of(after) != bucket_of(moment))
