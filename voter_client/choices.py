"""Choices: from the answers that a voter picked to the slots that a ballot encrypts, and back to words.

Invariant: :func:`slots` returns only what the question allows, so a ballot can always be proved. A slot is 0 or 1;
where blank votes are allowed, slot 0 is the blank vote (specification 4.13).
"""

from collections.abc import Sequence

from record.election import Election, Question
from record.printable import printable
from voter_client.errors import ChoiceError

Choices = tuple[tuple[int, ...], ...]
"""For each question, for each slot, 0 or 1."""

BLANK = "blank"
"""How a blank vote is picked; answers are picked by their number from 1."""


def slots(question: Question, picks: Sequence[int]) -> tuple[int, ...]:
    """The slots of one question for the picked answers (numbers from 1); none picked is blank where allowed.

    Raises :class:`ChoiceError` for a number that is no answer, the same one twice, and a count that is not allowed.
    """
    if any(not 1 <= pick <= len(question.answers) for pick in picks):
        raise ChoiceError(f"Pick answers by their numbers, 1 to {len(question.answers)}.")
    if len(set(picks)) != len(picks):
        raise ChoiceError("Pick each answer at most once.")
    answers = tuple(int(number in picks) for number in range(1, len(question.answers) + 1))
    if question.allows_blank and not picks:
        return (1, *answers)
    if not question.min <= len(picks) <= question.max:
        blank = f", or {BLANK}" if question.allows_blank else ""
        raise ChoiceError(f"Pick {_count(question)} here{blank}.")
    return (0, *answers) if question.allows_blank else answers


def parse_picks(question: Question, text: str) -> tuple[int, ...]:
    """The picks in a typed text: numbers separated by commas or spaces, or ``blank``; :class:`ChoiceError`."""
    words = text.replace(",", " ").split()
    if words == [BLANK]:
        if not question.allows_blank:
            raise ChoiceError("This question does not allow a blank vote.")
        return ()
    if not all(word.isascii() and word.isdigit() and len(word) <= 6 for word in words):
        raise ChoiceError("Type the numbers of your answers, separated by commas.")
    if not words and question.allows_blank:
        raise ChoiceError(f"Type the numbers of your answers, or {BLANK}.")
    return tuple(int(word) for word in words)


def in_words(election: Election, choices: Choices) -> list[str]:
    """One line for each question, saying what was chosen."""
    lines = []
    for question, chosen in zip(election.questions, choices, strict=True):
        answers = chosen[1:] if question.allows_blank else chosen
        names = [answer for answer, bit in zip(question.answers, answers, strict=True) if bit]
        lines.append(printable(f"{question.question}: {'; '.join(names) or BLANK}"))
    return lines


def _count(question: Question) -> str:
    if question.min == question.max:
        return f"exactly {question.min} answer{'s' if question.min != 1 else ''}"
    return f"{question.min} to {question.max} answers"
