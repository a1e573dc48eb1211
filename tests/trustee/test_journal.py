"""The journal remembers what was said, whatever happens to the machine, and notices everything else."""

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustee.errors import InUseError, JournalDamagedError, JournalError
from trustee.journal import Begin, Confirmed, Countersigned, Decrypted, Journal, Record, Seen, journal_path

IDENTITY = "ab" * 32
UUID = "PemiraSiswaUji123"
RECORDS: list[Record] = [
    Seen("suarasah/x", "head 1"),
    Countersigned(UUID, "11" * 32, "22" * 32, "key", "{}"),
    Decrypted(UUID, "11" * 32, "33" * 32, '{"a":1}', "{}"),
    Confirmed(UUID, 3, "33" * 32, "{}"),
    Seen("suarasah/x", "head 2"),
]


def written(folder: Path) -> Path:
    path = folder / "key.journal"
    with Journal(path, IDENTITY, ["old key"]) as journal:
        for record in RECORDS:
            journal.append(record)
    return path


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    with Journal(written(tmp_path), IDENTITY, ()) as journal:
        assert journal.records == (Begin(IDENTITY, ("old key",)), *RECORDS)
        assert journal.unknown_past == {"old key"}
        assert list(journal.heads("suarasah/x")) == [b"head 2", b"head 1"]
        assert list(journal.heads("suarasah/y")) == []
        assert journal.countersigned(UUID) == RECORDS[1]
        assert journal.decrypted(UUID) == RECORDS[2]
        assert journal.confirmed(UUID) == (RECORDS[3],)
        assert journal.elections_of("key") == {UUID}
        assert journal.decrypted("1" * 20) is None


@given(cut=st.integers(0, 1), torn=st.integers(1, 10_000))
def test_a_torn_last_line_is_cut_off_and_everything_before_it_stays(
    tmp_path_factory: pytest.TempPathFactory, cut: int, torn: int
) -> None:
    """A crash while a record was written: it was not durable, so nothing of it has left."""
    path = written(tmp_path_factory.mktemp("journal"))
    data = path.read_bytes()
    lines = data.splitlines(keepends=True)
    whole = len(lines) - 1 - cut
    length = 1 + torn % (len(lines[whole]) - 1)
    path.write_bytes(b"".join(lines[:whole]) + lines[whole][:length])
    with Journal(path, IDENTITY, ()) as journal:
        assert journal.records[1:] == tuple(RECORDS[: whole - 1])
        journal.append(RECORDS[0])
    with Journal(path, IDENTITY, ()) as journal:
        assert journal.records[1:] == (*RECORDS[: whole - 1], RECORDS[0])


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_changed_byte_of_a_complete_line_is_damage_or_a_torn_last_line(
    tmp_path_factory: pytest.TempPathFactory, place: int, flip: int
) -> None:
    path = written(tmp_path_factory.mktemp("journal"))
    data = bytearray(path.read_bytes())
    place %= len(data) - 1  # the last line feed is what makes the last line complete
    data[place] ^= flip
    path.write_bytes(bytes(data))
    with pytest.raises(JournalDamagedError):
        Journal(path, IDENTITY, ())


@pytest.mark.parametrize("number", range(1, 6))
def test_a_removed_or_repeated_line_is_damage(tmp_path: Path, number: int) -> None:
    path = written(tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    for changed in (lines[:number] + lines[number + 1 :], lines[: number + 1] + lines[number:]):
        path.write_bytes(b"".join(changed))
        if changed != lines[:number]:
            with pytest.raises(JournalDamagedError):
                Journal(path, IDENTITY, ())


def test_the_journal_of_another_key_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(JournalDamagedError, match="another key file"):
        Journal(written(tmp_path), "cd" * 32, ())


def test_two_processes_do_not_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "key.journal"
    with Journal(path, IDENTITY, ()), pytest.raises(InUseError):
        Journal(path, IDENTITY, ())
    Journal(path, IDENTITY, ()).close()


@pytest.mark.parametrize("step", ["write", "flush", "flush folder"])
def test_a_record_that_could_not_be_made_durable_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = written(tmp_path)
    before = path.read_bytes()
    with Journal(path, IDENTITY, ()) as journal:
        with monkeypatch.context() as broken:
            _break(broken, step)
            with pytest.raises(JournalError, match="Nothing was sent"):
                journal.append(RECORDS[0])
        assert len(journal.records) == 1 + len(RECORDS)
        assert path.read_bytes() == before
        journal.append(RECORDS[0])
    with Journal(path, IDENTITY, ()) as journal:
        assert journal.records[-1] == RECORDS[0]


def _break(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    real_write, real_fsync = os.write, os.fsync
    calls = 0

    def write(descriptor: int, data: bytes) -> int:
        return real_write(descriptor, data[: len(data) // 2])

    def fsync(descriptor: int) -> None:
        nonlocal calls
        calls += 1
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        if (step == "flush" and calls == 1) or (step == "flush folder" and is_folder):
            raise OSError("input/output error")
        real_fsync(descriptor)

    if step == "write":
        monkeypatch.setattr(os, "write", write)
    monkeypatch.setattr(os, "fsync", fsync)


def test_the_journal_is_private_and_stands_beside_its_key_file(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert journal_path(tmp_path / "trustee.key") == tmp_path / "trustee.key.journal"


def test_a_journal_that_cannot_be_opened_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "real").touch()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    for path in (tmp_path, tmp_path / "missing" / "x", tmp_path / "link", tmp_path / "nul\0"):
        with pytest.raises(JournalError):
            Journal(path, IDENTITY, ())
