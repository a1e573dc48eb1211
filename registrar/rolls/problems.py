"""What is not right with a roll, row by row, in the words of its rows; and what a person decided about it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

NISN_DIGITS: Final = 10


class Level(StrEnum):
    """How much a problem asks for: only to be told, to be looked at, or a decision before anything goes on."""

    NOTICE = "notice"
    LOOK = "look"
    DECIDE = "decide"


class Kind(StrEnum):
    """The kinds of problems; stable names, for tests and for the page."""

    DUPLICATE = "duplicate"
    NOT_A_VOTER = "not-a-voter"
    NO_NAME = "no-name"
    CONFLICT = "conflict"
    ALIKE = "alike"
    NO_NUMBER = "no-number"
    OTHER_NUMBER = "other-number"
    SHORT_NUMBER = "short-number"
    ODD_NUMBER = "odd-number"
    INEXACT_NUMBER = "inexact-number"
    NO_GROUP = "no-group"
    WEIGHT = "weight"
    OTHER_SHEETS = "other-sheets"


@dataclass(frozen=True, slots=True)
class Problem:
    """``rows`` as a spreadsheet program numbers them; ``template`` the sentence with ``values`` in braces."""

    kind: Kind
    level: Level
    rows: tuple[int, ...]
    template: str
    values: dict[str, str | int] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The sentence in English."""
        return self.template.format(**self.values)


@dataclass(frozen=True, slots=True)
class Decisions:
    """What a person decided about a roll: nothing is guessed.

    ``restore_zeros`` writes shortened NISN with ten digits; ``left_out`` are rows of nobody who votes; of rows
    ``without_number`` only name and class are used; ``group`` is the class of a list that has none; ``first_sheet``
    is for a workbook of which no other sheet counts.
    """

    restore_zeros: bool = False
    left_out: frozenset[int] = frozenset()
    without_number: frozenset[int] = frozenset()
    group: str = ""
    first_sheet: bool = False


def listed(rows: tuple[int, ...], most: int = 12) -> str:
    """Row numbers for a sentence: all of a few, the first of many."""
    shown = ", ".join(map(str, rows[:most]))
    return shown if len(rows) <= most else f"{shown}, ..."
