"""Marks on letters stay, and towers of them fall, wherever text is typed that paper and screens show."""

from bulletin_board.committee.day.remarks import typed_remarks
from bulletin_board.committee.elections.forms import tidy
from bulletin_board.committee.typed_text import without_stacks

TOWER = "Z" + "\u0301" * 90 + "\u0323" * 90


def test_marks_of_real_scripts_stay() -> None:
    for text in ("Siti Nurhaliza", "Tie\u0302\u0301ng Vie\u0323\u0302t", "ꦲꦏ꧀ꦱꦫꦗꦮ", "a\n\u0301b", "👨‍👩‍👧"):
        assert without_stacks(text) == text


def test_no_tower_of_marks_covers_what_is_above_it() -> None:
    fallen = "Z" + "\u0301" * 3
    assert without_stacks(f"{TOWER} {TOWER}") == f"{fallen} {fallen}"
    hidden = "Z" + ("\u0301\u200b" * 90)
    assert without_stacks(hidden).count("\u0301") == 3
    assert typed_remarks("", "", hidden, "").incidents == fallen
    assert tidy(TOWER) == tidy(f" {TOWER}\n", lines=True) == fallen
    remarks = typed_remarks(TOWER, "", f"Nihil.\r\n{TOWER}", TOWER)
    assert (remarks.place, remarks.incidents, remarks.objections) == (fallen, f"Nihil.\n{fallen}", fallen)
