"""``suarasah demo``: a whole election by one command, which leaves a record that everybody accepts."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from record.canonical import decode
from record.entries import Genesis
from record.log_folder import LogFolder
from record.receipt import parse_receipt, verify_receipt
from suarasah.demo.server import free_port
from tests.official import bel
from tests.official.tool import OfficialTool
from tests.support.commands import InProcess, cheap_passphrases
from tests.support.locking import exclusive
from verifier.report import Report
from verifier.run import verify
from verifier.source import open_source

RUNS = {
    "enough": ("--voters", 24),
    "few": ("--voters", 4, "--candidates", 2, "--group", "BELENIOS-2048"),
}
SUMMARY = re.compile(r"(\d+) of (\d+) voters came; (\d+) ballots, (\d+) seals tested")


@dataclass(frozen=True)
class Demo:
    """What one run of the demo said and left behind."""

    said: str
    folder: Path

    @property
    def archive(self) -> Path:
        (archive,) = self.folder.glob("*.bel")
        return archive

    @property
    def log(self) -> Path:
        return self.archive.with_suffix("")

    @property
    def genesis(self) -> Genesis:
        log = LogFolder(self.log)
        payload = re.findall(rb'"payload":"([0-9a-f]{64})"', next(iter(log.leaves())))[0].decode()
        return decode(log.blob(payload), Genesis)

    def report(self) -> Report:
        return verify(open_source(str(self.log)))


@pytest.fixture(scope="module", params=list(RUNS))
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Run once in a test run: workers share the folder."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if hasattr(request.config, "workerinput") else base
    folder, screen = shared / f"demo-{request.param}", shared / f"demo-{request.param}.txt"
    with exclusive(shared / f"demo-{request.param}.lock"), cheap_passphrases():
        if not screen.exists():
            options = ("--exit", "--out", folder, "--port", free_port(0))
            screen.write_text(InProcess()("demo", *RUNS[request.param], *options).out, "utf-8")
    return Demo(screen.read_text("utf-8"), folder)


def test_it_ends_with_an_accepted_record_in_the_named_files(demo: Demo) -> None:
    assert "ACCEPTED" in demo.said
    assert {path.name for path in demo.folder.iterdir()} == {demo.archive.name, demo.log.name, "receipts"}
    report = demo.report()
    assert (report.verdict, report.phase, report.uuid) == ("accepted", "published", demo.archive.stem)
    assert [check.id for check in report.checks if check.status != "passed"] == []
    assert verify(open_source(str(demo.archive))).result == report.result


def test_what_it_says_is_what_the_record_holds(demo: Demo) -> None:
    report = demo.report()
    came, roll, ballots, tested = (int(number) for number in SUMMARY.findall(demo.said)[0])
    assert (report.ballots, report.counted) == (ballots, came)
    assert report.result is not None
    assert sum(report.result[0]) == came
    log = LogFolder(demo.log)
    assert sum(b'"Challenge"' in leaf for leaf in log.leaves()) == tested
    assert came <= roll


def test_every_receipt_proves_its_entry(demo: Demo) -> None:
    log = LogFolder(demo.log)
    leaves = list(log.leaves())
    receipts = [parse_receipt(path.read_bytes()) for path in (demo.folder / "receipts").iterdir()]
    places = {
        verify_receipt(receipt, leaves[receipt.index], f"suarasah/{demo.log.name}", demo.genesis.board).index
        for receipt in receipts
    }
    assert places == {index for index, leaf in enumerate(leaves) if b'"type":"Ballot"' in leaf}


def test_the_official_tool_accepts_it(official_tool: OfficialTool, demo: Demo) -> None:
    verdict = official_tool.check(demo.archive)
    assert verdict, verdict.words
    result = demo.report().result
    assert result is not None
    assert bel.result(demo.archive) == [list(counts) for counts in result]


def test_below_ten_voters_the_setup_says_that_little_is_hidden(demo: Demo) -> None:
    few = ", 4 cards," in demo.said
    assert demo.genesis.k == (1 if few else 10)
    assert ("Fewer than 10 voters" in demo.said) == few
    assert demo.genesis.kind == "practice"


def test_no_secret_is_on_the_screen_or_in_the_record(demo: Demo) -> None:
    """Cards have 20 characters of base32 in five groups; nothing of that form is shown or stored."""
    card = re.compile(rb"\b([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}\b")
    assert card.search(b"K7QX-2M9D-VT4A-0000-0000")
    assert not card.search(demo.said.encode())
    for path in demo.folder.rglob("*"):
        if path.is_file():
            assert not card.search(path.read_bytes()), path.name


def test_a_folder_that_cannot_be_written_is_said_before_anything_is_done(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    answer = InProcess()("demo", "--exit", "--out", tmp_path / "file" / "below", expect=2)
    assert answer.problem() == "file"
    assert answer.out == ""
