"""Ballots of another election, of no card, or not signed by their card (V13, V14, V20)."""

from collections.abc import Callable

from msgspec import UNSET
from msgspec.structs import replace

from crypto.randomness import signature_nonce
from crypto.signature import ballot_prefix, sign
from record.ballot import Ballot, BallotSignature, parse_ballot
from record.canonical import encode
from record.wire import encode_proof
from tests.attacks.forging import ZERO, changed, counted, superseded
from tests.attacks.vector import Catalogue
from tests.support.ballot_forgery import signed
from tests.support.cached_messages import sound_ballot
from tests.support.election_builder import ElectionBuilder
from tests.support.election_parties import OTHER_UUID
from tests.support.honest_election import FIRST, SECOND, Plan, short

CATALOGUE = Catalogue("ballot origin", ("log", "archive"))
attack = CATALOGUE.attack

# -- V13, V14: whose ballot it is -------------------------------------------------------------------------------------


@attack("V13", 15)
def ballot_with_the_uuid_of_another_election() -> Plan:
    """Only the uuid is another one: no proof covers it."""
    return superseded(changed(lambda ballot: replace(ballot, election_uuid=OTHER_UUID)))


@attack("V13", 15)
def ballot_for_other_parameters() -> Plan:
    """The ballot names the hash of other parameters but proves everything for these."""
    return superseded(changed(lambda ballot: replace(ballot, election_hash="A" * 43)))


@attack("V13", 15)
def counted_ballot_with_the_uuid_of_another_election() -> Plan:
    """The same, and the ballot counts."""
    return counted(changed(lambda ballot: replace(ballot, election_uuid=OTHER_UUID), card=3))


@attack("V13 V17 V18 V19", 15)
def ballot_replayed_from_another_election() -> Plan:
    """A sound ballot of the same card for another election with the same key and cards."""

    def forge(builder: ElectionBuilder) -> bytes:
        return sound_ballot(encode(builder.honest_election(uuid=OTHER_UUID)), builder.parties.cards[0], FIRST, 1)

    return superseded(forge)


@attack("V17 V18 V19", 15)
def proofs_replayed_from_another_election() -> Plan:
    """The proofs of a ballot of another election under this election's name, signed again."""

    def forge(builder: ElectionBuilder) -> bytes:
        other = encode(builder.honest_election(uuid=OTHER_UUID))
        ballot = parse_ballot(sound_ballot(other, builder.parties.cards[0], FIRST, 1))
        here = replace(ballot, election_uuid=builder.parties.uuid, election_hash=builder.fingerprint)
        return encode(signed(builder.group, here, builder.parties.cards[0].secret))

    return superseded(forge)


@attack("V14", 20)
def stuffing_with_an_unlisted_card() -> Plan:
    """The board adds a ballot of a card of its own that is not on the list."""
    return short().after("vote 3", _stuff(counts=False))


@attack("V14 V22", 20)
def stuffing_that_counts() -> Plan:
    """The same, and the tally holds it."""
    return short().after("vote 3", _stuff(counts=True))


def _stuff(*, counts: bool) -> Callable[[ElectionBuilder], None]:
    def act(builder: ElectionBuilder) -> None:
        stranger = builder.parties.stranger
        builder.cast_bytes(builder.ballot(stranger, FIRST, 1), stranger, counts=counts)

    return act


# -- V20: signed by its card ------------------------------------------------------------------------------------------


@attack("V20", 41)
def ballot_without_a_signature() -> Plan:
    """The signature is stripped."""
    return superseded(_signature(lambda builder, ballot, own: None))


@attack("V20", 41)
def ballot_signed_by_another_card() -> Plan:
    """Another voter signs in the name of the first."""
    return superseded(_signature(lambda b, ballot, own: _sign(b, own.hash, card=1)))


@attack("V20", 2)
def signature_of_another_message_of_the_same_card() -> Plan:
    """The card's own signature of something else: v1 hashes the message, not the key, so the message must be bound."""
    return superseded(_signature(lambda b, ballot, own: BallotSignature(own.hash, _sign(b, "A" * 43).proof)))


@attack("V20", 44)
def ballot_that_names_and_signs_another_code() -> Plan:
    """The card signs a tracking code that is not the hash of the ballot, and the ballot bears that code."""
    return superseded(_signature(lambda b, ballot, own: _sign(b, "A" * 43)))


@attack("V20", 19, 44)
def ballot_that_bears_another_code() -> Plan:
    """The right signature under another tracking code: a clash in the making."""
    return superseded(_signature(lambda b, ballot, own: replace(own, hash="A" * 43)))


@attack("V20", 41)
def signature_of_zeros() -> Plan:
    """Challenge and response are zero."""
    return superseded(_signature(lambda b, ballot, own: replace(own, proof=ZERO)))


@attack("V20", 41)
def counted_ballot_signed_by_another_card() -> Plan:
    """The board votes for the fourth voter, who stayed at home, and signs with a card of its own."""

    def forge(builder: ElectionBuilder) -> bytes:
        absent = builder.parties.cards[3]
        ballot = parse_ballot(builder.ballot(absent, SECOND, 1))
        return encode(signed(builder.group, ballot, builder.parties.stranger.secret))

    return counted(forge)


@attack("V20", 41)
def changed_after_signing() -> Plan:
    """An overall proof is exchanged for another true one, so that only the signature is broken."""

    def forge(builder: ElectionBuilder) -> bytes:
        card = builder.parties.cards[0]
        first = parse_ballot(builder.ballot(card, FIRST, 1))
        second = parse_ballot(builder.ballot(card, SECOND, 9))
        return encode(replace(second, signature=first.signature))

    return superseded(forge)


def _sign(builder: ElectionBuilder, code: str, card: int = 0) -> BallotSignature:
    secret = builder.parties.cards[card].secret
    nonce = signature_nonce(builder.group, secret, "ballot", code)
    return BallotSignature(code, encode_proof(sign(builder.group, secret, ballot_prefix(code), nonce)))


def _signature(
    change: Callable[[ElectionBuilder, Ballot, BallotSignature], BallotSignature | None],
) -> Callable[[ElectionBuilder], bytes]:
    def forge(builder: ElectionBuilder) -> bytes:
        ballot = parse_ballot(builder.ballot(builder.parties.cards[0], FIRST, 1))
        if ballot.signature is UNSET:
            raise AssertionError("an honest ballot is signed")
        new = change(builder, ballot, ballot.signature)
        return encode(replace(ballot, signature=UNSET if new is None else new))

    return forge
