"""Every homomorphic election that the official tool makes is accepted, with the counts of plain addition."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.official.archives import ELECTIONS
from verifier.run import verify
from verifier.source import open_source

PHASES = {"setup": "setup", "ballots": "voting", "tally": "tally", "result": "published"}


@pytest.mark.parametrize("name", sorted(ELECTIONS))
def test_an_official_election_is_accepted(official_archives_both: Mapping[str, Path], name: str) -> None:
    election = ELECTIONS[name]
    report = verify(open_source(str(official_archives_both[name])))
    assert report.findings == ()
    assert report.verdict == "accepted"
    assert report.phase == PHASES[election.stop_after]
    assert report.ballots == election.ballot_count
    assert report.counted == (0 if election.stop_after == "setup" else len(election.votes))
    result = report.result
    assert (None if result is None else [list(counts) for counts in result]) == election.expected_result()
    assert not any(check.status == "failed" for check in report.checks)
    if election.stop_after == "result":
        open_rules = {check.id for check in report.checks if check.status == "not_checkable" and check.id < "V30"}
        # Its key makings have no commitments, so nothing can be said about them.
        assert open_rules == ({"V10"} if election.trustees != "single" else set())
