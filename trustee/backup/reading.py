"""Sealed bytes from what was scanned and typed: QR texts and lines in any order and mixture, one in each row.

Invariant: bytes come out only if they are exactly those of one paper; every row that does not fit is told with its
line or code, and what is missing is named. Rows that were given twice are forgiven.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from trustee.backup.lines import LAST_LINE, LINE_BYTES, read_line
from trustee.backup.parts import PREFIX, Part, paper_of, read_part, write_parts
from trustee.backup.writing import HEADER_DIGEST, VERSION, line_pieces
from trustee.errors import BackupError

BACKUP_LIMIT: Final = 1024 * 1024
TITLE: Final = "SUARA SAH KEY BACKUP"


@dataclass(frozen=True, slots=True)
class Collected:
    """How far a collection is. ``box`` are the sealed bytes once QR codes or lines are complete; ``mistakes`` are
    about rows, in their order; missing numbers are empty as long as nobody knows how many there are."""

    box: bytes | None
    mistakes: tuple[BackupError, ...]
    codes: int
    missing_codes: tuple[int, ...]
    lines: int
    missing_lines: tuple[int, ...]


def collect(text: str) -> Collected:
    """Take what is right and tell what is not; ``BackupError`` only for a text that is far too long."""
    if len(text) > BACKUP_LIMIT:
        raise BackupError("This is far too long to be a backup of a key file.")
    mistakes: list[BackupError] = []
    codes: dict[int, Part] = {}
    lines: dict[int, bytes] = {}
    for row in filter(None, map(str.strip, text.splitlines())):
        try:
            _take(row, codes, lines)
        except BackupError as error:
            mistakes.append(error)
    missing_codes = _missing(codes, max((part.count for part in codes.values()), default=0))
    missing_lines = _missing(lines, _line_count(lines, mistakes))
    box: bytes | None = None
    if codes and not missing_codes:
        box = _from_codes(codes, mistakes)
    if box is None and 1 in lines and not missing_lines:
        box = _from_lines(lines, mistakes)
    return Collected(box, tuple(mistakes), len(codes), missing_codes, len(lines), missing_lines)


def read_backup(text: str) -> bytes:
    """The sealed bytes of a whole backup; ``BackupError`` names the first thing that is wrong or missing."""
    collected = collect(text)
    if collected.box is not None:
        return collected.box
    if collected.mistakes:
        raise collected.mistakes[0]
    if collected.codes and len(collected.missing_codes) <= len(collected.missing_lines or collected.missing_codes):
        raise BackupError("Still missing: QR code {numbers}.", numbers=listed(collected.missing_codes))
    if collected.missing_lines:
        raise BackupError("Still missing: line {numbers}.", numbers=listed(collected.missing_lines))
    raise BackupError("This is no backup of a key file. Scan its QR codes or type its lines, from line 1 on.")


FIRST_OWN_LINE: Final = 6
"""The number of the first line that holds something of what is sealed.

Those before it hold the kind of file, and salt and nonce: the same on every paper of these keys, under any passphrase.
"""


def check_copy(box: bytes, text: str) -> None:
    """``BackupError`` unless the text is a line or a QR code of exactly this paper: the proof that it was printed."""
    row = text.strip()
    if not row or len(row) > BACKUP_LIMIT:
        raise BackupError("Scan one QR code of the paper, or type one of its lines with its number.")
    if _is_code(row):
        read_part(row)
        if row.upper() not in write_parts(box):
            raise BackupError("This QR code is of another paper. Use the paper that you have just printed.")
        return
    line = read_line(row)
    if line.number < FIRST_OWN_LINE:
        raise BackupError(
            "The first lines are the same on every paper. Type line {number} or a later one.", number=FIRST_OWN_LINE
        )
    pieces = line_pieces(box)
    if line.number > len(pieces) or line.piece != pieces[line.number - 1].ljust(LINE_BYTES, b"\0"):
        raise BackupError("This line is of another paper. Use the paper that you have just printed.")


def _take(row: str, codes: dict[int, Part], lines: dict[int, bytes]) -> None:
    if row.upper().startswith(TITLE):
        return
    if _is_code(row):
        part = read_part(row)
        other = next(iter(codes.values()), part)
        if (part.paper, part.count) != (other.paper, other.count):
            raise BackupError(
                "QR code {number} is of another paper than the first one. Scan one paper alone.", number=part.number
            )
        if codes.setdefault(part.number, part) != part:
            raise BackupError("QR code {number} is there twice, and differs. Scan one paper alone.", number=part.number)
        return
    line = read_line(row)
    if lines.setdefault(line.number, line.piece) != line.piece:
        raise BackupError(
            "Line {number} is there twice, and differs. Type the lines of one paper alone.", number=line.number
        )


def _is_code(row: str) -> bool:
    return row[: len(PREFIX)].upper() == PREFIX


def _line_count(lines: dict[int, bytes], mistakes: list[BackupError]) -> int:
    """How many lines there are, from the first; without it, up to the last that is known."""
    header = lines.get(1)
    if header is None:
        return max(lines, default=0)
    if header[0] != VERSION:
        mistakes.append(
            BackupError("This backup is of another version than this program reads. Use the program of that version.")
        )
        return 0
    return 1 + -(-int.from_bytes(header[1:4], "big") // LINE_BYTES)


def _missing(found: dict[int, Part] | dict[int, bytes], count: int) -> tuple[int, ...]:
    # A first line that lies cannot ask for more lines than there can be.
    return tuple(number for number in range(1, min(count, LAST_LINE) + 1) if number not in found)


def _from_codes(codes: dict[int, Part], mistakes: list[BackupError]) -> bytes | None:
    box = b"".join(codes[number].data for number in sorted(codes))
    if paper_of(box) == codes[1].paper:
        return box
    mistakes.append(
        BackupError("Every QR code is right by itself, and together they are no paper. Scan them all again.")
    )
    return None


def _from_lines(lines: dict[int, bytes], mistakes: list[BackupError]) -> bytes | None:
    header = lines[1]
    if header[0] != VERSION:
        return None
    size = int.from_bytes(header[1:4], "big")
    box = b"".join(lines[number] for number in sorted(lines) if number > 1)
    rest = box[size:]
    if len(lines) == 1 + -(-size // LINE_BYTES) and not any(rest):
        box = box[:size]
        if hashlib.sha256(box).digest()[:HEADER_DIGEST] == header[4:]:
            return box
    mistakes.append(
        BackupError("Every line is right by itself, and together they are no paper: there are lines of two papers.")
    )
    return None


def listed(numbers: Sequence[int]) -> str:
    """The first ten of some numbers for a sentence."""
    return ", ".join(map(str, numbers[:10])) + (" ..." if len(numbers) > 10 else "")
