"""Ballots are made for valid choices alone, the same from the same seed, and signed apart from it."""

import itertools
from collections.abc import Sequence

import pytest

from crypto.errors import CryptoError
from record.ballot import parse_ballot, tracking_code
from record.ballot_checks import ballot_problems, examine_ballot
from record.ballot_making import ChoicesError, choices_problem, make_unsigned_ballot, sign_ballot
from record.canonical import encode
from record.election import Question
from tests.support.bare_election import BLANKABLE, CHAIR, BareElection

UP_TO_TWO = Question(answers=("A", "B", "C"), min=0, max=2, question="?")
ONE_OR_TWO = Question(answers=("A", "B", "C"), min=1, max=2, question="?")
ELECTION = BareElection(questions=(CHAIR, BLANKABLE))
SEED = bytes(range(32))
CHOICES = ((0, 1, 0), (0, 1, 1))


def make(choices: Sequence[Sequence[int]] = CHOICES, seed: bytes = SEED) -> bytes:
    return encode(make_unsigned_ballot(ELECTION.election, ELECTION.fingerprint, ELECTION.cards[0], choices, seed))


@pytest.mark.parametrize("question", [CHAIR, UP_TO_TWO, ONE_OR_TWO, BLANKABLE])
def test_every_valid_vote_is_provable_and_no_other(question: Question) -> None:
    election = BareElection(questions=(question,), weights=(1,))
    valid = []
    for marks in itertools.product((0, 1), repeat=question.slots):
        blank, chosen = (marks[0], sum(marks[1:])) if question.allows_blank else (0, sum(marks))
        if (blank and not chosen) or (not blank and question.min <= chosen <= question.max):
            valid.append(election.ballot(0, [marks]))
        else:
            with pytest.raises(ChoicesError):
                election.ballot(0, [marks])
    examined = [examine_ballot(election.context, ballot, election.credentials) for ballot in valid]
    assert ballot_problems(election.group, examined) == [[]] * len(valid)


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ([[0, 1, 0]], "2 questions"),
        ([[0, 1, 0], [0, 1, 1], [1]], "2 questions"),
        ([[0, 1], [0, 1, 1]], "Question 1 needs 3 marks"),
        ([[0, 2, 0], [0, 1, 1]], "each 0 or 1"),
        ([[0, -1, 1], [0, 1, 1]], "each 0 or 1"),
        ([[0, 1, 1], [0, 1, 1]], "Question 1 needs 1 to 1"),
        ([[0, 0, 0], [0, 1, 1]], "Question 1 needs 1 to 1"),
        ([[0, 1, 0], [1, 1, 0]], "blank vote for question 2"),
        ([[0, 1, 0], [0, 0, 0]], "Question 2 needs 1 to 2"),
    ],
)
def test_what_is_no_vote_is_named(choices: list[list[int]], words: str) -> None:
    assert words in (choices_problem(ELECTION.questions, choices) or "")


def test_the_same_seed_gives_the_same_ballot_and_another_one_another() -> None:
    assert make() == make()
    assert make(seed=bytes(32)) != make()


def test_the_seed_has_32_bytes() -> None:
    with pytest.raises(CryptoError):
        make(seed=bytes(31))


def test_every_valid_vote_has_the_same_form() -> None:
    lengths = [abs(len(make(choices)) - len(make())) for choices in (((1, 0, 0), (1, 0, 0)), ((0, 0, 1), (0, 1, 0)))]
    # Decimal scalars differ by a digit now and then, whatever the choice.
    assert max(lengths) < 40


def test_the_same_vote_of_another_card_shares_nothing() -> None:
    other = make_unsigned_ballot(ELECTION.election, ELECTION.fingerprint, ELECTION.cards[1], CHOICES, SEED)
    own = make_unsigned_ballot(ELECTION.election, ELECTION.fingerprint, ELECTION.cards[0], CHOICES, SEED)
    assert tracking_code(own) != tracking_code(other)


def test_signing_again_gives_the_same_bytes() -> None:
    unsigned = make_unsigned_ballot(ELECTION.election, ELECTION.fingerprint, ELECTION.cards[0], CHOICES, SEED)
    signed = sign_ballot(ELECTION.group, unsigned, ELECTION.secrets[0])
    assert signed == sign_ballot(ELECTION.group, unsigned, ELECTION.secrets[0])
    ballot = parse_ballot(signed)
    assert ballot.without_signature() == unsigned
    assert ballot.signature
    assert ballot.signature.hash == tracking_code(unsigned)
