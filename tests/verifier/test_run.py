"""The walk as a whole: phases, gaps, disabled rules, damage, superseded ballots."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from record.entries import KeyMakingHead, LogEntry
from record.rules import RULES
from tests.support.bare_election import BLANKABLE, CHAIR, BareElection
from tests.support.built_record import BuiltRecord, MemorySource
from tests.support.election_builder import ElectionBuilder
from tests.support.honest_election import Plan, honest, short
from verifier.findings import KEPT
from verifier.report import Report
from verifier.run import verify
from verifier.source import Damage, DamageError, open_source
from verifier.source.archive import ArchiveSource

PHASES = {
    "genesis": "genesis",
    "setup": "setup",
    "countersign 0": "setup",
    "open": "voting",
    "vote 1": "voting",
    "tally": "tally",
    "share 1": "tally",
    "result": "published",
}


def statuses(report: Report, status: str) -> set[str]:
    return {check.id for check in report.checks if check.status == status}


def bare(election: BareElection, folder: Path) -> Report:
    path = folder / "election.bel"
    path.write_bytes(election.archive())
    return verify(ArchiveSource(path))


@pytest.fixture(scope="module")
def plan() -> Plan:
    return honest()


@pytest.fixture(scope="module")
def record(plan: Plan) -> BuiltRecord:
    return plan.record()


def test_a_finished_log_passes_every_rule(record: BuiltRecord) -> None:
    report = verify(record.source())
    assert report.findings == ()
    assert statuses(report, "passed") == set(RULES)
    assert (report.verdict, report.phase, report.uuid) == ("accepted", "published", record.parties.uuid)


def test_what_an_archive_cannot_show_is_not_said_to_have_passed(record: BuiltRecord, tmp_path: Path) -> None:
    report = verify(open_source(str(record.write_archive(tmp_path / "election.bel"))))
    assert report.verdict == "accepted"
    assert statuses(report, "not_checkable") == {rule.id for rule in RULES.values() if rule.scope == "log"}


def test_log_folder_and_archive_give_one_result(record: BuiltRecord, tmp_path: Path) -> None:
    folder = verify(open_source(str(record.write_folder(tmp_path / "log"))))
    archive = verify(open_source(str(record.write_archive(tmp_path / "election.bel"))))
    assert statuses(folder, "passed") == set(RULES)
    assert folder.result == archive.result == verify(record.source()).result
    assert (folder.ballots, folder.counted) == (archive.ballots, archive.counted)
    assert folder.fingerprints.setup == archive.fingerprints.setup != ""


@pytest.mark.parametrize(("last", "phase"), PHASES.items())
def test_an_unfinished_election_is_accepted_with_its_phase(plan: Plan, last: str, phase: str) -> None:
    report = verify(plan.until(last).record().source())
    assert report.findings == ()
    assert (report.verdict, report.phase) == ("accepted", phase)
    assert (report.result is None) == (phase != "published")
    assert statuses(report, "failed") == set()
    if phase != "published":
        assert {"V24", "V52"} <= statuses(report, "not_checkable")


def test_a_withheld_result_is_accepted(plan: Plan) -> None:
    few = plan.without("vote 0", "vote 1", "vote 2", "vote spare", "revote 0", "vote 3", "replace", "accuse", "confirm")
    names = [step.name for step in few.steps if step.name.startswith("share")]
    report = verify(few.without(*names).instead("result", lambda b: b.withhold()).record().source())
    assert report.findings == ()
    assert (report.verdict, report.phase, report.result) == ("accepted", "withheld", None)
    assert "V52" in statuses(report, "passed")
    assert "V24" in statuses(report, "not_checkable")


def test_an_empty_log_is_refused_because_nobody_signed_it(record: BuiltRecord) -> None:
    """Without a genesis no key is known, so that any head would do."""
    report = verify(replace(record, entries=()).source())
    assert (report.verdict, report.phase, report.uuid, report.ballots) == ("rejected", "empty", None, 0)
    assert statuses(report, "failed") == {"V31"}


def test_a_log_that_ends_between_two_entries_of_one_act(plan: Plan) -> None:
    report = verify(plan.until("end").record().source())
    assert statuses(report, "failed") == {"V33"}


def test_the_sum_takes_superseded_ballots_out(tmp_path: Path) -> None:
    election = BareElection(questions=(CHAIR, BLANKABLE), weights=(1, 20, 300), weighted=True)
    for number, voter in enumerate((0, 1, 0, 2, 1, 0, 1)):
        choices = [[int(slot == number % 3) for slot in range(3)], [0, 1, number % 2]]
        election.cast(voter, choices, hashlib.sha256(bytes([number])).digest())
    election.close()
    election.open([1])
    report = bare(election, tmp_path)
    assert report.findings == ()
    # Voter 2 voted last as number 3, voter 0 as number 5, voter 1 as number 6.
    assert report.result == ((320, 0, 1), (0, 321, 301))
    assert (report.ballots, report.counted) == (7, 3)


def test_every_ballot_is_checked_superseded_ones_too(tmp_path: Path) -> None:
    election = BareElection()
    election.cast(0, [[1, 0, 0]])
    sound = election.steps[-1][1][0]
    election.cast(0, [[0, 1, 0]], bytes(32))
    election.close()
    election.open([1])
    at = sound.index(b'"response":"') + 12
    forged = sound[:at] + (b"1" if sound[at : at + 1] != b"1" else b"2") + sound[at + 1 :]
    election.steps[1] = ("Ballot", (forged,))
    report = bare(election, tmp_path)
    assert report.verdict == "rejected"
    assert {finding.entry for finding in report.findings} == {1}
    assert "V22" not in statuses(report, "failed"), "the ballot does not count, so the total is right"


def test_a_disabled_rule_is_not_looked_at(record: BuiltRecord) -> None:
    other = record.with_head(record.checkpoint.replace(b"\n29\n", b"\n28\n"))
    assert statuses(verify(other.source()), "failed") == {"V30"}
    report = verify(other.source(), disabled=frozenset({"V30"}))
    assert (report.verdict, statuses(report, "failed")) == ("accepted", set())
    assert "V30" in statuses(report, "not_checkable")


def test_a_broken_setup_leaves_ballots_unchecked_and_says_so(plan: Plan) -> None:
    def outside(builder: ElectionBuilder) -> None:
        builder.setup(election=builder.honest_election(group="Ed448"))

    report = verify(plan.until("setup").instead("setup", outside).record().source())
    assert "V05" in statuses(report, "failed")


def test_only_some_findings_of_a_rule_are_kept_and_all_are_counted(tmp_path: Path) -> None:
    election = BareElection()
    ballot = election.cast(0, [[1, 0, 0]])
    for _ in range(KEPT + 5):
        election.steps.append(("Ballot", (ballot,)))
    report = bare(election, tmp_path)
    (check,) = [check for check in report.checks if check.id == "V21"]
    assert sum(finding.rule == "V21" for finding in report.findings) == KEPT
    assert f"(and {KEPT + 4} more)" in check.detail


class Cut(MemorySource):
    """A log that cannot be read beyond some entry."""

    def __init__(self, record: BuiltRecord, at: int) -> None:
        super().__init__(record)
        self._at = at

    def entries(self, damage: Damage) -> Iterator[LogEntry]:
        for entry in super().entries(damage):
            if entry.index == self._at:
                raise DamageError("V01", self._at, "The rest is gone.")
            yield entry


def test_damage_ends_the_reading_and_nothing_after_it_passes(record: BuiltRecord) -> None:
    report = verify(Cut(record, 12))
    assert statuses(report, "failed") == {"V01"}
    assert report.findings[0].entry == 12
    # What was read whole may pass; whatever could still have been broken may not.
    assert statuses(report, "passed") == {f"V{n:02d}" for n in range(5, 13)} | {"V31", "V32", "V44", "V45"}


class WithoutKeyMakings(MemorySource):
    """A log whose key makings were not kept."""

    def key_making(self, head: KeyMakingHead) -> None:
        """Nothing."""


def test_a_missing_key_making_is_not_checkable(record: BuiltRecord) -> None:
    report = verify(WithoutKeyMakings(record))
    assert (report.verdict, statuses(report, "not_checkable")) == ("accepted", {"V45"})


def _note(told: list[tuple[int, int | None]], done: int, total: int | None) -> None:
    told.append((done, total))


def test_progress_reaches_the_end(record: BuiltRecord, tmp_path: Path) -> None:
    for path in (record.write_archive(tmp_path / "election.bel"), record.write_folder(tmp_path / "log")):
        told: list[tuple[int, int | None]] = []
        verify(open_source(str(path)), progress=partial(_note, told))
        assert told == sorted(told)
        assert told[-1][0] == told[-1][1]


def test_a_record_can_be_verified_again_from_the_same_source(tmp_path: Path) -> None:
    source = open_source(str(short().record().write_folder(tmp_path / "log")))
    assert verify(source).json() == verify(source).json()


def test_facts_for_key_holders_are_those_of_the_log(record: BuiltRecord) -> None:
    facts = verify(record.source()).facts
    assert facts is not None
    assert facts.head is not None
    assert facts.tally is not None
    assert (facts.head.size, facts.head.root) == (facts.ledger.size, facts.ledger.tree.root())
    assert len(facts.trustees) == len(record.parties.items)
