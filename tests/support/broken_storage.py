"""A database that fails at one chosen step, either without having done it or after having done it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import Engine, event


@dataclass
class Steps:
    """The statements and commits that a database was asked for, in order; the one of number ``broken`` fails."""

    broken: int = -1
    done: bool = False
    seen: list[str] = field(default_factory=list)

    def next_fails(self, step: str) -> bool:
        """Count a step; whether it is the one that fails."""
        self.seen.append(step)
        return len(self.seen) - 1 == self.broken


def _failure() -> sqlite3.OperationalError:
    return sqlite3.OperationalError("disk I/O error")


@contextmanager
def broken_storage(engine: Engine, broken: int = -1, *, done: bool = False) -> Iterator[Steps]:
    """Within the block, step ``broken`` (from 0) raises what SQLite raises when a disk fails; ``done``: afterwards."""
    steps = Steps(broken, done)
    commit = engine.dialect.do_commit

    def execute(cursor: Any, statement: str, parameters: Any, context: Any) -> bool | None:
        if not steps.next_fails(statement.split()[0]):
            return None
        if done:
            cursor.execute(statement, parameters)
        raise _failure()

    def execute_many(cursor: Any, statement: str, parameters: Any, context: Any) -> bool | None:
        if not steps.next_fails(statement.split()[0]):
            return None
        if done:
            cursor.executemany(statement, parameters)
        raise _failure()

    def committing(connection: Any) -> None:
        fails = steps.next_fails("COMMIT")
        if done or not fails:
            commit(connection)
        if fails:
            raise _failure()

    event.listen(engine, "do_execute", execute)
    event.listen(engine, "do_executemany", execute_many)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine.dialect, "do_commit", committing)
        try:
            yield steps
        finally:
            event.remove(engine, "do_execute", execute)
            event.remove(engine, "do_executemany", execute_many)
