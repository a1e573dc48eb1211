"""A key file on paper: its encrypted bytes as lines of characters that people can read aloud and type.

Invariant: the text holds exactly the bytes of the file, which stay under their passphrase; restoring gives the same
file or an error that names the line. Each line carries 20 bytes as 32 characters of Crockford's base32 (no I, L, O,
U; case and look-alikes are forgiven) and two check characters, which cover the line's number, so that a wrong
character or a swapped line is noticed where it stands. The whole is checked by its SHA-256.

The journal is not part of a backup, on purpose: it would be out of date the next day. A restored key therefore needs
the confirmation of other holders before it decrypts.
"""

import hashlib
import re
from typing import Final

from trustee.errors import BackupError

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LINE_BYTES: Final = 20
BACKUP_LIMIT: Final = 4 * 1024 * 1024

_TITLE: Final = "SUARA SAH KEY BACKUP 1"
_HEADER: Final = re.compile(
    r"(?P<bytes>[0-9]{1,8}) bytes, (?P<lines>[0-9]{1,7}) lines, sha256 (?P<sha256>[0-9a-f]{64})"
)
_LINE: Final = re.compile(r"(?P<number>[0-9]{1,7})[:.)]?\s+(?P<characters>.+)")
_LOOK_ALIKES: Final = str.maketrans({"I": "1", "L": "1", "O": "0"})


def write_backup(box: bytes) -> str:
    """The text of an encrypted key file (:func:`trustee.key_file.read_box`), ready to be printed."""
    pieces = [box[start : start + LINE_BYTES] for start in range(0, len(box), LINE_BYTES)]
    digest = hashlib.sha256(box).hexdigest()
    lines = [_TITLE, f"{len(box)} bytes, {len(pieces)} lines, sha256 {digest}"]
    for number, piece in enumerate(pieces, start=1):
        characters = _encode(piece) + _check(number, piece)
        groups = " ".join(characters[start : start + 4] for start in range(0, len(characters), 4))
        lines.append(f"{number:03d}: {groups}")
    return "\n".join(lines) + "\n"


def read_backup(text: str) -> bytes:
    """The encrypted key file of a backup's text; ``BackupError`` names the line that was not copied right.

    Line numbers, spaces and empty lines are forgiven, and so are lines in another order.
    """
    if len(text) > BACKUP_LIMIT:
        raise BackupError("This is far too long to be a backup of a key file.")
    rows = [row.strip() for row in text.splitlines() if row.strip()]
    if len(rows) < 2 or rows[0].upper() != _TITLE:
        raise BackupError(f"A backup begins with the line {_TITLE!r}. Type it exactly.")
    header = _HEADER.fullmatch(rows[1].lower())
    if header is None:
        raise BackupError("The second line must give the number of bytes and lines, and the sha256. Compare it.")
    pieces = _pieces(rows[2:])
    missing = [number for number in range(1, int(header["lines"]) + 1) if number not in pieces]
    if missing or len(pieces) != int(header["lines"]):
        raise BackupError(f"Line {missing[0]} is missing." if missing else "There are more lines than line 2 says.")
    box = b"".join(pieces[number] for number in sorted(pieces))
    if len(box) != int(header["bytes"]) or hashlib.sha256(box).hexdigest() != header["sha256"]:
        raise BackupError("Every line is right, and together they are not the file of line 2. Compare line 2.")
    return box


def _pieces(rows: list[str]) -> dict[int, bytes]:
    pieces: dict[int, bytes] = {}
    for row in rows:
        match = _LINE.fullmatch(row)
        if match is None:
            raise BackupError(f"The line {row[:20]!r} has no number at its beginning. Compare it with the paper.")
        number = int(match["number"])
        if number in pieces:
            raise BackupError(f"Line {number} is there twice.")
        pieces[number] = _decode(number, re.sub(r"[\s-]", "", match["characters"]))
    return pieces


def _encode(piece: bytes) -> str:
    bits = len(piece) * 8
    padding = -bits % 5
    value = int.from_bytes(piece, "big") << padding
    length = (bits + padding) // 5
    return "".join(ALPHABET[value >> 5 * (length - 1 - place) & 31] for place in range(length))


def _decode(number: int, characters: str) -> bytes:
    normal = characters.upper().translate(_LOOK_ALIKES)
    if any(character not in ALPHABET for character in normal) or not 4 <= len(normal) <= LINE_BYTES * 8 // 5 + 2:
        raise BackupError(f"Line {number} has a wrong character or a wrong length. Compare it with the paper.")
    body, check = normal[:-2], normal[-2:]
    value = 0
    for character in body:
        value = value << 5 | ALPHABET.index(character)
    size, padding = divmod(len(body) * 5, 8)
    piece = (value >> padding).to_bytes(size, "big")
    if _encode(piece) != body or _check(number, piece) != check:
        raise BackupError(f"Line {number} was not copied right. Compare it with the paper.")
    return piece


def _check(number: int, piece: bytes) -> str:
    value = int.from_bytes(hashlib.sha256(b"%d:" % number + piece).digest()[:2], "big")
    return ALPHABET[value >> 5 & 31] + ALPHABET[value & 31]
