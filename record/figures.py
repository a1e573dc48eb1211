"""The figures of an election that minutes, pages and the verifier show, and whether they reconcile.

Invariant: every figure is computed from entries that the rules have judged, so that a statement about two figures
names the rules that hold it. What only paper knows (who came, who signed the attendance list) is no figure here.
A ``.bel`` archive alone knows neither rules nor spares: what it cannot tell is None.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from record.election import Question
from record.entries import Extension, ExtensionReason, Genesis
from record.ledger import SetupFacts
from record.result import Counts

Relation = Literal["=", "<=", ">="]
MINIMUM = "minimum"
"""The name of the statement that compares the counted ballots with k."""


class MovedClose(msgspec.Struct, frozen=True):
    """An extension: the new close (a ``Time``) and the listed reason."""

    closes: str
    reason: ExtensionReason


class AnswerFigure(msgspec.Struct, frozen=True):
    """How many votes one answer got; votes are ballots times their weight."""

    name: str
    votes: int


class QuestionFigures(msgspec.Struct, frozen=True):
    """The result of one question in ballot order; ``blank`` is None where nobody could vote blank."""

    question: str
    answers: tuple[AnswerFigure, ...]
    blank: int | None

    @property
    def votes(self) -> int:
        """All votes for answers, without the blank ones."""
        return sum(answer.votes for answer in self.answers)


class Reconciliation(msgspec.Struct, frozen=True):
    """One statement that has to hold: ``left`` ``relation`` ``right``, and the numbers of the rules that hold it.

    ``id`` says which statement it is, ``question`` of which question (1-based; 0: of the whole election).
    """

    id: str
    question: int
    left: int
    relation: Relation
    right: int
    holds: bool
    rules: tuple[str, ...]


class ElectionFigures(msgspec.Struct, frozen=True, kw_only=True):
    """All figures. ``cards`` are listed, ``roll`` is without the spares: one card for each voter.

    ``replaced`` cards were lost and gave way to a spare each; ``ballots`` are all in the box, of which ``superseded``
    were voted over by their own card and ``counted`` are the last ones; ``tested`` were opened in a seal test and
    never count. ``weight`` is what the counted ballots weigh together, None before the box was closed. ``questions``
    is empty before the result; ``withheld``: it will never be opened. ``kind`` is empty and the others None where an
    archive alone cannot tell.
    """

    kind: Literal["real", "practice", ""]
    revoting: bool | None
    k: int | None
    cards: int
    roll: int | None
    spares: int | None
    replaced: int | None
    extensions: tuple[MovedClose, ...]
    ballots: int
    superseded: int
    tested: int | None
    counted: int
    weight: int | None
    withheld: bool
    questions: tuple[QuestionFigures, ...]
    reconciliation: tuple[Reconciliation, ...] = ()

    @property
    def issued(self) -> int | None:
        """Cards that are valid or were: one for each voter, and the spares that replaced lost ones.

        Who came for a card is known to the attendance lists alone.
        """
        return None if self.roll is None or self.replaced is None else self.roll + self.replaced

    @property
    def unused(self) -> int | None:
        """Active cards without a ballot: voters who did not vote."""
        return None if self.roll is None else self.roll - self.counted

    @property
    def turnout(self) -> float:
        """Per cent of the roll that voted, 0 where the roll is not known."""
        return 100 * self.counted / self.roll if self.roll else 0.0

    @property
    def reconciles(self) -> bool:
        """Whether every statement holds."""
        return all(statement.holds for statement in self.reconciliation)


@dataclass(slots=True)
class EntryCounts:
    """Counts the entries of a log that figures need: tell it every entry once, in order."""

    ballots: int = 0
    tested: int = 0
    replaced: int = 0
    extensions: list[MovedClose] = field(default_factory=list)

    def add(self, entry_type: str, message: Any) -> None:
        """The next entry and its decoded payload (None for one that could not be read)."""
        match entry_type:
            case "Ballot":
                self.ballots += 1
            case "Challenge":
                self.tested += 1
            case "CardReplacement":
                self.replaced += 1
            case "Extension" if isinstance(message, Extension):
                self.extensions.append(MovedClose(message.closes, message.reason))
            case _:
                pass


def election_figures(
    genesis: Genesis | None,
    setup: SetupFacts,
    entries: EntryCounts,
    counted: int,
    *,
    weight: int | None = None,
    counts: Counts | None = None,
    withheld: bool = False,
) -> ElectionFigures:
    """The figures with their statements. ``genesis`` is None for a bare archive; ``counts`` is the result, if any."""
    cards = len(setup.credentials)
    spares = None if genesis is None else len(genesis.spares)
    figures = ElectionFigures(
        kind="" if genesis is None else genesis.kind,
        revoting=None if genesis is None else genesis.revoting,
        k=None if genesis is None else genesis.k,
        cards=cards,
        roll=None if spares is None else cards - spares,
        spares=spares,
        replaced=None if genesis is None else entries.replaced,
        extensions=tuple(entries.extensions),
        ballots=entries.ballots,
        superseded=entries.ballots - counted,
        tested=None if genesis is None else entries.tested,
        counted=counted,
        weight=weight,
        withheld=withheld,
        questions=() if counts is None else question_figures(setup.election.questions, counts),
    )
    return msgspec.structs.replace(figures, reconciliation=tuple(_statements(figures, setup.election.questions)))


def question_figures(questions: Sequence[Question], counts: Counts) -> tuple[QuestionFigures, ...]:
    """The counts under the names of their answers; empty for counts of another shape, which V24 reports."""
    if [len(each) for each in counts] != [question.slots for question in questions]:
        return ()
    return tuple(
        QuestionFigures(
            question.question,
            tuple(
                AnswerFigure(name, votes)
                for name, votes in zip(question.answers, numbers[question.allows_blank :], strict=True)
            ),
            numbers[0] if question.allows_blank else None,
        )
        for question, numbers in zip(questions, counts, strict=True)
    )


def _statements(figures: ElectionFigures, questions: Sequence[Question]) -> Iterator[Reconciliation]:
    if figures.roll is not None and figures.spares is not None and figures.replaced is not None:
        yield _statement("cards", figures.roll + figures.spares, "=", figures.cards, "V12", "V31", "V32")
        yield _statement("spares", figures.replaced, "<=", figures.spares, "V40", "V41")
        yield _statement("turnout", figures.counted, "<=", figures.roll, "V14", "V42")
    yield _statement("ballots", figures.counted + figures.superseded, "=", figures.ballots, "V14", "V21")
    if figures.revoting is False:
        yield _statement("revoting", figures.superseded, "=", 0, "V39")
    if figures.questions and figures.k is not None:
        yield _statement(MINIMUM, figures.counted, ">=", figures.k, "V50")
    if figures.weight is None:
        return
    for number, (question, found) in enumerate(zip(questions, figures.questions, strict=False), start=1):
        blank = found.blank or 0
        marks = ("V18", "V19", "V22", "V24") if question.allows_blank else ("V18", "V22", "V24")
        if question.min == question.max == 1:
            yield _statement("votes", found.votes + blank, "=", figures.weight, *marks, question=number)
        else:
            most, least = question.max * (figures.weight - blank), question.min * (figures.weight - blank)
            yield _statement("most-votes", found.votes, "<=", most, *marks, question=number)
            yield _statement("least-votes", found.votes, ">=", least, *marks, question=number)


def _statement(name: str, left: int, relation: Relation, right: int, *rules: str, question: int = 0) -> Reconciliation:
    holds = {"=": left == right, "<=": left <= right, ">=": left >= right}[relation]
    return Reconciliation(name, question, left, relation, right, holds, rules)
