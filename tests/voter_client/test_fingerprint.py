"""A board that makes up an election for one voter: all is sound but whose it is, and only a fingerprint tells."""

from dataclasses import replace

import pytest

from tests.support.election_parties import UUID, make_parties, parties
from tests.support.honest_election import honest
from tests.support.memory_board import BuiltLog
from voter_client.election import read_election
from voter_client.errors import ElectionMismatchError


def true_log() -> BuiltLog:
    return BuiltLog.of(honest(parties("single")).until("open").play().record())


def made_up_log() -> BuiltLog:
    """The true board, uuid and cards; registrar, key holders and the election key are the board's own."""
    who, own = parties("single"), make_parties("single", label="made-up-")
    victim = replace(own, board=who.board, uuid=who.uuid, cards=who.cards, spares=who.spares)
    return BuiltLog.of(honest(victim).until("open").play().record())


def test_a_made_up_election_passes_every_other_check() -> None:
    board = parties("single").board.public_hex
    made_up = read_election(made_up_log(), UUID, board_key=board)
    true = read_election(true_log(), UUID, board_key=board)
    assert made_up.setup.election_key != true.setup.election_key, "the board could read the vote"
    assert made_up.fingerprint != true.fingerprint


def test_a_pinned_fingerprint_refuses_a_made_up_election() -> None:
    pinned = read_election(true_log(), UUID).fingerprint
    with pytest.raises(ElectionMismatchError, match="fingerprint"):
        read_election(made_up_log(), UUID, fingerprint=pinned)


def test_a_fingerprint_is_that_of_the_countersigned_head_and_may_be_typed_in_groups() -> None:
    builder = honest(parties("single")).until("open").play()
    pinned = builder.roots[2]
    typed = " ".join(pinned[start : start + 4] for start in range(0, 64, 4)).upper()
    assert read_election(true_log(), UUID, fingerprint=typed).fingerprint == pinned


@pytest.mark.parametrize("typed", ["", "0" * 64, "ab"])
def test_another_fingerprint_is_refused(typed: str) -> None:
    with pytest.raises(ElectionMismatchError):
        read_election(true_log(), UUID, fingerprint=typed)
