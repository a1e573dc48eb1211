"""Ballots with more or fewer parts than their questions ask for (V15)."""

from collections.abc import Callable

from msgspec import UNSET
from msgspec.structs import replace

from record.ballot import Answer
from record.wire import ScalarProof
from tests.attacks.forging import ZERO, changed, superseded
from tests.attacks.vector import Catalogue
from tests.support.ballot_forgery import with_answer
from tests.support.honest_election import Plan

CATALOGUE = Catalogue("ballot shape", ("log", "archive"))
attack = CATALOGUE.attack


def _first(change: Callable[[Answer], Answer]) -> Callable[[], Plan]:
    return lambda: superseded(changed(with_answer(0, change)))


def _second(change: Callable[[Answer], Answer]) -> Callable[[], Plan]:
    return lambda: superseded(changed(with_answer(1, change)))


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
        _first(lambda a: replace(a, individual_proofs=((*a.individual_proofs[0], ZERO), *a.individual_proofs[1:]))),
    ),
    (
        "one branch in an individual proof",
        _first(lambda a: replace(a, individual_proofs=(a.individual_proofs[0][:1], *a.individual_proofs[1:]))),
    ),
    (
        "no branch in an individual proof",
        _first(lambda a: replace(a, individual_proofs=((), *a.individual_proofs[1:]))),
    ),
    ("a branch more in the overall proof", _first(lambda a: replace(a, overall_proof=(*a.overall_proof, ZERO)))),
    ("no branch in the overall proof", _first(lambda a: replace(a, overall_proof=()))),
    ("a branch less in the overall proof", _second(lambda a: replace(a, overall_proof=a.overall_proof[:-1]))),
    (
        "a blank proof where nobody may vote blank",
        _first(lambda a: replace(a, blank_proof=(ZERO, ZERO))),
    ),
    ("no blank proof where one may vote blank", _second(lambda a: replace(a, blank_proof=UNSET))),
    ("a third branch in the blank proof", _second(lambda a: replace(a, blank_proof=(*_blank(a), ZERO)))),
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
