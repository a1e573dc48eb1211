"""Many processes append to one log: nothing is lost, nothing twice, one chain, and every receipt holds."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from bulletin_board.board import open_board
from bulletin_board.casting import cast
from bulletin_board.config import BoardConfig
from bulletin_board.errors import BusyError
from bulletin_board.storage import store
from bulletin_board.storage.database import writing
from bulletin_board.storage.reading import leaves, log_entries
from bulletin_board.storage.writing import LogTransaction
from record.ledger import Ledger
from record.merkle import leaf_hash, root_of
from record.phases import judge
from record.receipt import parse_receipt, verify_receipt
from tests.support.board_elections import BoardElection, TurnedClock, fresh_board

VOTERS = 24
PROCESSES = 3


def cast_all(url: str, key_file: str, uuid: str, ballots: list[bytes]) -> list[tuple[bytes, int, bytes]]:
    """What one worker process does: its own board, every ballot twice."""
    board = open_board(BoardConfig(url, Path(key_file), clock=TurnedClock()))
    answers = []
    for ballot in ballots:
        for _ in range(2):
            answer = cast(board, uuid, ballot)
            answers.append((ballot, answer.index, answer.receipt))
    return answers


def assert_sound(election: BoardElection) -> list[bytes]:
    """The whole log is one chain that the rules accept; answers its leaves."""
    ledger = Ledger()
    with election.board.store.read_election(election.uuid) as now:
        for entry in log_entries(now.connection, now.head.log_id, 0, now.head.size):
            judgement = judge(ledger, entry)
            assert judgement.findings == ()
            ledger.append(entry, judgement.effect)
        stored = leaves(now.connection, now.head.log_id, 0, now.head.size)
        assert now.head.state.ballots == sum(b'"Ballot"' in leaf for leaf in stored)
        assert now.head.state.counted == ledger.counted
        assert root_of(map(leaf_hash, stored)) == ledger.tree.root()
    return stored


def test_processes_append_without_forking(database_url: str, tmp_path: Path) -> None:
    board = fresh_board(database_url, tmp_path)
    election = BoardElection(board, voters=VOTERS, spares=0).create().open()
    ballots = [election.ballot(voter) for voter in range(VOTERS)]
    # Every ballot goes to two processes at once, so that the same bytes race as well.
    shares = [ballots[n::PROCESSES] + ballots[(n + 1) % PROCESSES :: PROCESSES] for n in range(PROCESSES)]
    with ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn")) as pool:
        jobs = [
            pool.submit(cast_all, database_url, str(board.config.key_file), election.uuid, share) for share in shares
        ]
        answers = [answer for job in jobs for answer in job.result(timeout=300)]
    stored = assert_sound(election)
    assert sum(b'"Ballot"' in leaf for leaf in stored) == VOTERS
    indices: dict[bytes, set[int]] = {}
    for ballot, index, receipt in answers:
        indices.setdefault(ballot, set()).add(index)
        verify_receipt(parse_receipt(receipt), stored[index], f"suarasah/{election.uuid}", board.store.key.public_hex)
    assert len(indices) == VOTERS
    assert all(len(found) == 1 for found in indices.values())


def cast_until_killed(url: str, key_file: str, uuid: str, ballots: list[bytes], out: str) -> None:
    board = open_board(BoardConfig(url, Path(key_file), clock=TurnedClock()))
    with open(out, "ab", buffering=0) as file:
        for ballot in ballots:
            answer = cast(board, uuid, ballot)
            file.write(b"%d\n" % answer.index)


def test_a_killed_process_loses_no_receipted_ballot(database_url: str, tmp_path: Path) -> None:
    board = fresh_board(database_url, tmp_path)
    election = BoardElection(board, voters=VOTERS, spares=0).create().open()
    ballots = [election.ballot(voter) for voter in range(VOTERS)]
    out = tmp_path / "receipted"
    context = multiprocessing.get_context("spawn")
    process = context.Process(
        target=cast_until_killed, args=(database_url, str(board.config.key_file), election.uuid, ballots, str(out))
    )
    process.start()
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and (not out.exists() or out.read_bytes().count(b"\n") < 5):
        time.sleep(0.002)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    receipted = [int(line) for line in out.read_bytes().split()]
    stored = assert_sound(election)
    assert all(b'"Ballot"' in stored[index] for index in receipted)
    # The next process goes on where the dead one stopped.
    for ballot in ballots:
        cast(board, election.uuid, ballot)
    assert sum(b'"Ballot"' in leaf for leaf in assert_sound(election)) == VOTERS


class _CrashError(Exception):
    """Stands for the end of the process."""


@pytest.mark.parametrize("step", ["_insert_blobs", "_write", "finish"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_crash_at_any_step_leaves_the_log_as_it_was(
    opened: BoardElection, monkeypatch: pytest.MonkeyPatch, step: str, after: bool
) -> None:
    whole = getattr(LogTransaction, step)

    def crash(self: LogTransaction, *arguments: object) -> None:
        if after:
            whole(self, *arguments)
        raise _CrashError

    before = assert_sound(opened)
    with monkeypatch.context() as patch:
        patch.setattr(LogTransaction, step, crash)
        with pytest.raises(_CrashError):
            cast(opened.board, opened.uuid, opened.ballot(0))
    assert assert_sound(opened) == before
    assert cast(opened.board, opened.uuid, opened.ballot(0)).new


@pytest.mark.parametrize("stored", [False, True], ids=["not-stored", "stored-anyway"])
def test_a_commit_with_unknown_outcome_is_answered_busy_and_asked_again(
    opened: BoardElection, monkeypatch: pytest.MonkeyPatch, stored: bool
) -> None:
    whole = opened.board.store.engine.dialect.do_commit
    ballot = opened.ballot(0)

    def lost(connection: Any) -> None:
        if stored:
            whole(connection)
        raise OperationalError("COMMIT", {}, Exception("connection lost"))

    with monkeypatch.context() as patch:
        _break_writes(patch, lost)
        with pytest.raises(BusyError):
            cast(opened.board, opened.uuid, ballot)
    assert sum(b'"Ballot"' in leaf for leaf in assert_sound(opened)) == int(stored)
    answer = cast(opened.board, opened.uuid, ballot)
    assert answer.new is not stored
    assert sum(b'"Ballot"' in leaf for leaf in assert_sound(opened)) == 1


def _break_writes(patch: pytest.MonkeyPatch, lost: Callable[[Any], None]) -> None:
    """Only the commit of the append is broken: reads commit as well."""

    @contextmanager
    def broken(engine: Engine) -> Iterator[Connection]:
        with writing(engine) as connection:
            yield connection
            patch.setattr(engine.dialect, "do_commit", lost)

    patch.setattr(store, "writing", broken)
