"""A typed line is right, or the mistake is noticed in it; one wrong character is found and named."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustee.backup.lines import (
    ALPHABET,
    LAST_LINE,
    LINE_BYTES,
    Line,
    from_base32,
    read_line,
    to_base32,
    write_line,
)
from trustee.errors import BackupError

PIECE = bytes(range(100, 115))
LINE = write_line(7, PIECE)
PLACES = [place for place in range(LINE.index(":") + 2, len(LINE)) if LINE[place] != " "]

pieces = st.binary(min_size=LINE_BYTES, max_size=LINE_BYTES)
numbers = st.integers(1, LAST_LINE)


def replaced(line: str, place: int, character: str) -> str:
    return line[:place] + character + line[place + 1 :]


@given(numbers, pieces)
def test_every_line_comes_back(number: int, piece: bytes) -> None:
    assert read_line(write_line(number, piece)) == Line(number, piece)


@given(st.binary(max_size=200))
def test_every_text_of_base32_comes_back(data: bytes) -> None:
    assert from_base32(to_base32(data)) == data


def test_a_short_piece_is_filled_up() -> None:
    assert read_line(write_line(1, b"x")).piece == b"x".ljust(LINE_BYTES, b"\0")


def test_a_line_looks_as_it_is_read_aloud() -> None:
    assert re.fullmatch(r"07:( [0-9A-HJKMNP-TV-Z]{4}){6} [0-9A-HJKMNP-TV-Z]{3}", LINE)


@pytest.mark.parametrize(
    "change",
    [
        str.lower,
        lambda line: line.replace(" ", ""),
        lambda line: line.replace(": ", "  "),
        lambda line: "  " + line.replace(" ", "   ") + "  ",
        lambda line: line.replace("07:", "7."),
        lambda line: line.replace("07:", "O7)"),
        lambda line: line[:4] + line[4:].replace(" ", "-"),
    ],
)
def test_what_people_do_to_a_line_is_forgiven(change: object) -> None:
    assert callable(change)
    assert read_line(change(LINE)) == Line(7, PIECE)


def test_look_alikes_are_forgiven() -> None:
    line = write_line(10, b"\0" * 10 + b"\x08\x42\x10\x84\x21")
    assert "0" in line[4:]
    assert "1" in line[4:]
    for one, zero in itertools.product("1IiLl", "0Oo"):
        typed = line[:4] + line[4:].replace("1", one).replace("0", zero)
        assert read_line(typed) == read_line(line)


def test_each_single_wrong_character_is_found_and_named_with_the_right_one() -> None:
    for count, place in enumerate(PLACES):
        for wrong in ALPHABET.replace(LINE[place], ""):
            with pytest.raises(BackupError) as refusal:
                read_line(replaced(LINE, place, wrong))
            assert refusal.value.values == {
                "number": 7,
                "group": count // 4 + 1,
                "position": count % 4 + 1,
                "typed": wrong,
                "right": LINE[place],
            }


@given(st.data(), numbers, pieces)
def test_two_and_three_wrong_characters_are_always_noticed(data: st.DataObject, number: int, piece: bytes) -> None:
    line = write_line(number, piece)
    start = line.index(":") + 2
    places = [place for place in range(start, len(line)) if line[place] != " "]
    for place in data.draw(st.lists(st.sampled_from(places), min_size=2, max_size=3, unique=True)):
        line = replaced(line, place, data.draw(st.sampled_from(ALPHABET.replace(line[place], ""))))
    with pytest.raises(BackupError, match=f"Line {number} was not copied right"):
        read_line(line)


@given(pieces, st.integers(0, 25))
def test_neighbours_that_changed_places_are_noticed(piece: bytes, first: int) -> None:
    line = write_line(3, piece)
    places = [place for place in range(4, len(line)) if line[place] != " "]
    a, b = places[first], places[first + 1]
    if line[a] == line[b]:
        return
    with pytest.raises(BackupError, match="compare all of it"):
        read_line(replaced(replaced(line, a, line[b]), b, line[a]))


@given(numbers, numbers, pieces)
def test_a_line_under_another_number_is_noticed(number: int, other: int, piece: bytes) -> None:
    if number == other:
        return
    line = write_line(number, piece)
    with pytest.raises(BackupError, match=f"Line {other} was not copied right"):
        read_line(f"{other}:" + line[line.index(":") + 1 :])


def test_a_wrong_number_is_named_as_such() -> None:
    with pytest.raises(BackupError, match="Look first at its number"):
        read_line(LINE.replace("07:", "08:"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no number"),
        ("07", "no number"),
        (LINE[4:], "no number"),
        ("00" + LINE[2:], "no number"),
        ("1024" + LINE[2:], "no number"),
        (LINE[:-1], "Line 7 has 26 characters instead of 27"),
        (LINE + "0", "Line 7 has 28 characters"),
        (LINE[:-1] + "U", "Line 7: 'U' is in no line"),
        (LINE[:-1] + "?", "Line 7: '\\?' is in no line"),
    ],
)
def test_what_is_no_line_has_a_sentence_each(text: str, words: str) -> None:
    with pytest.raises(BackupError, match=words):
        read_line(text)


@pytest.mark.parametrize("number", [0, LAST_LINE + 1, -1])
def test_there_are_so_many_lines_and_no_more(number: int) -> None:
    with pytest.raises(BackupError, match="too much for paper"):
        write_line(number, PIECE)


@pytest.mark.parametrize("text", ["0", "U0", "00I", "ZZZ"])
def test_what_base32_would_not_write_is_refused(text: str) -> None:
    with pytest.raises(BackupError):
        from_base32(text)
