"""What is left of typed text before it is kept, beside the characters that steer a screen."""

import unicodedata

MARKS = 3
"""So many marks above and below one letter are enough for every script."""


def without_stacks(text: str) -> str:
    """The text without marks beyond :data:`MARKS` in a row: stacked up they would cover the lines around them."""
    kept: list[str] = []
    marks = 0
    for each in text:
        category = unicodedata.category(each)
        if category in ("Mn", "Me"):
            marks += 1
            if marks > MARKS:
                continue
        elif category != "Cf":
            # What is not shown parts no marks.
            marks = 0
        kept.append(each)
    return "".join(kept)
