"""How many ballots a second a board accepts and receipts over HTTP, and how long a voter waits at half of that.

The board runs as its owner runs it (``suarasah board serve``), the clients are processes of their own on the same
cores. All ballots are sealed before the clock starts. First the clients cast as fast as they are answered; then they
keep to half of the rate that was reached, each cast beginning at its own moment. Every receipt is verified afterwards
and the whole log is audited. The time of all cores for each ballot is told beside the rate: it is steadier on a
machine that has other work, and bounds the rate that an idle one reaches.

    python -m bench.cast_bench [BALLOTS] [postgresql|sqlite ...]
"""

import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
import urllib3

from tests.support.board_process import BoardProcess, children_of, serving
from tests.support.casting_clients import Answer
from tests.support.databases import running_postgres
from tests.support.live_elections import LiveElection, live_board
from tests.support.log_audit import Held, assert_sound

CLIENTS = 8
"""Connections that cast at once at full speed."""
PACED_CLIENTS = 24
"""Connections among which the steady stream of half the rate is spread."""
WORKERS, THREADS = 2, 4
VOTERS = 500


@dataclass(frozen=True, slots=True)
class Timed:
    """An answered cast: when it was due and answered, by the clock of all processes, and what the voter holds."""

    due: float
    answered: float
    held: Held


def cast_part(port: int, uuid: str, ballots: list[bytes], start: float, rate: float, clients: int) -> list[Timed]:
    """One client process: its ballots from ``clients`` connections, ``rate`` a second in all (0: at once)."""

    def client(number: int) -> list[Timed]:
        done = []
        with urllib3.HTTPConnectionPool("127.0.0.1", port, timeout=60, retries=False) as pool:
            pool.request("GET", f"/api/v1/elections/{uuid}")
            for place in range(number, len(ballots), clients):
                due = start + place / rate if rate else max(start, time.monotonic())
                time.sleep(max(0.0, due - time.monotonic()))
                answer = pool.request(
                    "POST",
                    f"/api/v1/elections/{uuid}/ballots",
                    body=ballots[place],
                    headers={"Content-Type": "application/json"},
                )
                answered = time.monotonic()
                assert answer.status == 201, answer.data
                told = msgspec.json.decode(answer.data, type=Answer)
                done.append(Timed(due, answered, Held(ballots[place], told.index, told.receipt.encode())))
        return done

    with ThreadPoolExecutor(clients) as threads:
        return [timed for part in threads.map(client, range(clients)) for timed in part]


@contextmanager
def database(kind: str, folder: Path) -> Iterator[tuple[str, int | None]]:
    """An empty database, durable as it would be in use, and the process of its server."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'board.db'}", None
        return
    with running_postgres() as server:
        yield server.get_uri(), server.get_postmaster_info().pid


def cores_seconds(pid: int | None) -> float:
    """Seconds of all cores that a process and its children have used so far (Linux)."""
    if pid is None:
        return 0.0
    ticks = 0
    for each in (pid, *children_of(pid)):
        with suppress(FileNotFoundError):
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
            # utime and stime, and for the parent those of children that have ended
            ticks += sum(int(field) for field in fields[11 : 15 if each == pid else 13])
    return ticks / os.sysconf("SC_CLK_TCK")


def cast_all(server: BoardProcess, uuid: str, ballots: list[bytes], rate: float, clients: int) -> list[Timed]:
    """Cast everything from two processes."""
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        start = time.monotonic() + 2
        parts = [(server.port, uuid, ballots[n::2], start, rate / 2, clients // 2) for n in range(2)]
        return [timed for part in pool.starmap(cast_part, parts) for timed in part]


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of the sorted values lies."""
    return values[min(len(values) - 1, int(len(values) * share))]


def measure(kind: str, count: int) -> None:
    """Both runs on one kind of database; prints its line of the table."""
    with tempfile.TemporaryDirectory(prefix="suarasah-bench-") as name, database(kind, Path(name)) as (url, postmaster):
        board = live_board(url, Path(name))
        election = LiveElection(board, voters=VOTERS, spares=0)
        election.create().open()
        ballots = election.seal(2 * count)
        with serving(board.config, WORKERS, THREADS) as server:
            assert server.process is not None
            pids = (server.process.pid, postmaster)
            before = [cores_seconds(pid) for pid in pids]
            full = cast_all(server, election.uuid, ballots[:count], 0, CLIENTS)
            cpu = [(cores_seconds(pid) - start) / count for pid, start in zip(pids, before, strict=True)]
            began, ended = min(timed.due for timed in full), max(timed.answered for timed in full)
            rate = count / (ended - began)
            paced = cast_all(server, election.uuid, ballots[count:], rate / 2, PACED_CLIENTS)
        assert_sound(board, election.uuid, [timed.held for timed in (*full, *paced)])
    busy, half = (sorted(timed.answered - timed.due for timed in run) for run in (full, paced))
    figures = [percentile(waits, share) * 1000 for waits in (busy, half) for share in (0.5, 0.99)]
    cells = [f"{value:10.0f}" for value in (rate, *figures)] + [f"{value * 1000:10.1f}" for value in cpu]
    print(f"{kind:<12}{''.join(cells)}", flush=True)


def main(count: int, kinds: list[str]) -> None:
    """Prints the table."""
    cores = len(os.sched_getaffinity(0))
    print(f"{count} ballots at full speed ({CLIENTS} clients) and {count} at half of it ({PACED_CLIENTS} clients);")
    print(f"{WORKERS} processes of {THREADS} threads, clients and database on the same {cores} cores; waits in ms,")
    print("and ms of all cores for each ballot in the board's processes and in those of PostgreSQL")
    titles = ("ballots/s", "p50", "p99", "half: p50", "p99", "board", "server")
    print(f"{'database':<12}{''.join(f'{title:>10}' for title in titles)}")
    for kind in kinds:
        measure(kind, count)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    numbers = [int(each) for each in arguments if each.isdigit()]
    main(
        numbers[0] if numbers else 1500, [each for each in arguments if not each.isdigit()] or ["postgresql", "sqlite"]
    )
