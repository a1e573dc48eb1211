"""What the page has in hand: the open key file with its passphrase, its journal, and the work that is going on.

Invariant: secrets stand in this process's memory and in the key file, nowhere else. The key file and the journal are
used by one thread at a time (:meth:`Desk.hands`). After half an hour without the person the key file is closed, unless
work is going on; closing loses nothing, because every step is on the disk before a page says that it was done.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from board_client.client import BoardClient
from board_client.errors import BoardError
from crypto.errors import CryptoError
from crypto.passphrase_box import MODERATE, Cost
from record.errors import RecordError
from trustee.errors import KeyFileExistsError, TrusteeError
from trustee.journal import Journal, journal_path
from trustee.key_file import KeyContents, KeyFile
from trustee.local.errors import BusyError, PageError
from trustee.local.notes import Notes, read_notes, write_notes
from trustee.local.work import Work
from trustee.opening import lock_journal, open_key_file
from verifier.errors import VerifierError

IDLE_SECONDS: Final = 30 * 60.0
PATIENCE_SECONDS: Final = 10.0
"""How long a page waits for the key file to be free."""
ERRORS: Final = (TrusteeError, RecordError, CryptoError, BoardError, VerifierError, OSError)
"""Kinds of errors whose sentences are for the person."""


def connect_briefly(address: str) -> BoardClient:
    """A board that is asked twice at most: a page must not wait for long."""
    return BoardClient(address, attempts=2)


@dataclass(frozen=True, slots=True)
class Download:
    """A file that the page made and that may be downloaded until the key file is closed."""

    name: str
    media_type: str
    data: bytes


@dataclass
class Holder:
    """An open key file with everything that belongs to it."""

    file: KeyFile
    journal: Journal
    passphrase: str = field(repr=False)
    notes: Notes

    @property
    def contents(self) -> KeyContents:
        """The contents of the key file as last saved."""
        return self.file.contents

    @property
    def identity(self) -> str:
        """The public signing key, 64 hex digits."""
        return self.contents.signing_key().public_hex

    @property
    def restored(self) -> bool:
        """Whether the file holds keys of which nobody knows what they decrypted before."""
        return any(key.public_key in self.journal.unknown_past for key in self.contents.keys)


@dataclass
class Desk:
    """One person's desk over one key file. ``jobs`` processes verify; ``connect`` speaks with a board."""

    path: Path
    jobs: int = 1
    connect: Callable[[str], BoardClient] = connect_briefly
    cost: Cost = MODERATE
    poll_seconds: float = 3.0
    clock: Callable[[], float] = time.monotonic
    holder: Holder | None = None
    work: Work | None = None
    shelf: dict[str, object] = field(default_factory=dict, repr=False)
    """What steps keep for their next page; emptied when the key file is closed."""
    notices: list[tuple[str, str | Exception]] = field(default_factory=list)
    _hands: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _last: float = 0.0

    # -- the file ---------------------------------------------------------------------------------------------------
    def create(self, passphrase: str) -> None:
        """Make the key file and open it; the errors of ``KeyFile.create``."""
        if journal_path(self.path).exists():
            raise KeyFileExistsError(
                "There is a journal of another key file here. Move it away, or begin in another folder."
            )
        file = KeyFile.create(self.path, passphrase, cost=self.cost)
        self._take(file, lock_journal(file), passphrase)

    def open(self, passphrase: str) -> None:
        """Open the key file; the errors of ``open_key_file``."""
        self.close()
        self._take(*open_key_file(self.path, passphrase, cost=self.cost), passphrase)

    def _take(self, file: KeyFile, journal: Journal, passphrase: str) -> None:
        self.holder = Holder(file, journal, passphrase, read_notes(file.path))
        self._last = self.clock()

    def opened(self) -> Holder:
        """The open key file; ``PageError`` if it is closed."""
        if self.holder is None:
            raise PageError("Open your key file first, with its passphrase.")
        return self.holder

    @contextmanager
    def hands(self) -> Iterator[Holder]:
        """The open key file, for this thread alone; ``BusyError`` if another does not let go of it."""
        if not self._hands.acquire(timeout=PATIENCE_SECONDS):
            raise BusyError("Your key file is being used just now. Wait until that has ended, then try again.")
        try:
            yield self.opened()
        finally:
            self._hands.release()

    def note(self, notes: Notes) -> None:
        """Keep notes beside the key file."""
        holder = self.opened()
        if notes != holder.notes:
            write_notes(holder.file.path, notes)
            holder.notes = notes

    def close(self) -> None:
        """Stop work, forget everything but where the key file is; ``BusyError`` if work does not stop."""
        if self.work is not None and not self.work.stop():
            raise BusyError("Your key file is being used just now. Wait until that has ended, then try again.")
        self.work = None
        if self.holder is not None:
            self.holder.journal.close()
        self.holder = None
        self.shelf = {}

    # -- work -------------------------------------------------------------------------------------------------------
    def start(self, name: str, task: Callable[[Work], None]) -> Work:
        """Start work; ``BusyError`` while other work is going on."""
        if self.work is not None and self.work.running:
            raise BusyError("Your key file is being used just now. Wait until that has ended, then try again.")
        self.work = Work(name, task, ERRORS)
        return self.work

    def working(self, name: str) -> Work | None:
        """The work of this name that is going on or has just ended."""
        return self.work if self.work is not None and self.work.name == name else None

    # -- the page ---------------------------------------------------------------------------------------------------
    def touch(self) -> None:
        """Note a request; close the key file if the last one was long ago and no work is going on."""
        now = self.clock()
        idle = self.holder is not None and now - self._last > IDLE_SECONDS
        if idle and not (self.work is not None and self.work.running):
            self.close()
            self.say("notice", "Nobody was here for half an hour, so the key file was closed. Nothing is lost.")
        self._last = now

    def say(self, kind: str, sentence: str | Exception) -> None:
        """Keep a sentence for the next page: ``notice`` or ``problem``."""
        self.notices.append((kind, sentence))

    def heard(self) -> list[tuple[str, str | Exception]]:
        """The kept sentences, once."""
        said, self.notices = self.notices, []
        return said

    def offer(self, key: str, name: str, media_type: str, data: bytes) -> None:
        """Have a file ready for download."""
        self.shelf[f"download-{key}"] = Download(name, media_type, data)

    def download(self, key: str) -> Download | None:
        """The file of that key."""
        found = self.shelf.get(f"download-{key}")
        return found if isinstance(found, Download) else None
