"""The messages of a key making's log (docs/protocol.md, "Key making") and its leaves.

A key making has a log of its own, origin ``suarasah/keys/<run>``, with leaves as in :mod:`record.entries`. Every
message names its run, and all but the genesis are signed by the holder's own Ed25519 key, which the genesis lists.
So nothing of one run passes in another, and nobody speaks for anybody else.
"""

from typing import Annotated, Final, Literal

import msgspec

from record.canonical import decode, encode
from record.checkpoint import origin_of
from record.entries import Hex32, LogEntry, Owner, OwnLeaf, SignatureHex, Uuid, own_leaf
from record.errors import FormatError
from record.signed import SignedType
from record.trustees import HOLDERS_LIMIT, SignedMessage, TrusteePublicKey
from record.wire import ScalarProof

#: The longest message of a key making, in bytes: coefficients and sealed boxes for 200 holders of a 2048-bit group.
KEY_MAKING_LIMIT: Final = 2 * 1024 * 1024
#: The longest sealed box, in hex digits: a share of a 2048-bit group takes 617 digits, the rest under 400 bytes.
BOX_HEX_LIMIT: Final = 4096

SealedHex = Annotated[str, msgspec.Meta(pattern=r"\A([0-9a-f]{2})+\Z", max_length=BOX_HEX_LIMIT)]
"""A sealed box as lower-case hex digits."""


class KeyMakingGenesis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rules of one key making: ``threshold`` of the ``holders`` decrypt. Entry 0.

    ``holders`` and ``board`` are Ed25519 keys; ``election`` is the uuid that the key is for alone, or empty: reusable.
    """

    version: Literal[1]
    run: Uuid
    group: Annotated[str, msgspec.Meta(max_length=100)]
    threshold: Annotated[int, msgspec.Meta(ge=1, le=HOLDERS_LIMIT)]
    board: Hex32
    holders: Annotated[tuple[Hex32, ...], msgspec.Meta(min_length=1, max_length=HOLDERS_LIMIT)]
    election: Annotated[str, msgspec.Meta(pattern=r"\A([1-9A-HJ-NP-Za-km-z]{14,64})?\Z")]


class Certificate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Round 1: a holder's certificate, with its commitment inside, and its channel key (X25519) of this run."""

    run: Uuid
    owner: Owner
    certificate: SignedMessage
    channel: Hex32
    signature: SignatureHex


class Coefficients(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Round 2: coefficient commitments, the signature over all certificates, and a sealed box for each holder."""

    run: Uuid
    owner: Owner
    coefexps: SignedMessage
    certs_signature: ScalarProof
    shares: Annotated[tuple[SealedHex, ...], msgspec.Meta(max_length=HOLDERS_LIMIT)]
    signature: SignatureHex


class VerificationKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Round 3: a holder's part of the joint key. Sending it says that all shares were received and are right."""

    run: Uuid
    owner: Owner
    public_key: TrusteePublicKey
    signature: SignatureHex


class Complaint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A holder says that its box from ``accused`` is wrong, and reveals its channel key, so that anybody can judge."""

    run: Uuid
    owner: Owner
    accused: Owner
    channel_secret: Hex32
    signature: SignatureHex


class ChannelShare(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The plaintext of a sealed box: the share f(recipient) of the sender's polynomial, a decimal scalar."""

    run: Uuid
    sender: Owner
    recipient: Owner
    share: Annotated[str, msgspec.Meta(max_length=700)]
    signature: SignatureHex

    def __repr__(self) -> str:
        return f"ChannelShare(run={self.run}, sender={self.sender}, recipient={self.recipient})"


CERTIFICATE = SignedType("certificate", Certificate)
COEFFICIENTS = SignedType("coefficients", Coefficients)
VERIFICATION_KEY = SignedType("verification-key", VerificationKey)
COMPLAINT = SignedType("complaint", Complaint)
CHANNEL_SHARE = SignedType("channel-share", ChannelShare)

KeyMakingMessage = KeyMakingGenesis | Certificate | Coefficients | VerificationKey | Complaint

KEY_MAKING_PAYLOADS: dict[str, type[KeyMakingMessage]] = {
    "KeyMakingGenesis": KeyMakingGenesis,
    "Certificate": Certificate,
    "Coefficients": Coefficients,
    "VerificationKey": VerificationKey,
    "Complaint": Complaint,
}
"""The entry types of a key making's log; each has a payload, and no other type may stand there."""


def key_making_origin(run: str) -> str:
    """The origin of a key making's log: ``suarasah/keys/<run>``."""
    return origin_of(f"keys/{run}")


def key_making_entry(index: int, message: KeyMakingMessage) -> LogEntry:
    """The entry of a message."""
    return key_making_entry_of(index, type(message).__name__, encode(message))


def key_making_entry_of(index: int, entry_type: str, payload: bytes) -> LogEntry:
    """The entry of a payload's exact bytes, sound or not."""
    return LogEntry(index, entry_type, own_leaf(entry_type, payload), None, (payload,))


def decode_key_making_leaf(leaf: bytes) -> OwnLeaf:
    """The leaf of a key making's log; ``FormatError`` for every other leaf."""
    own = decode(leaf, OwnLeaf)
    if own.type not in KEY_MAKING_PAYLOADS:
        raise FormatError(f"A key making has no entries of the type {own.type[:40]!r}; update the program.")
    if own.payload is None:
        raise FormatError(f"An entry of type {own.type} must have a payload.")
    return own


def decode_key_making_message(entry_type: str, payload: bytes) -> KeyMakingMessage:
    """The message of canonical bytes; ``FormatError`` for other bytes and for types of other logs."""
    struct = KEY_MAKING_PAYLOADS.get(entry_type)
    if struct is None:
        raise FormatError(f"A key making has no entries of the type {entry_type[:40]!r}; update the program.")
    message: KeyMakingMessage = decode(payload, struct, limit=KEY_MAKING_LIMIT)
    return message
