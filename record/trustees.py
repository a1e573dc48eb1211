"""The trustees of an election: who holds the election key, alone (Single) or t of n together (Pedersen).

Invariant: owners are numbered from 1 over all verification keys, item after item, as partial decryptions name them.
Specification 4.5 (verification keys), 4.6 (certificates, threshold parameters), 4.9 (trustees). Messages inside
of messages (``SignedMessage.message``) are canonical JSON themselves and parsed as strictly.
"""

from collections.abc import Sequence
from typing import Annotated, Final

import msgspec
from msgspec import UNSET, UnsetType

from record.canonical import HexDigest, SmallInteger, decode
from record.wire import ScalarProof

#: The longest trustees message, and the longest message inside of one, in bytes.
TRUSTEES_LIMIT: Final = 16 * 1024 * 1024
#: The most key holders of one item.
HOLDERS_LIMIT: Final = 200

_Positive = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]


class TrusteePublicKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A verification key with the proof that its owner knows the private key; signed in a Pedersen item."""

    pok: ScalarProof
    public_key: str
    signature: ScalarProof | UnsetType = UNSET
    name: str | UnsetType = UNSET


class SignedMessage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text and its signature under the verification key of a certificate (specification 4.6.1)."""

    message: str
    signature: ScalarProof


class CertificateContext(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which key making a certificate was made for: its group, n, t, and the place of its owner from 1."""

    group: str
    size: _Positive
    threshold: _Positive
    index: _Positive


class CertificateKeys(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The message of a certificate. ``commitment`` is ours and comes last; the official tool reads over it.

    It is the SHA-256 of the owner's coefficient commitments (the bytes of the ``CoefficientCommitments`` message),
    made before anybody's are revealed.
    """

    context: CertificateContext
    verification: str
    encryption: str
    commitment: HexDigest | UnsetType = UNSET


class CoefficientCommitments(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The message ``raw_coefexps``: the generator to the power of each coefficient, constant first."""

    coefexps: tuple[str, ...]


class SignedCertificates(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What each key holder signs after ``certs_sig|``: all certificates and its own coefficient commitments."""

    certs: tuple[SignedMessage, ...]
    coefexps: tuple[str, ...]


class ThresholdParameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Everything public of a joint key, t of n; each list has one entry for each of its n holders."""

    threshold: SmallInteger
    certs: tuple[SignedMessage, ...]
    coefexps: tuple[SignedMessage, ...]
    signatures: tuple[ScalarProof, ...] | UnsetType = UNSET
    verification_keys: tuple[TrusteePublicKey, ...]


class Single(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True, tag="Single"):
    """One holder without whom nothing is decrypted."""

    key: TrusteePublicKey


class Pedersen(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True, tag="Pedersen"):
    """n holders of whom t decrypt."""

    parameters: ThresholdParameters


TrusteeKind = Single | Pedersen
Trustees = tuple[TrusteeKind, ...]


def parse_trustees(data: bytes) -> Trustees:
    """The trustees of their canonical bytes; ``FormatError`` for everything else. Nothing is verified yet."""
    trustees: Trustees = decode(data, Trustees, limit=TRUSTEES_LIMIT)
    return trustees


def parse_certificate(certificate: SignedMessage) -> CertificateKeys:
    """The keys in a certificate; ``FormatError`` unless its message is canonical."""
    return decode(certificate.message.encode("utf-8"), CertificateKeys, limit=TRUSTEES_LIMIT)


def parse_commitments(coefexps: SignedMessage) -> CoefficientCommitments:
    """The coefficient commitments of one holder; ``FormatError`` unless the message is canonical."""
    return decode(coefexps.message.encode("utf-8"), CoefficientCommitments, limit=TRUSTEES_LIMIT)


def keys_of(item: TrusteeKind) -> tuple[TrusteePublicKey, ...]:
    """The verification keys of an item, in the order of its owners."""
    return (item.key,) if isinstance(item, Single) else item.parameters.verification_keys


def threshold_of(item: TrusteeKind) -> int:
    """How many owners of the item must decrypt."""
    return 1 if isinstance(item, Single) else item.parameters.threshold


def owner_keys(trustees: Sequence[TrusteeKind]) -> list[TrusteePublicKey]:
    """All verification keys; owner number k is at place k - 1."""
    return [key for item in trustees for key in keys_of(item)]


def item_owners(trustees: Sequence[TrusteeKind]) -> list[range]:
    """The owner numbers of each item, from 1 over all of them."""
    ranges, first = [], 1
    for item in trustees:
        size = len(keys_of(item))
        ranges.append(range(first, first + size))
        first += size
    return ranges
