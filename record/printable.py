"""Texts of other people on a terminal: a record or a board must not steer it, hide a line, or add one of its own."""


def printable(text: str) -> str:
    """The text with every character replaced that is not shown: controls, line feeds, directions of writing."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
