"""Whatever is changed in the bytes of a record, it is refused with a numbered rule or is no record at all."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from record.rules import RULES
from tests.support.bare_election import BareElection
from tests.support.honest_election import honest
from verifier.errors import UnreadableError
from verifier.report import Report, unreadable
from verifier.run import verify
from verifier.source import open_source


def verdict_of(path: Path) -> Report:
    """The report, also on what is no record."""
    try:
        return verify(open_source(str(path)))
    except UnreadableError as error:
        return unreadable(str(path), str(error))


def refused(path: Path) -> bool:
    report = verdict_of(path)
    if report.verdict == "rejected":
        assert report.findings
        assert {finding.rule for finding in report.findings} <= set(RULES)
    return report.verdict != "accepted"


@pytest.fixture(scope="module")
def archive() -> bytes:
    """A finished election with a joint key."""
    election = BareElection(joint=(2, 3))
    for voter in range(3):
        election.cast(voter, [[int(voter == slot) for slot in range(3)]])
    election.close()
    election.open([1, 2, 4])
    return election.archive()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tampered")


def test_the_archive_itself_is_accepted(archive: bytes, place: Path) -> None:
    path = place / "sound.bel"
    path.write_bytes(archive)
    assert verdict_of(path).verdict == "accepted"


@given(data=st.data())
@settings(max_examples=150)
def test_any_changed_byte_of_an_archive(archive: bytes, place: Path, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(archive) - 1))
    changed = bytearray(archive)
    changed[at] ^= data.draw(st.integers(1, 255))
    path = place / "changed.bel"
    path.write_bytes(changed)
    assert refused(path)


@given(data=st.data())
@settings(max_examples=100)
def test_any_cut_archive_says_less_or_is_refused(archive: bytes, place: Path, data: st.DataObject) -> None:
    """Cut between two events an archive is one of an unfinished election; cut anywhere else it is refused."""
    path = place / "cut.bel"
    path.write_bytes(archive[: data.draw(st.integers(0, len(archive) - 1))])
    report = verdict_of(path)
    assert report.verdict != "accepted" or (report.phase != "published" and report.result is None)


@given(data=st.data())
@settings(max_examples=60)
def test_anything_inserted_or_appended(archive: bytes, place: Path, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(archive)))
    more = data.draw(st.binary(min_size=1, max_size=600) | st.just(bytes(1024)))
    path = place / "more.bel"
    path.write_bytes(archive[:at] + more + archive[at:])
    assert refused(path)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return honest().record().write_folder(tmp_path_factory.mktemp("sound") / "log")


@given(data=st.data())
@settings(max_examples=40)
def test_any_changed_file_of_a_log_folder(log: Path, place: Path, data: st.DataObject) -> None:
    files = sorted(path.relative_to(log) for path in log.rglob("*") if path.is_file())
    name = data.draw(st.sampled_from(files))
    copy = place / "log"
    shutil.rmtree(copy, ignore_errors=True)  # of an example that failed
    shutil.copytree(log, copy)
    content = bytearray((copy / name).read_bytes())
    match data.draw(st.sampled_from(["change", "cut", "grow", "remove"])):
        case "change":
            content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
        case "cut":
            del content[data.draw(st.integers(0, len(content) - 1)) :]
        case "grow":
            content += data.draw(st.binary(min_size=1, max_size=40))
        case _:
            content = bytearray()
            (copy / name).unlink()
    if content or (copy / name).exists():
        (copy / name).write_bytes(content)
    report = verdict_of(copy)
    shutil.rmtree(copy)
    if report.verdict == "accepted":
        # The genesis fixes a key making by its root, so the signature under its head adds nothing. Of the two
        # witnesses' lines under the election's own head one is enough, and a line of nobody known is passed over.
        assert name.name == "checkpoint"
        assert name.parts[0] == "key_making" or _one_witness_is_left((log / name).read_bytes(), bytes(content))
    else:
        assert report.verdict == "unreadable" or report.findings


def _one_witness_is_left(sound: bytes, changed: bytes) -> bool:
    """Whether a head still has its text, the board's signature and the cosignature of one of its two witnesses."""
    *own, one, two = sound.splitlines(keepends=True)
    assert len(own) == 5
    return changed.startswith(b"".join(own)) and (one in changed or two in changed)


def test_of_two_cosignatures_one_is_enough_and_none_is_too_few(log: Path, place: Path) -> None:
    copy = place / "log"
    for kept, verdict in (((5, 6), "accepted"), ((5,), "accepted"), ((6,), "accepted"), ((), "rejected")):
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(log, copy)
        lines = (copy / "checkpoint").read_bytes().splitlines(keepends=True)
        assert len(lines) == 7
        (copy / "checkpoint").write_bytes(b"".join([*lines[:5], *(lines[number] for number in kept)]))
        assert verdict_of(copy).verdict == verdict
    shutil.rmtree(copy)
