"""A bare `.bel` archive as a source: the Belenios events alone, numbered by their height.

Invariant: only the members of one event are in memory. What the archive cannot show (order of opening, seal tests,
signed heads, witnesses) is not checkable here.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Literal

from record.archive import ArchivedEvent, ArchiveReader
from record.archive import UnreadableError as NoArchiveError
from record.entries import KeyMakingHead, LogEntry
from record.errors import FormatError
from record.tar import ArchiveError
from verifier.errors import UnreadableError
from verifier.source.base import Damage, DamageError


class ArchiveSource:
    """An archive in a file. Opening it reads nothing but its first bytes."""

    scope: Literal["archive", "log"] = "archive"

    def __init__(self, path: Path) -> None:
        """``UnreadableError`` if there is no regular file, or if it does not begin as an archive does."""
        self.place = str(path)
        self._path = path
        self._stream: BinaryIO | None = None
        with open_regular(path) as file:
            self._size = os.fstat(file.fileno()).st_size
            try:
                ArchiveReader(file)
            except NoArchiveError as error:
                raise UnreadableError(str(error)) from error
            except FormatError:
                pass  # it begins as an archive, so what is wrong with it belongs into the report

    def size(self) -> int | None:
        """Bytes of the file."""
        return self._size

    def position(self) -> int:
        """Bytes read."""
        return self._stream.tell() if self._stream is not None and not self._stream.closed else self._size

    def entries(self, damage: Damage) -> Iterator[LogEntry]:
        """The events. Damage always ends the reading: nothing tells where the next member begins."""
        with open_regular(self._path) as file:
            self._stream = file
            for archived in read_archive(file):
                yield LogEntry(
                    archived.index, archived.event.type, archived.event_bytes, archived.event, archived.blobs
                )

    def checkpoint(self) -> bytes | None:
        """An archive has no head."""
        return None

    def storage_problems(self) -> Iterator[str]:
        """Nothing: reading sees every byte."""
        return iter(())

    def key_making(self, head: KeyMakingHead) -> Iterable[LogEntry] | None:
        """An archive has no logs of key makings."""
        return None


def read_archive(stream: BinaryIO) -> Iterator[ArchivedEvent]:
    """The events of an archive; :class:`DamageError` of V01 or V03 where it is malformed."""
    index = -1
    try:
        for archived in ArchiveReader(stream):
            index = archived.index
            yield archived
    except (FormatError, NoArchiveError) as error:
        rule = "V01" if isinstance(error, ArchiveError | NoArchiveError) else "V03"
        raise DamageError(rule, index + 1, str(error)) from error
    except OSError as error:
        raise UnreadableError(f"The file could not be read to its end: {error.strerror or error}.") from error


def open_regular(path: Path) -> BinaryIO:
    """A regular file for reading; ``UnreadableError`` for a missing one, a folder, a pipe or a device."""
    try:
        # Without O_NONBLOCK, opening a pipe would wait for somebody to write into it.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "the name is not possible"
        raise UnreadableError(f"{path} cannot be opened: {reason}. Check the name.") from error
    file = open(descriptor, "rb")  # noqa: SIM115 (handed to the caller, who closes it)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        file.close()
        raise UnreadableError(f"{path} is not a file. Choose a .bel file, a log folder or a board's address.")
    return file
