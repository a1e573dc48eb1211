"""Logs in which the rules of the open box are broken: seal tests, revotes, cards, changes (V36 to V43)."""

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from record.entries import Challenge
from record.ledger import BallotFacts
from record.voting import sign_challenge
from record.wire import ScalarProof
from tests.attacks.ballot_elements import SCALARS
from tests.attacks.elements import with_torsion
from tests.attacks.vector import Catalogue
from tests.support.election_builder import ElectionBuilder
from tests.support.election_parties import OTHER_UUID, Card
from tests.support.honest_election import FIRST, SECOND, TESTED_SEED, Plan, honest, short

CATALOGUE = Catalogue("voting", ("log",))
attack = CATALOGUE.attack
OTHER_CODE = "A" * 43


def _test(builder: ElectionBuilder, card: Card, code: str = OTHER_CODE, signer: Card | None = None) -> Challenge:
    return sign_challenge(builder.group, builder.parties.uuid, BallotFacts(code, card.text), (signer or card).secret)


def _challenge(change: Callable[[ElectionBuilder, Challenge], Challenge]) -> Plan:
    def act(builder: ElectionBuilder) -> None:
        builder.challenge_message(change(builder, _test(builder, builder.parties.cards[0])))

    return short().after("vote 0", act)


# -- V36 ---------------------------------------------------------------------------------------------------------------


@attack("V36", 41)
def seal_test_signed_by_another_card() -> Plan:
    """Somebody enters a seal test for another voter's card, to keep her ballot out."""

    def act(builder: ElectionBuilder) -> None:
        builder.challenge_message(_test(builder, builder.parties.cards[0], signer=builder.parties.cards[1]))

    return short().after("vote 0", act)


@attack("V36", 41)
def seal_test_with_a_signature_of_zeros() -> Plan:
    """Nobody signed."""
    return _challenge(lambda b, message: replace(message, proof=ScalarProof("0", "0")))


@attack("V36", 10, 44)
def seal_test_of_another_code_than_signed() -> Plan:
    """The code is exchanged after the card signed."""
    return _challenge(lambda b, message: replace(message, code="B" * 43))


@attack("V36", 15)
def seal_test_of_another_election() -> Plan:
    """A seal test of the same card in another election."""

    def act(builder: ElectionBuilder) -> None:
        card = builder.parties.cards[0]
        builder.challenge_message(
            sign_challenge(builder.group, OTHER_UUID, BallotFacts(OTHER_CODE, card.text), card.secret)
        )

    return short().after("vote 0", act)


@attack("V36", 15)
def seal_test_replayed_from_another_election() -> Plan:
    """The same with this election's uuid put in."""

    def act(builder: ElectionBuilder) -> None:
        card = builder.parties.cards[0]
        message = sign_challenge(builder.group, OTHER_UUID, BallotFacts(OTHER_CODE, card.text), card.secret)
        builder.challenge_message(replace(message, uuid=builder.parties.uuid))

    return short().after("vote 0", act)


def _respelt(spell: Callable[[int, int], str]) -> Plan:
    return _challenge(lambda b, m: replace(m, proof=replace(m.proof, response=spell(int(m.proof.response), b.group.q))))


for _name in ("q more", "a leading zero", "q less, negative"):
    CATALOGUE.add(
        f"seal test whose response has {_name}",
        f"The response of a seal test's signature is written with {_name}.",
        "V36",
        partial(_respelt, SCALARS[_name]),
        9,
    )


@attack("V36 V42", 6)
def seal_test_of_a_card_plus_a_small_point() -> Plan:
    """The card's text with a point of order 8 added: it would not count against the card's own tests."""
    return _challenge(lambda b, message: replace(message, credential=with_torsion(message.credential, 1)))


# -- V37, V38 ----------------------------------------------------------------------------------------------------------


@attack("V37", 42)
def tested_ballot_cast() -> Plan:
    """The booth casts the very ballot that it opened."""

    def act(builder: ElectionBuilder) -> None:
        builder.cast(builder.parties.cards[1], SECOND, TESTED_SEED)

    return honest().instead("vote 1", act)


@attack("V37", 42)
def cast_ballot_tested() -> Plan:
    """A ballot is opened after it was cast."""

    def act(builder: ElectionBuilder) -> None:
        card = builder.parties.cards[0]
        builder.challenge(card, builder.ballot(card, FIRST, 1))

    return short().after("vote 0", act)


@attack("V37", 16, 42)
def superseded_ballot_tested() -> Plan:
    """A superseded ballot is opened: it may come back by a replay."""

    def act(builder: ElectionBuilder) -> None:
        card = builder.parties.cards[0]
        builder.challenge(card, builder.ballot(card, FIRST, 1))

    return short().after("revote 0", act)


@attack("V38", 24)
def seal_tests_without_end() -> Plan:
    """A card makes 101 seal tests."""

    def act(builder: ElectionBuilder) -> None:
        tampering = builder.tampering
        for number in range(101):
            builder.tampering = tampering and number == 100
            builder.challenge_message(_test(builder, builder.parties.cards[0], f"{number:0>43}"))

    return short().after("vote 0", act)


# -- V39 ---------------------------------------------------------------------------------------------------------------


@attack("V39", 17, 18)
def silent_recast() -> Plan:
    """Where nobody may vote twice, the booth votes again with the voter's code."""
    plan = short().without("revote 0").instead("genesis", lambda b: b.genesis(revoting=False))
    return plan.after("vote 3", lambda b: b.cast(b.parties.cards[0], SECOND, 5))


@attack("V39", 24)
def ballots_without_end() -> Plan:
    """A card casts 101 ballots to flood the box."""

    def act(builder: ElectionBuilder) -> None:
        tampering = builder.tampering
        for number in range(100):
            builder.tampering = tampering and number == 99
            builder.cast(builder.parties.cards[0], SECOND, 1000 + number)

    return short().without("revote 0").after("vote 0", act)


# -- V40, V41 ----------------------------------------------------------------------------------------------------------


def _replacement(act: Callable[[ElectionBuilder], None]) -> Plan:
    return honest().after("revote 0", act)


@attack("V40", 41)
def replacement_signed_by_the_board() -> Plan:
    """The board replaces an unused card by a spare that it holds."""
    return honest().instead(
        "replace", lambda b: b.replace_card(b.parties.cards[4], b.parties.spares[0], signer="board")
    )


@attack("V40", 15)
def replacement_of_another_election() -> Plan:
    """The registrar's replacement was signed for another election."""
    return honest().instead(
        "replace", lambda b: b.replace_card(b.parties.cards[4], b.parties.spares[0], uuid=OTHER_UUID)
    )


@attack("V40", 41)
def replacement_with_its_activated_card_changed() -> Plan:
    """The board exchanges the spare after the registrar signed."""

    def act(builder: ElectionBuilder) -> None:
        cards, spares = builder.parties.cards, builder.parties.spares
        honest_one = ElectionBuilder(builder.parties)
        honest_one.replace_card(cards[4], spares[1])
        signed = honest_one.entries[-1].payload.replace(spares[1].text.encode(), spares[0].text.encode())
        builder.submit("card-replacements", signed)
        builder.own_bytes("CardReplacement", signed)

    return honest().instead("replace", act)


@attack("V41", 20)
def replacement_of_a_used_card() -> Plan:
    """A card that has voted is replaced, so that its voter votes twice."""
    return _replacement(lambda b: b.replace_card(b.parties.cards[0], b.parties.spares[1]))


@attack("V41", 20)
def replacement_by_a_spare_in_use() -> Plan:
    """A second card gives way to a spare that replaced another already."""
    return _replacement(lambda b: b.replace_card(b.parties.cards[3], b.parties.spares[0])).without("vote 3")


@attack("V41", 22)
def replacement_of_another_weight() -> Plan:
    """A card of weight 3 gives way to a spare of weight 2."""
    return _replacement(lambda b: b.replace_card(b.parties.cards[3], b.parties.spares[2])).without("vote 3")


@attack("V41", 20)
def replacement_of_a_replaced_card() -> Plan:
    """The same lost card is replaced a second time."""
    return _replacement(lambda b: b.replace_card(b.parties.cards[4], b.parties.spares[1]))


@attack("V41", 20)
def replacement_by_a_card_that_is_no_spare() -> Plan:
    """A voter's card gives way to another voter's card."""
    return _replacement(lambda b: b.replace_card(b.parties.spares[0], b.parties.cards[2])).without("vote spare")


@attack("V41", 20)
def replacement_of_an_unlisted_card() -> Plan:
    """A card that never was is lost, and a spare comes into play."""
    return _replacement(lambda b: b.replace_card(b.parties.stranger, b.parties.spares[1]))


@attack("V41", 20)
def replacement_of_a_spare_that_was_never_given_out() -> Plan:
    """A spare replaces itself, which would give it out without a lost card."""
    return _replacement(lambda b: b.replace_card(b.parties.spares[1], b.parties.spares[1]))


# -- V42 ---------------------------------------------------------------------------------------------------------------


@attack("V42", 20)
def ballot_of_a_revoked_card() -> Plan:
    """The finder of a lost card votes with it."""
    return honest().after("vote 3", lambda b: b.cast(b.parties.cards[4], FIRST, 1))


@attack("V42", 20)
def ballot_of_a_spare_in_the_drawer() -> Plan:
    """Somebody votes with a spare card that was never given out."""
    return short().after("vote 3", lambda b: b.cast(b.parties.spares[1], FIRST, 1))


@attack("V42", 20)
def seal_test_of_a_revoked_card() -> Plan:
    """A lost card makes a seal test."""
    return honest().after("vote 3", lambda b: b.challenge_message(_test(b, b.parties.cards[4])))


@attack("V42", 20)
def seal_test_of_a_spare_in_the_drawer() -> Plan:
    """A spare makes a seal test."""
    return short().after("vote 3", lambda b: b.challenge_message(_test(b, b.parties.spares[1])))


@attack("V42", 20, 24)
def seal_test_of_an_unlisted_card() -> Plan:
    """Somebody without any card floods the log with seal tests."""
    return short().after("vote 3", lambda b: b.challenge_message(_test(b, b.parties.stranger)))


# -- V43 ---------------------------------------------------------------------------------------------------------------


@attack("V43", 21)
def close_moved_forward() -> Plan:
    """Voting ends an hour earlier than announced."""
    return honest().instead("extend", lambda b: b.extend("2026-11-24T07:00:00Z"))


@attack("V43", 21)
def close_moved_to_the_same_moment() -> Plan:
    """An extension that extends nothing."""
    return honest().instead("extend", lambda b: b.extend("2026-11-24T08:00:00Z"))


@attack("V43", 21)
def close_moved_by_more_than_a_week() -> Plan:
    """Voting goes on until the result suits."""
    return honest().instead("extend", lambda b: b.extend("2026-12-01T08:00:01Z"))


@attack("V43", 21)
def close_moved_to_no_day() -> Plan:
    """The new close is the 31st of November."""
    return honest().instead("extend", lambda b: b.extend("2026-11-31T08:00:00Z"))


@attack("V43", 21)
def second_extension_backwards() -> Plan:
    """A second extension takes back a part of the first."""
    return honest().after("extend", lambda b: b.extend("2026-11-24T08:30:00Z"))
