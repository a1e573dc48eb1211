"""A log folder as a source: ``checkpoint``, ``tile/``, ``data/``, and ``key_making/<run>/`` for its key makings."""

import os
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from record.entries import KeyMakingHead, LogEntry
from record.errors import FormatError
from record.key_making_messages import decode_key_making_leaf
from record.log_folder import KEY_MAKINGS, HeadMismatchError, LogFolder, LogFolderError
from record.tiles import CHECKPOINT_PATH
from verifier.errors import UnreadableError
from verifier.source.base import Damage, DamageError, MissingBlobError, log_entry


class FolderSource:
    """A log in a folder. A folder without a checkpoint is no log at all."""

    scope: Literal["archive", "log"] = "log"

    def __init__(self, path: Path) -> None:
        """``UnreadableError`` if the folder is no log; what is wrong with one is found when it is read."""
        self.place = str(path)
        self._position = 0
        if not os.path.isfile(path / CHECKPOINT_PATH):
            raise UnreadableError(f"{path} is a folder without a checkpoint, so it is no log. Choose the log's folder.")
        self._asked: array[int] = array("Q")
        self._folder: LogFolder | FormatError
        try:
            self._folder = LogFolder(path)
        except FormatError as error:
            self._folder = error

    def size(self) -> int | None:
        """Entries that the checkpoint claims."""
        return None if isinstance(self._folder, FormatError) else self._folder.size

    def position(self) -> int:
        """Entries read."""
        return self._position

    def entries(self, damage: Damage) -> Iterator[LogEntry]:
        """The entries, each with its payloads."""
        if isinstance(self._folder, FormatError):
            raise DamageError("V01", None, str(self._folder)) from self._folder
        self._position = 0
        self._asked = array("Q")
        try:
            for index, leaf in enumerate(self._folder.leaves()):
                self._position = index + 1
                yield log_entry(index, leaf, self._blob, damage)
        except LogFolderError as error:
            raise DamageError("V01", self._position, str(error)) from error

    def checkpoint(self) -> bytes | None:
        """The signed head; None from a damaged folder."""
        return None if isinstance(self._folder, FormatError) else self._folder.checkpoint()

    def storage_problems(self) -> Iterator[str]:
        """Tiles that do not follow from the entries, and payloads that no entry refers to."""
        if isinstance(self._folder, FormatError):
            return
        # Entries that are not those of the head are V30's.
        yield from (str(found) for found in self._folder.check_tiles() if not isinstance(found, HeadMismatchError))
        yield from self._stray_payloads(self._folder)
        for run in self._folder.key_makings():
            folder = self._folder.key_making(run)
            if folder is not None:
                yield from (f"{KEY_MAKINGS}/{run}: {found}" for found in folder.check_tiles())

    def key_making(self, head: KeyMakingHead) -> Iterable[LogEntry] | None:
        """The entries in ``key_making/<run>/``; None if there is no such folder."""
        folder = None if isinstance(self._folder, FormatError) else self._folder.key_making(head.run)
        return None if folder is None else read_key_making(folder)

    def _blob(self, digest: str) -> bytes:
        if isinstance(self._folder, FormatError):
            raise MissingBlobError(str(self._folder))
        self._asked.append(_prefix(digest))
        try:
            return self._folder.blob(digest)
        except LogFolderError as error:
            raise MissingBlobError(str(error)) from error

    def _stray_payloads(self, folder: LogFolder) -> Iterator[str]:
        asked = sorted(self._asked)
        for name in folder.blobs():
            place = bisect_left(asked, _prefix(name))
            if place == len(asked) or asked[place] != _prefix(name):
                yield f"data/{name} belongs to no entry."


def _prefix(digest: str) -> int:
    """Eight bytes of a hash: enough to notice what does not belong here, and all that is kept of each payload."""
    return int(digest[:16], 16)


def read_key_making(folder: LogFolder) -> Iterator[LogEntry]:
    """The entries of a key making's log; :class:`DamageError` or ``LogFolderError`` for a damaged one."""

    def blob(digest: str) -> bytes:
        try:
            return folder.blob(digest)
        except LogFolderError as error:
            raise MissingBlobError(str(error)) from error

    def damage(rule: str, entry: int | None, sentence: str) -> None:
        raise DamageError(rule, entry, sentence)

    for index, leaf in enumerate(folder.leaves()):
        yield log_entry(index, leaf, blob, damage, decode_key_making_leaf)
