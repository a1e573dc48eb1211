"""The booth's built files: their hashes, which genesis and ``BoothChange`` announce, and the files as they are served.

A board reads them once, when it starts: what it serves never changes under it, and is compressed once.
"""

import gzip
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from bulletin_board.errors import SpecificationError
from record.digests import sha256_hex

MAX_FILES = 1000
"""As many hashes as an entry may list."""


@dataclass(frozen=True, slots=True)
class BoothFile:
    """A file as it is announced (``sha256``, hex, of ``content``) and as most browsers ask for it (gzip)."""

    content: bytes
    compressed: bytes
    sha256: str
    media_type: str


def booth_hashes(folder: Path) -> list[str]:
    """The SHA-256 (hex) of every file in the folder and below, sorted, each once.

    ``SpecificationError`` if there is none, because an empty announcement would let any booth be served, or if there
    are more than an entry may list.
    """
    hashes = sorted({sha256_hex(file.read_bytes()) for file in _files(folder)})
    if not hashes:
        raise SpecificationError(f"There is no file of the booth in {folder}: run `make booth` or name another folder.")
    if len(hashes) > MAX_FILES:
        raise SpecificationError(f"{folder} has more than {MAX_FILES} files: it is not the booth's built folder.")
    return hashes


def read_booth(folder: Path) -> Mapping[str, BoothFile]:
    """Every file by its path below the folder, with slashes."""
    return MappingProxyType({file.relative_to(folder).as_posix(): _read(file) for file in _files(folder)})


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


def _read(file: Path) -> BoothFile:
    content = file.read_bytes()
    media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return BoothFile(content, gzip.compress(content, 9, mtime=0), sha256_hex(content), media_type)
