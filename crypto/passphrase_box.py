"""A secret under a passphrase: argon2id (RFC 9106) stretches it, XSalsa20-Poly1305 (secretbox) seals the secret.

Invariant: whatever the file says, opening it takes at most 256 MiB of memory and three passes, because the costs are
checked before the first byte is hashed. The file is

    ========  ======================================================================
    16 bytes  ``suarasah-box-v1`` and a line feed
    4 bytes   argon2id passes, big-endian
    4 bytes   argon2id memory in KiB, big-endian
    16 bytes  salt
    24 bytes  nonce
    n + 16    secretbox: tag and the encrypted secret
    32 bytes  SHA-256 of everything before, which tells damage from a wrong passphrase
    ========  ======================================================================

The passphrase is normalised to NFC, so it does not depend on how a keyboard composes letters. Files of every later
version begin with ``suarasah-box-v`` and end with that SHA-256 too, so another version is told from damage.
"""

import hashlib
import hmac
import struct
import unicodedata
from dataclasses import dataclass

from nacl.bindings import crypto_secretbox, crypto_secretbox_open
from nacl.exceptions import CryptoError as SodiumError
from nacl.pwhash import argon2id
from nacl.utils import random as random_bytes

from crypto.errors import CryptoError

MAX_SECRET_BYTES = 64 * 1024 * 1024
MAX_PASSPHRASE_BYTES = 1024

_FAMILY = b"suarasah-box-v"
_MAGIC = _FAMILY + b"1\n"
_COSTS = struct.Struct(">II")
_SALT_BYTES = 16
_NONCE_BYTES = 24
_TAG_BYTES = 16
_DIGEST_BYTES = 32
_KEY_BYTES = 32
_HEADER_BYTES = len(_MAGIC) + _COSTS.size
_OVERHEAD_BYTES = _HEADER_BYTES + _SALT_BYTES + _NONCE_BYTES + _TAG_BYTES + _DIGEST_BYTES


class PassphraseBoxError(CryptoError):
    """Base of the errors of a passphrase box."""

    code = "passphrase-box"


class WrongPassphraseError(PassphraseBoxError):
    """The file is intact, but this passphrase does not open it."""

    code = "passphrase-wrong"


class DamagedBoxError(PassphraseBoxError):
    """The file is no passphrase box, was cut or altered, or asks for costs outside of what is accepted."""

    code = "passphrase-box-damaged"


class BoxVersionError(PassphraseBoxError):
    """The file is intact and of another version, which this program does not read."""

    code = "passphrase-box-version"


class PassphraseError(PassphraseBoxError):
    """A passphrase that cannot be used: empty, too long, or not text."""

    code = "passphrase-unusable"


class BoxLimitError(PassphraseBoxError):
    """A secret that is too long, costs that are not accepted, or a machine without the memory that they need."""

    code = "passphrase-box-limit"


@dataclass(frozen=True, slots=True)
class Cost:
    """Costs of argon2id: ``passes`` over ``kibibytes`` of memory (one KiB is 1024 bytes)."""

    passes: int
    kibibytes: int

    def accepted(self) -> bool:
        """Whether both lie between those of ``INTERACTIVE`` and ``MODERATE``."""
        return (
            INTERACTIVE.passes <= self.passes <= MODERATE.passes
            and INTERACTIVE.kibibytes <= self.kibibytes <= MODERATE.kibibytes
        )


INTERACTIVE = Cost(argon2id.OPSLIMIT_INTERACTIVE, argon2id.MEMLIMIT_INTERACTIVE // 1024)
"""The least that is accepted: 2 passes over 64 MiB."""

MODERATE = Cost(argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE // 1024)
"""The default and the most that is accepted: 3 passes over 256 MiB, about a second."""


def seal_with_passphrase(secret: bytes, passphrase: str, cost: Cost = MODERATE, *, seed: bytes | None = None) -> bytes:
    """The file that holds ``secret`` (at most 64 MiB) under ``passphrase`` (1 to 1024 bytes of UTF-8 in NFC).

    With a ``seed`` (32 secret bytes that go with the secret) the same arguments give the same file, so that it can be
    made again to be compared: salt and nonce are then drawn from seed and secret with keyed BLAKE2b (RFC 7693), and
    no two secrets share them. Raises ``PassphraseError`` and ``BoxLimitError``. How good a passphrase must be is the
    caller's rule.
    """
    if len(secret) > MAX_SECRET_BYTES:
        raise BoxLimitError("This is too much for one passphrase box: at most 64 MiB.")
    if not cost.accepted():
        raise BoxLimitError("The passphrase box accepts 2 to 3 passes over 64 to 256 MiB. Use the default.")
    fresh = random_bytes(_SALT_BYTES + _NONCE_BYTES) if seed is None else _derived(seed, secret)
    salt, nonce = fresh[:_SALT_BYTES], fresh[_SALT_BYTES:]
    key = _stretch(_normalised(passphrase), salt, cost)
    body = _MAGIC + _COSTS.pack(cost.passes, cost.kibibytes) + salt + nonce + crypto_secretbox(secret, nonce, key)
    return body + hashlib.sha256(body).digest()


def open_with_passphrase(data: bytes, passphrase: str) -> bytes:
    """The secret in the file ``data``.

    Raises ``DamagedBoxError`` before any hashing if the file is not intact, ``BoxVersionError`` if it is of another
    version, ``WrongPassphraseError`` if the passphrase does not open it, ``PassphraseError`` for a passphrase that no
    box can have, and ``BoxLimitError`` if the machine lacks the memory.
    """
    cost, salt, nonce, sealed = _parse(data)
    key = _stretch(_normalised(passphrase), salt, cost)
    try:
        return crypto_secretbox_open(sealed, nonce, key)
    except SodiumError:
        raise WrongPassphraseError("This passphrase does not open the file. Check Caps Lock and try again.") from None


def _parse(data: bytes) -> tuple[Cost, bytes, bytes, bytes]:
    """(cost, salt, nonce, sealed) of an intact file; ``DamagedBoxError`` otherwise."""
    if not data.startswith(_FAMILY):
        raise DamagedBoxError("This file is not a passphrase box of Suara Sah. Choose the key file or its backup.")
    if not _OVERHEAD_BYTES <= len(data) <= _OVERHEAD_BYTES + MAX_SECRET_BYTES:
        raise DamagedBoxError("This file has an impossible length. Use the backup.")
    body, digest = data[:-_DIGEST_BYTES], data[-_DIGEST_BYTES:]
    if not hmac.compare_digest(hashlib.sha256(body).digest(), digest):
        raise DamagedBoxError("This file was cut or changed after it was written. Use the backup.")
    if not body.startswith(_MAGIC):
        raise BoxVersionError(
            "This file is intact, but of another version than this program reads. Keep it, and open it with the "
            "program of that version."
        )
    cost = Cost(*_COSTS.unpack_from(body, len(_MAGIC)))
    if not cost.accepted():
        raise DamagedBoxError("This file asks for more or less work than any file of ours. Use the backup.")
    salt_end = _HEADER_BYTES + _SALT_BYTES
    nonce_end = salt_end + _NONCE_BYTES
    return cost, body[_HEADER_BYTES:salt_end], body[salt_end:nonce_end], body[nonce_end:]


def _derived(seed: bytes, secret: bytes) -> bytes:
    """Salt and nonce for this secret alone; who does not know the seed cannot tell them from random."""
    if len(seed) != _KEY_BYTES:
        raise BoxLimitError("The seed of a passphrase box has 32 bytes.")
    size = _SALT_BYTES + _NONCE_BYTES
    return hashlib.blake2b(secret, digest_size=size, key=seed, person=b"suarasah-box").digest()


def _normalised(passphrase: str) -> bytes:
    """The UTF-8 bytes of the passphrase in NFC, 1 to 1024 of them."""
    # Bounds the work of normalising a hostile text. NFC may shorten one, so the exact bound comes after it.
    if len(passphrase) > 4 * MAX_PASSPHRASE_BYTES:
        raise PassphraseError("A passphrase has at most 1024 bytes. Choose a shorter one.")
    try:
        encoded = unicodedata.normalize("NFC", passphrase).encode("utf-8")
    except UnicodeEncodeError:
        # Not chained: the original error carries the passphrase.
        raise PassphraseError("This passphrase holds something that is not a character. Type it again.") from None
    if not encoded:
        raise PassphraseError("A passphrase must not be empty. Type one.")
    if len(encoded) > MAX_PASSPHRASE_BYTES:
        raise PassphraseError("A passphrase has at most 1024 bytes. Choose a shorter one.")
    return encoded


def _stretch(passphrase: bytes, salt: bytes, cost: Cost) -> bytes:
    """The 32-byte secretbox key."""
    try:
        return argon2id.kdf(_KEY_BYTES, passphrase, salt, opslimit=cost.passes, memlimit=cost.kibibytes * 1024)
    except (SodiumError, MemoryError):
        raise BoxLimitError(
            f"Opening or sealing the file needs {cost.kibibytes // 1024} MiB of free memory. Close other programs and "
            "try again."
        ) from None
