"""Figures are what the log says, and every statement about them fails when it should, and only then."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from record.election import Question
from record.entries import Extension, Genesis, WitnessPolicy
from record.figures import ElectionFigures, EntryCounts, MovedClose, election_figures, question_figures
from record.ledger import SetupFacts
from record.result import Counts
from record.rules import RULES

CHAIR = Question(answers=("Ketua A & Wakil A", "Ketua B & Wakil B"), min=1, max=1, question="Siapa?", blank=True)
CLUBS = Question(answers=("Seni", "Olahraga", "Sains"), min=1, max=2, question="Kegiatan?")
KEY = "00" * 32


def figures(
    *,
    questions: tuple[Question, ...] = (CHAIR,),
    cards: int = 12,
    spares: int = 2,
    k: int = 2,
    revoting: bool = True,
    entries: tuple[int, int, int] = (7, 1, 1),
    counted: int = 5,
    weight: int | None = 5,
    counts: Counts | None = ((1, 3, 1),),
    bare: bool = False,
    **members: Any,
) -> ElectionFigures:
    genesis = Genesis(
        1, "Election123456", "practice", KEY, KEY, [KEY], revoting, [str(spare) for spare in range(spares)], k,
        "2026-11-24T01:00:00Z", "2026-11-24T06:00:00Z", 0, WitnessPolicy(0, []), [], [], "",
    )  # fmt: skip
    setup = SimpleNamespace(credentials=range(cards), election=SimpleNamespace(questions=questions))
    ballots, tested, replaced = entries
    return election_figures(
        None if bare else genesis,
        cast(SetupFacts, setup),
        EntryCounts(ballots, tested, replaced),
        counted,
        weight=weight,
        counts=counts,
        **members,
    )


def broken(found: ElectionFigures) -> set[str]:
    return {statement.id for statement in found.reconciliation if not statement.holds}


def test_all_figures_of_a_sound_election() -> None:
    found = figures()
    assert (found.kind, found.roll, found.cards, found.spares, found.replaced) == ("practice", 10, 12, 2, 1)
    assert (found.ballots, found.superseded, found.tested, found.counted) == (7, 2, 1, 5)
    assert (found.issued, found.unused, found.turnout) == (11, 5, 50.0)
    (question,) = found.questions
    assert [answer.votes for answer in question.answers] == [3, 1]
    assert (question.blank, question.votes) == (1, 4)
    assert found.reconciles
    assert [statement.id for statement in found.reconciliation] == [
        "cards", "spares", "turnout", "ballots", "minimum", "votes",
    ]  # fmt: skip
    assert {rule for statement in found.reconciliation for rule in statement.rules} <= set(RULES)


@pytest.mark.parametrize(
    ("members", "statement"),
    [
        ({"entries": (7, 1, 3)}, "spares"),
        ({"cards": 6}, "turnout"),
        ({"revoting": False}, "revoting"),
        ({"k": 6}, "minimum"),
        ({"counts": ((1, 3, 2),)}, "votes"),
        ({"questions": (CLUBS,), "counts": ((5, 5, 1),)}, "most-votes"),
        ({"questions": (CLUBS,), "counts": ((1, 1, 1),)}, "least-votes"),
        ({"spares": 13, "entries": (0, 0, 0), "counted": 0, "weight": None, "counts": None}, "turnout"),
    ],
)
def test_each_statement_can_fail_alone(members: dict[str, Any], statement: str) -> None:
    found = figures(**members)
    assert broken(found) == {statement}
    assert not found.reconciles


def test_nobody_needs_to_vote_again() -> None:
    assert "revoting" not in {each.id for each in figures().reconciliation}
    found = figures(revoting=False, entries=(5, 0, 0))
    assert found.reconciles
    assert "revoting" in {each.id for each in found.reconciliation}


def test_an_archive_alone_says_less_and_says_so() -> None:
    found = figures(bare=True)
    assert (found.kind, found.roll, found.spares, found.replaced, found.tested) == ("", None, None, None, None)
    assert (found.issued, found.unused, found.turnout) == (None, None, 0.0)
    assert [statement.id for statement in found.reconciliation] == ["ballots", "votes"]


def test_before_the_result_and_without_one() -> None:
    for withheld in (False, True):
        found = figures(counts=None, weight=None, withheld=withheld)
        assert found.questions == ()
        assert found.withheld is withheld
        assert {"minimum", "votes"}.isdisjoint(each.id for each in found.reconciliation)


@pytest.mark.parametrize("counts", [(), ((1, 2),), ((1, 2, 3), (1, 2, 3)), ((1, 2, 3, 4),)])
def test_counts_of_another_shape_are_no_figures(counts: Counts) -> None:
    assert question_figures((CHAIR,), counts) == ()


def test_entries_are_counted_by_type() -> None:
    counts = EntryCounts()
    moved = Extension("2026-11-24T07:00:00Z", "power")
    for entry_type, message in [
        ("Genesis", None), ("Ballot", None), ("Ballot", None), ("Challenge", None), ("CardReplacement", None),
        ("Extension", moved), ("Extension", None), ("Result", None),
    ]:  # fmt: skip
        counts.add(entry_type, message)
    expected = [MovedClose("2026-11-24T07:00:00Z", "power")]
    assert (counts.ballots, counts.tested, counts.replaced, counts.extensions) == (2, 1, 1, expected)


@given(st.lists(st.sampled_from([0, 1, 2]), max_size=30), st.integers(0, 5), st.integers(0, 2), st.integers(0, 9))
def test_what_happened_always_reconciles(votes: list[int], again: int, replaced: int, tested: int) -> None:
    counts = (tuple(votes.count(slot) for slot in range(3)),)
    found = figures(
        cards=len(votes) + 6,
        k=1 if votes else 0,
        counted=len(votes),
        weight=len(votes),
        entries=(len(votes) + again, tested, replaced),
        counts=counts,
    )
    assert found.reconciles
    assert found.unused is not None
    assert found.unused + found.counted == found.roll
    assert sum(answer.votes for answer in found.questions[0].answers) + (found.questions[0].blank or 0) == len(votes)
