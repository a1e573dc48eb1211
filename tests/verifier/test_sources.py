"""Where records come from: what is damage, what is unreadable, and what a board may not do."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from board_client.client import BoardClient
from record.canonical import encode
from record.digests import sha256_hex
from record.merkle import leaf_hash, root_of
from tests.support.built_record import BuiltRecord
from tests.support.honest_election import honest
from tests.support.served import served
from verifier.errors import UnreadableError
from verifier.report import Report
from verifier.run import verify
from verifier.source import open_source
from verifier.source.archive import ArchiveSource
from verifier.source.board import BoardSource
from verifier.source.folder import FolderSource

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def failed(report: Report) -> set[str]:
    return {check.id for check in report.checks if check.status == "failed"}


@pytest.fixture(scope="module")
def record() -> BuiltRecord:
    return honest().record()


@pytest.fixture
def folder(record: BuiltRecord, tmp_path: Path) -> Path:
    return record.write_folder(tmp_path / "log")


def any_payload(record: BuiltRecord, entry_type: str) -> tuple[int, str]:
    """Index and payload hash of the first entry of a type."""
    entry = next(entry for entry in record.entries if entry.type == entry_type)
    return entry.index, sha256_hex(entry.payload)


# -- folders


@pytest.mark.parametrize("entry_type", ["Countersignature", "Ballot", "Challenge", "EncryptedTally", "Result"])
def test_a_missing_payload_is_told_and_the_rest_is_checked(record: BuiltRecord, folder: Path, entry_type: str) -> None:
    index, digest = any_payload(record, entry_type)
    (folder / "data" / digest).unlink()
    report = verify(open_source(str(folder)))
    assert report.verdict == "rejected"
    assert ("V01", index) in {(finding.rule, finding.entry) for finding in report.findings}
    assert not any(check.detail == "The record could not be read to its end." for check in report.checks)


def test_a_payload_of_no_entry(folder: Path) -> None:
    stray = b'{"forgotten":true}'
    (folder / "data" / sha256_hex(stray)).write_bytes(stray)
    report = verify(open_source(str(folder)))
    assert failed(report) == {"V01"}
    assert sha256_hex(stray) in report.findings[0].detail


def test_a_tile_that_does_not_follow_from_the_entries(folder: Path) -> None:
    (tile,) = (folder / "tile" / "0").rglob("29")
    tile.write_bytes(bytes(len(tile.read_bytes())))
    assert failed(verify(open_source(str(folder)))) == {"V01"}


def test_a_tile_of_a_key_making_that_does_not_follow(folder: Path) -> None:
    tile = next(path for path in (folder / "key_making").rglob("tile/0/**/*") if path.is_file())
    tile.write_bytes(bytes(len(tile.read_bytes())))
    assert failed(verify(open_source(str(folder)))) == {"V01"}


def test_a_folder_with_a_damaged_checkpoint_is_rejected(folder: Path) -> None:
    (folder / "checkpoint").write_bytes(b"suarasah/x\n")
    report = verify(open_source(str(folder)))
    assert (report.verdict, failed(report)) == ("rejected", {"V01"})


def test_an_entry_that_is_no_entry(record: BuiltRecord, tmp_path: Path) -> None:
    entry = record.entries[4]
    changed = (*record.entries[:4], type(entry)(4, entry.type, b'{"type":"Weather"}', None, ()), *record.entries[5:])
    folder = replace(record, entries=changed).write_folder(tmp_path / "odd")
    report = verify(open_source(str(folder)))
    assert failed(report) == {"V03"}
    assert report.findings[0].entry == 4


def test_a_second_reading_forgets_what_the_first_asked_for(folder: Path) -> None:
    source = FolderSource(folder)
    list(source.entries(lambda *_: None))
    list(source.entries(lambda *_: None))
    assert list(source.storage_problems()) == []


# -- archives


def test_an_archive_that_goes_away_between_two_readings(record: BuiltRecord, tmp_path: Path) -> None:
    path = record.write_archive(tmp_path / "election.bel")
    source = ArchiveSource(path)
    path.unlink()
    report = verify(source)
    assert (report.verdict, report.facts) == ("unreadable", None)


def test_a_record_by_a_link_is_read(record: BuiltRecord, tmp_path: Path) -> None:
    path = record.write_archive(tmp_path / "election.bel")
    (tmp_path / "link.bel").symlink_to(path)
    assert verify(open_source(str(tmp_path / "link.bel"))).verdict == "accepted"


# -- boards


@dataclass
class FakeBoard:
    """Serves one log folder and one archive as a board does; ``lies`` replaces answers by path."""

    folder: Path
    archive: bytes
    uuid: str
    lies: dict[str, Callable[[bytes], bytes | None]] = field(default_factory=dict)
    elections: int = 1

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        body = self._body(environ["PATH_INFO"])
        for part, lie in self.lies.items():
            if part in environ["PATH_INFO"] and body is not None:
                body = lie(body)
        if body is None:
            start_response("404 Not Found", [("Content-Type", "application/problem+json")])
            return [b'{"code":"not-found","detail":"Nothing is there."}']
        start_response("200 OK", [("Content-Type", "application/octet-stream"), ("Content-Length", str(len(body)))])
        return [body]

    def _body(self, path: str) -> bytes | None:
        if path == "/api/v1/elections":
            return encode([{"uuid": self.uuid, "name": "Pemilihan"}] * self.elections)
        if path == f"/api/v1/elections/{self.uuid}/archive":
            return self.archive
        for prefix, place in (("/log/keys/", "key_making/"), (f"/log/{self.uuid}/", "")):
            if path.startswith(prefix):
                file = self.folder / (place + path.removeprefix(prefix))
                return file.read_bytes() if file.is_file() else None
        return None


@pytest.fixture
def board(record: BuiltRecord, folder: Path) -> FakeBoard:
    return FakeBoard(folder, record.archive(), record.parties.uuid)


@pytest.fixture
def address(board: FakeBoard) -> Iterator[str]:
    with served(board) as base:
        yield base


def read(address: str, board: FakeBoard) -> Report:
    return verify(BoardSource(BoardClient(address, attempts=1), board.uuid))


def test_a_board_is_verified_from_every_form_of_its_address(address: str, board: FakeBoard) -> None:
    for form in ("", "/", f"/e/{board.uuid}", f"/e/{board.uuid}/result?lang=id", f"/log/{board.uuid}/"):
        report = verify(open_source(address + form))
        assert report.findings == (), form
        assert {check.status for check in report.checks} == {"passed"}, form
    assert report.place == f"{address}/e/{board.uuid}"


def test_of_several_elections_one_must_be_named(address: str, board: FakeBoard) -> None:
    board.elections = 2
    with pytest.raises(UnreadableError, match=f"/e/{board.uuid}"):
        open_source(address)
    board.elections = 0
    with pytest.raises(UnreadableError, match="0 elections"):
        open_source(address)


def test_an_unknown_election_is_unreadable(address: str) -> None:
    with pytest.raises(UnreadableError):
        open_source(f"{address}/e/{'1' * 14}")


def test_payloads_come_from_the_log_where_the_archive_has_others(
    address: str, board: FakeBoard, record: BuiltRecord
) -> None:
    """The archive is only a faster way to the same bytes: what is in it and not in the log is not believed."""
    other = honest().without("vote 2").record()
    board.archive = other.archive()
    report = read(address, board)
    assert report.findings == ()
    assert (report.verdict, report.ballots) == ("accepted", 6)


def test_a_damaged_archive_is_told(address: str, board: FakeBoard) -> None:
    board.archive = board.archive[:-100]
    report = read(address, board)
    assert failed(report) == {"V01"}
    assert "archive" in report.findings[0].detail


def test_a_board_without_an_archive_is_unreadable(address: str, board: FakeBoard) -> None:
    board.lies["/archive"] = lambda _: None
    report = read(address, board)
    assert (report.verdict, report.checks) == ("unreadable", ())
    assert "could not be downloaded" in (report.problem or "")


def test_other_bytes_than_the_log_says_are_damage(address: str, board: FakeBoard, record: BuiltRecord) -> None:
    index, digest = any_payload(record, "Challenge")
    board.lies[f"/data/{digest}"] = lambda body: body + b" "
    report = read(address, board)
    assert report.verdict == "rejected"
    assert ("V01", index) in {(finding.rule, finding.entry) for finding in report.findings}


def test_a_payload_that_is_gone_is_damage(address: str, board: FakeBoard, record: BuiltRecord) -> None:
    index, digest = any_payload(record, "Countersignature")
    board.lies[f"/data/{digest}"] = lambda _: None
    report = read(address, board)
    assert ("V01", index) in {(finding.rule, finding.entry) for finding in report.findings}


def test_damaged_entries_end_the_reading(address: str, board: FakeBoard) -> None:
    board.lies["/tile/entries"] = lambda body: body[:-1]
    report = read(address, board)
    assert (report.verdict, failed(report)) == ("rejected", {"V01"})


def test_a_head_that_is_no_head(address: str, board: FakeBoard) -> None:
    board.lies["/checkpoint"] = lambda _: b"hello\n"
    report = read(address, board)
    assert (report.verdict, failed(report)) == ("rejected", {"V01"})


def test_key_makings_that_a_board_does_not_serve_are_not_checkable(address: str, board: FakeBoard) -> None:
    board.lies["/log/keys/"] = lambda _: None
    report = read(address, board)
    assert report.verdict == "accepted"
    assert [check.id for check in report.checks if check.status == "not_checkable"] == ["V45"]


def test_a_damaged_key_making_is_v45(address: str, board: FakeBoard) -> None:
    board.lies["/log/keys/"] = lambda body: body[:-1]
    report = read(address, board)
    assert failed(report) == {"V45"}


def test_a_board_that_falls_silent_is_unreadable_and_not_rejected(board: FakeBoard) -> None:
    with served(board) as base:
        source = BoardSource(BoardClient(base, attempts=1, read_seconds=1), board.uuid)
    report = verify(source)
    assert (report.verdict, report.checks) == ("unreadable", ())


def test_an_archive_without_end_is_not_downloaded(address: str, board: FakeBoard) -> None:
    source = BoardSource(BoardClient(address, attempts=1), board.uuid, archive_limit=10_000)
    report = verify(source)
    assert report.verdict == "unreadable"
    assert "longer than 10000 bytes" in (report.problem or "")


def test_the_fingerprints_hold_what_registrar_and_key_holders_agreed_on(address: str, board: FakeBoard) -> None:
    leaves = [leaf_hash(entry.leaf) for entry in honest().record().entries[:2]]
    assert read(address, board).fingerprints.agreed == root_of(leaves).hex()


def test_a_board_that_falls_silent_in_the_middle(address: str, board: FakeBoard) -> None:
    client = BoardClient(address, attempts=1)
    source = BoardSource(client, board.uuid)

    def go_silent(body: bytes) -> bytes:
        client.transport.base_url = "http://127.0.0.1:9"
        return body

    board.lies["/tile/entries"] = go_silent
    report = verify(source)
    assert report.verdict == "unreadable"
