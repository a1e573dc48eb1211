"""Whole elections by command lines: our verifier and both official tools accept them, and the result is the votes."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from record.ballot import parse_ballot, short_code, tracking_code
from record.checkpoint import open_checkpoint, origin_of
from record.log_folder import LogFolder
from record.receipt import parse_receipt, verify_receipt
from tests.elections.conftest import Held
from tests.elections.holding import HeldElection
from tests.elections.scenario import SCENARIOS
from tests.official import bel
from tests.official.tool import OfficialTool
from tests.support.commands import InProcess

ALL = list(SCENARIOS)
TESTING = [name for name, each in SCENARIOS.items() if any(vote.seal_tests for vote in each.votes)]
NOT_ARCHIVE = {f"V{number}" for number in range(30, 53)}


def report_of(target: object) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(InProcess()("verify", target, "--json", "--jobs", 1).out)
    return report


def unchecked(report: dict[str, Any]) -> set[str]:
    return {check["id"] for check in report["checks"] if check["status"] != "passed"}


@pytest.mark.parametrize("name", ALL)
def test_archive_folder_and_board_are_accepted_with_the_votes_that_were_cast(held: Held, name: str) -> None:
    election = held(name)
    scenario = election.scenario
    reports = [report_of(target) for target in (election.archive, election.log, election.address)]
    for report in reports:
        assert (report["verdict"], report["phase"]) == ("accepted", "published")
        assert report["election"]["uuid"] == election.uuid
        assert report["result"] == scenario.expected_result()
        assert (report["ballots"], report["counted"]) == (len(scenario.votes), len(scenario.last_votes()))
    # Only what a bare archive cannot show is unchecked; from the log nothing is.
    joint = scenario.shape != "single"
    inapplicable = set() if joint else {"V07", "V08", "V09", "V10"}
    assert unchecked(reports[0]) - inapplicable == NOT_ARCHIVE
    assert unchecked(reports[1]) <= inapplicable
    assert unchecked(reports[2]) <= inapplicable
    assert len({report["fingerprints"]["setup"] for report in reports}) == 1
    assert reports[1]["fingerprints"] == reports[2]["fingerprints"]


@pytest.mark.parametrize("name", ALL)
def test_the_official_tool_accepts_the_record_and_every_ballot(
    official_tool: OfficialTool, held: Held, name: str
) -> None:
    election = held(name)
    assert len(bel.ballots(election.archive)) == len(election.scenario.votes)
    verdict = official_tool.check(election.archive)
    assert verdict, verdict.words
    assert bel.result(election.archive) == election.scenario.expected_result()


@pytest.mark.parametrize("name", ALL)
def test_every_receipt_proves_its_ballot_under_the_final_log(held: Held, name: str) -> None:
    election = held(name)
    log = LogFolder(election.log)
    leaves = list(log.leaves())
    board = report_of(election.log)["fingerprints"]["board"]
    assert open_checkpoint(log.checkpoint(), origin_of(election.uuid), board).size == len(leaves)
    for _, code in election.cast_codes:
        receipt = parse_receipt((election.receipts / f"{short_code(code)}.tlog-proof").read_bytes())
        verified = verify_receipt(receipt, leaves[receipt.index], origin_of(election.uuid), board)
        payload = json.loads(leaves[verified.index])["payload"]
        ballot = log.blob(payload)
        assert hashlib.sha256(ballot).hexdigest() == payload
        assert tracking_code(parse_ballot(ballot)) == code


@pytest.mark.parametrize("name", ALL)
def test_every_code_is_found_with_what_became_of_its_ballot(held: Held, name: str) -> None:
    election = held(name)
    last = dict(election.cast_codes)
    for place, (voter, code) in enumerate(election.cast_codes):
        said = check_code(election, code if place % 2 else short_code(code).lower().replace("-", " "))
        assert said.startswith("In the box, number ")
        assert ("a later ballot of the same card" in said) == (last[voter] != code)
    for code in election.tested_codes:
        assert "opened in a seal test" in check_code(election, code)


def check_code(election: HeldElection, code: str) -> str:
    return InProcess()("check-code", *election.at_board(), code).out


@pytest.mark.parametrize("name", TESTING)
def test_openings_show_the_choices_on_a_second_device_and_only_with_the_right_code(held: Held, name: str) -> None:
    election = held(name)
    commands = InProcess()
    by_code = {path.stem: path for path in election.openings}
    assert {short_code(code) for code in election.tested_codes} == set(by_code)
    (vote,) = [vote for vote in election.scenario.votes if vote.seal_tests]
    picked = [
        question["answers"][int(pick) - 1]
        for question, picks in zip(election.scenario.questions, vote.picks, strict=True)
        for pick in picks.replace(",", " ").split()
    ]
    for code in election.tested_codes:
        path = by_code[short_code(code)]
        assert path.stat().st_mode & 0o077 == 0
        said = commands("check-opening", *election.at_board(), code, path).out
        assert "opened in a seal test" in said
        assert all(answer in said for answer in picked)
        cast = election.cast_codes[0][1]
        assert commands("check-opening", *election.at_board(), cast, path, expect=2).problem() == "voter-opening"
        short = commands("check-opening", *election.at_board(), short_code(code), path, expect=2)
        assert short.problem() == "voter-code-short"


def test_a_reusable_key_alone_is_refused(held: Held, tmp_path: Path) -> None:
    """V44: the same key with the single one left out."""
    election = held("mixed")
    description = json.loads((election.folder / "election.json").read_text())
    description["trustees"] = description["trustees"][1:]
    alone = election.folder / "alone.json"
    alone.write_text(json.dumps(description | {"uuid": "1" * 22}))
    refused = election.owner("new-election", alone, expect=2)
    assert refused.problem() == "specification"
    assert "may be used by other elections too" in refused.err


def test_a_holder_decrypts_once_and_a_closed_election_takes_nothing(held: Held) -> None:
    election = held("two-of-three")
    size = report_of(election.address)["fingerprints"]["head"]
    # The record shows the part, so there is nothing left to ask or to send.
    assert "Your share is in the log, as key holder 3" in election.holder(3, "decrypt", *election.at_board()).out
    voter, vote = 2, election.scenario.votes[2]
    (serial,) = [path for path in election.folder.glob("card-*.txt") if path == _card_of(election, voter)]
    assert election.vote(serial, vote, expect=2).problem() == "voting-closed"
    election.owner("close", election.uuid, "--early", expect=2).problem()
    election.owner("publish", election.uuid, expect=2).problem()
    election.owner("export", election.uuid, election.log, expect=2).problem()
    assert report_of(election.address)["fingerprints"]["head"] == size


def _card_of(election: HeldElection, voter: int) -> Path:
    from tests.elections.holding import serials

    return election.folder / f"card-{serials(election, voter)[0]}.txt"
