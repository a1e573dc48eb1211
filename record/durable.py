"""Files that are either as they were or as they were meant to be, whatever stops the machine when.

A file is replaced by writing a neighbour, flushing it, and renaming it; the folder is flushed too, because a name is
data of its folder. Files are readable by their owner alone from their first byte on.
"""

import os
import secrets
from pathlib import Path

PRIVATE_MODE = 0o600
_DRAFT_SUFFIX = ".partial"


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


def erase(path: Path) -> None:
    """Overwrite a file once with random bytes, flush it, and delete it; first drafts of it that a crash has left.

    ``OSError`` if that cannot be; then the file may be unreadable already. Overwriting helps on magnetic disks;
    solid-state disks and copying file systems may keep old blocks.
    """
    prefix, suffix = f".{path.name}.", _DRAFT_SUFFIX
    for each in path.absolute().parent.iterdir():
        if each.name.startswith(prefix) and each.name.endswith(suffix):
            _erase(each)
    _erase(path)
    flush_folder(path.absolute().parent)


def flush_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _draft(path: Path, data: bytes) -> Path:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}{_DRAFT_SUFFIX}")
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


def _erase(path: Path) -> None:
    with path.open("r+b", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        while size > 0:
            size -= file.write(secrets.token_bytes(min(size, 1024 * 1024)))
        os.fsync(file.fileno())
    path.unlink()
