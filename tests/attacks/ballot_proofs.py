"""Ballots whose proofs do not hold: more than one vote, too many answers, blank and not blank (V17 to V19)."""

from collections.abc import Callable

from msgspec import UNSET
from msgspec.structs import replace

from record.ballot import Answer, Ballot, BallotSignature, parse_ballot
from record.ballot_making import statement_prefix
from record.canonical import encode
from tests.attacks.forging import SEED, ZERO, changed, counted, lying, superseded
from tests.attacks.vector import Catalogue
from tests.support.ballot_forgery import forge_ballot, signed, with_answer
from tests.support.election_builder import ElectionBuilder
from tests.support.honest_election import FIRST, SECOND, Plan, honest

CATALOGUE = Catalogue("ballot proofs", ("log", "archive"))
attack = CATALOGUE.attack

# -- V17: one vote or none for each answer ----------------------------------------------------------------------------


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
    zeros = ((ZERO, ZERO),)
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


# -- V18, V19: as many answers as allowed -----------------------------------------------------------------------------


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
    return superseded(changed(with_answer(0, lambda a: replace(a, overall_proof=(ZERO,)))))


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
