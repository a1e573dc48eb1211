"""The digits that holders compare: the same everywhere, others for any other list, and dear to try."""

import time
from hashlib import sha256

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


def test_one_try_takes_long_and_is_remembered() -> None:
    fresh = sha256(b"daftar lain").hexdigest()
    start = time.process_time()
    comparison_digits(fresh)
    first = time.process_time() - start
    start = time.process_time()
    comparison_digits(fresh)
    assert time.process_time() - start < first / 10
    assert first > 0.05
