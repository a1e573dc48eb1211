"""Making a ballot: sealed first, deterministic in its seed, and signed only when it is cast.

Invariant: the unsigned ballot is a function of (election, credential, choices, seed) alone, so whoever gets these in a
seal test recomputes it; the signature's nonce comes from the credential's secret and the ballot, never from the seed,
so an opened seed gives nothing of the credential away. Neither work nor length depends on the choices.

Labels of the scalars (docs/protocol.md; the booth in TypeScript has the same), i and j from 0, j over all slots with
the blank one first: ``q{i}/a{j}/r`` encrypts slot j of question i; ``q{i}/a{j}``, ``q{i}/overall`` and ``q{i}/blank``
are the labels of the proofs, to which :mod:`crypto.disjunction` appends its own.
"""

from collections.abc import Sequence

from crypto.blank_proof import BlankWitness, prove_blank, prove_overall
from crypto.elgamal import Ciphertext, combine_public, encrypt
from crypto.group import Element, Group, Secret
from crypto.groups import group_by_name
from crypto.interval_proof import prove_interval
from crypto.proof import Proof
from crypto.randomness import BallotRandomness, signature_nonce
from crypto.signature import ballot_prefix, sign
from record.ballot import Answer, Ballot, BallotSignature, UnsignedBallot, tracking_code
from record.canonical import encode
from record.election import Election, Question, public_key
from record.errors import RecordError
from record.wire import ScalarProof, encode_ciphertext, encode_proof


class ChoicesError(RecordError):
    """The choices are no valid vote for the election's questions. The sentence does not repeat them."""

    code = "record-choices"


def choices_problem(questions: Sequence[Question], choices: Sequence[Sequence[int]]) -> str | None:
    """A sentence unless there is a valid vote for each question: 0 or 1 for each slot, the blank one first."""
    if len(choices) != len(questions):
        return f"There are {len(questions)} questions but choices for {len(choices)}."
    for number, (question, marks) in enumerate(zip(questions, choices, strict=True), start=1):
        if len(marks) != question.slots or any(mark not in (0, 1) for mark in marks):
            return f"Question {number} needs {question.slots} marks, each 0 or 1."
        blank, chosen = (marks[0], sum(marks[1:])) if question.allows_blank else (0, sum(marks))
        if blank and chosen:
            return f"A blank vote for question {number} chooses no answer."
        if not blank and not question.min <= chosen <= question.max:
            return f"Question {number} needs {question.min} to {question.max} chosen answers."
    return None


def statement_prefix(fingerprint: str, credential_text: str) -> str:
    """The string S_0 that binds every proof of a ballot to its election and credential (specification 4.13)."""
    return f"{fingerprint}|{credential_text}"


def answer_prefix(ballot_prefix_: str, choices: Sequence[Ciphertext]) -> str:
    """The string S: S_0 and the texts of all ciphertexts of the answer (specification 4.13.1)."""
    return f"{ballot_prefix_}|" + ",".join(f"{each.alpha.text},{each.beta.text}" for each in choices)


def make_unsigned_ballot(
    election: Election, fingerprint: str, credential: Element, choices: Sequence[Sequence[int]], seed: bytes
) -> UnsignedBallot:
    """The sealed ballot of a credential: ``choices`` has 0 or 1 for each slot of each question, ``seed`` 32 bytes.

    Raises :class:`ChoicesError` for no valid vote, ``crypto.errors.CryptoError`` for a seed or key that is none.
    """
    problem = choices_problem(election.questions, choices)
    if problem is not None:
        raise ChoicesError(problem)
    group = group_by_name(election.group)
    maker = _AnswerMaker(
        group,
        public_key(election, group),
        statement_prefix(fingerprint, credential.text),
        BallotRandomness(group, seed),
    )
    answers = tuple(
        maker.answer(index, question, marks)
        for index, (question, marks) in enumerate(zip(election.questions, choices, strict=True))
    )
    return UnsignedBallot(election.uuid, fingerprint, credential.text, answers)


def sign_ballot(group: Group, unsigned: UnsignedBallot, credential_secret: Secret) -> bytes:
    """The canonical bytes of the ballot as it is cast. Signing the same ballot again gives the same bytes."""
    code = tracking_code(unsigned)
    nonce = signature_nonce(group, credential_secret, "ballot", code)
    proof = sign(group, credential_secret, ballot_prefix(code), nonce)
    return encode(
        Ballot(
            unsigned.election_uuid,
            unsigned.election_hash,
            unsigned.credential,
            unsigned.answers,
            BallotSignature(code, encode_proof(proof)),
        )
    )


class _AnswerMaker:
    """What all answers of one ballot share."""

    def __init__(self, group: Group, key: Element, prefix: str, randomness: BallotRandomness) -> None:
        self._group = group
        self._key = key
        self._prefix = prefix
        self._randomness = randomness

    def answer(self, index: int, question: Question, marks: Sequence[int]) -> Answer:
        group, key = self._group, self._key
        labels = [f"q{index}/a{slot}" for slot in range(question.slots)]
        secrets = [self._randomness.secret(f"{label}/r") for label in labels]
        choices = [encrypt(group, key, r, bool(mark)) for r, mark in zip(secrets, marks, strict=True)]
        individual = tuple(
            _wire(prove_interval(group, key, self._prefix, each, r, mark, (0, 1), self._randomness, label))
            for each, r, mark, label in zip(choices, secrets, marks, labels, strict=True)
        )
        prefix = answer_prefix(self._prefix, choices)
        values = range(question.min, question.max + 1)
        overall_label, blank_label = f"q{index}/overall", f"q{index}/blank"
        wire = tuple(encode_ciphertext(each) for each in choices)
        # The blank slot is no answer: it does not count among them.
        first = int(question.allows_blank)
        total, total_r, value = combine_public(group, choices[first:]), self._sum(secrets[first:]), sum(marks[first:])
        if not question.allows_blank:
            overall = prove_interval(group, key, prefix, total, total_r, value, values, self._randomness, overall_label)
            return Answer(wire, individual, _wire(overall))
        witness = BlankWitness(choices[0], secrets[0], total, total_r, bool(marks[0]), value)
        overall = prove_overall(group, key, prefix, witness, values, self._randomness, overall_label)
        blank = prove_blank(group, key, prefix, witness, self._randomness, blank_label)
        return Answer(wire, individual, _wire(overall), _wire(blank))

    def _sum(self, secrets: Sequence[Secret]) -> Secret:
        total = self._group.secret_from_public(0)
        for secret in secrets:
            total = self._group.add_secret(total, secret)
        return total


def _wire(proofs: Sequence[Proof]) -> tuple[ScalarProof, ...]:
    return tuple(encode_proof(proof) for proof in proofs)
