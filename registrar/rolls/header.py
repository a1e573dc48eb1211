"""The header of a roll: found by its texts, in any column, in one row or in two merged ones.

Invariant: a column is known by its whole header, so the ``Nama`` under ``Data Ayah`` is never the pupil's. Headers
of Dapodik stand in two rows, where a merged cell has its text in its first cell; exports of it as CSV have lost the
merging but not the place.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from registrar.errors import RollError
from registrar.rolls.sheets import Sheet

Field = Literal["name", "nisn", "number", "group", "weight"]

HEADER_ROWS: Final = 25
"""School exports put their own name, address and date above the header; it stands within the first rows."""
STAFF_GROUP: Final = "Guru dan staf"
"""The class of a staff list, which has none."""

_HEADERS: Final[dict[Field, tuple[str, ...]]] = {
    "name": (
        "nama", "nama lengkap", "nama siswa", "nama peserta didik", "nama murid", "nama santri", "nama pd",
        "nama guru", "nama ptk", "nama pegawai", "nama pemilih", "nama mahasiswa", "nama anggota", "nama warga",
        "name", "full name", "student name",
    ),
    "nisn": ("nisn", "no nisn", "nomor nisn", "nomor induk siswa nasional"),
    "number": (
        "nipd", "nis", "nism", "nomor induk", "no induk", "nomor induk siswa", "nis lokal", "nuptk", "nip", "nim",
        "nomor anggota", "student number", "number",
    ),
    "group": (
        "rombel saat ini", "rombel", "rombongan belajar", "kelas rombel", "nama rombel", "kelas", "kelas saat ini",
        "class", "group",
    ),
    "weight": ("bobot", "weight"),
}  # fmt: skip
_STAFF: Final = frozenset({"nuptk", "nip", "jenis ptk", "nama ptk", "nama guru", "nama pegawai"})
_RUNNING: Final = frozenset({"no", "no urut", "nomor", "nomor urut", "#"})


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands and what it says.

    ``first`` and ``last`` are its rows and ``data`` the first row below it, from 0; ``texts`` the whole header of each
    column as a person reads it, ``columns`` the places of the kept ones; ``running`` the columns of running numbers.
    """

    first: int
    last: int
    data: int
    texts: tuple[str, ...]
    columns: dict[Field, int]
    running: frozenset[int]
    staff: bool

    @property
    def dropped(self) -> tuple[str, ...]:
        """The headers of the columns that are not kept."""
        kept = set(self.columns.values())
        return tuple(text for place, text in enumerate(self.texts) if text and place not in kept)


def find_header(sheet: Sheet) -> Header:
    """The header of a sheet; :class:`RollError` if none of its first rows has a column of names."""
    for row in range(min(HEADER_ROWS, len(sheet.rows))):
        if any(_plain(cell) in _HEADERS["name"] for cell in sheet.rows[row]):
            header = _header_at(sheet, row)
            if "name" in header.columns:
                return header
    raise RollError("The roll has no column named Nama (or Name) in its first rows. Add a header row and try again.")


def _header_at(sheet: Sheet, first: int) -> Header:
    width = max(len(sheet.rows[first]), len(sheet.rows[first + 1]) if first + 1 < len(sheet.rows) else 0)
    upper = _spread(sheet, first, width)
    last = first
    if _has_second_row(sheet, first, upper):
        last = first + 1
    texts = []
    for column in range(width):
        lower = sheet.cell(last, column) if last > first else ""
        texts.append(" ".join(f"{upper[column]} {lower}".split()))
    columns = _columns(texts)
    data = last + 1
    if _counts(sheet, data):
        data += 1
    plain = [_plain(text) for text in texts]
    running = frozenset(place for place, text in enumerate(plain) if text in _RUNNING)
    staff = "nisn" not in columns and any(text in _STAFF for text in plain)
    return Header(first, last, data, tuple(texts), columns, running, staff)


def _spread(sheet: Sheet, row: int, width: int) -> list[str]:
    """The texts of a row, with that of a cell merged over several columns above each of them."""
    texts = [sheet.cell(row, column) for column in range(width)]
    for (top, left), (bottom, right) in sheet.merged:
        if top <= row <= bottom and left < right:
            for column in range(left, min(right + 1, width)):
                texts[column] = sheet.cell(top, left)
    return texts


def _has_second_row(sheet: Sheet, first: int, upper: Sequence[str]) -> bool:
    """Whether the next row still belongs to the header: nothing stands under its names, numbers and classes."""
    if first + 1 >= len(sheet.rows):
        return False
    columns = _columns([" ".join(text.split()) for text in upper])
    if any(sheet.cell(first + 1, column).strip() for column in columns.values()):
        return False
    return any(re.search(r"[^\W\d_]", cell) for cell in sheet.rows[first + 1])


def _counts(sheet: Sheet, row: int) -> bool:
    """Whether a row numbers the columns (1 2 3 ...), as forms on paper do."""
    cells = [cell.strip() for cell in sheet.rows[row] if cell.strip()] if row < len(sheet.rows) else []
    return len(cells) >= 3 and cells == [str(number) for number in range(1, len(cells) + 1)]


def _columns(texts: Sequence[str]) -> dict[Field, int]:
    plain = [_plain(text) for text in texts]
    columns: dict[Field, int] = {}
    for field, names in _HEADERS.items():
        found = next((plain.index(name) for name in names if name in plain), None)
        if found is not None:
            columns[field] = found
    return columns


def _plain(text: str) -> str:
    """A header without case, punctuation and what stands in brackets."""
    # No bracket inside of brackets: the time stays linear, whatever somebody wrote.
    without = re.sub(r"\([^()]*\)", " ", text.casefold())
    return " ".join(re.sub(r"[^\w#]+", " ", without).split())
