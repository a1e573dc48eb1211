"""Rolls in the layouts of real exports come through right, whatever was done to them on the way."""

import csv
import io
import subprocess
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest
import xlsxwriter

from registrar.errors import RollError
from registrar.rolls import sheets
from registrar.rolls.preview import preview_roll, read_roll
from registrar.rolls.problems import Decisions, Kind, Level
from registrar.rolls.voters import Voter
from tests.registrar.roll_files import (
    CANARIES,
    HEADER_ROW,
    PARENTS,
    WIDTH,
    Pupil,
    dapodik_csv,
    dapodik_xls,
    dapodik_xlsx,
    emis_csv,
    pupils,
    shortened,
    staff_xlsx,
    workbook,
)

PUPILS = pupils(40)
VOTERS = tuple(Voter(pupil.name, pupil.nisn, pupil.group) for pupil in PUPILS)
LAYOUTS = {"xlsx": dapodik_xlsx, "xls": dapodik_xls, "csv": dapodik_csv}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_dapodik_comes_through_right(layout: str) -> None:
    preview = preview_roll(LAYOUTS[layout](PUPILS))
    assert preview.roll().voters == VOTERS
    assert preview.header == HEADER_ROW + 1
    assert preview.rows[0].row == 7
    assert preview.kept == {"name": "Nama", "nisn": "NISN", "number": "NIPD", "group": "Rombel Saat Ini"}
    assert len(preview.dropped) == WIDTH - 4 == 62
    assert {f"{parent} Nama" for parent in PARENTS} <= set(preview.dropped)
    assert preview.problems == ()
    assert preview.groups == {"X MERDEKA 1": 30, "XI IPA 2": 10}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nothing_else_is_kept(layout: str) -> None:
    preview = preview_roll(LAYOUTS[layout](PUPILS))
    kept = repr(preview) + repr(msgspec.json.encode([row.voter for row in preview.rows]))
    assert not [canary for canary in CANARIES if canary in kept]


@pytest.mark.parametrize("write", [dapodik_xlsx, dapodik_xls])
def test_zeros_that_excel_ate_are_shown_and_never_guessed(write: Callable[..., bytes]) -> None:
    data = write(PUPILS, numbers=True)
    preview = preview_roll(data)
    (problem,) = preview.problems
    assert (problem.kind, problem.level) == (Kind.SHORT_NUMBER, Level.LOOK)
    assert len(problem.rows) == 40
    assert "9321234 would be 0009321234" in problem.sentence
    assert preview.roll().voters == tuple(Voter(pupil.name, shortened(pupil).nisn, pupil.group) for pupil in PUPILS)
    assert read_roll(data, Decisions(restore_zeros=True)).voters == VOTERS


def test_emis_numbers_of_the_school_are_no_numbers_of_pupils() -> None:
    roll = read_roll(emis_csv(PUPILS))
    assert roll.voters == VOTERS
    assert roll.dropped == ("NSM", "NPSN", "Tingkat", "Nama Ayah")
    without = [replace(pupil, nisn="") for pupil in PUPILS[:2]]
    preview = preview_roll(emis_csv(without))
    assert [row.voter.number for row in preview.rows] == ["131232710001250001", "131232710001250002"]
    assert {problem.kind for problem in preview.problems} == {Kind.OTHER_NUMBER}


def test_a_long_number_that_a_spreadsheet_rounded_must_be_decided() -> None:
    """18 digits of an NISM as a number are not the number any more; a CSV of it says 1.31E+17."""
    text = "Nama,NISM,Kelas\nSiswa 001,1.31232710001E+17,X\nSiswa 002,131232710001250002,X\n"
    (problem,) = preview_roll(text.encode()).undecided
    assert (problem.kind, problem.rows) == (Kind.INEXACT_NUMBER, (2,))
    with pytest.raises(RollError, match="Row 2: the spreadsheet changed"):
        read_roll(text.encode())
    decided = preview_roll(text.encode(), Decisions(without_number=frozenset({2})))
    assert [row.voter.number for row in decided.rows] == ["", "131232710001250002"]
    book = workbook([["Nama", "NISM"], ["Siswa 001", 131232710001250001]])
    assert [problem.kind for problem in preview_roll(book).undecided] == [Kind.INEXACT_NUMBER]


def test_staff_get_a_class_of_their_own() -> None:
    names = [f"Guru {number:02}" for number in range(1, 6)]
    roll = read_roll(staff_xlsx(names))
    assert [voter.name for voter in roll.voters] == names
    assert {voter.group for voter in roll.voters} == {"Guru dan staf"}
    assert roll.voters[0].number == "8800000000000005"
    assert not [canary for canary in CANARIES if canary in repr(roll)]
    assert {row.voter.group for row in preview_roll(staff_xlsx(names), Decisions(group="Tata usaha")).rows} == {
        "Tata usaha"
    }


def test_the_first_sheet_with_voters_is_taken() -> None:
    preview = preview_roll(workbook([["Petunjuk"], ["Isi lembar kedua"]], [["Nama", "Kelas"], ["Siswa 001", "X"]]))
    assert preview.sheet == "Sheet2"
    assert preview.roll().voters == (Voter("Siswa 001", "", "X"),)


def test_voters_on_further_sheets_are_never_lost_in_silence() -> None:
    header = ["Nama", "Kelas"]
    data = workbook(
        [["Petunjuk"]],
        [header, ["Siswa 001", "X 1"]],
        [header, ["Siswa 002", "X 2"]],
        [header],
        [["Nama"], ["Guru 001"]],
    )
    preview = preview_roll(data)
    (problem,) = preview.undecided
    assert problem.sentence.startswith("Only the sheet Sheet2 is read, and there are voters on other sheets too: ")
    assert problem.values["others"] == "Sheet3, Sheet5"
    with pytest.raises(RollError, match="voters on other sheets too"):
        preview.roll()
    decided = preview_roll(data, Decisions(first_sheet=True))
    assert decided.roll().voters == (Voter("Siswa 001", "", "X 1"),)
    (notice,) = (each for each in decided.problems if each.kind is Kind.OTHER_SHEETS)
    assert notice.sentence == "Of this file only the sheet Sheet2 is taken, not: Sheet3, Sheet5."


def test_a_row_that_counts_the_columns_is_no_voter() -> None:
    rows = [["No", "Nama", "Kelas"], ["1", "2", "3"], ["1", "Siswa 001", "X"]]
    assert read_roll(workbook(rows)).voters == (Voter("Siswa 001", "", "X"),)


def test_a_first_voter_without_number_and_class_is_no_second_header() -> None:
    header = ["No", "Nama", "NISN", "Kelas", "Catatan"]
    rows = [header, ["1", "Siswa 001", "", "", "pindah"], ["2", "Siswa 002", "", "X", ""]]
    assert [voter.name for voter in read_roll(workbook(rows)).voters] == ["Siswa 001", "Siswa 002"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_excel_s_own_texts_are_read(encoding: str) -> None:
    text = "Nama\tNISN\tKelas\nNur\u2019aini 001\t'0009321234\tX\u00a0MERDEKA  3\n"
    assert read_roll(text.encode(encoding)).voters == (Voter("Nur\u2019aini 001", "0009321234", "X MERDEKA 3"),)
    assert read_roll(("sep=;\n" + text.replace("\t", ";")).encode(encoding)).voters[0].number == "0009321234"


# -- rows that contradict each other ---------------------------------------------------------------------------------


def table(*rows: str) -> bytes:
    return "\n".join(["No;Nama;NISN;Rombel Saat Ini;Alamat", *rows, ""]).encode()


def test_a_row_twice_is_one_voter_with_a_notice() -> None:
    preview = preview_roll(table("1;Siswa 001;0009321234;X 1;a", "2;Siswa 001;0009321234;X 1;a"))
    assert len(preview.roll().voters) == 1
    (problem,) = preview.problems
    assert (problem.kind, problem.level, problem.rows) == (Kind.DUPLICATE, Level.NOTICE, (2, 3))


def test_two_pupils_of_one_name_without_numbers_stay_two() -> None:
    """Only their addresses differ, which are not kept: whoever knows the class must look."""
    preview = preview_roll(table("1;Siswa 001;;X 1;a", "2;Siswa 001;;X 1;b"))
    assert len(preview.roll().voters) == 2
    assert {(problem.kind, problem.level) for problem in preview.problems} == {
        (Kind.ALIKE, Level.LOOK),
        (Kind.NO_NUMBER, Level.LOOK),
    }
    decided = preview_roll(table("1;Siswa 001;;X 1;a", "2;Siswa 001;;X 1;b"), Decisions(left_out=frozenset({3})))
    assert len(decided.rows) == 1


@pytest.mark.parametrize(
    ("second", "sentence"),
    [("2;Siswa 002;0009321234;X 1;a", "under different names"), ("2;Siswa 001;0009321234;X 2;a", "different classes")],
)
def test_one_number_in_two_rows_is_decided_by_a_person(second: str, sentence: str) -> None:
    data = table("1;Siswa 001;0009321234;X 1;a", second)
    (problem,) = preview_roll(data).undecided
    assert (problem.kind, problem.rows) == (Kind.CONFLICT, (2, 3))
    with pytest.raises(RollError, match=sentence):
        read_roll(data)
    assert len(read_roll(data, Decisions(left_out=frozenset({2}))).voters) == 1
    assert [voter.number for voter in read_roll(data, Decisions(without_number=frozenset({3}))).voters] == [
        "0009321234",
        "",
    ]


def test_restored_zeros_can_contradict_another_row() -> None:
    data = table("1;Siswa 001;0009321234;X 1;a", "2;Siswa 002;9321234;X 1;a")
    assert preview_roll(data).undecided == ()
    assert [p.kind for p in preview_roll(data, Decisions(restore_zeros=True)).undecided] == [Kind.CONFLICT]


def test_rows_without_a_name() -> None:
    data = table("1;Siswa 001;0009321234;X 1;a", "2;;0009321235;X 1;a", ";;;;Kepala Sekolah")
    preview = preview_roll(data)
    assert [(p.kind, p.level, p.rows) for p in preview.problems][:1] == [(Kind.NO_NAME, Level.DECIDE, (3,))]
    assert (Kind.NOT_A_VOTER, (4,)) in [(p.kind, p.rows) for p in preview.problems]
    with pytest.raises(RollError, match="Row 3 of the roll has no name"):
        preview.roll()
    assert len(read_roll(data, Decisions(left_out=frozenset({3}))).voters) == 1


@pytest.mark.parametrize("number", ["00093212345", "A009321234", "12345"])
def test_odd_numbers_are_kept_and_pointed_at(number: str) -> None:
    preview = preview_roll(table(f"1;Siswa 001;{number};X 1;a"))
    assert preview.roll().voters[0].number == number
    assert [(p.kind, p.level) for p in preview.problems] == [(Kind.ODD_NUMBER, Level.LOOK)]


@pytest.mark.parametrize("number", ["-", "0", "0000000000", "'"])
def test_a_placeholder_is_no_number(number: str) -> None:
    preview = preview_roll(table(f"1;Siswa 001;{number};X 1;a", f"2;Siswa 002;{number};X 1;a"))
    assert [row.voter.number for row in preview.rows] == ["", ""]
    assert [p.kind for p in preview.problems] == [Kind.NO_NUMBER]


def test_control_characters_do_not_reach_a_list() -> None:
    voter = read_roll("Nama,Kelas\nSiswa\u202e \u200b001,X\u00ad 1\n".encode()).voters[0]
    assert voter == Voter("Siswa 001", "", "X 1")
    assert len(read_roll(f"Nama\n{'S' * 5000}\n".encode()).voters[0].name) == 200


# -- files that are no rolls -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"PK\x03\x04rest", "cannot be read"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "cannot be read"),
        (b"<html><table><tr><td>Nama</td></tr></table>", "web page"),
        (b"x" * (sheets.MAX_ROLL_BYTES + 1), "larger than 32 MiB"),
        (b"Nama\x00,NISN\n", "neither a workbook nor text"),
    ],
)
def test_refuses_what_is_no_roll(data: bytes, sentence: str) -> None:
    with pytest.raises(RollError, match=sentence):
        preview_roll(data)


def test_refuses_a_cell_at_the_end_of_the_world() -> None:
    """Reading the sheet as a whole would take 17 thousand million cells."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write(0, 0, "Nama")
    sheet.write(1_048_575, 16_383, "x")
    book.close()
    with pytest.raises(RollError, match=r"far too large|cannot be read"):
        preview_roll(out.getvalue())


def test_a_reader_that_dies_is_a_sentence_and_this_program_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a damaged workbook can do to the library is done here to its process: an abort, or an endless loop."""
    data = dapodik_xlsx(PUPILS[:2])
    run = subprocess.run

    def aborting(command: list[str], **options: object) -> object:
        return run([command[0], "-c", "import os; os.abort()"], **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", aborting)
    with pytest.raises(RollError, match="cannot be read"):
        preview_roll(data)

    def endless(command: list[str], **options: object) -> object:
        raise subprocess.TimeoutExpired(command, 1)

    monkeypatch.setattr(subprocess, "run", endless)
    with pytest.raises(RollError, match="cannot be read"):
        preview_roll(data)


def test_the_two_programs_agree_on_exit_codes() -> None:
    """The reader is started by its file name and imports nothing of ours."""
    namespace: dict[str, object] = {}
    text = sheets._READER.read_text("utf-8")
    names = ("PASSWORD_EXIT", "TOO_LARGE_EXIT", "MAX_CELLS", "MAX_CHARACTERS")
    for name in names:
        line = next(line for line in text.splitlines() if line.startswith(f"{name}:"))
        namespace[name] = int(line.rpartition("=")[2])
    assert namespace == {name: getattr(sheets, name) for name in names}
    assert "from registrar" not in text


def test_pupils_have_what_real_names_have() -> None:
    names = " ".join(pupil.name for pupil in PUPILS)
    assert "'" in names
    assert "\u2019" in names
    assert isinstance(PUPILS[0], Pupil)
    assert list(csv.reader(io.StringIO(dapodik_csv(PUPILS).decode("utf-8-sig")), delimiter=";"))[5][24] == "Nama"


# -- files that are made to hang or to fill the memory -----------------------------------------------------------------


def _refused_quickly(data: bytes, match: str) -> None:
    """Without the limits each of them takes minutes or hours, or all memory; a busy machine has time enough."""
    begun = time.monotonic()
    with pytest.raises(RollError, match=match):
        preview_roll(data)
    assert time.monotonic() - begun < 60


def test_a_header_of_opening_brackets_takes_no_time() -> None:
    _refused_quickly(b"Nama" + b"(a" * 50_000 + b",Kelas\nSiswa 001,X 1\n", "no column named Nama")


def test_a_row_of_millions_of_cells_is_refused() -> None:
    _refused_quickly(b"Nama" + b"," * (sheets.MAX_CELLS + 1), "far too large")


def test_a_file_of_millions_of_rows_is_refused() -> None:
    _refused_quickly(b"Nama,Kelas\n" + b"A,\n" * (sheets.MAX_CELLS // 2 + 1), "far too large")


def test_more_rows_than_voters_are_refused_before_they_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registrar.rolls.preview.MAX_VOTERS", 3)
    # The fourth has neither a name nor a number, so it would be no voter.
    data = b"Nama,Kelas\nA,X\nB,X\nC,X\n,X\n"
    _refused_quickly(data, "at most 3 voters")


def test_a_workbook_whose_cells_repeat_one_long_text_is_refused() -> None:
    """A few kilobytes that unpack to a megabyte of markup and, in memory, to gigabytes of text."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for row, text in enumerate(["Nama", *["x" * 32_000] * 4000]):
        sheet.write_string(row, 0, text)
    book.close()
    with zipfile.ZipFile(out) as archive:
        assert sum(member.file_size for member in archive.infolist()) < 2 * 2**20
    _refused_quickly(out.getvalue(), "far too large")
