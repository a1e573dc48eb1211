"""The digits that holders compare: the same everywhere, others for any other list, and dear to try."""

from hashlib import sha256

import pytest
from nacl.pwhash import argon2id

from trustee.comparing import DIGITS, comparison_digits

FINGERPRINT = sha256(b"daftar pemegang kunci").hexdigest()


def test_the_digits_are_argon2id_of_the_fingerprint_under_the_fixed_salt() -> None:
    salt = sha256(b"suarasah comparison v1").digest()[:16]
    stretched = argon2id.kdf(32, bytes.fromhex(FINGERPRINT), salt, opslimit=3, memlimit=256 * 1024 * 1024)
    expected = str(int.from_bytes(stretched, "big") % 10**24).zfill(24)
    digits = comparison_digits(FINGERPRINT)
    assert "".join(digits) == expected
    assert [len(group) for group in digits] == [4] * 6
    assert DIGITS == 24


def test_any_other_list_has_other_digits() -> None:
    other = f"{int(FINGERPRINT, 16) ^ 1:064x}"
    assert comparison_digits(other) != comparison_digits(FINGERPRINT)


def test_a_fingerprint_is_stretched_once_and_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """How much one try costs is in the numbers above: 3 passes over 256 MiB."""
    stretched: list[bytes] = []

    def counted(size: int, password: bytes, salt: bytes, opslimit: int, memlimit: int) -> bytes:
        stretched.append(password)
        return sha256(password).digest()

    monkeypatch.setattr(argon2id, "kdf", counted)
    comparison_digits.cache_clear()
    fresh, other = (sha256(text).hexdigest() for text in (b"daftar lain", b"daftar ketiga"))
    digits = comparison_digits(fresh)
    assert comparison_digits(other) != digits
    assert comparison_digits(fresh) == digits
    assert stretched == [bytes.fromhex(fresh), bytes.fromhex(other)]
    comparison_digits.cache_clear()
