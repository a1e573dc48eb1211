"""Registers whose passphrases are not stretched, for tests that save and load many of them.

The boxes are as closed as the real ones, so that what is on the disk can be searched for secrets; only guessing their
passphrases is cheap. The real boxes have tests of their own.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from nacl.exceptions import CryptoError as SodiumError
from nacl.secret import SecretBox

from crypto.passphrase_box import WrongPassphraseError


def _box(passphrase: str) -> SecretBox:
    return SecretBox(hashlib.sha256(passphrase.encode()).digest())


def _seal(secret: bytes, passphrase: str) -> bytes:
    return bytes(_box(passphrase).encrypt(secret))


def _open(sealed: bytes, passphrase: str) -> bytes:
    try:
        return bytes(_box(passphrase).decrypt(sealed))
    except (SodiumError, ValueError) as error:
        raise WrongPassphraseError("This passphrase does not open the file.") from error


@contextmanager
def quick_boxes() -> Iterator[None]:
    """Registers of this process are sealed and opened without stretching."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("registrar.register.seal_with_passphrase", _seal)
        patch.setattr("registrar.register.open_with_passphrase", _open)
        yield
