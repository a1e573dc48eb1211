"""Each election is held once in a test run, by whichever worker asks for it first; the others find its files.

All elections stand on one board. Every worker serves the board's folder by a server of its own, as a school with two
servers on one database would.
"""

import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from tests.elections.holding import HeldElection, hold
from tests.elections.scenario import SCENARIOS
from tests.support.commands import Commands, InProcess, Processes, cheap_passphrases
from tests.support.gunicorn_board import ServedBoard, gunicorn_board
from tests.support.locking import exclusive

Held = Callable[[str], HeldElection]


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "elections"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def running(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedBoard]:
    """The board that its owner set up, served."""
    folder = shared / "board"
    with exclusive(shared / "board.lock"):
        InProcess()("board", "--folder", folder, "init")
    with gunicorn_board(folder, tmp_path_factory.mktemp("server") / "server.log") as board:
        yield board


@pytest.fixture(scope="session")
def held(running: ServedBoard, shared: Path) -> Held:
    """The held election of a scenario's name."""

    def of(name: str) -> HeldElection:
        folder, memory = shared / name, shared / f"{name}.pickle"
        with exclusive(shared / f"{name}.lock"):
            if not memory.exists():
                if folder.exists():
                    pytest.fail(f"the election {name} could not be held: see the test that asked for it first")
                folder.mkdir()
                memory.write_bytes(pickle.dumps(_hold(name, running, folder)))
        election: HeldElection = pickle.loads(memory.read_bytes())
        return replace(election, board=running)

    return of


def _hold(name: str, board: ServedBoard, folder: Path) -> HeldElection:
    commands: Commands = Processes() if name == "processes" else InProcess()
    with ExitStack() as stack:
        if isinstance(commands, InProcess):
            stack.enter_context(cheap_passphrases())
        return hold(HeldElection(SCENARIOS[name], board, folder, commands))
