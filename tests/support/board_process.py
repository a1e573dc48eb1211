"""A board as its owner runs it, ``suarasah board serve`` in a process group of its own, to be killed at any moment."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import urllib3

from bulletin_board.config import BoardConfig
from tests.support.ports import KeptPort

READY_SECONDS = 120
_ROOT = Path(__file__).resolve().parent.parent.parent


def children_of(pid: int) -> list[int]:
    """The processes that a process started and that have not ended (Linux)."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@dataclass
class BoardProcess:
    """The server of a board that is set up already; it keeps its port over restarts, also while it is down."""

    config: BoardConfig
    workers: int = 2
    threads: int = 4
    kept: KeptPort = field(default_factory=KeptPort)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.kept.number

    @property
    def base_url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it; answers when it does."""
        command = [sys.executable, "-m", "suarasah", "board", "--folder", str(self.config.key_file.parent), "serve"]
        command += ["--port", str(self.port), "--workers", str(self.workers), "--threads", str(self.threads)]
        environment = os.environ | {"SUARASAH_DATABASE": self.config.database_url, "PYTHONPATH": str(_ROOT)}
        with (self.config.key_file.parent / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(command, env=environment, stderr=log, start_new_session=True)
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Return as soon as it answers a request."""
        until = time.monotonic() + READY_SECONDS
        with urllib3.HTTPConnectionPool("127.0.0.1", self.port, timeout=30, retries=False) as pool:
            while time.monotonic() < until:
                try:
                    if pool.request("GET", "/api/v1/elections").status == 200:
                        return
                except urllib3.exceptions.HTTPError:
                    time.sleep(0.02)
        raise AssertionError("The board does not answer: " + (self.config.key_file.parent / "serve.log").read_text())

    def kill(self) -> None:
        """SIGKILL for all its processes at once, as if the machine went down."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def kill_one_worker(self, chance: random.Random) -> None:
        """SIGKILL for one of the processes that answer; the server starts another."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            os.kill(chance.choice(children_of(self.process.pid)), signal.SIGKILL)

    def stop(self) -> None:
        """End it in order."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.kill()
        self.process = None


@contextmanager
def serving(config: BoardConfig, workers: int = 2, threads: int = 4) -> Iterator[BoardProcess]:
    """A running board for the block alone."""
    board = BoardProcess(config, workers, threads)
    try:
        board.start()
        yield board
    finally:
        board.kill()
        board.kept.release()
