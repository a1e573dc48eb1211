"""From what a person names to a source: a `.bel` file, a log folder, or a board's address."""

import re
from pathlib import Path
from typing import Final

from board_client.client import BoardClient
from board_client.errors import BoardError
from verifier.errors import UnreadableError
from verifier.source.archive import ArchiveSource
from verifier.source.base import Source
from verifier.source.board import BoardSource
from verifier.source.folder import FolderSource

_ADDRESS: Final = re.compile(r"https?://", re.IGNORECASE)
_ELECTION_PAGE: Final = re.compile(
    r"(?P<base>https?://.+?)/(?:e|log|api/v1/elections)/(?P<uuid>[1-9A-HJ-NP-Za-km-z]{14,64})(?:/[a-z]*)?/?(?:\?.*)?",
    re.IGNORECASE,
)


def open_source(target: str) -> Source:
    """The record at ``target``; :class:`UnreadableError` if there is none."""
    if _ADDRESS.match(target):
        return _open_board(target)
    path = Path(target)
    try:
        is_folder = path.is_dir()
    except (OSError, ValueError) as error:
        raise UnreadableError(f"{target[:200]!r} is not a possible name of a file.") from error
    return FolderSource(path) if is_folder else ArchiveSource(path)


def _open_board(target: str) -> BoardSource:
    """An election's page, its API address or its log; or a board that has exactly one election."""
    match = _ELECTION_PAGE.fullmatch(target)
    try:
        client = BoardClient(match["base"] if match else target)
        if match:
            return BoardSource(client, match["uuid"])
        uuids = [election.uuid for election in client.elections()]
    except BoardError as error:
        raise UnreadableError(str(error)) from error
    if len(uuids) != 1:
        listed = "".join(f"\n  {client.base_url}/e/{uuid}" for uuid in uuids[:20])
        raise UnreadableError(f"This board has {len(uuids)} elections. Name one by its address:{listed}")
    return BoardSource(client, uuids[0])
