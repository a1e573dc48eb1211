"""A whole log as a folder: ``checkpoint``, ``tile/...`` (c2sp.org/tlog-tiles) and ``data/<sha256>``.

An election's log may hold the logs of its key makings, each a folder of the same kind: ``key_making/<run>``.
Reading trusts nothing: exactly the files of a log of its size are allowed, no symbolic link is followed, and every
file has a size limit. Whether the checkpoint is signed, and what the entries mean, is for others to check.
"""

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import ClassVar

from record.checkpoint import Checkpoint, parse_checkpoint_text
from record.errors import FormatError
from record.merkle import HASH_BYTES, leaf_hash
from record.note import MAX_NOTE_BYTES, parse_note
from record.tiles import (
    CHECKPOINT_PATH,
    MAX_BUNDLE_BYTES,
    TILE_WIDTH,
    Tile,
    TileBuilder,
    TileError,
    bundles_of,
    decode_bundle,
    file_count,
    has_tile,
    parse_tile_path,
    tiles_of,
)

MAX_BLOB_BYTES = 256 * 1024 * 1024
"""Largest payload: the list of credentials of three million voters."""

DATA = "data"
KEY_MAKINGS = "key_making"

RUN_NAME = re.compile(r"[1-9A-HJ-NP-Za-km-z]{14,64}\Z")
"""A key making's run: Base58, as uuids are (spec 4.2)."""

_BLOB_NAME = re.compile(r"[0-9a-f]{64}\Z")
_OTHER_NAMES = re.compile(rf"{CHECKPOINT_PATH}\Z|{DATA}/{_BLOB_NAME.pattern}|{KEY_MAKINGS}/{RUN_NAME.pattern[:-2]}/")
_MAX_DEPTH = 12


class LogFolderError(FormatError):
    """A folder cannot be read or written as a log; the subclasses say why."""

    code: ClassVar[str] = "record-log-folder"


class LogFolderExistsError(LogFolderError):
    """There is something under the name already; nothing was written."""

    code = "record-log-folder-exists"


class UnexpectedFileError(LogFolderError):
    """Something in the folder is no file of this log: a link, a device, an odd name, a tile of another size."""

    code = "record-log-folder-unexpected"


class MissingFileError(LogFolderError):
    """A file that a log of this size has is not there or cannot be read."""

    code = "record-log-folder-missing"


class TooLargeError(LogFolderError):
    """A file is larger than it may be."""

    code = "record-log-folder-size"


class BlobHashError(LogFolderError):
    """The bytes of a payload do not have the hash that it is stored under."""

    code = "record-log-folder-blob"


class TileMismatchError(LogFolderError):
    """Tiles, entries and checkpoint of a folder do not fit together."""

    code = "record-log-folder-tiles"


class HeadMismatchError(TileMismatchError):
    """The entries are not those that the checkpoint speaks of; whether the board signed it is another question."""

    code = "record-log-folder-head"


class LogFolder:
    """A log that is read from a folder. Opening it checks every name, reading checks every byte that is read."""

    def __init__(self, path: Path | str, *, max_blob_bytes: int = MAX_BLOB_BYTES) -> None:
        """Raises ``LogFolderError`` or ``FormatError`` if the folder does not have exactly the files of a log."""
        self._path = Path(path)
        self._max_blob_bytes = max_blob_bytes
        if not _is_real_folder(self._path):
            raise MissingFileError("There is no folder of that name; a symbolic link to one is not followed.")
        self._checkpoint = _read(self._path / CHECKPOINT_PATH, MAX_NOTE_BYTES)
        self.head: Checkpoint = parse_checkpoint_text(parse_note(self._checkpoint).text)
        """The head that the checkpoint's text claims, its signature unverified."""
        self._check_names()

    @property
    def size(self) -> int:
        """How many entries the checkpoint claims."""
        return self.head.size

    def checkpoint(self) -> bytes:
        """The signed head, for ``open_checkpoint``."""
        return self._checkpoint

    def leaves(self) -> Iterator[bytes]:
        """All entries in order, a bundle at a time; exactly ``size``. They are not compared with the tiles here."""
        for path in bundles_of(self.size):
            data = _read(self._path / str(path), MAX_BUNDLE_BYTES)
            try:
                yield from decode_bundle(data, path.width)
            except TileError as problem:
                raise TileMismatchError(f"{path}: {problem}") from problem

    def key_makings(self) -> list[str]:
        """The runs of the key makings whose logs are here, too."""
        path = self._path / KEY_MAKINGS
        try:
            # Names were checked when the folder was opened, but for folders without any file.
            return sorted(name for name in os.listdir(path) if RUN_NAME.match(name) and _is_real_folder(path / name))
        except OSError:
            return []

    def key_making(self, run: str) -> "LogFolder | None":
        """The log of a key making, None if it is not here; raises as opening a log does."""
        if run not in self.key_makings():
            return None
        return LogFolder(self._path / KEY_MAKINGS / run, max_blob_bytes=self._max_blob_bytes)

    def blobs(self) -> Iterator[str]:
        """The SHA-256 hashes (hex) of the payloads that are stored, in no order."""
        if os.path.lexists(self._path / DATA):
            yield from _names(self._path / DATA, "", 0)

    def blob(self, sha256_hex: str) -> bytes:
        """The payload of that hash, which is checked; ``MissingFileError`` if it is not stored."""
        if not _BLOB_NAME.match(sha256_hex):
            raise MissingFileError("A payload is asked for by its SHA-256 hash, 64 lower-case hex digits.")
        data = _read(self._path / DATA / sha256_hex, self._max_blob_bytes)
        if hashlib.sha256(data).hexdigest() != sha256_hex:
            raise BlobHashError(f"data/{sha256_hex} has other bytes than its name says.")
        return data

    def check_tiles(self, leaf_hashes: Iterable[bytes] | None = None) -> Iterator[LogFolderError]:
        """Every tile that does not follow from the entries, and a root that is not the checkpoint's.

        ``leaf_hashes`` spares hashing the entries again for a caller who has their hashes; unreadable entries end
        the check with that problem.
        """
        builder = TileBuilder()
        try:
            for value in map(leaf_hash, self.leaves()) if leaf_hashes is None else leaf_hashes:
                yield from self._compare(builder.add(value))
        except LogFolderError as problem:
            yield problem
            return
        size, root, partial = builder.finish()
        yield from self._compare(partial)
        if (size, root) != (self.size, self.head.root):
            yield HeadMismatchError("The entries do not lead to the size and root of the checkpoint.")

    def _compare(self, tiles: Iterable[Tile]) -> Iterator[LogFolderError]:
        for path, expected in tiles:
            try:
                if _read(self._path / str(path), TILE_WIDTH * HASH_BYTES) != expected:
                    yield TileMismatchError(f"{path} does not follow from the entries.")
            except LogFolderError as problem:
                yield problem

    def _check_names(self) -> None:
        """Every name in the folder is one that this log has, and no tile is missing."""
        tiles = 0
        for name in _names(self._path, "", _MAX_DEPTH):
            if self._is_ours(name):
                tiles += 1
            elif not _OTHER_NAMES.match(name):
                raise UnexpectedFileError(f"{name!r} is no file of a log of {self.size} entries.")
        if tiles < file_count(self.size):
            # A checkpoint may claim any size: what was found bounds how long it takes to reach a missing file.
            names = (str(path) for row in (bundles_of, tiles_of) for path in row(self.size))
            missing = next((name for name in names if not os.path.lexists(self._path / name)), "A tile")
            raise MissingFileError(f"{missing} is missing, which a log of {self.size} entries has.")

    def _is_ours(self, name: str) -> bool:
        try:
            return has_tile(parse_tile_path(name), self.size)
        except TileError:
            return False


def _is_real_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except (OSError, ValueError):
        return False


def _names(folder: Path, prefix: str, depth: int) -> Iterator[str]:
    """The relative names of all files below; ``UnexpectedFileError`` for links, devices and deep folders."""
    try:
        with os.scandir(folder) as found:
            for entry in found:
                name = prefix + entry.name
                if entry.is_file(follow_symlinks=False):
                    yield name
                elif entry.is_dir(follow_symlinks=False) and depth:
                    yield from _names(folder / entry.name, name + "/", depth - 1)
                else:
                    raise UnexpectedFileError(f"{name!r} is no file or folder of a log; links are not followed.")
    except OSError as problem:
        raise MissingFileError(f"The folder {prefix or '.'!r} cannot be read: {problem.strerror}.") from problem


def _read(path: Path, limit: int) -> bytes:
    """The bytes of a regular file of at most ``limit`` bytes. Neither links nor pipes are opened."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise UnexpectedFileError(f"{path.name} is not a regular file.")
            data = file.read(limit + 1)
    except OSError as problem:
        raise MissingFileError(f"{path.name} cannot be read: {problem.strerror}.") from problem
    if len(data) > limit:
        raise TooLargeError(f"{path.name} has more than {limit} bytes.")
    return data
