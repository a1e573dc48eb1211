"""When an election was opened and closed, among the lines of all that was done at a school."""

from datetime import UTC, datetime

from bulletin_board.board import Board
from bulletin_board.committee.audit_log import append_audit
from bulletin_board.committee.day.acts import UNKNOWN, ActTimes, read_act_times
from bulletin_board.storage.database import reading, writing
from tests.support import committee

OURS, OTHER = "PemilihanKita", "PemilihanLain"


def times(board: Board, school: int, uuid: str = OURS) -> ActTimes:
    with reading(board.store.engine) as connection:
        return read_act_times(connection, school, uuid)


def test_the_acts_of_this_election_alone(board: Board) -> None:
    school, elsewhere = committee.school(board, "SMAN Satu"), committee.school(board, "SMPN Dua")
    lines = (
        (10, school, "open-voting", {"election": OURS}),
        (20, school, "open-voting", {"election": OTHER}),
        (25, school, "open-voting", {"election": OTHER, "copy-of": OURS}),
        (30, school, "extend-voting", {"election": OURS, "reason": "power"}),
        (40, elsewhere, "close-voting", {"election": OURS}),
    )
    assert times(board, school) == UNKNOWN
    with writing(board.store.engine) as connection:
        for moment, where, act, details in lines:
            append_audit(connection, moment, None, where, act, details)
    assert times(board, school) == ActTimes(datetime.fromtimestamp(10, UTC))
    with writing(board.store.engine) as connection:
        append_audit(connection, 50, None, school, "close-voting", {"election": OURS, "early": 1})
        append_audit(connection, 60, None, school, "publish-result", {"election": OURS})
    assert times(board, school) == ActTimes(datetime.fromtimestamp(10, UTC), datetime.fromtimestamp(50, UTC))
    # No character of a name is a pattern.
    assert times(board, school, "Pemilihan%") == times(board, school, "PemilihanKit_") == UNKNOWN
