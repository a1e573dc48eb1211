"""Texts for people: nothing in them steers a terminal, hides a line or adds one; what is read aloud is in groups."""

_ENDS = (".", "!", "?")


def printable(text: str) -> str:
    """The text with every character replaced that is not shown: controls, line feeds, directions of writing."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


def ended(text: str) -> str:
    """The text as a sentence, with one full stop: findings and the words of libraries often come without."""
    return text if text.endswith(_ENDS) else f"{text}."


def grouped(text: str) -> str:
    """A fingerprint, key or code in groups of four, as people read it aloud and compare it on screen and paper."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
