"""Numbers and dates in words, as official forms write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin_board.committee.day.terbilang import LIMIT, date_in_words, number_in_words

KNOWN = {
    0: "nol",
    1: "satu",
    10: "sepuluh",
    11: "sebelas",
    12: "dua belas",
    20: "dua puluh",
    21: "dua puluh satu",
    100: "seratus",
    101: "seratus satu",
    111: "seratus sebelas",
    200: "dua ratus",
    999: "sembilan ratus sembilan puluh sembilan",
    1000: "seribu",
    1024: "seribu dua puluh empat",
    1999: "seribu sembilan ratus sembilan puluh sembilan",
    2000: "dua ribu",
    100_000: "seratus ribu",
    1_261_500: "satu juta dua ratus enam puluh satu ribu lima ratus",
    1_001_001_001: "satu miliar satu juta seribu satu",
    10**12: "satu triliun",
}
_ONES = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
DIGITS = {word: value for value, word in enumerate(_ONES)}
SCALES = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12}


def read_aloud(words: str) -> int:
    """The number again: an own reading of the words, from left to right."""
    total = group = digit = 0
    for word in words.replace("sepuluh", "satu puluh").replace("sebelas", "satu belas").split():
        if word.startswith("se") and word[2:] in ("ratus", "ribu"):
            digit, word = 1, word[2:]
        if word in DIGITS:
            digit = DIGITS[word]
        elif word == "belas":
            group, digit = group + 10 + digit, 0
        elif word in ("puluh", "ratus"):
            group, digit = group + digit * (10 if word == "puluh" else 100), 0
        else:
            total, group, digit = total + (group + digit) * SCALES[word], 0, 0
    return total + group + digit


@pytest.mark.parametrize(("number", "words"), KNOWN.items())
def test_known_numbers(number: int, words: str) -> None:
    assert number_in_words(number) == words


@given(st.integers(0, LIMIT - 1) | st.integers(0, 3000))
def test_the_words_say_the_number(number: int) -> None:
    assert read_aloud(number_in_words(number)) == number


@pytest.mark.parametrize("number", [-1, LIMIT])
def test_other_numbers_stay_digits(number: int) -> None:
    assert number_in_words(number) == str(number)


def test_a_date_with_its_weekday() -> None:
    assert (
        date_in_words(date(2026, 11, 24))
        == "Selasa, tanggal dua puluh empat bulan November tahun dua ribu dua puluh enam"
    )
