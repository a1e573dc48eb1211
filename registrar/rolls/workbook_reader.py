"""A program of its own that reads one workbook from standard input and writes its sheets to standard output.

A damaged workbook can make the library that reads it panic or ask for more memory than there is, which ends a
process. It is this process that ends then, without a core file: nothing of a roll may be left on a disk.
Started by file name, so it imports nothing of this project; :mod:`registrar.rolls.sheets` is its only caller.
"""

import io
import math
import sys
from typing import Any, Final

import msgspec
from python_calamine import CalamineWorkbook, PasswordError

MAX_MEMORY_BYTES: Final = 3 * 1024**3
MAX_CELLS: Final = 20_000_000
"""A sheet is read as a whole: a single cell far away would take all memory."""
EXACT_LIMIT: Final = 10**15
"""Spreadsheets keep 15 digits of a number; what follows was lost when it was typed."""
PASSWORD_EXIT: Final = 3
TOO_LARGE_EXIT: Final = 4


class RawSheet(msgspec.Struct, frozen=True):
    """A sheet as it goes through the pipe: texts, merged ranges and cells whose number is inexact, all from 0."""

    name: str
    rows: list[list[str]]
    merged: list[tuple[tuple[int, int], tuple[int, int]]]
    inexact: list[tuple[int, int]]


def _limit() -> None:
    try:
        import resource
    except ImportError:  # no such limits on this system
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))


def _sheet(book: Any, name: str) -> RawSheet:
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height * sheet.total_width > MAX_CELLS:
        sys.exit(TOO_LARGE_EXIT)
    rows, inexact = [], []
    for row, cells in enumerate(sheet.to_python(skip_empty_area=False)):
        rows.append([_text(cell) for cell in cells])
        inexact += [(row, column) for column, cell in enumerate(cells) if _is_inexact(cell)]
    return RawSheet(name, rows, list(sheet.merged_cell_ranges or ()), inexact)


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return str(int(cell)) if math.isfinite(cell) and cell.is_integer() else repr(cell)
    return str(cell)


def _is_inexact(cell: object) -> bool:
    return isinstance(cell, (int, float)) and abs(cell) >= EXACT_LIMIT


def main() -> None:
    """Read, write, end."""
    _limit()
    try:
        book = CalamineWorkbook.from_object(io.BytesIO(sys.stdin.buffer.read()))
        sheets = [_sheet(book, name) for name in book.sheet_names]
    except PasswordError:
        sys.exit(PASSWORD_EXIT)
    sys.stdout.buffer.write(msgspec.json.encode(sheets))


if __name__ == "__main__":
    main()
