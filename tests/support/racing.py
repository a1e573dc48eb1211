"""Several processes that act on one board at the same moment, and say how each act ended."""

import multiprocessing
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Literal

import msgspec

from bulletin_board.administration import close_voting
from bulletin_board.board import Board, open_board
from bulletin_board.casting import cast
from bulletin_board.config import BoardConfig
from bulletin_board.errors import BulletinBoardError
from bulletin_board.posting import post
from bulletin_board.sharing import send_share
from tests.support.log_audit import Held

Kind = Literal["Ballot", "Challenge", "Countersignature", "CardReplacement", "Share", "close"]
_WAIT_SECONDS = 300


class Act(msgspec.Struct, frozen=True):
    """What a party does: the kind of message and its bytes; of a share, the proof first."""

    kind: Kind
    data: tuple[bytes, ...] = ()


class Outcome(msgspec.Struct, frozen=True):
    """The index and receipt of what was taken, or the code and rule of the refusal."""

    act: Act
    index: int = -1
    receipt: bytes = b""
    new: bool = False
    code: str = ""
    rule: str | None = None

    @property
    def held(self) -> Held:
        """What the party holds now."""
        return Held(self.act.data[0], self.index, self.receipt)


def perform(board: Board, uuid: str, act: Act) -> Outcome:
    """Do it; a refusal is an outcome as well."""
    try:
        match act.kind:
            case "Ballot":
                answer = cast(board, uuid, act.data[0])
                return Outcome(act, answer.index, answer.receipt, answer.new)
            case "Share":
                appended = send_share(board, uuid, act.data[0], act.data[1])
            case "close":
                close_voting(board, uuid, early=True)
                return Outcome(act)
            case _:
                appended = post(board, uuid, act.kind, act.data[0])
        return Outcome(act, appended.index, appended.receipt, appended.new)
    except BulletinBoardError as error:
        return Outcome(act, code=error.code, rule=error.rule)


_barrier: Barrier | None = None


def _remember(barrier: Barrier) -> None:
    global _barrier
    _barrier = barrier


def _take_part(url: str, key_file: str, uuid: str, acts: tuple[Act, ...]) -> list[Outcome]:
    """All acts of one process, begun together with the other processes."""
    board = open_board(BoardConfig(url, Path(key_file)))
    assert _barrier is not None
    with board.store.read_election(uuid):
        pass  # so that no process still has to read the Setup when the others begin
    _barrier.wait(_WAIT_SECONDS)
    outcomes = [perform(board, uuid, act) for act in acts]
    board.store.engine.dispose()
    return outcomes


class Racers:
    """``size`` processes that wait for work."""

    def __init__(self, size: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.size = size
        self._pool = context.Pool(size, _remember, (context.Barrier(size),))

    def race(self, board: Board, uuid: str, parts: Sequence[Sequence[Act]]) -> list[list[Outcome]]:
        """Each process does one of the ``parts``, all at once; answers the outcomes in the same order."""
        assert len(parts) == self.size
        arguments = (board.config.database_url, str(board.config.key_file), uuid)
        jobs = [self._pool.apply_async(_take_part, (*arguments, tuple(part))) for part in parts]
        return [job.get(_WAIT_SECONDS) for job in jobs]

    def end(self) -> None:
        """End the processes."""
        self._pool.terminate()
        self._pool.join()


@contextmanager
def racing(size: int) -> Iterator[Racers]:
    """Processes for the block alone."""
    racers = Racers(size)
    try:
        yield racers
    finally:
        racers.end()
