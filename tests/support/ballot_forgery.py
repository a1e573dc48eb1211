"""Ballots of an attacker who holds a card: everything that can be made right is right, and the rest is a lie.

:func:`forge_ballot` seals any numbers and proves all that is true of them; where a proof would be of something false,
it is made as if the nearest valid value were inside, so that exactly that proof fails. :func:`altered` changes a sound
ballot and signs it again. Nothing here refuses anything.
"""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from crypto.blank_proof import BlankWitness, prove_blank, prove_overall
from crypto.elgamal import Ciphertext, combine_public
from crypto.group import Element, Group, Secret
from crypto.interval_proof import prove_interval
from crypto.proof import Proof
from crypto.randomness import BallotRandomness, signature_nonce
from crypto.signature import ballot_prefix, sign
from record.ballot import Answer, Ballot, BallotSignature, UnsignedBallot, parse_ballot, tracking_code
from record.ballot_making import answer_prefix, statement_prefix
from record.canonical import encode
from record.election import Election, Question, public_key
from record.wire import ScalarProof, WireCiphertext, encode_ciphertext, encode_proof
from tests.support.election_parties import Card

Change = Callable[[Ballot], Ballot]


def signed(group: Group, ballot: UnsignedBallot, secret: Secret, nonce: Secret | None = None) -> Ballot:
    """The ballot with a valid signature over its own hash, whatever it had before."""
    bare = ballot.without_signature() if isinstance(ballot, Ballot) else ballot
    code = tracking_code(bare)
    proof = sign(group, secret, ballot_prefix(code), nonce or signature_nonce(group, secret, "ballot", code))
    return Ballot(
        bare.election_uuid,
        bare.election_hash,
        bare.credential,
        bare.answers,
        BallotSignature(code, encode_proof(proof)),
    )


def altered(group: Group, data: bytes, change: Change, card: Card) -> bytes:
    """The bytes of a changed ballot, hashed and signed again by the card."""
    return encode(signed(group, change(parse_ballot(data)), card.secret))


def with_answer(number: int, change: Callable[[Answer], Answer]) -> Change:
    """The change of the ballot that changes one of its answers (from 0)."""

    def apply(ballot: Ballot) -> Ballot:
        answers = list(ballot.answers)
        answers[number] = change(answers[number])
        return replace(ballot, answers=tuple(answers))

    return apply


def with_choice(number: int, slot: int, change: Callable[[WireCiphertext], WireCiphertext]) -> Change:
    """The change of the ballot that changes one ciphertext."""

    def apply(answer: Answer) -> Answer:
        choices = list(answer.choices)
        choices[slot] = change(choices[slot])
        return replace(answer, choices=tuple(choices))

    return with_answer(number, apply)


def forge_ballot(
    election: Election,
    fingerprint: str,
    group: Group,
    card: Card,
    plaintexts: Sequence[Sequence[int]],
    seed: bytes,
    *,
    key: Element | None = None,
    prefix: str | None = None,
) -> bytes:
    """A signed ballot that seals any integers; true statements are proven, false ones fail.

    ``key`` seals it for another key than the election's; ``prefix`` binds its proofs to another S_0.
    """
    randomness = BallotRandomness(group, seed)
    key = key or public_key(election, group)
    prefix = prefix or statement_prefix(fingerprint, card.text)
    answers = tuple(
        _answer(group, key, prefix, randomness, index, question, numbers)
        for index, (question, numbers) in enumerate(zip(election.questions, plaintexts, strict=True))
    )
    return encode(signed(group, UnsignedBallot(election.uuid, fingerprint, card.text, answers), card.secret))


def _answer(
    group: Group,
    key: Element,
    prefix: str,
    randomness: BallotRandomness,
    index: int,
    question: Question,
    numbers: Sequence[int],
) -> Answer:
    labels = [f"q{index}/a{slot}" for slot in range(len(numbers))]
    secrets = [randomness.secret(f"{label}/r") for label in labels]
    choices = [_encrypt(group, key, r, number) for r, number in zip(secrets, numbers, strict=True)]
    individual = tuple(
        _wire(prove_interval(group, key, prefix, choice, r, min(max(number, 0), 1), (0, 1), randomness, label))
        for choice, r, number, label in zip(choices, secrets, numbers, labels, strict=True)
    )
    prefix = answer_prefix(prefix, choices)
    values = range(question.min, question.max + 1)
    first = int(question.allows_blank)
    total = combine_public(group, choices[first:])
    total_r = group.secret_from_public(0)
    for r in secrets[first:]:
        total_r = group.add_secret(total_r, r)
    # A lie about the sum: the nearest number that would be allowed.
    claimed = min(max(sum(numbers[first:]), question.min), question.max)
    wire = tuple(encode_ciphertext(choice) for choice in choices)
    label = f"q{index}/overall"
    if not first:
        overall = prove_interval(group, key, prefix, total, total_r, claimed, values, randomness, label)
        return Answer(wire, individual, _wire(overall))
    is_blank = numbers[0] != 0
    witness = BlankWitness(choices[0], secrets[0], total, total_r, is_blank, claimed)
    overall = prove_overall(group, key, prefix, witness, values, randomness, label)
    lie = BlankWitness(choices[0], secrets[0], total, total_r, is_blank, 0)
    blank = prove_blank(group, key, prefix, lie, randomness, f"q{index}/blank")
    return Answer(wire, individual, _wire(overall), _wire(blank))


def _encrypt(group: Group, key: Element, r: Secret, number: int) -> Ciphertext:
    mask = group.power_secret(key, r)
    value = group.power_public(group.generator, number)
    return Ciphertext(group.generator_power_secret(r), group.multiply_public(mask, value))


def _wire(proofs: Sequence[Proof]) -> tuple[ScalarProof, ...]:
    return tuple(encode_proof(proof) for proof in proofs)
