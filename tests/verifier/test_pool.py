"""Chunks in order, few in flight, and no ballot lost when a worker dies."""

import os
import threading
from collections.abc import Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.verifier import pool_work
from verifier.checks.ballots import BallotTask
from verifier.errors import WorkerDiedError
from verifier.pool import CHUNK_BALLOTS, CHUNK_BYTES, BallotPool

MANY = 7 * CHUNK_BALLOTS + 5


def task(number: int, payload: bytes = b"") -> BallotTask:
    return BallotTask(number, payload, 1)


def run(work: Any, count: int, *, election: bytes = b"", jobs: int = 1, executor: Executor | None = None) -> list[Any]:
    """What came back, in the order in which it came."""
    results: list[Any] = []
    with BallotPool(work, election, results.append, jobs=jobs, executor=executor) as pool:
        for number in range(count):
            pool.add(task(number))
        pool.finish()
    return results


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("count", [0, 1, CHUNK_BALLOTS, 2 * CHUNK_BALLOTS + 1, MANY])
def test_every_ballot_once_and_in_order(count: int, jobs: int) -> None:
    chunks = run(pool_work.numbers, count, jobs=jobs)
    assert [number for chunk in chunks for number in chunk] == list(range(count))
    assert all(0 < len(chunk) <= CHUNK_BALLOTS for chunk in chunks)


def test_one_job_starts_no_process_and_two_jobs_do_when_it_is_worth_it() -> None:
    here = os.getpid()
    assert {process for _, process in run(pool_work.numbers_and_process, MANY)} == {here}
    assert {process for _, process in run(pool_work.numbers_and_process, 3, jobs=2)} == {here}
    assert here not in {process for _, process in run(pool_work.numbers_and_process, MANY, jobs=2)}


def test_long_ballots_make_short_chunks() -> None:
    results: list[list[int]] = []
    with BallotPool(pool_work.numbers, b"", results.append) as pool:
        for number in range(4):
            pool.add(task(number, bytes(CHUNK_BYTES // 2)))
        pool.finish()
    assert results == [[0, 1], [2, 3]]


def test_few_chunks_are_in_flight() -> None:
    gate, flying, most = threading.Lock(), 0, 0

    def work(election: bytes, tasks: Sequence[BallotTask]) -> int:
        nonlocal flying, most
        with gate:
            most = max(most, flying)
        return len(tasks)

    def take(count: int) -> None:
        nonlocal flying
        with gate:
            flying -= count

    with ThreadPoolExecutor(2) as threads, BallotPool(work, b"", take, jobs=2, executor=threads) as pool:
        for number in range(MANY):
            with gate:
                flying += 1
            pool.add(task(number))
        pool.finish()
    assert most <= 5 * CHUNK_BALLOTS


def test_a_foreign_executor_does_the_work_and_stays_open() -> None:
    with ThreadPoolExecutor(2) as threads:
        chunks = run(pool_work.numbers, MANY, executor=threads)
        assert [number for chunk in chunks for number in chunk] == list(range(MANY))
        assert threads.submit(int).result() == 0


def test_a_worker_that_dies_is_replaced_and_its_chunks_are_done_again(tmp_path: Path) -> None:
    marker = tmp_path / "died"
    results: list[list[int]] = []
    with BallotPool(pool_work.dies_once, os.fsencode(marker), results.append, jobs=2) as pool:
        for number in range(MANY):
            pool.add(task(number, b"die" if number == 3 * CHUNK_BALLOTS else b""))
        pool.finish()
    assert marker.exists()
    assert [number for chunk in results for number in chunk] == list(range(MANY))


def test_workers_that_always_die_end_without_a_verdict() -> None:
    with pytest.raises(WorkerDiedError, match="--jobs 1"):
        run(pool_work.dies_always, MANY, election=str(os.getpid()).encode(), jobs=2)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_fault_of_the_work_itself_is_not_hidden(jobs: int) -> None:
    with pytest.raises(ZeroDivisionError):
        run(pool_work.fails, MANY, jobs=jobs)


def test_what_is_left_is_called_off_when_the_reading_stops() -> None:
    class Never(Executor):
        """Takes work and does none."""

        def __init__(self) -> None:
            self.futures: list[Future[Any]] = []

        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            self.futures.append(Future())
            return self.futures[-1]

    never = Never()

    def stop() -> None:
        with BallotPool(pool_work.numbers, b"", lambda _: None, jobs=2, executor=never) as pool:
            for number in range(2 * CHUNK_BALLOTS):
                pool.add(task(number))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop()
    assert [future.cancelled() for future in never.futures] == [True, True]
