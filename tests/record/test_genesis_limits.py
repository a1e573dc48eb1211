"""V31 and V32: an election that could be held and never be archived, and cards that weigh nothing."""

from dataclasses import replace
from typing import Any

from record.tar import NUMBER_LIMIT
from tests.support.election_parties import parties
from tests.support.honest_election import honest, short
from verifier.run import verify


def broken(**changes: Any) -> set[str]:
    plan = short().instead("genesis", lambda builder: builder.genesis(**changes)).until("open")
    return {found.rule for found in verify(plan.record().source()).findings}


def test_a_time_stamp_that_no_archive_can_have() -> None:
    assert broken(timestamp=NUMBER_LIMIT + 1) == {"V31"}
    assert broken(timestamp=NUMBER_LIMIT) == set()


def test_cards_that_weigh_nothing_hide_nobody() -> None:
    """Enough ballots count, and the total is the vote of the only one that weighs something."""
    who = parties()
    cards = tuple(replace(card, weight=int(place == 0)) for place, card in enumerate(who.cards))
    spares = tuple(replace(card, weight=0) for card in who.spares)
    plan = honest(replace(who, cards=cards, spares=spares)).without("replace", "vote spare")
    report = verify(plan.record().source())
    assert {found.rule for found in report.findings} == {"V32"}
    assert report.counted == 4
    assert report.result == ((0, 0, 1), (0, 0, 1))
