"""The official tool itself works here: it accepts what it makes, counts as we add, and refuses what is bad."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.official import bel
from tests.official.archives import ELECTIONS
from tests.official.make_election import make_official_election
from tests.official.tool import OfficialTool, OfficialToolError


@pytest.mark.parametrize("name", ELECTIONS)
def test_the_tool_accepts_its_own_elections(
    official_tool: OfficialTool, official_archives_both: Mapping[str, Path], name: str
) -> None:
    verdict = official_tool.check(official_archives_both[name])
    assert verdict.accepted, verdict.words


@pytest.mark.parametrize("name", ELECTIONS)
def test_either_release_accepts_the_elections_of_the_newer(
    official_tool: OfficialTool, official_archives: Mapping[str, Path], name: str
) -> None:
    verdict = official_tool.check(official_archives[name])
    assert verdict.accepted, verdict.words


@pytest.mark.parametrize("name", ELECTIONS)
def test_counts_are_those_of_plain_addition(official_archives_both: Mapping[str, Path], name: str) -> None:
    archive = official_archives_both[name]
    assert bel.result(archive) == ELECTIONS[name].expected_result()
    assert len(bel.ballots(archive)) == ELECTIONS[name].ballot_count


def test_a_record_with_a_changed_ballot_is_refused(
    official_tool: OfficialTool, official_archives: Mapping[str, Path], tmp_path: Path
) -> None:
    archive = bytearray(official_archives["ed25519-single"].read_bytes())
    digit = archive.index(b'"alpha":"') + len(b'"alpha":"')
    archive[digit] = ord("1") if archive[digit] != ord("1") else ord("2")
    changed = tmp_path / "changed.bel"
    changed.write_bytes(archive)
    assert not official_tool.verify(changed).accepted
    assert not official_tool.check(changed).accepted


def test_a_ballot_with_a_swapped_proof_is_refused_by_itself(
    official_tool: OfficialTool, official_archives: Mapping[str, Path]
) -> None:
    archive = official_archives["ed25519-single"]
    sound, other = bel.ballots(archive)[:2]
    assert official_tool.verify_ballot(archive, sound).accepted
    ballot = json.loads(sound)
    ballot["answers"][0]["overall_proof"] = json.loads(other)["answers"][0]["overall_proof"]
    verdict = official_tool.verify_ballot(archive, json.dumps(ballot, separators=(",", ":")).encode())
    assert not verdict.accepted, verdict.words


def test_every_ballot_gets_its_own_verdict(official_tool: OfficialTool, official_archives: Mapping[str, Path]) -> None:
    assert [verdict.accepted for verdict in official_tool.verify_all_ballots(official_archives["revotes"])] == [
        True
    ] * 6


def test_a_refused_step_says_what_the_tool_said(official_tool: OfficialTool, tmp_path: Path) -> None:
    with pytest.raises(OfficialToolError, match="SOME-GROUP"):
        make_official_election(
            tool=official_tool, directory=tmp_path / "new", questions=(), votes=(), group="SOME-GROUP"
        )
