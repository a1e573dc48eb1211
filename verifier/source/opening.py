"""From what a person names to a source: a `.bel` file, a log folder, or a board's address."""

import re
from pathlib import Path
from typing import Final

from verifier.errors import UnreadableError
from verifier.source.archive import ArchiveSource
from verifier.source.base import Source
from verifier.source.folder import FolderSource

_ADDRESS: Final = re.compile(r"https?://", re.IGNORECASE)


def open_source(target: str) -> Source:
    """The record at ``target``; :class:`UnreadableError` if there is none."""
    if _ADDRESS.match(target):
        # Every worker process imports this module, and none needs the network.
        from verifier.source.board import open_board

        return open_board(target)
    path = Path(target)
    try:
        is_folder = path.is_dir()
    except (OSError, ValueError) as error:
        raise UnreadableError(f"{target[:200]!r} is not a possible name of a file.") from error
    return FolderSource(path) if is_folder else ArchiveSource(path)
