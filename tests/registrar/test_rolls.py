import pytest
from hypothesis import given
from hypothesis import strategies as st

from registrar.errors import RollError
from registrar.rolls.preview import read_roll
from registrar.rolls.voters import Roll, Voter

HEADER = "Nama,NISN,Rombel Saat Ini\n"


def roll(text: str) -> Roll:
    return read_roll(text.encode())


def test_keeps_name_number_and_class_and_drops_every_other_column() -> None:
    read = roll("No,Nama,NIK,NISN,Rombel Saat Ini,Penghasilan Ibu\n1,Siswa 001,3201,0009321234,X MERDEKA 3,500000\n")
    assert read.voters == (Voter("Siswa 001", "0009321234", "X MERDEKA 3"),)
    assert read.dropped == ("No", "NIK", "Penghasilan Ibu")
    assert "3201" not in repr(read.voters)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_forgives_byte_order_marks_and_delimiters(encoding: str, delimiter: str) -> None:
    text = "Nama,NISN\nSiswa 001,0009321234\n".replace(",", delimiter)
    assert read_roll(text.encode(encoding)).voters == (Voter("Siswa 001", "0009321234", ""),)


def test_finds_the_header_below_the_school_s_own_rows() -> None:
    read = roll("Daftar Peserta Didik,,\nSMA CONTOH,,\n,,\nNama,NISN,Kelas\nSiswa 001,0000000001,XII TKJ 4\n")
    assert read.voters == (Voter("Siswa 001", "0000000001", "XII TKJ 4"),)


def test_reads_windows_1252_and_apostrophes() -> None:
    assert read_roll("Nama,NISN\nSiswa d\u00e9 001,1234567890\n".encode("cp1252")).voters[0].name == "Siswa d\u00e9 001"


def test_reads_weights() -> None:
    assert [v.weight for v in roll("Nama,Bobot\nSiswa 001,3\nSiswa 002,\n").voters] == [3, 1]


@pytest.mark.parametrize("weight", ["0", "-1", "1.5", "1e3", "2000000", "\u0663"])
def test_refuses_weights_that_are_no_small_whole_numbers(weight: str) -> None:
    with pytest.raises(RollError, match="weight"):
        roll(f"Nama,Bobot\nSiswa 001,{weight}\n")


def test_refuses_a_roll_without_a_header() -> None:
    with pytest.raises(RollError, match="no column named Nama"):
        roll("Siswa 001,0009321234\n")


def test_refuses_a_roll_without_voters() -> None:
    with pytest.raises(RollError, match="no voters"):
        roll(HEADER)


def test_refuses_a_row_without_a_name() -> None:
    with pytest.raises(RollError, match="Row 2 of the roll has no name"):
        roll(HEADER + ",0009321234,X\n")


def test_refuses_the_same_student_number_twice() -> None:
    with pytest.raises(RollError, match=r"Rows 2, 3 .* student number"):
        roll(HEADER + "Siswa 001,0009321234,X\nSiswa 002,0009321234,X\n")


def test_admits_equal_names_with_different_numbers() -> None:
    assert len(roll(HEADER + "Siswa 001,0009321234,X\nSiswa 001,0009321235,X\n").voters) == 2


def test_warns_of_missing_and_shortened_numbers() -> None:
    warnings = roll(HEADER + "Siswa 001,,X\nSiswa 002,9321234,X\n").warnings
    assert "1 voters have no student number" in warnings[0]
    assert "1 NISN may have lost leading zeros" in warnings[1]


def test_refuses_malformed_csv() -> None:
    with pytest.raises(RollError, match="well-formed"):
        roll('Nama,NISN\n"Siswa 001,0009321234\n')


@given(st.binary(max_size=300))
def test_nothing_but_its_own_error_escapes(data: bytes) -> None:
    try:
        read = read_roll(data)
    except RollError:
        return
    assert all(voter.name for voter in read.voters)


@pytest.mark.parametrize("weight", ["0000000019", "000000001" + "9" * 9, "000000001" + "9" * 5000, "01", "1000001"])
def test_a_weight_is_read_in_full(weight: str) -> None:
    """Zeros in front once hid the digits behind them, and thousands of digits ended in a ValueError."""
    with pytest.raises(RollError, match="Row 2 of the roll has a weight"):
        read_roll(f"Nama;Bobot\nSiswa 001;{weight}\n".encode())
