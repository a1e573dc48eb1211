"""Every statement and every commit fails, both ways: the log is whole, and the same act again gets the one entry.

"Not stored": the step failed and did nothing. "Stored anyway": it was done and only its answer was lost.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bulletin_board.board import Board
from bulletin_board.casting import cast
from bulletin_board.errors import BadShareError, BusyError, StageError
from bulletin_board.posting import post
from bulletin_board.sharing import send_share
from record.ledger import Stage
from tests.support.broken_storage import broken_storage
from tests.support.database_copies import database_copy
from tests.support.live_elections import LiveElection, code_of, live_board, moved_board
from tests.support.log_audit import Held, assert_sound

Act = Callable[[Board], Held | None]


@pytest.fixture(scope="module")
def voting(tmp_path_factory: pytest.TempPathFactory) -> LiveElection:
    """Three ballots in an open box of SQLite."""
    folder = tmp_path_factory.mktemp("voting")
    election = LiveElection(live_board(f"sqlite:///{folder / 'board.db'}", folder), voters=6, spares=1)
    election.create().open()
    for ballot in election.seal(3):
        cast(election.board, election.uuid, ballot)
    return election


@pytest.fixture(scope="module")
def counting(voting: LiveElection, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveElection]:
    """The same after its close."""
    with database_copy(voting.board.config.database_url, tmp_path_factory.mktemp("counting")) as url:
        closed = voting.on(moved_board(voting.board, url))
        closed.close()
        yield closed


def break_every_step(election: LiveElection, act: Act, folder: Path, entries: int) -> None:
    """The act on a fresh copy of the election, once for each step and way of failing; it appends ``entries``."""
    size = election.head_size()
    with copied(election, folder) as copy, broken_storage(copy.board.store.engine) as steps:
        act(copy.board)
    assert {"SELECT", "INSERT", "UPDATE", "COMMIT"} <= set(steps.seen)
    total = len(steps.seen)
    outcomes = set()
    for number in range(total):
        for done in (False, True):
            with copied(election, folder) as copy:
                board = copy.board
                with broken_storage(board.store.engine, number, done=done), pytest.raises(BusyError):
                    act(board)
                now = copy.head_size()
                outcomes.add(now - size)
                assert now in (size, size + entries), (steps.seen[number], done)
                assert_sound(board, copy.uuid, verifier=False)
                held = act(board)
                assert copy.head_size() == size + entries
                assert_sound(board, copy.uuid, [] if held is None else [held], verifier=number == total - 1)
    assert outcomes == {0, entries}


@contextmanager
def copied(election: LiveElection, folder: Path) -> Iterator[LiveElection]:
    """The election on a copy of its database, for a block."""
    with database_copy(election.board.config.database_url, folder) as url:
        board = moved_board(election.board, url)
        yield election.on(board)
        board.store.engine.dispose()


def test_casting(voting: LiveElection, tmp_path: Path) -> None:
    ballot = voting.seal(1, first=3)[0]

    def act(board: Board) -> Held:
        answer = cast(board, voting.uuid, ballot)
        return Held(ballot, answer.index, answer.receipt)

    break_every_step(voting, act, tmp_path, 1)


def posting(election: LiveElection, kind: str, message: bytes) -> Act:
    def act(board: Board) -> Held:
        answer = post(board, election.uuid, kind, message)
        return Held(message, answer.index, answer.receipt)

    return act


def test_seal_tests(voting: LiveElection, tmp_path: Path) -> None:
    message = voting.challenge(3, code_of(voting.seal(1, first=3)[0]))
    break_every_step(voting, posting(voting, "Challenge", message), tmp_path, 1)


def test_card_replacements(voting: LiveElection, tmp_path: Path) -> None:
    break_every_step(voting, posting(voting, "CardReplacement", voting.replacement(4)), tmp_path, 1)


def test_shares(counting: LiveElection, tmp_path: Path) -> None:
    proof, share = counting.share(1)

    def act(board: Board) -> Held:
        answer = send_share(board, counting.uuid, proof, share)
        return Held(proof, answer.index, answer.receipt)

    break_every_step(counting, act, tmp_path, 2)


def test_bad_shares(counting: LiveElection, tmp_path: Path) -> None:
    proof, share = counting.share(2, false_v1=True)

    def act(board: Board) -> None:
        with pytest.raises(BadShareError):
            send_share(board, counting.uuid, proof, share)

    break_every_step(counting, act, tmp_path, 1)


def test_the_close(voting: LiveElection, tmp_path: Path) -> None:
    def act(board: Board) -> None:
        moved = voting.on(board)
        try:
            moved.close()
        except StageError:
            # An owner whose close was stored although its answer was lost finds the box closed.
            with board.store.read_election(voting.uuid) as now:
                assert now.head.state.stage == Stage.TALLY

    break_every_step(voting, act, tmp_path, 2)
