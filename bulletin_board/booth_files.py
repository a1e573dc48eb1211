"""The booth as it lies on this machine: its built files' hashes, which genesis and ``BoothChange`` announce."""

from pathlib import Path

from bulletin_board.errors import SpecificationError
from record.digests import sha256_hex

MAX_FILES = 1000
"""As many hashes as an entry may list."""


def booth_hashes(folder: Path) -> list[str]:
    """The SHA-256 (hex) of every file in the folder and below, sorted, each once.

    ``SpecificationError`` if there is none, because an empty announcement would let any booth be served, or if there
    are more than an entry may list.
    """
    hashes = sorted({sha256_hex(file.read_bytes()) for file in folder.rglob("*") if file.is_file()})
    if not hashes:
        raise SpecificationError(f"There is no file of the booth in {folder}: run `make booth` or name another folder.")
    if len(hashes) > MAX_FILES:
        raise SpecificationError(f"{folder} has more than {MAX_FILES} files: it is not the booth's built folder.")
    return hashes
