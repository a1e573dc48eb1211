"""Digits that people compare by voice: 24 of them say that all hold the same list of keys.

What is compared is a SHA-256, and 24 digits (79 bits) of it would be too few: a lying board chooses both lists, and
would find two that agree after 2^40 hashes. So the digits are stretched: argon2id (RFC 9106; 3 passes over 256 MiB)
makes each of these 2^40 tries cost most of a second on 256 MiB, which is tens of thousands of years for one machine.
All holders compute the same digits, since the salt is fixed.

The totals of many elections are compared at once: one SHA-256 stands for all of them, whole, so nothing is stretched.
"""

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from nacl.pwhash import argon2id

DIGITS: Final = 24
_GROUP: Final = 4
_BYTES: Final = 32
_SALT: Final = hashlib.sha256(b"suarasah comparison v1").digest()[: argon2id.SALTBYTES]


@lru_cache(maxsize=256)
def comparison_digits(fingerprint: str) -> tuple[str, ...]:
    """Six groups of four digits for a fingerprint (64 hex digits); takes most of a second the first time."""
    stretched = argon2id.kdf(
        _BYTES, bytes.fromhex(fingerprint), _SALT, argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE
    )
    # The modulus is far smaller than 2^256, so all groups of digits are equally likely for all that matters.
    digits = f"{int.from_bytes(stretched, 'big') % 10**DIGITS:0{DIGITS}d}"
    return tuple(digits[start : start + _GROUP] for start in range(0, DIGITS, _GROUP))


def sitting_fingerprint(totals: Iterable[tuple[str, str]]) -> str:
    """One fingerprint (64 hex digits) of several locked totals, each an election's uuid and its tally's SHA-256.

    The order does not matter. Who sees the same fingerprint has the same elections with the same totals, no more and
    no fewer: a uuid holds no blank and no line feed, so the text that is hashed can be read in one way only.
    """
    lines = "".join(f"{uuid} {tally}\n" for uuid, tally in sorted(totals))
    return hashlib.sha256(f"suarasah sitting v1\n{lines}".encode()).hexdigest()
