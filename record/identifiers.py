"""Identifiers of elections and key makings: Base58, as the specification's ``uuid`` (4.2)."""

import secrets

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
IDENTIFIER_LENGTH = 22
"""Characters of a fresh identifier: about 128 bits, as the seeds of the specification."""


def new_identifier() -> str:
    """A fresh identifier from the operating system's randomness; 22 characters of Base58."""
    return "".join(secrets.choice(BASE58) for _ in range(IDENTIFIER_LENGTH))


def is_identifier(text: str) -> bool:
    """Whether a text can be an identifier: 14 to 64 characters of Base58."""
    return 14 <= len(text) <= 64 and set(text) <= set(BASE58)
