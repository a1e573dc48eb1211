"""The rules of one ballot, V03 and V13 to V20. Specification 4.13 to 4.19.

A ballot is decoded once: :func:`examine_ballot` applies the rules that cost nothing and collects, for all others,
the statements that must hold, each with its rule. :func:`ballot_problems` then checks the statements of many ballots
in one call and still knows which rule of which ballot failed. Rules about the box (V21) stand elsewhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from msgspec import UNSET

from crypto.blank_proof import blank_statement, overall_statement
from crypto.elgamal import Ciphertext, combine_public
from crypto.errors import CryptoError, ScalarError
from crypto.group import Element, Group
from crypto.groups import group_by_name
from crypto.interval_proof import interval_statement
from crypto.proof import Proof
from crypto.signature import ballot_prefix, signature_statement
from crypto.statement import Statement, hold
from record.ballot import Answer, Ballot, parse_ballot, tracking_code
from record.ballot_making import answer_prefix, statement_prefix
from record.credentials import PublicCredentials
from record.election import Election, Question, public_key
from record.errors import FormatError
from record.problems import Problem
from record.wire import ScalarProof, decode_ciphertext, decode_proof

Votes = tuple[tuple[Ciphertext, ...], ...]


@dataclass(frozen=True, slots=True)
class BallotContext:
    """What all ballots of an election are checked against, decoded once."""

    group: Group
    key: Element
    uuid: str
    fingerprint: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement that must hold, the rule that asks for it, and what it means if it does not."""

    rule: str
    sentence: str
    statement: Statement


@dataclass(frozen=True, slots=True)
class Examination:
    """A ballot, decoded: its recomputed tracking code, its ciphertexts, what is wrong and what must still hold.

    ``ballot`` is None for bytes that are no ballot; ``votes`` is None unless all its numbers are sound.
    """

    ballot: Ballot | None
    code: str
    votes: Votes | None
    problems: tuple[Problem, ...]
    claims: tuple[Claim, ...]


def ballot_context(election: Election, fingerprint: str) -> BallotContext:
    """The context of an election within the profile; ``crypto.errors.CryptoError`` for another."""
    group = group_by_name(election.group)
    return BallotContext(group, public_key(election, group), election.uuid, fingerprint, election.questions)


def election_problem(context: BallotContext, ballot: Ballot) -> str | None:
    """V13: the ballot names this election, by uuid and by the hash of its parameters."""
    if ballot.election_uuid != context.uuid:
        return "The ballot was made for another election."
    if ballot.election_hash != context.fingerprint:
        return "The ballot was made for other parameters of this election."
    return None


def credential_problem(credentials: PublicCredentials, ballot: Ballot) -> str | None:
    """V14: the ballot's credential is on the list."""
    return None if ballot.credential in credentials else "The ballot's credential is not on the list of credentials."


def shape_problem(questions: Sequence[Question], ballot: Ballot) -> str | None:
    """V15: exactly one answer for each question, each with exactly the ciphertexts and branches that it needs."""
    if len(ballot.answers) != len(questions):
        return f"The ballot has {len(ballot.answers)} answers for {len(questions)} questions."
    for number, (question, answer) in enumerate(zip(questions, ballot.answers, strict=True), start=1):
        problem = _answer_shape_problem(question, answer)
        if problem is not None:
            return f"Answer {number} {problem}"
    return None


def _answer_shape_problem(question: Question, answer: Answer) -> str | None:
    if len(answer.choices) != question.slots:
        return f"has {len(answer.choices)} ciphertexts instead of {question.slots}."
    if len(answer.individual_proofs) != question.slots or any(len(each) != 2 for each in answer.individual_proofs):
        return "does not have one individual proof with two branches for each ciphertext."
    branches = question.max - question.min + 1 + question.allows_blank
    if len(answer.overall_proof) != branches:
        return f"has an overall proof with {len(answer.overall_proof)} branches instead of {branches}."
    if not question.allows_blank:
        return None if answer.blank_proof is UNSET else "has a blank proof, but a blank vote is not allowed."
    if answer.blank_proof is UNSET or len(answer.blank_proof) != 2:
        return "does not have a blank proof with two branches."
    return None


def signature_hash_problem(ballot: Ballot, code: str) -> str | None:
    """V20, first half: the ballot is signed, and what is signed is this very ballot (``code`` is recomputed)."""
    if ballot.signature is UNSET:
        return "The ballot is not signed."
    return None if ballot.signature.hash == code else "The hash that was signed is not the hash of this ballot."


def examine_ballot(context: BallotContext, data: bytes, credentials: PublicCredentials | None = None) -> Examination:
    """Decode a ballot once and apply every rule that needs no exponentiation; never raises on bad input.

    Without ``credentials`` rule V14 is left out.
    """
    try:
        ballot = parse_ballot(data)
    except FormatError as error:
        return Examination(None, "", None, (Problem("V03", str(error)),), ())
    code = tracking_code(ballot)
    found = [
        ("V13", election_problem(context, ballot)),
        ("V14", None if credentials is None else credential_problem(credentials, ballot)),
        ("V15", shape_problem(context.questions, ballot)),
        ("V20", signature_hash_problem(ballot, code)),
    ]
    problems = [Problem(rule, sentence) for rule, sentence in found if sentence is not None]
    votes: Votes | None = None
    claims: tuple[Claim, ...] = ()
    if all(problem.rule != "V15" for problem in problems):
        try:
            votes = _decode_votes(context.group, ballot)
            claims = tuple(_claims(context, ballot, votes, code))
        except ScalarError as error:
            votes, claims = None, ()
            problems.append(Problem("V03", f"A number of a proof is not written in the one allowed way: {error}"))
        except CryptoError as error:
            votes, claims = None, ()
            problems.append(Problem("V16", f"The ballot holds a number that is no element of the group: {error}"))
    return Examination(ballot, code, votes, tuple(problems), claims)


def ballot_problems(group: Group, examinations: Sequence[Examination]) -> list[list[Problem]]:
    """Everything wrong with each ballot, in order, with one call for all statements of all ballots."""
    results = iter(hold(group, [claim.statement for each in examinations for claim in each.claims]))
    return [
        [
            *examination.problems,
            *(Problem(claim.rule, claim.sentence) for claim in examination.claims if not next(results)),
        ]
        for examination in examinations
    ]


def _decode_votes(group: Group, ballot: Ballot) -> Votes:
    return tuple(tuple(decode_ciphertext(group, each) for each in answer.choices) for answer in ballot.answers)


def _claims(context: BallotContext, ballot: Ballot, votes: Votes, code: str) -> Iterator[Claim]:
    """The statements of a ballot of the right shape; ``CryptoError`` for a malformed element or scalar."""
    group = context.group
    credential = group.decode(ballot.credential)
    prefix = statement_prefix(context.fingerprint, ballot.credential)
    for number, (question, answer, choices) in enumerate(
        zip(context.questions, ballot.answers, votes, strict=True), start=1
    ):
        yield from _answer_claims(context, prefix, number, question, answer, choices)
    if ballot.signature is not UNSET:
        proof = decode_proof(group, ballot.signature.proof)
        statement = signature_statement(group, credential, ballot_prefix(code), proof)
        yield Claim("V20", "The signature of the ballot does not hold.", statement)


def _answer_claims(
    context: BallotContext,
    prefix: str,
    number: int,
    question: Question,
    answer: Answer,
    choices: tuple[Ciphertext, ...],
) -> Iterator[Claim]:
    group, key = context.group, context.key
    for slot, (choice, proofs) in enumerate(zip(choices, answer.individual_proofs, strict=True), start=1):
        yield Claim(
            "V17",
            f"The individual proof of number {slot} of answer {number} does not hold.",
            interval_statement(group, key, prefix, choice, (0, 1), _proofs(group, proofs)),
        )
    prefix = answer_prefix(prefix, choices)
    values = range(question.min, question.max + 1)
    overall = _proofs(group, answer.overall_proof)
    total = combine_public(group, choices[question.allows_blank :])
    if answer.blank_proof is UNSET:
        statement = interval_statement(group, key, prefix, total, values, overall)
    else:
        statement = overall_statement(group, key, prefix, choices[0], total, values, overall)
        blank = blank_statement(group, key, prefix, choices[0], total, _proofs(group, answer.blank_proof))
        yield Claim("V19", f"The blank proof of answer {number} does not hold.", blank)
    yield Claim("V18", f"The overall proof of answer {number} does not hold.", statement)


def _proofs(group: Group, proofs: Sequence[ScalarProof]) -> list[Proof]:
    return [decode_proof(group, proof) for proof in proofs]
