"""The parties' own Ed25519 signing keys (RFC 8032), for log heads, countersignatures and envelopes.

Invariant: a public key has one encoding and lies in the subgroup of prime order, so the three readings of
RFC 8032 (with or without the cofactor, strict or lax decoding) agree on every signature that is accepted here.
libsodium alone refuses small-order and non-canonical keys and S >= L, but accepts keys with a torsion component
for about one message in eight; :func:`decode_public_key` closes that gap.

These keys are not credentials: a ballot is signed in the election's group by :mod:`crypto.signature`.
"""

import re
from typing import final

from nacl.bindings import crypto_core_ed25519_is_valid_point
from nacl.exceptions import CryptoError as SodiumError
from nacl.signing import SigningKey as SodiumSigningKey
from nacl.signing import VerifyKey

from crypto.errors import CryptoError

SEED_BYTES = 32
PUBLIC_KEY_BYTES = 32
SIGNATURE_BYTES = 64

_PUBLIC_HEX = re.compile(r"[0-9a-f]{64}\Z", re.ASCII)


class SigningKeyError(CryptoError):
    """A seed has the wrong length, or a public key is not the one encoding of a point of prime order."""

    code = "signing-key"


@final
class SigningKey:
    """An Ed25519 key pair. ``public_hex`` is 64 lower-case hex digits (RFC 8032 encoding, little-endian)."""

    __slots__ = ("_key", "public_hex")

    def __init__(self, key: SodiumSigningKey) -> None:
        self._key = key
        self.public_hex: str = bytes(key.verify_key).hex()

    @classmethod
    def generate(cls) -> "SigningKey":
        """A fresh key from the operating system's randomness."""
        return cls(SodiumSigningKey.generate())

    @classmethod
    def from_seed(cls, seed: bytes) -> "SigningKey":
        """The key of a 32-byte RFC 8032 seed; raises ``SigningKeyError`` for any other length."""
        if len(seed) != SEED_BYTES:
            raise SigningKeyError("A signing key's seed is exactly 32 bytes. Use the key file as it was written.")
        return cls(SodiumSigningKey(seed))

    def reveal_seed(self) -> bytes:
        """The 32-byte seed, for sealing into a key file; never for a log or a message."""
        return bytes(self._key)

    def sign(self, message: bytes) -> bytes:
        """The 64-byte deterministic signature of ``message``."""
        return self._key.sign(message).signature

    def __repr__(self) -> str:
        return f"SigningKey({self.public_hex})"


def decode_public_key(public_hex: str) -> bytes:
    """The 32 bytes of a public key given as 64 lower-case hex digits.

    Raises ``SigningKeyError`` for any other text, a y coordinate not below p, "negative zero", a point off the
    curve, one of the eight points of small order, and a point with a torsion component.
    """
    if not _PUBLIC_HEX.match(public_hex):
        raise SigningKeyError("A public signing key is 64 lower-case hexadecimal digits. Ask its owner for it again.")
    encoded = bytes.fromhex(public_hex)
    if not crypto_core_ed25519_is_valid_point(encoded):
        raise SigningKeyError(
            "This public signing key is not a valid point of prime order, so its signatures would prove nothing. "
            "Ask its owner for the key again."
        )
    return encoded


def verify_signature(public_hex: str, message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` (64 bytes) is the owner's over ``message``; False for a bad key, too.

    Strict: refuses S >= L and every public key that :func:`decode_public_key` refuses.
    """
    if len(signature) != SIGNATURE_BYTES:
        return False
    try:
        encoded = decode_public_key(public_hex)
        VerifyKey(encoded).verify(message, signature)
    except (SigningKeyError, SodiumError):
        return False
    return True
