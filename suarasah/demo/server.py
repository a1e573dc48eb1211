"""The demo's board: set up in a folder of its own, served by gunicorn as a process of its own, stopped by its id."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from board_client.client import BoardClient
from board_client.errors import BoardError
from bulletin_board.administration import init_board
from bulletin_board.board import Board, open_board
from bulletin_board.config import BoardConfig
from suarasah.demo.errors import DemoServerError

START_SECONDS = 120.0
STOP_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class RunningBoard:
    """The board's database for its owner's acts, and a client for everybody else's."""

    board: Board
    client: BoardClient
    address: str


def free_port(preferred: int) -> int:
    """``preferred`` if nothing listens there, else a port that the system picks."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise DemoServerError("No port is free on this machine. Stop other servers and try again.")


@contextmanager
def running_board(folder: Path, port: int, workers: int = 2) -> Iterator[RunningBoard]:
    """Set up a board on SQLite in ``folder`` and serve it on the loopback interface until the block ends."""
    folder.mkdir(parents=True)
    config = BoardConfig(f"sqlite:///{folder / 'board.db'}", folder / "board.key")
    init_board(config)
    port = free_port(port)
    arguments = ["board", "--folder", str(folder), "serve", "--host", "127.0.0.1", "--port", str(port)]
    with (folder / "board.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "suarasah", *arguments, "--workers", str(workers)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # A group of its own: Ctrl-C in the terminal reaches the demo, which then stops the board in order.
            start_new_session=True,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(process, address, folder)
            yield RunningBoard(open_board(config), BoardClient(address), address)
        finally:
            _stop(process)


def _wait(process: "subprocess.Popen[bytes]", address: str, folder: Path) -> None:
    client = BoardClient(address, attempts=1, connect_seconds=1.0, read_seconds=2.0)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with contextlib.suppress(BoardError):
            client.elections()
            return
        time.sleep(0.05)
    last = (folder / "board.log").read_text("utf-8", "replace").strip().splitlines()[-1:]
    raise DemoServerError(f"The demo's board did not start: {''.join(last) or 'it said nothing'}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
