"""Words that somebody must type before an act that cannot be undone; in either language, however they are spelled."""

from enum import Enum

from flask import request

WORD = "word"
"""The field."""


class Word(Enum):
    """For each act the word in Indonesian and in English."""

    SET_UP = ("SIAPKAN", "SET UP")
    OPEN = ("BUKA", "OPEN")
    EXTEND = ("PERPANJANG", "EXTEND")
    CLOSE = ("TUTUP", "CLOSE")
    CLOSE_EARLY = ("TUTUP SEKARANG", "CLOSE NOW")
    PUBLISH = ("UMUMKAN", "PUBLISH")
    ERASE = ("HAPUS", "ERASE")


NOT_TYPED = "Type the word as it is written here. Nothing was done."


def typed(word: Word) -> bool:
    """Whether the form has the word."""
    return " ".join(request.form.get(WORD, "").upper().split()) in word.value
