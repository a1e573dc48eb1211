"""Key holders who made their joint key with this program open an election, and others' programs agree."""

import dataclasses
from pathlib import Path

import pytest

from record.key_making import KeyMakingError, key_making_head, threshold_parameters
from record.trustees import Pedersen
from tests.official.tool import OfficialTool
from tests.support.election_builder import ElectionBuilder
from tests.support.election_parties import Parties, parties
from tests.support.honest_election import honest
from tests.support.joint_key import KeyMakingLog
from tests.support.key_makings import Holder, finish, holders_in, new_run
from tests.support.trustee_elections import SimulatedElection
from trustee.confirming import confirm
from trustee.countersigning import countersign, examine_setup
from trustee.decrypting import decrypt
from trustee.journal import Journal
from trustee.key_file import secret_of
from verifier.run import verify


def with_own_key(holders: list[Holder]) -> Parties:
    """The test parties, with a joint key that these three holders made for this election alone."""
    everybody = parties()
    board = new_run(holders, 2, election=everybody.uuid)
    keys = finish(board, holders)
    return dataclasses.replace(
        everybody,
        holders=(everybody.holders[0], *(holder.store.identity for holder in holders)),
        items=(everybody.items[0], Pedersen(threshold_parameters(board.state))),
        private_keys=(everybody.private_keys[0], *(secret_of(key) for key in keys)),
        key_makings=(KeyMakingLog(tuple(board.logs.entries), key_making_head(board.state)),),
        joint=None,
    )


@pytest.fixture
def holders(tmp_path: Path) -> list[Holder]:
    return holders_in(tmp_path, 3)


def test_an_election_with_a_key_made_by_this_program_is_accepted_by_everybody(
    holders: list[Holder], tmp_path: Path, official_tool: OfficialTool
) -> None:
    everybody = with_own_key(holders)
    uuid = everybody.uuid
    opening = ElectionBuilder(everybody)
    opening.genesis()
    opening.setup()
    board = SimulatedElection(opening)
    for holder in holders:
        summary = examine_setup(board, uuid, holder.store.contents, holder.journal)
        countersign(board, summary, holder.store.contents, holder.journal)
    opening.countersign(0)
    opening.countersign(1)
    for step in honest(everybody).until("tally").steps:
        if step.name not in ("genesis", "setup") and not step.name.startswith("countersign"):
            step.act(opening)
    restored = Holder(holders[2].store, Journal(tmp_path / "new", holders[2].public_hex, [_key(holders[2])]))
    confirm(board, board.source(), uuid, 4, holders[0].store.contents, holders[0].journal, verify)
    for holder in (holders[0], restored):
        decrypt(board, board.source(), uuid, holder.store.contents, holder.journal, verify)
    opening.share(1)
    opening.result()
    report = verify(board.source())
    assert report.verdict == "accepted", report.findings
    assert {check.status for check in report.checks if check.id in ("V07", "V08", "V09", "V10", "V45", "V51")} == {
        "passed"
    }
    verdict = official_tool.check(board.record().write_archive(tmp_path / "election.bel"))
    assert verdict, verdict.words


def _key(holder: Holder) -> str:
    (key,) = holder.store.contents.keys
    return key.public_key


def test_v45_the_verifier_refuses_an_election_whose_key_making_ended_otherwise(holders: list[Holder]) -> None:
    everybody = with_own_key(holders)
    other = new_run(holders, 2, election=everybody.uuid)
    finish(other, holders)
    swapped = dataclasses.replace(
        everybody, key_makings=(KeyMakingLog(tuple(other.logs.entries), key_making_head(other.state)),)
    )
    report = verify(honest(swapped).until("open").record().source())
    assert {finding.rule for finding in report.findings} == {"V45"}


def test_a_run_that_was_broken_off_gives_nothing_to_an_election(holders: list[Holder]) -> None:
    board = new_run(holders, 2)
    for holder in holders:
        holder.step(board)
    with pytest.raises(KeyMakingError):
        key_making_head(board.state)
