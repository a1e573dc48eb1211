"""Scanned codes and typed lines give back exactly the bytes, in any order, or a sentence about what is wrong."""

import hashlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustee.backup.lines import to_base32, write_line
from trustee.backup.parts import PARTS, read_part
from trustee.backup.reading import check_copy, collect, read_backup
from trustee.backup.writing import backup_lines, backup_parts, paper_number, written_backup
from trustee.errors import BackupError

BOX = bytes(range(256)) * 2
OTHER = bytes(reversed(BOX))
LINES = backup_lines(BOX)
PARTS_OF_BOX = backup_parts(BOX)


def text(*rows: str) -> str:
    return "\n".join(rows)


def forged_part(body: str) -> str:
    """A part whose check is right."""
    return f"{body}:{to_base32(hashlib.sha256(body.encode()).digest()[:3])[:4]}"


@given(st.binary(max_size=700), st.randoms(use_true_random=False))
def test_every_box_comes_back_from_lines_and_from_codes_in_any_order(box: bytes, order: random.Random) -> None:
    assert read_backup(written_backup(box)) == box
    for rows in (list(backup_lines(box)), list(backup_parts(box))):
        order.shuffle(rows)
        assert read_backup("\r\n\r\n".join([*rows, rows[0]])) == box


def test_codes_fit_the_alphanumeric_characters_of_qr_and_are_about_equal() -> None:
    allowed = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
    assert all(set(part) <= allowed for part in PARTS_OF_BOX)
    assert [read_part(part).number for part in PARTS_OF_BOX] == [1, 2, 3, 4]
    assert max(map(len, PARTS_OF_BOX)) <= 300
    assert read_backup(text(*PARTS_OF_BOX).lower()) == BOX


def test_lines_and_codes_may_be_mixed_if_either_is_complete() -> None:
    assert read_backup(text(PARTS_OF_BOX[2], *LINES)) == BOX
    assert read_backup(text(*LINES[4:], *PARTS_OF_BOX)) == BOX
    collected = collect(text(*LINES[:4], *PARTS_OF_BOX[1:3]))
    assert collected.box is None
    assert collected.missing_codes == (1, 4)
    assert collected.missing_lines == tuple(range(5, len(LINES) + 1))
    assert (collected.codes, collected.lines, collected.mistakes) == (2, 4, ())


def test_a_wrong_row_does_not_hide_that_the_rest_is_complete() -> None:
    collected = collect(text("99: 0000", *PARTS_OF_BOX))
    assert collected.box == BOX
    assert [error.values["number"] for error in collected.mistakes] == [99]


def test_all_mistakes_of_a_typed_backup_are_told_at_once() -> None:
    rows = [*LINES]
    rows[3] = rows[3][:-1] + ("0" if rows[3][-1] != "0" else "2")
    rows[9] = rows[9][:-1]
    collected = collect(text(*rows))
    assert collected.box is None
    assert [error.values["number"] for error in collected.mistakes] == [4, 10]
    assert collected.missing_lines == (4, 10)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ((), "no backup of a key file"),
        (("nothing of the kind",), "no number"),
        (LINES[:-1], "Still missing: line 36"),
        (LINES[1:], "Still missing: line 1"),
        (LINES[:3], "Still missing: line 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 ..."),
        (PARTS_OF_BOX[:3], "Still missing: QR code 4"),
        ((*PARTS_OF_BOX[:3], *LINES[:2]), "Still missing: QR code 4"),
        ((PARTS_OF_BOX[0], *LINES[:-1]), "Still missing: line 36"),
        ((*LINES[:5], backup_lines(OTHER)[4], *LINES[5:-1]), "Line 5 is there twice, and differs"),
        ((*LINES[:5], backup_lines(OTHER)[5], *LINES[6:]), "there are lines of two papers"),
        ((*LINES, write_line(37, b"more")), "there are lines of two papers"),
        ((*LINES[:-1], write_line(36, b"\1" * 15)), "there are lines of two papers"),
        ((*LINES[:-1], write_line(36, BOX[-2:] + b"\1")), "there are lines of two papers"),
        ((write_line(1, b"\2" + bytes(14)), *LINES[1:]), "another version"),
        ((*PARTS_OF_BOX[:3], backup_parts(OTHER)[3]), "QR code 4 is of another paper"),
        ((PARTS_OF_BOX[0][:-5],), "cut short"),
        ((PARTS_OF_BOX[0].replace("KEY:1:", "KEY:2:"),), "not of this version"),
        ((PARTS_OF_BOX[1].replace("2/4", "3/4"),), "QR code 3 was changed"),
        ((forged_part(f"SUARASAH-KEY:1:{'0' * 8}:3/2:"),), "QR code 3 was changed"),
        ((forged_part(f"SUARASAH-KEY:1:{'0' * 8}:1/2:U"),), "no character"),
        ((forged_part(f"SUARASAH-KEY:1:{'0' * 8}:1/1:"),), "together they are no paper"),
        (
            (PARTS_OF_BOX[0], forged_part(PARTS_OF_BOX[0].rsplit(":", 1)[0][:-8] + "00000000")),
            "QR code 1 is there twice, and differs",
        ),
        (("x" * 100_000,) * 20, "far too long"),
    ],
)
def test_what_is_wrong_has_a_sentence_each(rows: tuple[str, ...], words: str) -> None:
    with pytest.raises(BackupError, match=words):
        read_backup(text(*rows))


@given(st.text(max_size=200))
def test_garbage_is_refused_with_a_sentence(garbage: str) -> None:
    for prefix in ("", "1: ", "SUARASAH-KEY:1:"):
        with pytest.raises(BackupError):
            read_backup(prefix + garbage)


@pytest.mark.parametrize("row", [*LINES[5:], *PARTS_OF_BOX, PARTS_OF_BOX[0].lower(), f"  {LINES[-1]}\n"])
def test_any_line_of_its_own_and_any_code_proves_the_print(row: str) -> None:
    check_copy(BOX, row)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("", "Scan one QR code"),
        (LINES[0], "same on every paper"),
        (LINES[4], "same on every paper"),
        (backup_lines(OTHER)[5], "line is of another paper"),
        (write_line(500, bytes(15)), "line is of another paper"),
        (backup_parts(OTHER)[0], "QR code is of another paper"),
        (forged_part(PARTS_OF_BOX[0].replace("1/4", "9/9").rsplit(":", 1)[0]), "QR code is of another paper"),
        (LINES[2][:-1], "26 characters"),
        (PARTS_OF_BOX[1][:-1], "cut short"),
        ("x" * 2_000_000, "Scan one QR code"),
    ],
)
def test_nothing_else_does(row: str, words: str) -> None:
    with pytest.raises(BackupError, match=words):
        check_copy(BOX, row)


def test_what_is_too_much_for_paper_is_told() -> None:
    with pytest.raises(BackupError, match="too much for paper"):
        backup_lines(bytes(15 * 1023))
    with pytest.raises(BackupError, match="too much for paper"):
        backup_parts(bytes(160 * PARTS + 1))


def test_papers_are_told_apart_by_their_number() -> None:
    assert paper_number(BOX) != paper_number(OTHER)
    assert written_backup(BOX).startswith(f"SUARA SAH KEY BACKUP {paper_number(BOX)}\n")
