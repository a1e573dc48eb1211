"""A paper backup gives back exactly the file, or names the line that was not copied right."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustee.backup import ALPHABET, read_backup, write_backup
from trustee.errors import BackupError

BOX = bytes(range(256)) * 2
TEXT = write_backup(BOX)
LINES = TEXT.splitlines()


@given(st.binary(max_size=300))
def test_every_file_comes_back(box: bytes) -> None:
    assert read_backup(write_backup(box)) == box


def test_what_people_do_to_text_is_forgiven() -> None:
    swapped = [*LINES[:2], *reversed(LINES[2:])]
    assert read_backup("\r\n\r\n".join(swapped)) == BOX
    assert read_backup(TEXT.lower()) == BOX
    look_alikes = [line.replace(" 1", " l").replace(" 0", " O") for line in LINES[2:]]
    assert read_backup("\n".join([*LINES[:2], *look_alikes])) == BOX
    assert read_backup("\n".join([*LINES[:2], *(line.replace(":", "  ") for line in LINES[2:])])) == BOX


@given(st.integers(2, len(LINES) - 1), st.integers(0, 10_000), st.sampled_from(ALPHABET))
def test_a_wrong_character_is_noticed_in_its_line(number: int, place: int, wrong: str) -> None:
    line = LINES[number]
    start = line.index(":") + 2
    places = [index for index in range(start, len(line)) if line[index] != " "]
    index = places[place % len(places)]
    if line[index] == wrong:
        return
    changed = [*LINES[:number], line[:index] + wrong + line[index + 1 :], *LINES[number + 1 :]]
    # One in a thousand wrong lines has the right check characters; the sha256 of line 2 catches those.
    with pytest.raises(BackupError):
        read_backup("\n".join(changed))


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "begins with the line"),
        (LINES[1:], "begins with the line"),
        ([LINES[0], "512 bytes", *LINES[2:]], "second line"),
        (LINES[:-1], "Line 26 is missing"),
        ([*LINES[:5], *LINES[6:]], "Line 4 is missing"),
        ([*LINES, LINES[5]], "Line 4 is there twice"),
        ([*LINES, LINES[5].replace("004", "027")], "Line 27 was not copied right"),
        ([*LINES[:5], LINES[5].replace("004", "005"), LINES[6].replace("005", "004"), *LINES[7:]], "Line 5 was not"),
        ([*LINES[:5], LINES[5] + "0", *LINES[6:]], "Line 4 has a wrong character or a wrong length"),
        ([*LINES[:5], LINES[5][:-1] + "U", *LINES[6:]], "Line 4 has a wrong character"),
        ([*LINES[:5], LINES[5][5:], *LINES[6:]], "Line|no number"),
        ([LINES[0], LINES[1].replace("512 bytes", "511 bytes"), *LINES[2:]], "are not the file of line 2"),
        ([LINES[0], LINES[1][:-1] + ("0" if LINES[1][-1] != "0" else "1"), *LINES[2:]], "are not the file of line 2"),
        ([*LINES, *["x" * 100_000] * 50], "far too long"),
    ],
)
def test_what_is_wrong_is_named(lines: list[str], words: str) -> None:
    with pytest.raises(BackupError, match=words):
        read_backup("\n".join(lines))


def test_the_lines_fit_on_paper() -> None:
    text = write_backup(os.urandom(3000))
    assert max(map(len, text.splitlines())) <= 110
    assert len(text.splitlines()) == 152
