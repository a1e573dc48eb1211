"""A command leaves no connection to the database open, whether it did its work or refused it.

Python 3.13 says so on the terminal of whoever sees such warnings; a server that starts others would hand it on.
"""

import os
import sqlite3
from pathlib import Path

import pytest

from tests.support.commands import InProcess


def held(folder: Path) -> list[str]:
    """The files of this folder that this process has open."""
    found = []
    for descriptor in os.listdir("/proc/self/fd"):
        try:
            target = os.readlink(f"/proc/self/fd/{descriptor}")
        except OSError:
            continue
        if target.startswith(f"{folder}/"):
            found.append(target)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    InProcess()("board", "--folder", tmp_path / "board", "init")
    return tmp_path / "board"


def test_an_open_database_would_be_seen(folder: Path) -> None:
    connection = sqlite3.connect(folder / "board.db")
    connection.execute("SELECT * FROM alembic_version")
    assert held(folder)
    connection.close()
    assert not held(folder)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("init",), 0), (("status",), 0), (("open", "Unknown1Election"), 2), (("status", "Unknown1Election"), 2)],
    ids=lambda value: value[0] if isinstance(value, tuple) else None,
)
def test_a_command_closes_what_it_opened(folder: Path, arguments: tuple[str, ...], code: int) -> None:
    InProcess()("board", "--folder", folder, *arguments, expect=code)
    assert not held(folder)


def test_a_database_of_another_version_is_closed_too(folder: Path) -> None:
    with sqlite3.connect(folder / "board.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    connection.close()
    InProcess()("board", "--folder", folder, "status", expect=2)
    assert not held(folder)
