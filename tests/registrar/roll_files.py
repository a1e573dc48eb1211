"""Rolls as schools have them, made at run time: the layouts of Dapodik, EMIS and staff lists, with invented pupils.

Every cell that must not be kept holds a canary: :data:`CANARIES` are the texts to look for afterwards.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

import xlsxwriter
import xlwt
from faker import Faker

CANARIES = ("KENARI-NIK-7791", "KENARI-AYAH-8812", "KENARI-REKENING-3304", "99876014437219", "KENARI-LINTANG")
"""Identity number, father's name, bank account, income (a number), coordinates."""

_PLAIN = (
    "No", "Nama", "NIPD", "JK", "NISN", "Tempat Lahir", "Tanggal Lahir", "NIK", "Agama", "Alamat", "RT", "RW", "Dusun",
    "Kelurahan", "Kecamatan", "Kode Pos", "Jenis Tinggal", "Alat Transportasi", "Telepon", "HP", "E-Mail", "SKHUN",
    "Penerima KPS", "No. KPS",
)  # fmt: skip
_PARENT = ("Nama", "Tahun Lahir", "Jenjang Pendidikan", "Pekerjaan", "Penghasilan", "NIK")
_AFTER = (
    "Rombel Saat Ini", "No Peserta Ujian Nasional", "No Seri Ijazah", "Penerima KIP", "Nomor KIP", "Nama di KIP",
    "Nomor KKS", "No Registrasi Akta Lahir", "Bank", "Nomor Rekening Bank", "Rekening Atas Nama",
    "Layak PIP (usulan dari sekolah)", "Alasan Layak PIP", "Kebutuhan Khusus", "Sekolah Asal", "Anak ke-berapa",
    "Lintang", "Bujur", "No KK", "Berat Badan", "Tinggi Badan", "Lingkar Kepala", "Jml. Saudara Kandung",
    "Jarak Rumah ke Sekolah (KM)",
)  # fmt: skip
PARENTS = ("Data Ayah", "Data Ibu", "Data Wali")
WIDTH = len(_PLAIN) + len(PARENTS) * len(_PARENT) + len(_AFTER)
"""66 columns, as Dapodik has them."""
HEADER_ROW = 4
"""From 0: rows 5 and 6 of the sheet; pupils from row 7 on."""


@dataclass(frozen=True)
class Pupil:
    """What a roll says of a pupil and we keep."""

    name: str
    nisn: str
    group: str
    nipd: str = ""


def pupils(count: int, *, seed: int = 7) -> list[Pupil]:
    """Invented pupils in classes of 30, with the apostrophes and single names that rolls have."""
    fake = Faker("id_ID")
    fake.seed_instance(seed)
    made = []
    for number in range(count):
        name = fake.unique.name()
        name = {0: f"Nur'{name}", 1: name.split()[0], 2: f"{name}, S\u2019ad"}.get(number % 9, name)
        group = ("X MERDEKA 1", "XI IPA 2", "XII TKJ 4")[number // 30 % 3]
        made.append(Pupil(f"{name} {number:03}", f"{9_321_234 + number * 17:010}", group, str(2400 + number)))
    return made


def shortened(pupil: Pupil) -> Pupil:
    """The pupil as Excel has it after somebody typed the number."""
    return replace(pupil, nisn=pupil.nisn.lstrip("0"))


def _cells(number: int, pupil: Pupil) -> list[str | int]:
    plain: list[str | int] = [number, pupil.name, pupil.nipd, "L", pupil.nisn, "Contoh", "2009-01-31", CANARIES[0]]
    plain += ["x"] * (len(_PLAIN) - len(plain))
    parent: list[str | int] = [CANARIES[1], 1975, "SMA", "Lainnya", int(CANARIES[3]), CANARIES[0]]
    after: list[str | int] = [pupil.group, *["y"] * (len(_AFTER) - 1)]
    after[_AFTER.index("Nomor Rekening Bank")] = CANARIES[2]
    after[_AFTER.index("Lintang")] = CANARIES[4]
    return [*plain, *parent, *parent, *parent, *after]


def dapodik_xlsx(roll: Sequence[Pupil], *, numbers: bool = False) -> bytes:
    """The file of Dapodik's "Unduh Daftar PD"; with ``numbers`` the NISN are numbers, as after editing in Excel."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Daftar Peserta Didik")
    sheet.write(0, 0, "Daftar Peserta Didik")
    sheet.write(1, 0, "SMAN CONTOH")
    sheet.write(2, 0, "Kecamatan Contoh, Kota Contoh")
    sheet.write(3, 0, "Tanggal Unduh: 2026-11-24 08:00:00")
    column = 0
    for text in _PLAIN:
        sheet.merge_range(HEADER_ROW, column, HEADER_ROW + 1, column, text)
        column += 1
    for parent in PARENTS:
        sheet.merge_range(HEADER_ROW, column, HEADER_ROW, column + len(_PARENT) - 1, parent)
        for place, text in enumerate(_PARENT):
            sheet.write(HEADER_ROW + 1, column + place, text)
        column += len(_PARENT)
    for text in _AFTER:
        sheet.merge_range(HEADER_ROW, column, HEADER_ROW + 1, column, text)
        column += 1
    for number, pupil in enumerate(roll, 1):
        for place, cell in enumerate(_cells(number, pupil)):
            as_number = isinstance(cell, int) or (numbers and place == _PLAIN.index("NISN") and cell)
            write = sheet.write_number if as_number else sheet.write_string
            write(HEADER_ROW + 1 + number, place, _value(cell, as_number))
    book.close()
    return out.getvalue()


def _value(cell: str | int, as_number: object) -> str | int:
    return int(cell) if as_number else cell


def dapodik_xls(roll: Sequence[Pupil], *, numbers: bool = False) -> bytes:
    """The same as the old format, where numbers come back as whole ones."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Daftar Peserta Didik")
    sheet.write(0, 0, "Daftar Peserta Didik")
    column = 0
    for text in _PLAIN:
        sheet.write_merge(HEADER_ROW, HEADER_ROW + 1, column, column, text)
        column += 1
    for parent in PARENTS:
        sheet.write_merge(HEADER_ROW, HEADER_ROW, column, column + len(_PARENT) - 1, parent)
        for place, text in enumerate(_PARENT):
            sheet.write(HEADER_ROW + 1, column + place, text)
        column += len(_PARENT)
    for text in _AFTER:
        sheet.write_merge(HEADER_ROW, HEADER_ROW + 1, column, column, text)
        column += 1
    for number, pupil in enumerate(roll, 1):
        for place, cell in enumerate(_cells(number, pupil)):
            as_number = numbers and place == _PLAIN.index("NISN") and cell
            sheet.write(HEADER_ROW + 1 + number, place, _value(cell, as_number))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def dapodik_csv(roll: Sequence[Pupil]) -> bytes:
    """The workbook saved as CSV by an Indonesian Excel: BOM, semicolons, the merging gone."""
    upper = [*_PLAIN, *(text for parent in PARENTS for text in (parent, *[""] * (len(_PARENT) - 1))), *_AFTER]
    lower = [*[""] * len(_PLAIN), *(_PARENT * len(PARENTS)), *[""] * len(_AFTER)]
    head: list[list[str]] = [["Daftar Peserta Didik"], ["SMAN CONTOH"], [], []]
    return _csv([*head, upper, lower, *(_cells(number, pupil) for number, pupil in enumerate(roll, 1))])


def emis_csv(roll: Sequence[Pupil]) -> bytes:
    """A madrasah's list: the school's numbers stand in every row, beside NISM and NISN."""
    header = ["NSM", "NPSN", "NISM", "NISN", "Nama Lengkap", "Tingkat", "Rombel", "Nama Ayah"]
    rows = [
        ["131232710001", "20277788", f"1312327100012500{number:02}", p.nisn, p.name, "10", p.group, CANARIES[1]]
        for number, p in enumerate(roll, 1)
    ]
    return _csv([header, *rows], delimiter=",", bom=False)


def staff_xlsx(names: Sequence[str]) -> bytes:
    """``daftar-guru-...xlsx``: header in row 5, people from row 6 on."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Daftar Guru")
    sheet.write(0, 0, "Daftar Guru")
    for column, text in enumerate(("No", "Nama", "NUPTK", "JK", "Tempat Lahir", "NIP", "NIK", "Rekening")):
        sheet.write(4, column, text)
    for row, name in enumerate(names, 5):
        cells = (str(row - 4), name, f"88{row:014}", "P", "Contoh", "", CANARIES[0], CANARIES[2])
        for column, text in enumerate(cells):
            sheet.write_string(row, column, text)
    book.close()
    return out.getvalue()


def _csv(rows: Sequence[Sequence[object]], *, delimiter: str = ";", bom: bool = True) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode("utf-8-sig" if bom else "utf-8")


def workbook(rows: Sequence[Sequence[object]], *more: Sequence[Sequence[object]]) -> bytes:
    """An xlsx file with these tables on sheets of their own."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for table in (rows, *more):
        sheet = book.add_worksheet()
        for row, cells in enumerate(table):
            for column, cell in enumerate(cells):
                sheet.write(row, column, cell)
    book.close()
    return out.getvalue()
