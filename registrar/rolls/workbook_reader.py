"""A program of its own that reads one workbook from standard input and writes its sheets to standard output.

A damaged workbook can make the library that reads it panic or ask for more memory than there is, which ends a
process. It is this process that ends then, without a core file: nothing of a roll may be left on a disk.
Started by file name, so it imports nothing of this project; :mod:`registrar.rolls.sheets` is its only caller.
"""

import io
import math
import sys
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from python_calamine import CalamineWorkbook, PasswordError

MAX_MEMORY_BYTES: Final = 3 * 1024**3
MAX_CELLS: Final = 5_000_000
"""In all sheets. A sheet is read as a whole: a single cell far away would take all memory."""
MAX_CHARACTERS: Final = 50_000_000
"""In all cells: a workbook keeps a text once, however many cells repeat it, and the reader's caller does not."""
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


@dataclass
class _Budget:
    """What the sheets that are still to be read may hold."""

    cells: int = MAX_CELLS
    characters: int = MAX_CHARACTERS

    def spend(self, *, cells: int = 0, characters: int = 0) -> None:
        """Ends the program when there is more than any roll has."""
        self.cells -= cells
        self.characters -= characters
        if self.cells < 0 or self.characters < 0:
            sys.exit(TOO_LARGE_EXIT)


def _sheet(book: Any, name: str, budget: _Budget) -> RawSheet:
    sheet = book.get_sheet_by_name(name)
    budget.spend(cells=sheet.total_height * sheet.total_width)
    rows, inexact = [], []
    for row, cells in enumerate(sheet.iter_rows()):
        texts = [_text(cell) for cell in cells]
        budget.spend(characters=sum(map(len, texts)))
        rows.append(texts)
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
        budget = _Budget()
        sheets = [_sheet(book, name, budget) for name in book.sheet_names]
    except PasswordError:
        sys.exit(PASSWORD_EXIT)
    sys.stdout.buffer.write(msgspec.json.encode(sheets))


if __name__ == "__main__":
    main()
