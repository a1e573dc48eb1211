"""A record is on the disk before anybody is told: the file is flushed after the write, then the folder."""

import os
import stat
from pathlib import Path

import pytest

from trustee.journal import Journal, Seen

IDENTITY = "ab" * 32


def test_every_record_is_flushed_after_it_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "key.journal"
    flushed: list[tuple[str, bytes]] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        flushed.append((_name(descriptor, path), path.read_bytes()))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    with Journal(path, IDENTITY, ()) as journal:
        for step in range(3):
            if step:
                journal.append(Seen("suarasah/x", f"head {step}"))
            whole = path.read_bytes()
            assert whole.count(b"\n") == step + 1
            assert flushed == [("journal", whole), ("folder", whole)]
            flushed.clear()


def _name(descriptor: int, path: Path) -> str:
    found = os.fstat(descriptor)
    if stat.S_ISDIR(found.st_mode):
        return "folder"
    return "journal" if os.path.samestat(found, path.stat()) else "another file"
