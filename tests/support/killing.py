"""Killing a process between any two operations on its files or its connection, for real, with SIGKILL.

:func:`killed_at` runs an act in a forked child that dies just before its operation of a number, so no ``finally`` and
no buffer is left to help. What the child sent before stands in the :class:`Outbox`, as with a board that got it.
"""

import os
import signal
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_WRITE = os.write
"""The real one, for what is not killed."""


@dataclass
class Killer:
    """Counts operations, and ends the process at number ``left``, from 0."""

    left: int

    def point(self) -> None:
        """An operation is about to begin."""
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1

    def arm(self) -> None:
        """From now on every operation that changes a file is a point; a write is one more, in its middle."""
        for name in ("fsync", "rename", "link", "unlink", "ftruncate"):
            setattr(os, name, self._before(getattr(os, name)))
        os.write = self._write

    def _before(self, operation: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:
            self.point()
            return operation(*arguments, **named)

        return counted

    def _write(self, descriptor: int, data: Any) -> int:
        self.point()
        if self.left == 0:
            _WRITE(descriptor, bytes(data)[: len(data) // 2])
        self.point()
        return _WRITE(descriptor, data)


@dataclass(frozen=True)
class Outbox:
    """A file with what a child sent; each message is in it before the child goes on."""

    path: Path

    def put(self, route: str, *bodies: bytes) -> None:
        """Remember a message."""
        line = " ".join([route, *(body.hex() for body in bodies)]) + "\n"
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        _WRITE(descriptor, line.encode())
        os.close(descriptor)

    def take(self) -> list[tuple[str, tuple[bytes, ...]]]:
        """All messages, which are then forgotten."""
        if not self.path.exists():
            return []
        lines = [line.split(" ") for line in self.path.read_text().splitlines()]
        self.path.unlink()
        return [(route, tuple(map(bytes.fromhex, bodies))) for route, *bodies in lines]


def killed_at(number: int, act: Callable[[Killer], None]) -> bool:
    """Whether the act, in a process of its own, came to its operation ``number`` and died there."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            killer = Killer(number)
            killer.arm()
            act(killer)
            code = 0
        except Exception:
            traceback.print_exc()
            raise
        finally:
            # Nothing of the test run's own ending may happen a second time in this copy of it.
            os._exit(code)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, -signal.SIGKILL), f"the act failed before it was killed: exit code {code}"
    return code != 0
