"""The QR codes of a paper backup: numbered parts, each with the paper's number and a check of its own.

A part reads ``SUARASAH-KEY:1:7K2M9QXD:2/4:<base32>:<check>``: the version, the paper's number (40 bits of the SHA-256
of all sealed bytes), which part of how many, its bytes, and 20 bits of the SHA-256 of everything before. All of it is
within QR's alphanumeric characters, and so short that a code stays coarse enough for a fold or a poor camera.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from trustee.backup.lines import from_base32, to_base32
from trustee.errors import BackupError

PREFIX: Final = "SUARASAH-KEY:"
PART_BYTES: Final = 160
PARTS: Final = 99

_PART: Final = re.compile(
    r"(?P<body>SUARASAH-KEY:1:(?P<paper>[0-9A-Z]{8}):(?P<number>[1-9][0-9]?)/(?P<count>[1-9][0-9]?):(?P<data>[0-9A-Z]*))"
    r":(?P<check>[0-9A-Z]{4})"
)


@dataclass(frozen=True, slots=True)
class Part:
    """A scanned part: of which paper (8 characters), ``number`` of ``count``, and its bytes."""

    paper: str
    number: int
    count: int
    data: bytes


def paper_of(box: bytes) -> str:
    """The 8 characters that tell one paper from another."""
    return to_base32(hashlib.sha256(box).digest()[:5])


def write_parts(box: bytes) -> tuple[str, ...]:
    """The texts of all QR codes, of about the same length; ``BackupError`` if they would be more than 99."""
    count = max(1, -(-len(box) // PART_BYTES))
    if count > PARTS:
        raise BackupError("This is too much for paper. Keep two copies of the key file on two sticks instead.")
    size = -(-len(box) // count)
    bodies = (
        f"{PREFIX}1:{paper_of(box)}:{number + 1}/{count}:{to_base32(box[number * size : (number + 1) * size])}"
        for number in range(count)
    )
    return tuple(f"{body}:{_check(body)}" for body in bodies)


def read_part(text: str) -> Part:
    """The part of a scanned text; ``BackupError`` says what is wrong with it."""
    match = _PART.fullmatch(text.strip().upper())
    if match is None:
        raise BackupError("A scanned code is cut short, or not of this version of the backup. Scan it again.")
    number, count = int(match["number"]), int(match["count"])
    if _check(match["body"]) != match["check"] or number > count:
        raise BackupError("QR code {number} was changed after it was scanned. Scan it again.", number=number)
    return Part(match["paper"], number, count, from_base32(match["data"]))


def _check(body: str) -> str:
    return to_base32(hashlib.sha256(body.encode()).digest()[:3])[:4]
