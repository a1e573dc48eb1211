"""Files that are either as they were or as they were meant to be, whatever stops the machine when.

A file is replaced by writing a neighbour, flushing it, and renaming it; the folder is flushed too, because a name is
data of its folder. Files are readable by their owner alone from their first byte on.
"""

import os
import secrets
from pathlib import Path

PRIVATE_MODE = 0o600


def write_new(path: Path, data: bytes) -> None:
    """Create a file with exactly these bytes; ``FileExistsError`` or another ``OSError`` if that cannot be."""
    draft = _draft(path, data)
    try:
        # A link refuses an existing name, which a rename would replace.
        os.link(draft, path)
    finally:
        draft.unlink()
    flush_folder(path.parent)


def replace(path: Path, data: bytes) -> None:
    """Replace a file, or create it; ``OSError`` leaves the old bytes in place."""
    draft = _draft(path, data)
    try:
        draft.rename(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _draft(path: Path, data: bytes) -> Path:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}.partial")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_MODE)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    return draft
