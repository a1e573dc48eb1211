"""Signed messages of the parties: a domain tag, an encoder and a decoder, and no other way to sign or verify.

The signed bytes are ``suarasah/<tag>/v1`` LF and the canonical JSON of the message without its last member,
``signature`` (128 hex digits, Ed25519, RFC 8032). Tags separate the kinds of messages, so that a signature of one
kind is never one of another.
"""

from typing import Any, Generic, Protocol, TypeVar

import msgspec

from crypto.signing_key import SigningKey, verify_signature
from record.canonical import decode, encode


class Signable(Protocol):
    """A frozen struct whose last field is ``signature``."""

    @property
    def signature(self) -> str:
        """128 lower-case hex digits."""
        ...


S = TypeVar("S", bound=Any)


class SignedType(Generic[S]):
    """One kind of signed message: its domain tag and its struct."""

    def __init__(self, tag: str, struct: type[S]) -> None:
        self.tag = tag
        self.struct = struct

    def signing_bytes(self, message: S) -> bytes:
        """What the signature covers: every member except the signature itself."""
        names = [field.encode_name for field in msgspec.structs.fields(self.struct)]
        members = {name: getattr(message, name) for name in names[:-1]}
        return f"suarasah/{self.tag}/v1\n".encode() + encode(members)

    def sign(self, key: SigningKey, message: S) -> S:
        """The message with its signature filled in; whatever it held there before is ignored."""
        signature = key.sign(self.signing_bytes(message)).hex()
        signed: S = msgspec.structs.replace(message, signature=signature)
        return signed

    def verify(self, public_hex: str, message: S) -> bool:
        """Whether the signature is that of the key (64 hex digits) over this message."""
        signature: str = message.signature
        return verify_signature(public_hex, self.signing_bytes(message), bytes.fromhex(signature))

    def decode(self, data: bytes) -> S:
        """The message of canonical bytes; ``FormatError`` otherwise. The signature is not checked here."""
        message: S = decode(data, self.struct)
        return message
