"""Private channels of the key making: X25519 sealed boxes (libsodium ``crypto_box_seal``).

Invariant: a channel hides and protects bytes for one recipient and says nothing about the sender; who sent what in
which run is the business of the signed plaintext, which is built elsewhere. A channel key serves one run only, so a
complaint can reveal it (:meth:`ChannelKey.reveal`) and let everybody open what its owner received.

A sealed text is 48 bytes longer than its plaintext: a 32-byte ephemeral public key and a 16-byte tag.
"""

import re
from typing import final

from nacl.exceptions import CryptoError as SodiumError
from nacl.public import PrivateKey, PublicKey, SealedBox

from crypto.errors import CryptoError

SECRET_KEY_BYTES = 32
SEAL_OVERHEAD_BYTES = 48

_PUBLIC_HEX = re.compile(r"[0-9a-f]{64}\Z", re.ASCII)
_P = 2**255 - 19
# Points of order 1, 2, 4, 8 on the curve and its twist (RFC 7748, section 6.1: the shared secret would be zero).
_SMALL_ORDER = frozenset(
    {
        0,
        1,
        _P - 1,
        325606250916557431795983626356110631294008115727848805560023387167927233504,
        39382357235489614581723060781553021112529911719440698176882885853963445705823,
    }
)


class ChannelError(CryptoError):
    """Base of the errors of a private channel."""

    code = "channel"


class ChannelKeyError(ChannelError):
    """A secret key has the wrong length, or a public key is not canonical or would make the secret predictable."""

    code = "channel-key"


class ChannelOpenError(ChannelError):
    """A sealed text is not for this key, or was damaged or altered on its way."""

    code = "channel-open"


@final
class ChannelKey:
    """An X25519 key pair of one key-making run. ``public_hex`` is 64 lower-case hex digits (RFC 7748 encoding)."""

    __slots__ = ("_key", "public_hex")

    def __init__(self, key: PrivateKey) -> None:
        self._key = key
        self.public_hex: str = bytes(key.public_key).hex()

    @classmethod
    def generate(cls) -> "ChannelKey":
        """A fresh key from the operating system's randomness."""
        return cls(PrivateKey.generate())

    @classmethod
    def from_secret_bytes(cls, secret: bytes) -> "ChannelKey":
        """The key of 32 secret bytes (clamped as RFC 7748 says); ``ChannelKeyError`` for any other length."""
        if len(secret) != SECRET_KEY_BYTES:
            raise ChannelKeyError("A channel key is exactly 32 secret bytes. Use the key file as it was written.")
        return cls(PrivateKey(secret))

    def reveal(self) -> bytes:
        """The 32 secret bytes, for the owner's key file or a complaint, which makes them public on purpose."""
        return bytes(self._key)

    def open(self, sealed: bytes) -> bytes:
        """The plaintext of ``sealed``; raises ``ChannelOpenError`` unless it is intact and sealed for this key."""
        try:
            return SealedBox(self._key).decrypt(sealed)
        # TypeError and ValueError are what PyNaCl says of texts shorter than the overhead.
        except (SodiumError, TypeError, ValueError):
            raise ChannelOpenError(
                "This message was not sealed for your channel key, or it changed on its way. Ask the sender to send "
                "it again; if it fails again, file a complaint."
            ) from None

    def __repr__(self) -> str:
        return f"ChannelKey({self.public_hex})"


def decode_channel_key(public_hex: str) -> bytes:
    """The 32 bytes of a public channel key given as 64 lower-case hex digits.

    Raises ``ChannelKeyError`` for any other text, for a coordinate not below p = 2^255 - 19 (so every key has one
    encoding), and for the points of small order, whose boxes anybody could open.
    """
    if not _PUBLIC_HEX.match(public_hex):
        raise ChannelKeyError("A public channel key is 64 lower-case hexadecimal digits. Ask its owner for it again.")
    encoded = bytes.fromhex(public_hex)
    coordinate = int.from_bytes(encoded, "little")
    if coordinate >= _P or coordinate in _SMALL_ORDER:
        raise ChannelKeyError("This public channel key cannot keep a secret. Ask its owner to make a new one.")
    return encoded


def seal(recipient_public_hex: str, plaintext: bytes) -> bytes:
    """``plaintext`` sealed for the owner of a public channel key; raises ``ChannelKeyError`` for a bad key."""
    return SealedBox(PublicKey(decode_channel_key(recipient_public_hex))).encrypt(plaintext)
