"""Payloads that refer to other messages by hash, and so fix which data an event adds and in which order.

Specification 4.4 (order of data), 4.12 (``setup_data``), 4.20 (``sized_encrypted_tally``), 4.22
(``owned_partial_decryption``).
"""

from typing import Annotated, Final

import msgspec
from msgspec import UNSET, UnsetType

from record.canonical import HexDigest, SmallInteger, decode, encode
from record.digests import sha256_hex
from record.errors import FormatError
from record.events import Event, EventType

#: The longest of these payloads, in bytes.
PAYLOAD_LIMIT: Final = 1024


class SetupData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Payload of ``Setup``: the hashes of the three messages that fix an election.

    ``credentials_certificate`` is known to the official tool; we read it and never write it.
    """

    election: HexDigest
    trustees: HexDigest
    credentials: HexDigest
    credentials_certificate: HexDigest | UnsetType = UNSET


class SizedTally(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Payload of ``EncryptedTally``: how many ballots of which total weight, and the hash of their sum.

    ``total_weight`` is written as ``record.canonical.weight_to_json`` writes it.
    """

    num_tallied: SmallInteger
    total_weight: int | str
    encrypted_tally: HexDigest


class OwnedShare(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Payload of ``PartialDecryption``: whose share (counted from 1 over all keys) and its hash."""

    owner: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
    payload: HexDigest


def make_setup_data(election: bytes, trustees: bytes, credentials: bytes) -> bytes:
    """The canonical payload of ``Setup`` for the bytes of the three messages that fix an election."""
    return encode(SetupData(sha256_hex(election), sha256_hex(trustees), sha256_hex(credentials)))


def referenced_hashes(event_type: EventType, payload: bytes) -> tuple[str, ...]:
    """The hashes of the messages that ``payload`` refers to, in the archive's order; they precede the payload.

    Raises :class:`FormatError` if the payload is not the canonical form of its type.
    """
    match event_type:
        case "Setup":
            setup = decode(payload, SetupData, limit=PAYLOAD_LIMIT)
            certificate = setup.credentials_certificate
            hashes = (setup.election, setup.trustees, setup.credentials)
            return hashes if certificate is UNSET else (*hashes, certificate)
        case "EncryptedTally":
            return (decode(payload, SizedTally, limit=PAYLOAD_LIMIT).encrypted_tally,)
        case "PartialDecryption":
            return (decode(payload, OwnedShare, limit=PAYLOAD_LIMIT).payload,)
        case "Ballot" | "Result":
            return ()
        case "EndBallots" | "EndShuffles":
            raise FormatError(f"An {event_type} event adds no data.")
        case "Shuffle":
            raise FormatError("A Shuffle event belongs to questions that are outside of the supported profile.")


def expected_hashes(event: Event, payload: bytes | None) -> tuple[str, ...]:
    """The hashes of all data that ``event`` adds, in the archive's order, given the payload's bytes (None: none)."""
    if event.payload is UNSET:
        return ()
    if payload is None:
        raise FormatError(f"The payload of the {event.type} event of height {event.height} is missing.")
    return (*referenced_hashes(event.type, payload), event.payload)
