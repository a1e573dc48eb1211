"""Chunks of ballots on several cores: few in flight, results in order, and a new set of workers if one dies.

Invariant: at most ``2 * jobs`` chunks and their results are in memory. The functions are pure, so a chunk whose worker
died is simply done again.
"""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait
from types import TracebackType
from typing import Final, Generic, TypeVar

from verifier.checks.ballots import BallotTask
from verifier.errors import WorkerDiedError

R = TypeVar("R")
Work = Callable[[bytes, Sequence[BallotTask]], R]
"""From the election's bytes and a chunk of ballots to a result that can travel between processes."""

CHUNK_BALLOTS: Final = 64
CHUNK_BYTES: Final = 4 * 1024 * 1024
"""A chunk ends with the ballot that fills either."""
_NEW_WORKERS: Final = 3
"""How often workers are replaced before the ballots, or the machine, are thought to be at fault."""
_WITHOUT_WORKERS: Final = 2
"""Workers take a moment to start: so many chunks are sooner done without them."""


class BallotPool(Generic[R]):
    """Does ``work`` on ballots, chunk by chunk, and hands each result to ``take`` in the order of the ballots."""

    def __init__(
        self,
        work: Work[R],
        election: bytes,
        take: Callable[[R], None],
        *,
        jobs: int = 1,
        executor: Executor | None = None,
    ) -> None:
        """``jobs`` processes of our own, 1 for none at all; or a foreign ``executor``, which is left running."""
        self._work = work
        self._election = election
        self._take = take
        self._jobs = jobs
        self._foreign = executor
        self._own: ProcessPoolExecutor | None = None
        self._new_workers = 0
        self._chunk: list[BallotTask] = []
        self._chunk_bytes = 0
        self._flying: deque[tuple[Future[R] | None, Sequence[BallotTask]]] = deque()

    def __enter__(self) -> "BallotPool[R]":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for future, _ in self._flying:
            if future is not None:
                future.cancel()
        self._stop(wait=error is None)

    def add(self, task: BallotTask) -> None:
        """Check a ballot, some time."""
        self._chunk.append(task)
        self._chunk_bytes += len(task.payload)
        if len(self._chunk) >= CHUNK_BALLOTS or self._chunk_bytes >= CHUNK_BYTES:
            self._flush()

    def finish(self) -> None:
        """Check all that were added, and hand over what is left of the results."""
        if self._chunk:
            self._flush()
        while self._flying:
            self._land()

    def _flush(self) -> None:
        chunk, self._chunk, self._chunk_bytes = self._chunk, [], 0
        if self._jobs <= 1 and self._foreign is None:
            self._take(self._work(self._election, chunk))
            return
        self._flying.append((None, chunk))
        if len(self._flying) > _WITHOUT_WORKERS or self._own is not None or self._foreign is not None:
            self._send()
        while len(self._flying) >= 2 * max(self._jobs, _WITHOUT_WORKERS):
            self._land()

    def _send(self) -> None:
        """Give every chunk that nobody works on to a worker."""
        try:
            executor = self._executor()
            for place, (future, chunk) in enumerate(self._flying):
                if future is None:
                    with _interrupts_held_back():
                        self._flying[place] = (executor.submit(self._work, self._election, chunk), chunk)
        except BrokenExecutor as error:
            self._replace_workers(error)

    def _land(self) -> None:
        """Wait for the oldest chunk and hand its result over."""
        future, chunk = self._flying[0]
        if future is None:
            result = self._work(self._election, chunk)
        else:
            try:
                result = future.result()
            except BrokenExecutor as error:
                self._replace_workers(error)
                return
        self._flying.popleft()
        self._take(result)

    def _executor(self) -> Executor:
        if self._foreign is not None:
            return self._foreign
        if self._own is None:
            # Not forked: a fork copies locks that the progress bar's thread may hold at that moment.
            context = multiprocessing.get_context("spawn")
            self._own = ProcessPoolExecutor(self._jobs, mp_context=context, initializer=_start_worker)
        return self._own

    def _replace_workers(self, error: BrokenExecutor) -> None:
        """One dead worker breaks a whole pool: start another and do again what was not finished."""
        self._new_workers += 1
        if self._foreign is not None or self._new_workers > _NEW_WORKERS:
            raise WorkerDiedError(
                "The processes that check ballots are killed again and again, perhaps because memory runs out. "
                "Nothing was decided: try again with --jobs 1, or on another machine."
            ) from error
        self._stop(wait=False)
        self._flying = deque((None, chunk) for _, chunk in self._flying)
        self._send()

    def _stop(self, *, wait: bool) -> None:
        own, self._own = self._own, None
        if own is not None:
            own.shutdown(wait=wait, cancel_futures=True)


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Ctrl-C reaches the whole group of processes. Workers that start here never see it: the first process does.

    They inherit what is blocked; here it is only late by a moment.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_worker() -> None:
    """No worker outlives the first process, however that one ends."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
