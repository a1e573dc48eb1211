"""What the report says of roll, cards, lost cards, extensions, rehearsal and ballots, in words and for programs."""

import io
import json
import re
from pathlib import Path

import pytest
from rich.console import Console

from record.canonical import encode
from tests.support.built_record import BuiltRecord
from tests.support.election_builder import ElectionBuilder
from tests.support.honest_election import honest
from verifier.figures_text import FIGURE_WORDS
from verifier.report import Report
from verifier.run import verify
from verifier.source.archive import ArchiveSource
from verifier.text import print_report


@pytest.fixture(scope="module")
def record() -> BuiltRecord:
    return honest().record()


def words(report: Report, language: str = "en") -> str:
    console = Console(width=160, record=True, file=io.StringIO(), color_system=None)
    print_report(console, report, language)
    return re.sub(r"[ ]+", " ", console.export_text())


def test_the_figures_of_a_log(record: BuiltRecord) -> None:
    report = verify(record.source())
    found = report.figures
    assert found is not None
    assert (found.kind, found.roll, found.cards, found.spares, found.replaced) == ("real", 5, 8, 3, 1)
    assert (found.ballots, found.superseded, found.tested, found.counted) == (6, 1, 1, 5)
    assert [(moved.closes, moved.reason) for moved in found.extensions] == [("2026-11-24T09:00:00Z", "queue")]
    assert [[each.votes for each in question.answers] for question in found.questions] == [[3, 4, 1], [6, 4]]
    assert [question.blank for question in found.questions] == [None, 1]
    assert found.reconciles


def test_the_report_for_programs_has_them_at_its_end(record: BuiltRecord) -> None:
    document = json.loads(verify(record.source()).json())
    assert list(document)[-1] == "figures"
    assert document["figures"]["extensions"] == [{"closes": "2026-11-24T09:00:00Z", "reason": "queue"}]
    spares = next(each for each in document["figures"]["reconciliation"] if each["id"] == "spares")
    assert spares == {
        "id": "spares", "question": 0, "left": 1, "relation": "<=", "right": 3, "holds": True, "rules": ["V40", "V41"],
    }  # fmt: skip


def test_words_with_the_numbers_of_the_rules(record: BuiltRecord) -> None:
    shown = words(verify(record.source()))
    for line in (
        "real election V31",
        "5 voters on the roll, 8 cards listed, 3 of them spares V12 V32",
        "lost cards replaced by a spare: 1 V40 V41",
        "close moved to 2026-11-24T09:00:00Z (long queue) V43",
        "6 ballots in the box, 1 superseded, 5 counted V21 V39",
        "1 opened in seal tests, never counted V36 V37",
        "voters + spares = cards 8 = 8 V12 V31 V32 holds",
        "lost cards <= spares 1 <= 3 V40 V41 holds",
        "counted >= smallest number that is opened 5 >= 2 V50 holds",
        "question 1: votes + blank = counted 8 = 8 V18 V22 V24 holds",
    ):
        assert line in shown, line
    assert "DOES NOT HOLD" not in shown
    shown = words(verify(record.source()), "id")
    assert "penutupan diundur sampai 2026-11-24T09:00:00Z (antrean panjang) V43" in shown
    assert "dihitung <= pemilih 5 <= 5 V14 V42 cocok" in shown


def test_a_rehearsal_says_so_in_capitals() -> None:
    def practice(builder: ElectionBuilder) -> None:
        builder.genesis(kind="practice")

    report = verify(honest().instead("genesis", practice).record().source())
    assert report.verdict == "accepted"
    assert "PRACTICE ELECTION" in words(report)
    assert "GELADI BERSIH" in words(report, "id")


def test_an_archive_says_what_it_cannot_show(record: BuiltRecord, tmp_path: Path) -> None:
    report = verify(ArchiveSource(record.write_archive(tmp_path / "election.bel")))
    assert "8 cards listed; the archive alone does not show spares" in words(report)
    assert "real election" not in words(report)
    assert json.loads(report.json())["figures"]["roll"] is None


def test_a_statement_does_not_hold_where_its_rule_is_broken() -> None:
    def twice(builder: ElectionBuilder) -> None:
        builder.replace_card(builder.parties.cards[0], builder.parties.spares[1])

    report = verify(honest().after("vote 0", twice).record().source())
    assert report.verdict == "rejected"
    assert "V40 V41 DOES NOT HOLD" in words(report)
    assert "V14 V21 holds" in words(report)


def test_a_result_that_does_not_add_up() -> None:
    def more(builder: ElectionBuilder) -> None:
        builder.event("Result", encode({"result": [[30, 4, 1], [1, 6, 4]]}))

    report = verify(honest().instead("result", more).record().source())
    assert report.figures is not None
    assert [each.left - each.right for each in report.figures.reconciliation if not each.holds] == [27]
    assert "question 1: votes + blank = counted 35 = 8 V18 V22 V24 DOES NOT HOLD" in words(report)


def test_nothing_is_said_of_what_has_no_setup() -> None:
    report = verify(honest().until("genesis").record().source())
    assert report.figures is None
    assert "Figures" not in words(report)
    assert json.loads(report.json())["figures"] is None


def test_both_languages_have_the_same_words() -> None:
    assert FIGURE_WORDS["en"].keys() == FIGURE_WORDS["id"].keys()
