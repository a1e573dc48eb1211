"""Work for the tests of the pool: worker processes import it by name."""

import os
import signal
from collections.abc import Sequence
from pathlib import Path

from verifier.checks.ballots import BallotTask


def numbers(election: bytes, tasks: Sequence[BallotTask]) -> list[int]:
    """The entries of the chunk."""
    return [task.entry for task in tasks]


def numbers_and_process(election: bytes, tasks: Sequence[BallotTask]) -> tuple[list[int], int]:
    """The entries of the chunk, and which process saw them."""
    return numbers(election, tasks), os.getpid()


def dies_once(election: bytes, tasks: Sequence[BallotTask]) -> list[int]:
    """Kills its process, as the system does when memory runs out, unless the file ``election`` is there."""
    marker = Path(os.fsdecode(election))
    if any(task.payload == b"die" for task in tasks) and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return numbers(election, tasks)


def dies_always(election: bytes, tasks: Sequence[BallotTask]) -> list[int]:
    """Kills its process whenever it is not the first one, whose number ``election`` is."""
    if os.getpid() != int(election):
        os.kill(os.getpid(), signal.SIGKILL)
    return numbers(election, tasks)


def fails(election: bytes, tasks: Sequence[BallotTask]) -> list[int]:
    """Has a fault of its own."""
    raise ZeroDivisionError("a fault in the program")
