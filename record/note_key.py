"""Keys of signed notes: names, key IDs, verifier keys (vkeys) and what each signature type signs.

Two types are known: 01, Ed25519 over the note's text, and 04, an Ed25519 cosignature that also covers its time
(c2sp.org/signed-note, c2sp.org/tlog-cosignature). A name and a key ID together identify a key.
"""

import hashlib
from enum import IntEnum

import msgspec

from crypto.signing_key import SigningKeyError, decode_public_key, verify_signature
from record.errors import FormatError
from record.note_text import decode_base64, encode_base64

KEY_ID_BYTES = 4
TIME_BYTES = 8
MAX_TIME = 2**63 - 1
"""Largest POSIX time of a cosignature, in seconds (c2sp.org/tlog-cosignature, "Format")."""
MAX_NAME_BYTES = 1024


class KeyFormatError(FormatError):
    """A key name, public key or verifier key is malformed."""

    code = "record-note-key"


class KeyType(IntEnum):
    """The signature type identifiers that this project uses."""

    ED25519 = 0x01
    COSIGNATURE = 0x04


class VerifierKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A public key that may sign notes: its name, its type and its 32 bytes, a point of prime order."""

    name: str
    type: KeyType
    public: bytes

    def __post_init__(self) -> None:
        check_key_name(self.name)
        _decode_public(self.public.hex())

    @property
    def key_id(self) -> bytes:
        """SHA-256(name || 0A || type || public key)[:4]."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.type]) + self.public).digest()[:KEY_ID_BYTES]

    def vkey(self) -> str:
        """``name+hex(key ID)+base64(type || public key)``."""
        return f"{self.name}+{self.key_id.hex()}+{encode_base64(bytes([self.type]) + self.public)}"

    def verify(self, text: str, signature: bytes) -> bool:
        """Whether ``signature`` (the bytes after the key ID) is this key's over the note's text with its last LF."""
        if self.type is KeyType.ED25519:
            return verify_signature(self.public.hex(), text.encode(), signature)
        time = cosignature_time(signature)
        return time <= MAX_TIME and verify_signature(
            self.public.hex(), cosigned_message(text, time), signature[TIME_BYTES:]
        )


def board_key(origin: str, public_hex: str) -> VerifierKey:
    """The key under which a board signs its heads: its name is the log's origin."""
    return VerifierKey(origin, KeyType.ED25519, _decode_public(public_hex))


def witness_key(name: str, public_hex: str) -> VerifierKey:
    """The key under which a witness cosigns heads."""
    return VerifierKey(name, KeyType.COSIGNATURE, _decode_public(public_hex))


def parse_vkey(text: str) -> VerifierKey:
    """The key of a canonical vkey of type 01 or 04; ``KeyFormatError`` otherwise."""
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise KeyFormatError("A verifier key has three parts: name+ID+key.")
    material = decode_base64(parts[2], KeyFormatError)
    if not material or material[0] not in list(KeyType):
        raise KeyFormatError("Only verifier keys of types 01 (Ed25519) and 04 (cosignature) are known.")
    key = VerifierKey(parts[0], KeyType(material[0]), material[1:])
    if key.vkey() != text:
        raise KeyFormatError("The ID in a verifier key is not that of its name and key: a part was mistyped.")
    return key


def cosigned_message(text: str, time: int) -> bytes:
    """What a cosignature of type 04 signs: a header, the time in seconds, and the checkpoint's text."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def cosignature_time(signature: bytes) -> int:
    """The POSIX time in the first 8 bytes, big-endian, of a cosignature of type 04."""
    return int.from_bytes(signature[:TIME_BYTES], "big")


def check_key_name(name: str) -> str:
    """The name, if it is one: not empty, no Unicode space, plus, or control character; ``KeyFormatError``."""
    if not name or any(c == "+" or c.isspace() or c < " " or "\ud800" <= c <= "\udfff" for c in name):
        raise KeyFormatError("A key name is not empty and has no spaces, plus signs or control characters.")
    if len(name.encode()) > MAX_NAME_BYTES:
        raise KeyFormatError(f"A key name is at most {MAX_NAME_BYTES} bytes long.")
    return name


def _decode_public(public_hex: str) -> bytes:
    try:
        return decode_public_key(public_hex)
    except SigningKeyError as problem:
        raise KeyFormatError(str(problem)) from problem
