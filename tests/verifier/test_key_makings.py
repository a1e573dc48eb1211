"""V45: the joint key's holders are those who made it, and one missing log hides nothing about the others."""

from dataclasses import replace

from record.entries import KeyMakingHead
from record.trustees import Pedersen
from tests.support.built_record import BuiltRecord, MemorySource
from tests.support.election_parties import Parties, parties
from tests.support.honest_election import honest
from tests.support.logs import synthetic_key
from verifier.checks.key_makings import MissingKeyMakingError, key_making_problems
from verifier.run import verify


def record_of(everybody: Parties) -> BuiltRecord:
    return honest(everybody).record()


def test_signing_keys_of_the_board_in_the_place_of_the_holders() -> None:
    """They countersign and send shares as if the holders of the joint key had agreed."""
    who = parties()
    invented = tuple(synthetic_key(f"the board as holder {owner}") for owner in who.owners[1:])
    report = verify(record_of(replace(who, holders=(who.holders[0], *invented))).source())
    assert {found.rule for found in report.findings} == {"V45"}


def test_holders_in_another_order() -> None:
    who = parties()
    report = verify(record_of(replace(who, holders=(who.holders[0], *reversed(who.holders[1:])))).source())
    assert {found.rule for found in report.findings} == {"V45"}


def test_a_missing_log_hides_nothing_about_the_others() -> None:
    record = record_of(parties())
    head = record.key_makings[0].head
    item = next(item for item in record.parties.items if isinstance(item, Pedersen))
    holders = [key.public_hex for key in record.parties.holders[1:]]
    elsewhere = KeyMakingHead("KunciLainUji12345", 3, "0" * 64, "")
    false = replace_root(head)
    found: list[str] = []
    missing = False
    try:
        for problem in key_making_problems(MemorySource(record), [elsewhere, false, head], [item] * 3, [holders] * 3):
            found.append(problem)
    except MissingKeyMakingError:
        missing = True
    assert missing
    assert len(found) == 1
    assert "does not end where the genesis says" in found[0]


def replace_root(head: KeyMakingHead) -> KeyMakingHead:
    return KeyMakingHead(head.run, head.size, "0" * 64, head.election)
