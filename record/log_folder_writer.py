"""Writing a whole log as a folder (:mod:`record.log_folder` tells its layout and reads it).

A folder is complete or not there: it is written under another name, flushed, and renamed.
"""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from record.checkpoint import parse_checkpoint_text
from record.log_folder import DATA, KEY_MAKINGS, RUN_NAME, LogFolderError, LogFolderExistsError, TileMismatchError
from record.merkle import leaf_hash
from record.note import parse_note
from record.tiles import CHECKPOINT_PATH, Tile, TileBuilder, bundle_entries


class LogContent(NamedTuple):
    """What a log folder is written from: entries in order, the signed head, and the payloads in any order."""

    leaves: Iterable[bytes]
    checkpoint: bytes
    blobs: Iterable[bytes]


def write_log_folder(
    path: Path | str,
    leaves: Iterable[bytes],
    checkpoint: bytes,
    blobs: Iterable[bytes],
    key_makings: Mapping[str, LogContent] | None = None,
) -> None:
    """Write a log as a folder that appears whole or not at all, with the logs of its key makings by their run.

    Entries and payloads are streamed; a payload given twice is stored once. Raises ``LogFolderExistsError`` if
    anything has that name already, ``TileMismatchError`` if the entries do not lead to the checkpoint,
    ``LogFolderError`` if the disk refuses. The signatures of checkpoints are not looked at.
    """
    target = Path(path)
    runs = key_makings or {}
    if not all(RUN_NAME.match(run) for run in runs):
        raise LogFolderError("A key making is named by its run: 14 to 64 characters of Base58.")
    if os.path.lexists(target):
        raise LogFolderExistsError(f"{target} exists already and was left alone: choose another name.")
    # A crash leaves at most a folder with this odd name behind, which no reader takes for a log.
    draft = target.parent / f".{target.name}.{secrets.token_hex(8)}.partial"
    try:
        draft.mkdir()
    except (OSError, ValueError) as problem:  # ValueError: a name with a NUL
        raise LogFolderError(f"No folder can be made there: {problem}") from problem
    try:
        _fill(draft, LogContent(leaves, checkpoint, blobs))
        for run, content in runs.items():
            (draft / KEY_MAKINGS / run).mkdir(parents=True)
            _fill(draft / KEY_MAKINGS / run, content)
        _flush(draft)
        draft.rename(target)
        _flush_one(target.parent)
    except OSError as problem:
        raise LogFolderError(f"The folder could not be written: {problem}") from problem
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _fill(draft: Path, content: LogContent) -> None:
    head = parse_checkpoint_text(parse_note(content.checkpoint).text)
    builder = TileBuilder()
    for bundle, entries in bundle_entries(content.leaves):
        _put(draft, bundle)
        for entry in entries:
            for tile in builder.add(leaf_hash(entry)):
                _put(draft, tile)
    size, root, partial = builder.finish()
    if (size, root) != (head.size, head.root):
        raise TileMismatchError("The entries do not lead to the size and root of the checkpoint.")
    for tile in partial:
        _put(draft, tile)
    (draft / DATA).mkdir()
    for blob in content.blobs:
        (draft / DATA / hashlib.sha256(blob).hexdigest()).write_bytes(blob)
    (draft / CHECKPOINT_PATH).write_bytes(content.checkpoint)


def _put(draft: Path, tile: Tile) -> None:
    file = draft / str(tile.path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(tile.data)


def _flush(folder: Path) -> None:
    """Flush all files and folders below."""
    # sync writes everything at once, far faster than file by file, but hides errors, which fsync then tells.
    os.sync()
    for parent, _, files in os.walk(folder):
        for name in files:
            _flush_one(Path(parent, name))
        _flush_one(Path(parent))


def _flush_one(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
