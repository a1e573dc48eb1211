"""A board as a process of its own, as ``suarasah board serve`` starts it; stopped by its own id."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from board_client.client import BoardClient
from board_client.errors import BoardError
from tests.support.ports import KeptPort

START_SECONDS = 120.0
EVERY_REQUEST = {"GUNICORN_CMD_ARGS": "--access-logfile -"}
"""Has the server write down each request, as whoever wants to know who asks for what would set it."""


@dataclass(frozen=True)
class ServedBoard:
    """The board's folder, its address, and the file with everything that the server said."""

    folder: Path
    address: str
    log: Path


@contextmanager
def gunicorn_board(folder: Path, log_file: Path, environment: Mapping[str, str] | None = None) -> Iterator[ServedBoard]:
    """Serve a board that was set up in ``folder``, on the loopback interface, until the block ends.

    ``environment`` is added to the server's.
    """
    port = KeptPort()
    board = ServedBoard(folder, f"http://127.0.0.1:{port.number}", log_file)
    command = [sys.executable, "-m", "suarasah", "board", "--folder", str(folder), "serve", "--port", str(port.number)]
    with board.log.open("wb") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env=os.environ | dict(environment or {}),
        )
    try:
        _wait(process, board)
        yield board
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        port.release()


def _wait(process: "subprocess.Popen[bytes]", board: ServedBoard) -> None:
    client = BoardClient(board.address, attempts=1, connect_seconds=10.0, read_seconds=30.0)
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(BoardError):
            client.elections()
            return
        time.sleep(0.05)
    raise AssertionError(f"the board did not start: {board.log.read_text('utf-8', 'replace')}")
