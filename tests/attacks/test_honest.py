"""What the attacks start from is sound: accepted in every view, of every shape, at every phase, by both verifiers."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from record.archive import ArchiveWriter
from record.entries import WitnessPolicy
from tests.attacks.reading import report_on
from tests.attacks.vector import View
from tests.official.tool import OfficialTool
from tests.support.election_parties import UUID, parties
from tests.support.honest_election import Plan, honest, short

COUNTS = ((3, 4, 1), (1, 6, 4))


def withheld() -> Plan:
    """Fewer ballots than the election promised."""
    plan = short().instead("genesis", lambda b: b.genesis(k=3)).without("share 1")
    return plan.instead("result", lambda b: b.withhold())


def without_policy() -> Plan:
    """An election that names no witnesses and no booth."""

    return short().instead("genesis", lambda b: b.genesis(witnesses=WitnessPolicy(0, []), booth=[]))


def another_share() -> Plan:
    """More shares than needed."""
    return honest().before("result", lambda b: b.share(4))


HONEST: dict[str, Callable[[], Plan]] = {
    "mixed": honest,
    "single": lambda: honest(parties("single")),
    "joint key for this election alone": lambda: honest(parties("joint", key_for=UUID)),
    "short": short,
    "withheld": withheld,
    "without a witness policy": without_policy,
    "one share more": another_share,
    "without weights": lambda: Plan(honest().everybody, honest().without("replace", "vote spare").steps, False),
}


@pytest.mark.parametrize("view", ["log", "folder", "archive"])
@pytest.mark.parametrize("name", HONEST)
def test_accepted(name: str, view: View, tmp_path: Path) -> None:
    report = report_on(HONEST[name]().record(), view, tmp_path)
    assert report.verdict == "accepted", report.findings
    assert report.phase == ("tally" if (name, view) == ("withheld", "archive") else PHASES.get(name, "published"))


PHASES = {"withheld": "withheld"}


@pytest.mark.parametrize("step", [step.name for step in honest().steps if step.name != "end"])
def test_accepted_at_every_step(step: str, tmp_path: Path) -> None:
    report = report_on(honest().until(step).record(), "log", tmp_path)
    assert report.verdict == "accepted", report.findings


@pytest.mark.parametrize("group", ["BELENIOS-2048"])
def test_accepted_in_other_peoples_groups(group: str, tmp_path: Path) -> None:
    report = report_on(short(parties("single", group)).record(), "archive", tmp_path)
    assert report.verdict == "accepted", report.findings


def test_the_result_is_the_sum_of_the_last_ballots_by_weight(tmp_path: Path) -> None:
    assert report_on(honest().record(), "log", tmp_path).result == COUNTS


def test_nothing_is_left_unchecked_in_a_finished_log(tmp_path: Path) -> None:
    report = report_on(honest().record(), "folder", tmp_path)
    assert [check.id for check in report.checks if check.status != "passed"] == []


def test_the_archive_is_the_one_that_the_product_writes() -> None:
    record = honest().record()
    stream = io.BytesIO()
    writer = ArchiveWriter(stream, record.timestamp)
    for entry in record.events:
        writer.append(entry.leaf, entry.blobs)
    assert record.archive() == stream.getvalue()


@pytest.mark.parametrize("name", ["mixed", "short", "joint key for this election alone", "without weights"])
def test_the_official_tool_accepts_it_too(name: str, official_tool_33: OfficialTool, tmp_path: Path) -> None:
    verdict = official_tool_33.check(HONEST[name]().record().write_archive(tmp_path / "election.bel"))
    assert verdict.accepted, verdict.words


def test_another_record_of_the_same_plan_has_the_same_bytes() -> None:
    assert honest().record().entries[:14] == honest().record().entries[:14]
