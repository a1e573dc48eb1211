"""A register's file in somebody's hands: read, changed, written back, unless somebody else wrote meanwhile.

Invariant: what is written follows what was read. Two windows or commands over one file never both give away the same
spare: the second one is told to open the file again. A file that was erased meanwhile does not come back.
"""

from pathlib import Path
from typing import Final

from record.digests import sha256_hex
from registrar.errors import RegisterError
from registrar.register import Register, load_register, save_register


class RegisterFile:
    """One file and its passphrase, from :meth:`load` on; the passphrase is in no repr."""

    def __init__(self, path: Path, passphrase: str) -> None:
        self.path: Final = path
        self._passphrase = passphrase
        self._digest = ""

    def load(self) -> Register:
        """The register; raises what :func:`load_register` raises."""
        # The digest first: a change in between is then noticed when it is to be written over.
        self._digest = self._digest_now()
        return load_register(self.path, self._passphrase)

    def save(self, register: Register) -> None:
        """Write the register in the place of the one that was read; :class:`RegisterError` if the file is another."""
        if self._digest_now() != self._digest:
            raise RegisterError(
                "The register {path} was changed elsewhere since it was opened. Nothing was written: "
                "close it, open it again, and look at what was done before you repeat this.",
                path=self.path.name,
            )
        save_register(self.path, register, self._passphrase)
        self._digest = self._digest_now()

    def _digest_now(self) -> str:
        """The SHA-256 of the file; empty if it cannot be read."""
        try:
            return sha256_hex(self.path.read_bytes())
        except OSError:
            return ""
