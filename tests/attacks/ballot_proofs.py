"""Ballots of another election or of no card, of a wrong shape, with proofs that do not hold (V13 to V20)."""

from collections.abc import Callable

from msgspec import UNSET
from msgspec.structs import replace

from crypto.randomness import signature_nonce
from crypto.signature import ballot_prefix, sign
from record.ballot import Answer, Ballot, BallotSignature, parse_ballot
from record.ballot_making import statement_prefix
from record.canonical import encode
from record.wire import ScalarProof, encode_proof
from tests.attacks.forging import SEED, changed, counted, lying, superseded
from tests.attacks.vector import Catalogue
from tests.support.ballot_forgery import forge_ballot, signed, with_answer
from tests.support.cached_messages import sound_ballot
from tests.support.election_builder import ElectionBuilder
from tests.support.election_parties import OTHER_UUID
from tests.support.honest_election import FIRST, SECOND, Plan, honest, short

CATALOGUE = Catalogue("ballot proofs", ("log", "archive"))
attack = CATALOGUE.attack

# -- V13, V14: whose ballot it is --------------------------------------------------------------------------------------


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


# -- V15: as many parts as the questions ask for -----------------------------------------------------------------------


def _first(change: Callable[[Answer], Answer]) -> Callable[[], Plan]:
    return lambda: superseded(changed(with_answer(0, change)))


def _second(change: Callable[[Answer], Answer]) -> Callable[[], Plan]:
    return lambda: superseded(changed(with_answer(1, change)))


_ZERO = ScalarProof("0", "0")
_SHAPES: tuple[tuple[str, Callable[[], Plan]], ...] = (
    ("a ciphertext more", _first(lambda a: replace(a, choices=(*a.choices, a.choices[0])))),
    (
        "a ciphertext with its proof more",
        _first(
            lambda a: replace(
                a,
                choices=(*a.choices, a.choices[0]),
                individual_proofs=(*a.individual_proofs, a.individual_proofs[0]),
            )
        ),
    ),
    ("a ciphertext less", _first(lambda a: replace(a, choices=a.choices[:-1]))),
    (
        "a ciphertext with its proof less",
        _first(lambda a: replace(a, choices=a.choices[:-1], individual_proofs=a.individual_proofs[:-1])),
    ),
    ("an individual proof less", _first(lambda a: replace(a, individual_proofs=a.individual_proofs[:-1]))),
    (
        "an individual proof more",
        _first(lambda a: replace(a, individual_proofs=(*a.individual_proofs, a.individual_proofs[0]))),
    ),
    (
        "a third branch in an individual proof",
        _first(lambda a: replace(a, individual_proofs=((*a.individual_proofs[0], _ZERO), *a.individual_proofs[1:]))),
    ),
    (
        "one branch in an individual proof",
        _first(lambda a: replace(a, individual_proofs=(a.individual_proofs[0][:1], *a.individual_proofs[1:]))),
    ),
    (
        "no branch in an individual proof",
        _first(lambda a: replace(a, individual_proofs=((), *a.individual_proofs[1:]))),
    ),
    ("a branch more in the overall proof", _first(lambda a: replace(a, overall_proof=(*a.overall_proof, _ZERO)))),
    ("no branch in the overall proof", _first(lambda a: replace(a, overall_proof=()))),
    ("a branch less in the overall proof", _second(lambda a: replace(a, overall_proof=a.overall_proof[:-1]))),
    (
        "a blank proof where nobody may vote blank",
        _first(lambda a: replace(a, blank_proof=(_ZERO, _ZERO))),
    ),
    ("no blank proof where one may vote blank", _second(lambda a: replace(a, blank_proof=UNSET))),
    ("a third branch in the blank proof", _second(lambda a: replace(a, blank_proof=(*_blank(a), _ZERO)))),
    ("one branch in the blank proof", _second(lambda a: replace(a, blank_proof=_blank(a)[:1]))),
)


def _blank(answer: Answer) -> tuple[ScalarProof, ...]:
    return () if answer.blank_proof is UNSET else answer.blank_proof


for _name, _build in _SHAPES:
    CATALOGUE.add(f"ballot with {_name}", f"A sound ballot with {_name}, signed again.", "V15", _build, 11)


@attack("V15", 11)
def ballot_with_an_answer_more() -> Plan:
    """A third answer where there are two questions."""
    return superseded(changed(lambda ballot: replace(ballot, answers=(*ballot.answers, ballot.answers[0]))))


@attack("V15", 11)
def ballot_with_an_answer_less() -> Plan:
    """The second question is left out."""
    return superseded(changed(lambda ballot: replace(ballot, answers=ballot.answers[:-1])))


@attack("V15", 11)
def ballot_without_answers() -> Plan:
    """No answer at all."""
    return superseded(changed(lambda ballot: replace(ballot, answers=())))


@attack("V15", 12)
def answers_of_two_questions_swapped() -> Plan:
    """The answers to the two questions change places."""
    return superseded(changed(lambda ballot: replace(ballot, answers=ballot.answers[::-1])))


# -- V17: one vote or none for each answer -----------------------------------------------------------------------------


@attack("V17", 1)
def two_votes_for_one_and_minus_one_for_another() -> Plan:
    """2 + (-1) + 0 = 1: the overall proof is true, the individual ones are not."""
    return superseded(lying((2, -1, 0), (0, 1, 0)))


@attack("V17", 1)
def two_votes_for_one_that_count() -> Plan:
    """The same, and the ballot counts."""
    forge = lying((2, -1, 0), (0, 1, 0), card=3)
    return honest().instead("vote 3", lambda b: b.cast_bytes(forge(b), b.parties.cards[3]))


@attack("V17", 10)
def challenge_of_an_individual_proof_changed() -> Plan:
    """One challenge is one more than it was."""

    def change(answer: Answer) -> Answer:
        first = answer.individual_proofs[0][0]
        more = replace(first, challenge=str(int(first.challenge) + 1))
        return replace(
            answer,
            individual_proofs=((more, *answer.individual_proofs[0][1:]), *answer.individual_proofs[1:]),
        )

    return superseded(changed(with_answer(0, change)))


@attack("V17", 10)
def individual_proof_of_zeros() -> Plan:
    """Challenges and responses are all zero: the commitments are then the identity."""
    zeros = ((_ZERO, _ZERO),)
    return superseded(
        changed(with_answer(0, lambda a: replace(a, individual_proofs=(*zeros, *a.individual_proofs[1:]))))
    )


@attack("V17", 12)
def individual_proofs_of_two_slots_swapped() -> Plan:
    """The proofs of the first two candidates change places."""

    def change(answer: Answer) -> Answer:
        first, second, *rest = answer.individual_proofs
        return replace(answer, individual_proofs=(second, first, *rest))

    return superseded(changed(with_answer(0, change)))


@attack("V17", 12)
def branches_of_an_individual_proof_swapped() -> Plan:
    """The branches for 0 and 1 change places."""

    def change(answer: Answer) -> Answer:
        first, *rest = answer.individual_proofs
        return replace(answer, individual_proofs=(first[::-1], *rest))

    return superseded(changed(with_answer(0, change)))


@attack("V17", 12)
def individual_proofs_of_another_question() -> Plan:
    """The proofs of the second question stand at the first one too."""

    def change(ballot: Ballot) -> Ballot:
        other = ballot.answers[1].individual_proofs
        return with_answer(0, lambda a: replace(a, individual_proofs=other))(ballot)

    return superseded(changed(change))


def _from_another_ballot(number: int, *parts: str) -> Plan:
    def forge(builder: ElectionBuilder) -> bytes:
        one, two = builder.parties.cards[0], builder.parties.cards[1]
        other = parse_ballot(builder.ballot(two, FIRST, 1)).answers[number]
        moved = {part: getattr(other, part) for part in parts}
        ballot = with_answer(number, lambda a: replace(a, **moved))(parse_ballot(builder.ballot(one, FIRST, 1)))
        return encode(signed(builder.group, ballot, one.secret))

    return superseded(forge)


@attack("V17", 12)
def individual_proofs_of_another_ballot() -> Plan:
    """The individual proofs of another voter's ballot."""
    return _from_another_ballot(0, "individual_proofs")


@attack("V17 V18 V19", 14)
def ballot_copied_verbatim_under_another_card() -> Plan:
    """A voter takes another's answers and signs them with her own card, to vote the same without knowing what."""

    def forge(builder: ElectionBuilder) -> bytes:
        mine = builder.parties.cards[0]
        theirs = parse_ballot(builder.ballot(builder.parties.cards[1], SECOND, 1))
        return encode(signed(builder.group, replace(theirs, credential=mine.text), mine.secret))

    return superseded(forge)


@attack("V17 V18 V19", 14)
def ballot_copied_with_permuted_choices() -> Plan:
    """The same with the candidates permuted, so that no ciphertext stands where it stood."""

    def permuted(answer: Answer) -> Answer:
        return replace(answer, choices=answer.choices[::-1], individual_proofs=answer.individual_proofs[::-1])

    def forge(builder: ElectionBuilder) -> bytes:
        mine = builder.parties.cards[0]
        theirs = parse_ballot(builder.ballot(builder.parties.cards[1], SECOND, 1))
        copy = replace(theirs, credential=mine.text, answers=tuple(map(permuted, theirs.answers)))
        return encode(signed(builder.group, copy, mine.secret))

    return superseded(forge)


@attack("V17 V18 V19", 1, 14)
def proofs_that_do_not_bind_the_card() -> Plan:
    """Weak Fiat-Shamir: the challenges hash the election but not the credential, so anybody could copy the ballot."""
    return _weakly_bound(lambda builder: builder.fingerprint)


@attack("V17 V18 V19", 1, 15)
def proofs_that_do_not_bind_the_election() -> Plan:
    """Weak Fiat-Shamir: the challenges hash the credential but not the election."""
    return _weakly_bound(lambda builder: statement_prefix("", builder.parties.cards[0].text))


def _weakly_bound(prefix: Callable[[ElectionBuilder], str]) -> Plan:
    return superseded(
        lambda b: forge_ballot(b.election, b.fingerprint, b.group, b.parties.cards[0], FIRST, SEED, prefix=prefix(b))
    )


@attack("V17 V18 V19", 3, 25)
def ballot_sealed_for_another_key() -> Plan:
    """A booth seals for a key of its own, with sound proofs for that key."""
    return superseded(
        lambda b: forge_ballot(
            b.election,
            b.fingerprint,
            b.group,
            b.parties.cards[0],
            FIRST,
            SEED,
            key=b.parties.stranger.element,
        )
    )


# -- V18, V19: as many answers as allowed ------------------------------------------------------------------------------


@attack("V18", 1)
def two_answers_where_one_is_allowed() -> Plan:
    """Each answer is 0 or 1, but two are chosen."""
    return superseded(lying((1, 1, 0), (0, 1, 0)))


@attack("V18", 1)
def two_answers_where_one_is_allowed_that_count() -> Plan:
    """The same, and the ballot counts."""
    return counted(lying((1, 1, 0), (0, 1, 0), card=3))


@attack("V18", 1)
def no_answer_where_one_is_needed() -> Plan:
    """Nobody is chosen where no blank vote is allowed."""
    return superseded(lying((0, 0, 0), (0, 1, 0)))


@attack("V18", 1)
def no_answer_and_not_blank() -> Plan:
    """Neither blank nor an answer in the second question."""
    return superseded(lying((1, 0, 0), (0, 0, 0)))


@attack("V18", 12)
def overall_proof_of_another_ballot() -> Plan:
    """The overall proof of another voter's ballot."""
    return _from_another_ballot(0, "overall_proof")


@attack("V18", 10)
def overall_proof_of_zeros() -> Plan:
    """The overall proof is all zeros."""
    return superseded(changed(with_answer(0, lambda a: replace(a, overall_proof=(_ZERO,)))))


@attack("V18", 23)
def candidates_swapped_by_the_card_holder() -> Plan:
    """Two candidates' ciphertexts change places with their own proofs; only the overall proof covers the order."""
    return superseded(changed(with_answer(0, _swapped)))


@attack("V18 V20", 23)
def candidates_swapped_with_the_hash_recomputed() -> Plan:
    """The same by somebody without the card, who can hash but not sign."""

    def forge(builder: ElectionBuilder) -> bytes:
        sound = parse_ballot(builder.ballot(builder.parties.cards[0], FIRST, 1))
        swapped = with_answer(0, _swapped)(sound)
        rehashed = signed(builder.group, swapped, builder.parties.stranger.secret)
        if sound.signature is UNSET or rehashed.signature is UNSET:
            raise AssertionError("both are signed")
        kept = BallotSignature(rehashed.signature.hash, sound.signature.proof)
        return encode(replace(rehashed, signature=kept))

    return superseded(forge)


def _swapped(answer: Answer) -> Answer:
    (a, b, *choices), (p, q, *proofs) = answer.choices, answer.individual_proofs
    return replace(answer, choices=(b, a, *choices), individual_proofs=(q, p, *proofs))


@attack("V19", 1)
def blank_and_a_vote_at_once() -> Plan:
    """Blank and an answer in one: the overall proof allows both, the blank proof does not."""
    return superseded(lying((1, 0, 0), (1, 1, 0)))


@attack("V19", 1)
def blank_and_a_vote_at_once_that_count() -> Plan:
    """The same, and the ballot counts."""
    return counted(lying((1, 0, 0), (1, 1, 0), card=3))


@attack("V19", 12)
def blank_proof_of_another_ballot() -> Plan:
    """The blank proof of another voter's ballot."""
    return _from_another_ballot(1, "blank_proof")


@attack("V17 V18 V19", 12)
def answer_of_another_ballot() -> Plan:
    """The whole answer to a question, with all its proofs, of another voter's ballot."""

    def forge(builder: ElectionBuilder) -> bytes:
        mine = builder.parties.cards[0]
        other = parse_ballot(builder.ballot(builder.parties.cards[1], FIRST, 1)).answers[1]
        ballot = with_answer(1, lambda _: other)(parse_ballot(builder.ballot(mine, FIRST, 1)))
        return encode(signed(builder.group, ballot, mine.secret))

    return superseded(forge)


# -- V20: signed by its card -------------------------------------------------------------------------------------------


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
    return superseded(_signature(lambda b, ballot, own: replace(own, proof=_ZERO)))


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
