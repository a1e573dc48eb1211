"""What is printed of a backup: its number, the texts of its QR codes, and its lines to type."""

import hashlib
from typing import Final

from trustee.backup.lines import LINE_BYTES, write_line
from trustee.backup.parts import paper_of, write_parts

VERSION: Final = 1
HEADER_DIGEST: Final = LINE_BYTES - 4
"""Bytes of the SHA-256 in the first line."""


def paper_number(box: bytes) -> str:
    """What tells one paper from another, as people read it: ``7K2M-9QXD``."""
    paper = paper_of(box)
    return f"{paper[:4]}-{paper[4:]}"


def backup_parts(box: bytes) -> tuple[str, ...]:
    """The texts of the QR codes; ``BackupError`` for more than paper can hold."""
    return write_parts(box)


def backup_lines(box: bytes) -> tuple[str, ...]:
    """The lines to type: the first has version, length and digest of the sealed bytes, the others the bytes.

    ``BackupError`` for more than paper can hold.
    """
    return tuple(write_line(number, piece) for number, piece in enumerate(line_pieces(box), start=1))


def line_pieces(box: bytes) -> tuple[bytes, ...]:
    """What the lines hold, at most 15 bytes each."""
    header = bytes([VERSION]) + len(box).to_bytes(3, "big") + hashlib.sha256(box).digest()[:HEADER_DIGEST]
    return header, *(box[start : start + LINE_BYTES] for start in range(0, len(box), LINE_BYTES))


def written_backup(box: bytes) -> str:
    """The whole backup as text, for whom a PDF is too much: its number and its lines."""
    return "\n".join((f"SUARA SAH KEY BACKUP {paper_number(box)}", *backup_lines(box))) + "\n"
