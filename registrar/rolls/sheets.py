"""A roll's file as sheets of text: workbooks (xlsx, xls, ods) and CSV, read in memory and nothing written.

Invariant: row ``n`` of a sheet is the row that a spreadsheet program numbers ``n + 1``. A number is its shortest
decimal text, so a student number that was stored as a number has no ``.0``; its leading zeros are lost already.
"""

import csv
import io
import re
import subprocess
import sys
import zipfile
import zlib
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec

from registrar.errors import RollError

MAX_ROLL_BYTES: Final = 32 * 1024 * 1024
MAX_UNPACKED_BYTES: Final = 512 * 1024 * 1024
MAX_CELLS: Final = 5_000_000
MAX_CHARACTERS: Final = 50_000_000
"""Of all sheets: 75,000 pupils in the widest layout that schools have."""
READER_SECONDS: Final = 120.0
PASSWORD_EXIT: Final = 3
TOO_LARGE_EXIT: Final = 4
"""How :mod:`registrar.rolls.workbook_reader`, a program of its own, says what it could not do."""

_READER: Final = Path(__file__).with_name("workbook_reader.py")
_LINES_OF_DELIMITER: Final = 30
_EXPONENT: Final = re.compile(r"[0-9][.,]?[0-9]*E\+[0-9]{1,3}", re.IGNORECASE)

Place = tuple[int, int]
"""Row and column, from 0."""


class Sheet(msgspec.Struct, frozen=True):
    """``rows`` of texts; ``merged`` areas by their first and last cell; cells whose number is ``inexact``."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    merged: tuple[tuple[Place, Place], ...] = ()
    inexact: frozenset[Place] = frozenset()

    def cell(self, row: int, column: int) -> str:
        """The text of a cell; empty outside of the sheet."""
        if not 0 <= row < len(self.rows):
            return ""
        return self.rows[row][column] if 0 <= column < len(self.rows[row]) else ""


@dataclass(frozen=True, slots=True)
class _Refusal:
    exit_code: int
    sentence: str


_REFUSALS: Final = (
    _Refusal(PASSWORD_EXIT, "This workbook has a password. Save it without one, or as CSV, and try again."),
    _Refusal(TOO_LARGE_EXIT, "A sheet of this workbook is far too large. Save the list alone and try that."),
)
_UNREADABLE: Final = "This workbook cannot be read. Save it again as .xlsx or as CSV, and try that."


def read_sheets(data: bytes) -> list[Sheet]:
    """The sheets of a file, in its order; :class:`RollError` for a file that is neither workbook nor text.

    CSV is UTF-8 with or without a byte order mark, UTF-16 with one, or Windows-1252; comma, semicolon or tab.
    """
    if len(data) > MAX_ROLL_BYTES:
        raise RollError("The roll is larger than {most} MiB, which no list of voters is.", most=MAX_ROLL_BYTES // 2**20)
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _workbook(data)
    return [_text_sheet(data)]


# -- workbooks -----------------------------------------------------------------------------------------------------


def _workbook(data: bytes) -> list[Sheet]:
    if find_spec("python_calamine") is None:
        raise RollError("Reading workbooks needs python-calamine. Install it, or save the roll as CSV.")
    if data.startswith(b"PK"):
        _refuse_bombs(data)
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(_READER)], input=data, capture_output=True, timeout=READER_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise RollError(_UNREADABLE) from error
    for refusal in _REFUSALS:
        if done.returncode == refusal.exit_code:
            raise RollError(refusal.sentence)
    if done.returncode:
        raise RollError(_UNREADABLE)
    try:
        return msgspec.json.decode(done.stdout, type=list[Sheet])
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise RollError(_UNREADABLE) from error


def _refuse_bombs(data: bytes) -> None:
    """Refuse a small file that says that it unpacks to a giant one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError) as error:
        raise RollError(_UNREADABLE) from error
    if size > MAX_UNPACKED_BYTES:
        raise RollError("This workbook unpacks to more than any roll holds. Save the list alone and try again.")


# -- text ----------------------------------------------------------------------------------------------------------


def _text_sheet(data: bytes) -> Sheet:
    text = _decoded(data)
    if "\x00" in text:
        raise RollError("This file is neither a workbook nor text. Save the roll as .xlsx or CSV and read that file.")
    if re.match(r"\s*<(?:!doctype|html|table|\?xml|style|meta)", text, re.IGNORECASE):
        raise RollError("This is a web page under the name of a workbook. Open it and save it as .xlsx, then try that.")
    lines = list(islice(io.StringIO(text), _LINES_OF_DELIMITER))
    delimiter = max(",;\t", key=lambda mark: max((line.count(mark) for line in lines), default=0))
    if text.count(delimiter) + text.count("\n") > MAX_CELLS:
        raise RollError("This file is far too large for a roll. Save the list alone and try that.")
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise RollError(
            "The roll is not well-formed CSV: {reason}. Save the sheet again as CSV.", reason=str(error)
        ) from error
    if rows and len(rows[0]) <= 2 and rows[0][:1] == ["sep="]:
        # Excel's own hint for itself: no row of the table, but one that spreadsheet programs count.
        rows[0] = []
    inexact = {(r, c) for r, row in enumerate(rows) for c, cell in enumerate(row) if _EXPONENT.fullmatch(cell.strip())}
    return Sheet("", tuple(map(tuple, rows)), (), frozenset(inexact))


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
