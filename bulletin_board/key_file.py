"""The board's signing key: a file of 64 hex digits and a line feed that only its owner may read.

Whoever has this key can sign heads of every log of this board. It is made once, by ``suarasah board init``.
"""

import os
import re
import stat
from pathlib import Path

from bulletin_board.errors import ExistsError, KeyFileError
from crypto.signing_key import SigningKey

_SEED = re.compile(rb"[0-9a-f]{64}\n\Z")


def create_key_file(path: Path) -> SigningKey:
    """A fresh key in a new file of mode 0600, durable on return; ``ExistsError`` if there is such a file."""
    key = SigningKey.generate()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise ExistsError(f"{path} exists already: a board keeps its key. Nothing was changed.") from None
    except OSError as error:
        raise KeyFileError(f"{path} cannot be written: {error.strerror}.") from error
    with open(descriptor, "wb") as file:
        file.write(key.reveal_seed().hex().encode() + b"\n")
        file.flush()
        os.fsync(descriptor)
    parent = os.open(path.parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(parent)
    finally:
        os.close(parent)
    return key


def read_key_file(path: Path) -> SigningKey:
    """The board's key; ``KeyFileError`` if the file is missing, malformed, or open to other users."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            data = file.read(128)
    except OSError as error:
        raise KeyFileError(
            f"The board's key {path} cannot be read: {error.strerror}. Run `suarasah board init`."
        ) from error
    if not stat.S_ISREG(status.st_mode) or status.st_mode & 0o077:
        raise KeyFileError(f"The board's key {path} must be a file that only its owner can read: chmod 600 {path}")
    if _SEED.match(data) is None:
        raise KeyFileError(f"The board's key {path} does not hold a key: restore it from its backup.")
    return SigningKey.from_seed(bytes.fromhex(data[:64].decode("ascii")))
