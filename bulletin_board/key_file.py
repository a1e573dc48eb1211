"""The board's secrets: files of 64 hex digits and a line feed that only their owner may read.

Whoever has the signing key can sign heads of every log of this board. The committee's key, a file beside it, seals the
secrets of second factors, so that a copy of the database alone does not hold them. Both are made once, by
``suarasah board init``.
"""

import os
import re
import secrets
import stat
from pathlib import Path

from bulletin_board.errors import ExistsError, KeyFileError
from crypto.signing_key import SigningKey

COMMITTEE_KEY = "committee.key"
"""The committee's key, in the folder of the signing key."""
_SEED = re.compile(rb"[0-9a-f]{64}\n\Z")


def create_key_file(path: Path) -> SigningKey:
    """A fresh key in a new file of mode 0600, durable on return; ``ExistsError`` if there is such a file."""
    key = SigningKey.generate()
    _create(path, key.reveal_seed())
    return key


def read_key_file(path: Path) -> SigningKey:
    """The board's key; ``KeyFileError`` if the file is missing, malformed, or open to other users."""
    return SigningKey.from_seed(_read(path))


def ensure_committee_key(signing_key: Path) -> None:
    """Make the committee's key beside the signing key, unless it is there; ``KeyFileError``."""
    path = signing_key.with_name(COMMITTEE_KEY)
    if not path.exists():
        _create(path, secrets.token_bytes(32))
    _read(path)


def read_committee_key(signing_key: Path) -> bytes:
    """The 32 bytes of the committee's key; ``KeyFileError``."""
    return _read(signing_key.with_name(COMMITTEE_KEY))


def _create(path: Path, seed: bytes) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise ExistsError(f"{path} exists already: a board keeps its key. Nothing was changed.") from None
    except OSError as error:
        raise KeyFileError(f"{path} cannot be written: {error.strerror}.") from error
    with open(descriptor, "wb") as file:
        file.write(seed.hex().encode() + b"\n")
        file.flush()
        os.fsync(descriptor)
    parent = os.open(path.parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(parent)
    finally:
        os.close(parent)


def _read(path: Path) -> bytes:
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
    return bytes.fromhex(data[:64].decode("ascii"))
