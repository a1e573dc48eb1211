"""Totals of few ballots, and weights of few cards: what is refused, and what a person is told of before signing."""

import dataclasses
from pathlib import Path

import pytest

from record.canonical import decode
from record.entries import Genesis
from tests.support.election_builder import ElectionBuilder
from tests.support.election_parties import parties
from tests.support.honest_election import honest
from tests.support.lying_boards import examine
from tests.support.trustee_elections import SimulatedElection, holder_of
from trustee.countersigning import FEW
from trustee.decrypting import decrypt
from trustee.errors import TooFewBallotsError
from verifier.run import verify

OWNER = 2


def telling_weights(k: int) -> SimulatedElection:
    """Weights 1, 10, 100, ..., one card each, under rules that open a total of k ballots."""
    everybody = parties()
    cards = [
        dataclasses.replace(card, weight=10**place) for place, card in enumerate((*everybody.cards, *everybody.spares))
    ]
    count = len(everybody.cards)
    builder = ElectionBuilder(dataclasses.replace(everybody, cards=tuple(cards[:count]), spares=tuple(cards[count:])))
    builder.genesis(spares=[card.text for card in everybody.spares], k=k)
    builder.setup()
    return SimulatedElection(builder)


@pytest.mark.parametrize("k", [1, FEW, FEW + 1])
def test_weights_of_single_cards_are_told_whatever_the_rules_of_the_election(tmp_path: Path, k: int) -> None:
    summary = examine(telling_weights(k), holder_of(parties(), OWNER, tmp_path))
    assert summary.rare_weights == list(summary.weights)
    assert len(summary.weights) > 1
    assert summary.opens_few == (k < FEW)


@pytest.mark.parametrize("missing", [0, 1])
def test_a_total_is_opened_from_k_ballots_on_and_not_of_one_fewer(tmp_path: Path, missing: int) -> None:
    counted = honest().until("tally").play().counted
    plan = honest().until("tally").instead("genesis", lambda builder: builder.genesis(k=counted + missing))
    board = SimulatedElection(plan.play())
    holder = holder_of(parties(), OWNER, tmp_path)
    genesis = decode(board.builder.entries[0].blobs[0], Genesis)
    assert genesis.k == counted + missing
    if missing:
        with pytest.raises(TooFewBallotsError):
            decrypt(board, board.source(), genesis.uuid, holder.store.contents, holder.journal, verify)
    else:
        assert (
            decrypt(board, board.source(), genesis.uuid, holder.store.contents, holder.journal, verify).owner == OWNER
        )
    assert len(board.posted) == 1 - missing
