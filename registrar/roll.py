"""Rolls: a school's list of voters as CSV, reduced on reading to name, student number and class.

Rolls of schools carry parents' incomes and identity numbers. Every other column is dropped here and never kept
(DESIGN section 7). Columns are found by the texts of their header, in any order; student numbers are strings.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Sequence

from registrar.errors import RollError
from registrar.rolls.voters import Roll, Voter

MAX_ROLL_BYTES = 32 * 1024 * 1024
MAX_WEIGHT = 1_000_000

_HEADERS = {
    "name": ("nama", "nama lengkap", "nama siswa", "nama peserta didik", "name"),
    "number": ("nisn", "nipd", "nis", "nism", "nomor induk", "student number"),
    "group": ("rombel saat ini", "rombel", "kelas", "class"),
    "weight": ("bobot", "weight"),
}
_WEIGHT = re.compile(r"[1-9][0-9]{0,6}")
_HEADER_ROWS = 12
"""School exports put their own name and date above the header; it stands within the first rows."""


def read_roll(data: bytes) -> Roll:
    """The roll of a CSV file's bytes (UTF-8 with or without BOM, or Windows-1252; comma, semicolon or tab).

    Raises :class:`RollError` without a header with a name column, without voters, for a row without a name, for
    the same voter twice, and for a weight that is no whole number from 1 to 1,000,000.
    """
    rows = _rows(data)
    header, columns = _find_header(rows)
    voters: list[Voter] = []
    for number, row in enumerate(rows[header + 1 :], start=header + 2):
        if any(cell.strip() for cell in row):
            voters.append(_voter(row, columns, number))
    if not voters:
        raise RollError("The roll has a header but no voters below it. Save the sheet with its rows and try again.")
    _refuse_doubles(voters)
    kept = set(columns.values())
    dropped = tuple(text.strip() for i, text in enumerate(rows[header]) if i not in kept and text.strip())
    return Roll(tuple(voters), dropped, tuple(_warnings(voters)))


def _rows(data: bytes) -> list[list[str]]:
    if len(data) > MAX_ROLL_BYTES:
        raise RollError(f"The roll is larger than {MAX_ROLL_BYTES // 2**20} MiB, which no list of voters is.")
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise RollError("This is an Excel workbook. Save the sheet as CSV and read that file.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise RollError("This file is not text. Save the roll as CSV and read that file.")
    delimiter = max(",;\t", key=lambda mark: max((line.count(mark) for line in text.splitlines()[:30]), default=0))
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise RollError(f"The roll is not well-formed CSV: {error}. Save the sheet again as CSV.") from error


def _find_header(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    for index, row in enumerate(rows[:_HEADER_ROWS]):
        texts = [re.sub(r"\s+", " ", cell).strip().lower() for cell in row]
        columns = {}
        for field, names in _HEADERS.items():
            found = next((texts.index(name) for name in names if name in texts), None)
            if found is not None:
                columns[field] = found
        if "name" in columns:
            return index, columns
    raise RollError("The roll has no column named Nama (or Name) in its first rows. Add a header row and try again.")


def _voter(row: Sequence[str], columns: dict[str, int], number: int) -> Voter:
    def cell(field: str) -> str:
        index = columns.get(field)
        text = row[index] if index is not None and index < len(row) else ""
        return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()

    name = cell("name")
    if not name:
        raise RollError(f"Row {number} of the roll has no name. Fill it in or delete the row.")
    weight = cell("weight") or "1"
    if not (_WEIGHT.fullmatch(weight) and int(weight) <= MAX_WEIGHT):
        raise RollError(f"Row {number} of the roll has a weight that is no whole number from 1 to {MAX_WEIGHT}.")
    return Voter(name, cell("number"), cell("group"), int(weight))


def _refuse_doubles(voters: Sequence[Voter]) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for place, voter in enumerate(voters, start=1):
        key = ("number", voter.number) if voter.number else ("name", voter.name.casefold(), voter.group.casefold())
        first = seen.setdefault(key, place)
        if first != place:
            what = "student number" if voter.number else "name and class, without a number,"
            raise RollError(f"Voters {first} and {place} of the roll have the same {what}. Each may stand there once.")


def _warnings(voters: Sequence[Voter]) -> list[str]:
    warnings = []
    missing = sum(not voter.number for voter in voters)
    if missing:
        warnings.append(f"{missing} voters have no student number; they are told apart by name and class.")
    short = sum(voter.number.isdigit() and 7 <= len(voter.number) < 10 for voter in voters)
    if short:
        warnings.append(f"{short} student numbers may have lost leading zeros (an NISN has ten digits).")
    return warnings
