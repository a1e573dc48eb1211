"""A log as files: the `.bel` archive as a stream, and the folder that `suarasah verify` reads.

Both are of the head at the moment they begin; entries appended meanwhile are not in them. They are read in pieces, so
that no transaction stays open for as long as a slow reader takes.
"""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection

from bulletin_board.board import Board
from bulletin_board.errors import KeyMakingUnknownError
from bulletin_board.storage.database import reading
from bulletin_board.storage.head import Head, LogKind, read_head
from bulletin_board.storage.reading import blob_hashes, leaves, log_entries, stored_blob, with_cosignatures
from record.archive import ArchiveHeader, event_members, header_member
from record.entries import LogEntry
from record.log_folder_writer import LogContent, write_log_folder

_PIECE = 256


def archive_pieces(board: Board, uuid: str) -> Iterator[bytes]:
    """The bytes of the `.bel` archive of an election, in pieces; ``ElectionUnknownError`` before the first one."""
    with board.store.read_election(uuid) as election:
        head = election.head
        timestamp = 0 if election.facts.genesis is None else election.facts.genesis.timestamp
    yield header_member(ArchiveHeader(1, str(timestamp)))
    for first in range(0, head.size, _PIECE):
        for entry in _piece(board, head, first):
            if entry.event is not None:
                yield b"".join(event_members(timestamp, entry.leaf, entry.blobs))


def _piece(board: Board, head: Head, first: int) -> list[LogEntry]:
    with reading(board.store.engine) as connection:
        return list(log_entries(connection, head.log_id, first, min(first + _PIECE, head.size)))


def export_log(board: Board, kind: LogKind, name: str, folder: Path) -> None:
    """Write the log to a new folder; ``record.log_folder.LogFolderError`` if that is there or cannot be written.

    An election's folder holds the logs of its key makings too, so that whoever has it can check them (V45).
    """
    with board.store.read_log(kind, name) as (connection, head):
        content = _content(connection, head)
        runs = _key_makings(board, name) if kind == "election" else []
        key_makings = {run: _content(connection, _key_head(connection, run)) for run in runs}
        write_log_folder(folder, content.leaves, content.checkpoint, content.blobs, key_makings)


def _content(connection: Connection, head: Head) -> LogContent:
    log_id = head.log_id
    return LogContent(
        (leaf for first in range(0, head.size, _PIECE) for leaf in leaves(connection, log_id, first, first + _PIECE)),
        with_cosignatures(connection, head, head.size, head.checkpoint),
        (stored_blob(connection, log_id, sha256) for sha256 in blob_hashes(connection, log_id)),
    )


def _key_makings(board: Board, uuid: str) -> list[str]:
    """The runs that an election's genesis names."""
    with board.store.read_election(uuid) as election:
        genesis = election.facts.genesis
    return [] if genesis is None else [head.run for head in genesis.key_makings]


def _key_head(connection: Connection, run: str) -> Head:
    head = read_head(connection, "keys", run)
    if head is None:
        raise KeyMakingUnknownError(f"The key making {run} is not on this board, so it cannot be exported.")
    return head


def export_archive(board: Board, uuid: str, path: Path) -> None:
    """Write the `.bel` archive to a new file; ``FileExistsError`` if there is one."""
    pieces = archive_pieces(board, uuid)
    with path.open("xb") as file:
        for piece in pieces:
            file.write(piece)
