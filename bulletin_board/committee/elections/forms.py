"""Forms as data: which fields they have, and what is wrong with what somebody typed.

Invariant: a text that :func:`read_form` accepts fits its field and holds no character that steers a screen; labels,
hints and problems are English texts that templates translate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bulletin_board.committee.typed_text import without_stacks
from record.presentation import presentable

Values = dict[str, str]
"""What stands in the fields, by name: numbers in digits, check boxes ``1`` or empty."""
Problems = dict[str, str]
"""What is wrong, by the name of the field; ``form`` for the whole."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field. ``limit``: characters of a text; ``low`` and ``high``: of a number; ``options`` of a choice."""

    name: str
    label: str
    kind: Literal["text", "area", "number", "moment", "choice", "check"] = "text"
    hint: str = ""
    required: bool = False
    limit: int = 200
    low: int = 0
    high: int = 0
    options: tuple[tuple[str, str], ...] = ()


Form = tuple[Field, ...]


def read_form(fields: Sequence[Field], posted: Mapping[str, str]) -> tuple[Values, Problems]:
    """The values of all fields, tidied, and what is wrong with them."""
    values: Values = {}
    problems: Problems = {}
    for field in fields:
        text = tidy(posted.get(field.name, ""), lines=field.kind == "area")
        values[field.name] = text[: 4 * field.limit]
        problem = _problem(field, text)
        if problem:
            problems[field.name] = problem
    return values, problems


def tidy(text: str, *, lines: bool = False) -> str:
    """The text without characters that are not shown and without spaces around it; on one line unless ``lines``."""
    shown = without_stacks(presentable(text))
    return shown.strip() if lines else " ".join(shown.split())


def _problem(field: Field, text: str) -> str:
    if field.required and not text:
        return "This must not be empty."
    match field.kind:
        case "number" if text and not is_number(text, field.low, field.high):
            return "Write a whole number in the range that is given."
        case "number" if not text:
            return "This must not be empty."
        case "choice" if text not in dict(field.options):
            return "Choose one of the list."
        case "moment" if text and not _is_moment(text):
            return "Write the day and the time, such as 2026-11-24T08:00."
        case "text" | "area" if len(text) > field.limit:
            return "This text is too long."
    return ""


def is_number(text: str, low: int, high: int) -> bool:
    """Whether a text is a whole number of the range, in plain digits."""
    return text.isascii() and text.isdigit() and len(text) <= 12 and low <= int(text) <= high


def _is_moment(text: str) -> bool:
    shape = "".join("0" if each.isdigit() and each.isascii() else each for each in text)
    return shape == "0000-00-00T00:00"


def checked(value: bool) -> str:
    """The value of a check box."""
    return "1" if value else ""
