"""The entries of an election's log (DESIGN section 3): leaves and the payloads of our own entry types.

A leaf is the canonical JSON ``{"type":...,"payload":"<sha256>"}``; for Belenios entries it is the event's own bytes.
Payloads are stored by their hash. A :class:`LogEntry` carries a leaf together with the blobs that it needs, the
payload last, so that rules never look anything up.
"""

import hashlib
from typing import Annotated, Literal

import msgspec

from record.canonical import decode, encode
from record.errors import FormatError
from record.events import Event
from record.signed import SignedType
from record.wire import ScalarProof

Hex32 = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]
"""32 bytes as 64 lower-case hex digits: a SHA-256 hash or an Ed25519 or X25519 public key."""
SignatureHex = Annotated[str, msgspec.Meta(pattern=r"\A([0-9a-f]{128})?\Z")]
"""64 bytes as 128 lower-case hex digits; empty only while a message is being made."""
Uuid = Annotated[str, msgspec.Meta(pattern=r"\A[1-9A-HJ-NP-Za-km-z]{14,64}\Z")]
"""An election's or key making's identifier: Base58, at least 14 characters (spec 4.2)."""
Time = Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\Z")]
"""UTC, RFC 3339, whole seconds."""
Text = Annotated[str, msgspec.Meta(max_length=2048)]
"""The canonical text of a group element; the rules decode it."""
Code = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9+/]{43}\Z")]
"""A tracking code: unpadded base64 of 32 bytes (``signature.hash`` of version 1)."""
Owner = Annotated[int, msgspec.Meta(ge=1, le=10_000)]
"""A key holder's number: 1-based, over all items of the trustees structure in order."""
Index = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]

MAX_CHALLENGES_PER_CREDENTIAL = 100
MAX_BALLOTS_PER_CREDENTIAL = 100
EXTENSION_REASONS = ("power", "network", "queue", "disaster", "equipment", "committee")
"""Listed reasons for a later close: power cut, network, long queue, disaster, equipment, committee's decision."""

ExtensionReason = Literal["power", "network", "queue", "disaster", "equipment", "committee"]


class Witness(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A witness whose cosignatures count: its key name and its Ed25519 public key."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    key: Hex32


class WitnessPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """At least ``threshold`` cosignatures of ``witnesses`` under a final head; 0 of none is no policy."""

    threshold: Annotated[int, msgspec.Meta(ge=0, le=1000)]
    witnesses: Annotated[list[Witness], msgspec.Meta(max_length=1000)]


class KeyMakingHead(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The final head of a key making's log; ``election`` is the uuid it was made for alone, or empty: reusable."""

    run: Uuid
    size: Index
    root: Hex32
    election: Annotated[str, msgspec.Meta(pattern=r"\A([1-9A-HJ-NP-Za-km-z]{14,64})?\Z")]


class Genesis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rules of one election, fixed before anything else (payload of entry 0)."""

    version: Literal[1]
    uuid: Uuid
    kind: Literal["real", "practice"]
    board: Hex32
    registrar: Hex32
    holders: Annotated[list[Hex32], msgspec.Meta(min_length=1, max_length=10_000)]
    revoting: bool
    spares: Annotated[list[Text], msgspec.Meta(max_length=1_000_000)]
    k: Annotated[int, msgspec.Meta(ge=1, le=2**31)]
    opens: Time
    closes: Time
    timestamp: Index
    witnesses: WitnessPolicy
    booth: Annotated[list[Hex32], msgspec.Meta(max_length=1000)]
    key_makings: Annotated[list[KeyMakingHead], msgspec.Meta(max_length=100)]
    presentation: Annotated[str, msgspec.Meta(pattern=r"\A([0-9a-f]{64})?\Z")]
    """SHA-256 of what booths show beside the names (record/presentation.py), or empty: names only."""


class Countersignature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The registrar (signer 0) or a key holder (its owner number) agrees to genesis and Setup: the head after both."""

    uuid: Uuid
    signer: Annotated[int, msgspec.Meta(ge=0, le=10_000)]
    size: Index
    root: Hex32
    signature: SignatureHex


class Challenge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A seal test: this credential will open the ballot with this code, so it must never be cast."""

    uuid: Uuid
    code: Code
    credential: Text
    proof: ScalarProof


class CardReplacement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The registrar revokes a card and activates a spare in its place."""

    uuid: Uuid
    revoked: Text
    activated: Text
    signature: SignatureHex


class BoothChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From here on the booth is served with these file hashes."""

    booth: Annotated[list[Hex32], msgspec.Meta(max_length=1000)]


class Extension(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Voting closes later than announced, for one of the listed reasons."""

    closes: Time
    reason: ExtensionReason


class Confirmation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another holder confirms head and tally for a holder whose restored key has no journal."""

    uuid: Uuid
    owner: Owner
    confirmer: Owner
    size: Index
    root: Hex32
    tally: Hex32
    signature: SignatureHex


class ShareProof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A holder's signed share: hash of the partial decryption, our binding proof, and the head it was made under."""

    uuid: Uuid
    owner: Owner
    setup: Hex32
    tally: Hex32
    size: Index
    root: Hex32
    share: Hex32
    proof: ScalarProof
    signature: SignatureHex


class BadShare(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A signed share that fails its proofs: names its author for good, and never enters the `.bel` archive."""

    share_proof: Hex32
    share: Hex32
    rule: Literal["V23", "V47"]


class Withheld(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Too few counted ballots to open the total without showing how someone voted."""

    reason: Literal["too-few-ballots"]
    counted: Index


COUNTERSIGNATURE = SignedType("countersignature", Countersignature)
CARD_REPLACEMENT = SignedType("card-replacement", CardReplacement)
CONFIRMATION = SignedType("confirmation", Confirmation)
SHARE_PROOF = SignedType("share-proof", ShareProof)

PAYLOADS: dict[str, type[msgspec.Struct] | None] = {
    "Genesis": Genesis,
    "Countersignature": Countersignature,
    "Open": None,
    "Challenge": Challenge,
    "CardReplacement": CardReplacement,
    "BoothChange": BoothChange,
    "Extension": Extension,
    "Confirmation": Confirmation,
    "ShareProof": ShareProof,
    "BadShare": BadShare,
    "Withheld": Withheld,
}
"""Our own entry types; the others are Belenios events."""

BLOBS = {
    "Setup": 4,
    "Ballot": 1,
    "EncryptedTally": 2,
    "PartialDecryption": 2,
    "Result": 1,
    "EndBallots": 0,
    "BadShare": 3,
}
"""How many blobs an entry carries, payload last (archive order; BadShare: share proof, share, payload)."""


class OwnLeaf(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The leaf of one of our own entries."""

    type: str
    payload: Hex32 | None = None


class LogEntry(msgspec.Struct, frozen=True):
    """One entry with everything needed to judge it.

    ``index`` is its place in the log (or among the archive's events), ``leaf`` its exact bytes, ``event`` the decoded
    event of a Belenios entry, ``blobs`` its stored bytes in archive order, payload last.
    """

    index: int
    type: str
    leaf: bytes
    event: Event | None
    blobs: tuple[bytes, ...]

    @property
    def payload(self) -> bytes:
        """The payload's bytes; empty for an entry without one."""
        return self.blobs[-1] if self.blobs else b""


def own_leaf(entry_type: str, payload: bytes | None) -> bytes:
    """The leaf bytes of one of our own entries."""
    digest = None if payload is None else hashlib.sha256(payload).hexdigest()
    return encode(OwnLeaf(entry_type, digest))


def own_entry(index: int, entry_type: str, message: msgspec.Struct | None, *before: bytes) -> LogEntry:
    """An entry of ours from its message; ``before`` are the blobs that it refers to (BadShare only)."""
    if message is None:
        return LogEntry(index, entry_type, own_leaf(entry_type, None), None, ())
    payload = encode(message)
    return LogEntry(index, entry_type, own_leaf(entry_type, payload), None, (*before, payload))


def decode_leaf(leaf: bytes) -> OwnLeaf | Event:
    """The leaf of a log entry, ours or an event; ``FormatError`` for anything else."""
    if b'"height":' in leaf:
        return decode(leaf, Event)
    own = decode(leaf, OwnLeaf)
    if own.type not in PAYLOADS:
        raise FormatError(f"The log has an entry of the unknown type {own.type[:40]!r}; update the program.")
    if (own.payload is None) != (PAYLOADS[own.type] is None):
        if PAYLOADS[own.type] is None:
            raise FormatError(f"An entry of type {own.type} must not have a payload.")
        raise FormatError(f"An entry of type {own.type} must have a payload.")
    return own
