"""What the page has in hand: the open register with its passphrase, a roll or setup that is being looked at.

Invariant: everything stands in this process's memory and nowhere else, except the register, whose encrypted file is
written before any page says that something was done. After half an hour without a request the desk is locked.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from registrar.countersigning import SetupOfLog
from registrar.erasure.destroying import Destruction
from registrar.errors import RegisterError
from registrar.register import Register, new_register
from registrar.register_file import RegisterFile
from registrar.rolls.preview import RollPreview
from registrar.rolls.problems import Decisions
from registrar.rolls.update import with_more
from registrar.rolls.voters import Roll

IDLE_SECONDS: Final = 30 * 60.0
SUFFIX: Final = ".box"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.-]{0,79}")
MIN_PASSPHRASE: Final = 12


@dataclass(frozen=True, slots=True)
class Download:
    """A file that the page made and that may be downloaded until the desk is locked. It holds no code and no name."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class LookedAt:
    """An uploaded roll and what was decided about it so far; the bytes are needed to read it again.

    ``more`` says that its voters join those of the register instead of being the newer roll of all.
    """

    data: bytes
    decisions: Decisions
    preview: RollPreview
    more: bool = False

    def roll(self, register: Register) -> Roll:
        """All voters after this list is taken; :class:`RollError` while something is undecided."""
        roll = self.preview.roll()
        return with_more(register, roll) if self.more else roll


@dataclass
class Desk:
    """One person's desk over a folder of registers."""

    folder: Path
    clock: Callable[[], float] = time.monotonic
    register: Register | None = None
    roll: LookedAt | None = None
    setup: SetupOfLog | None = None
    setup_board: str = ""
    destroyed: Destruction | None = None
    downloads: dict[str, Download] = field(default_factory=dict)
    notices: list[tuple[str, str]] = field(default_factory=list)
    _file: RegisterFile | None = field(default=None, repr=False)
    _last: float = 0.0

    @property
    def path(self) -> Path | None:
        """The open register's file."""
        return None if self._file is None else self._file.path

    def files(self) -> list[str]:
        """The names of the registers in the folder."""
        return sorted(each.name for each in self.folder.iterdir() if each.suffix == SUFFIX and each.is_file())

    def touch(self) -> None:
        """Note a request; lock the desk if the last one was long ago."""
        now = self.clock()
        if self.register is not None and now - self._last > IDLE_SECONDS:
            self.lock()
            self.say("notice", "Nobody was here for half an hour, so the register was closed. Nothing is lost.")
        self._last = now

    def say(self, kind: str, sentence: str) -> None:
        """Keep a sentence for the next page: ``notice`` or ``problem``."""
        self.notices.append((kind, sentence))

    def heard(self) -> list[tuple[str, str]]:
        """The kept sentences, once."""
        said, self.notices = self.notices, []
        return said

    def create(self, name: str, passphrase: str, again: str) -> None:
        """Make a register and open it; :class:`RegisterError` for a bad name or passphrase, or an existing file."""
        path = self._path(name if name.endswith(SUFFIX) else name + SUFFIX)
        if path.exists():
            raise RegisterError("{name} exists already. Open it, or choose another name.", name=path.name)
        if passphrase != again:
            raise RegisterError("The two passphrases differ. Type the same one twice.")
        if len(passphrase) < MIN_PASSPHRASE:
            raise RegisterError(
                "A passphrase has at least {least} characters: four words that nobody guesses.", least=MIN_PASSPHRASE
            )
        register, file = new_register(), RegisterFile(path, passphrase)
        file.save(register)
        self._take(file, register)

    def open(self, name: str, passphrase: str) -> None:
        """Open a register of the folder; :class:`RegisterError` if that cannot be."""
        file = RegisterFile(self._path(name), passphrase)
        self._take(file, file.load())

    def _take(self, file: RegisterFile, register: Register) -> None:
        self.lock()
        self._file, self.register = file, register
        self._last = self.clock()

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise RegisterError("A name has letters, digits, spaces, dots, hyphens and underscores.")
        return self.folder / name

    def opened(self) -> Register:
        """The open register; :class:`RegisterError` if there is none."""
        if self.register is None:
            raise RegisterError("Open the register first, with its passphrase.")
        return self.register

    def save(self, register: Register) -> None:
        """Write the register, then have it in hand; :class:`RegisterError` if its file was changed elsewhere."""
        if self._file is None:
            raise RegisterError("Open the register first, with its passphrase.")
        if register != self.register:
            self._file.save(register)
            self.register = register

    def offer(self, key: str, name: str, media_type: str, data: bytes) -> None:
        """Have a file ready for download."""
        self.downloads[key] = Download(name, media_type, data)

    def lock(self) -> None:
        """Forget everything but the folder."""
        self._file = self.register = self.roll = self.setup = self.destroyed = None
        self.setup_board = ""
        self.downloads = {}
