"""Credential codes: what stands on a voter's card, and the secret scalar that it stretches to.

A code is 20 characters of Crockford's base32 (0-9 and A-Z without I, L, O, U): 19 random ones, 95 bits, and a check
character. With s_i the 5-bit values and a a primitive element of GF(32) = GF(2)[x]/(x^5 + x^2 + 1), a code is right
iff s_0*a^0 + ... + s_19*a^19 = 0. The 20 powers are distinct and not zero, so that any one wrong character and any
swap of two differing characters is noticed.

Invariant: no code, nor any part of one, stands in an error or a repr.
"""

import secrets
from hashlib import pbkdf2_hmac
from typing import Final

from crypto.errors import CredentialCharacterError, CredentialCheckError, CredentialLengthError
from crypto.group import Element, Group, Secret
from crypto.randomness import expand

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH: Final = 20
PBKDF2_ROUNDS: Final = 20_000
_GROUP_LENGTH = 4
_VALUES: Final = {
    **{character: value for value, character in enumerate(ALPHABET)},
    **{character.lower(): value for value, character in enumerate(ALPHABET)},
    "O": 0,
    "o": 0,
    "I": 1,
    "i": 1,
    "L": 1,
    "l": 1,
}
_DASHES: Final = frozenset("-\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufeff\u200b")
"""What phones, scanners and word processors make of a hyphen, and marks without width."""


def generate_code() -> str:
    """A fresh code from the operating system's randomness, 20 canonical characters."""
    values = [secrets.randbelow(32) for _ in range(CODE_LENGTH - 1)]
    return "".join([ALPHABET[value] for value in [*values, _check_value(values)]])


def normalise_code(text: str) -> str:
    """The 20 canonical characters of what a person typed: case, spaces, hyphens and look-alikes are forgiven.

    Raises ``CredentialCharacterError``, then ``CredentialLengthError``, then ``CredentialCheckError``.
    """
    values: list[int] = []
    for character in text:
        if character.isspace() or character in _DASHES:
            continue
        value = _VALUES.get(character)
        if value is None:
            raise CredentialCharacterError(len(values) + 1)
        values.append(value)
    if len(values) != CODE_LENGTH:
        raise CredentialLengthError(len(values))
    if _syndrome(values):
        raise CredentialCheckError()
    return "".join([ALPHABET[value] for value in values])


def format_code(code: str) -> str:
    """Five groups of four characters with hyphens, as on a card."""
    return "-".join([code[i : i + _GROUP_LENGTH] for i in range(0, len(code), _GROUP_LENGTH)])


def credential_secret(group: Group, uuid: str, code: str) -> Secret:
    """The secret scalar of a code in the election ``uuid``. Takes about 10 ms on purpose.

    ``code`` is normalised first, so it raises what :func:`normalise_code` raises.
    """
    salt = f"suarasah/credential/v1|{uuid}".encode()
    stretched = pbkdf2_hmac("sha256", normalise_code(code).encode(), salt, PBKDF2_ROUNDS, dklen=32)
    # 64 bytes for every group: 2048-bit scalars of other people's groups are not used with our codes' entropy.
    return group.secret_from_wide(expand(stretched, f"suarasah/credential/v1|{group.name}", 64))


def public_credential(group: Group, secret: Secret) -> Element:
    """g ** secret: what the board stores of a credential."""
    return group.generator_power_secret(secret)


def _times_a(value: int) -> int:
    """Multiplication by a: shift, and reduce by x^5 = x^2 + 1."""
    doubled = value << 1
    return doubled ^ 0b100101 if doubled & 0b100000 else doubled


def _syndrome(values: list[int]) -> int:
    """The sum of s_i * a^i, by Horner's rule."""
    total = 0
    for value in reversed(values):
        total = _times_a(total) ^ value
    return total


def _check_value(values: list[int]) -> int:
    """The s_19 that makes a code of the 19 given values right: their sum over a^19, which is a^12 times it."""
    # a has order 31, so 1 / a^19 = a^12; minus is plus in characteristic 2.
    total = _syndrome(values)
    for _ in range(31 - (CODE_LENGTH - 1)):
        total = _times_a(total)
    return total
