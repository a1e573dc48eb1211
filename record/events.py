"""Events: the hash chain of an archive, and the order in which its things may happen.

Invariant: an event names the SHA-256 of the event before it, so the last event fixes all earlier ones.
Specification 4.4. Shuffles belong to non-homomorphic questions and have no place in our profile's order.
"""

from typing import Final, Literal

import msgspec
from msgspec import UNSET, UnsetType

from record.canonical import HexDigest, SmallInteger, decode, encode
from record.digests import sha256_hex

EventType = Literal[
    "Setup", "Ballot", "EndBallots", "EncryptedTally", "Shuffle", "EndShuffles", "PartialDecryption", "Result"
]

#: The longest event, in bytes.
EVENT_LIMIT: Final = 512

#: What may stand directly after what; the empty string is the beginning.
_SUCCESSORS: Final[dict[str, tuple[EventType, ...]]] = {
    "": ("Setup",),
    "Setup": ("Ballot", "EndBallots"),
    "Ballot": ("Ballot", "EndBallots"),
    "EndBallots": ("EncryptedTally",),
    "EncryptedTally": ("PartialDecryption",),
    "PartialDecryption": ("PartialDecryption", "Result"),
    "Result": (),
}

_WITHOUT_PAYLOAD: Final = ("EndBallots", "EndShuffles")


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One step of an election: the hash of the event before, its height, and the hash of what it adds."""

    parent: HexDigest | UnsetType = UNSET
    height: SmallInteger
    type: EventType
    payload: HexDigest | UnsetType = UNSET


def parse_event(data: bytes) -> Event:
    """The event of its canonical bytes; ``FormatError`` for everything else."""
    return decode(data, Event, limit=EVENT_LIMIT)


def event_hash(event_bytes: bytes) -> str:
    """What the next event names as its parent: 64 hex digits."""
    return sha256_hex(event_bytes)


def next_event(previous: bytes | None, event_type: EventType, payload: bytes | None) -> bytes:
    """The bytes of the event that follows the event ``previous`` (None: the first) and adds ``payload``."""
    event = Event(
        parent=UNSET if previous is None else event_hash(previous),
        height=0 if previous is None else parse_event(previous).height + 1,
        type=event_type,
        payload=UNSET if payload is None else sha256_hex(payload),
    )
    return encode(event)


def link_problem(previous_hash: str | None, previous_height: int | None, event: Event) -> str | None:
    """A sentence unless the event follows directly the one with that hash and height (None: the beginning). V02."""
    if previous_hash is None or previous_height is None:
        if event.parent is not UNSET or event.height != 0:
            return "The first event names a parent or does not have height 0."
        return None
    if event.parent != previous_hash:
        return f"The event of height {event.height} does not name the event before it as its parent."
    if event.height != previous_height + 1:
        return f"An event has height {event.height} after the event of height {previous_height}."
    return None


def payload_problem(event: Event) -> str | None:
    """A sentence unless the event has a payload exactly if its type wants one. V02."""
    if event.type in _WITHOUT_PAYLOAD:
        return None if event.payload is UNSET else f"An {event.type} event has a payload, which none may have."
    return f"A {event.type} event has no payload." if event.payload is UNSET else None


def order_problem(previous: EventType | None, event_type: EventType) -> str | None:
    """A sentence unless an event of this type may stand directly after one of type ``previous``. V04."""
    if event_type not in _SUCCESSORS:
        return f"A {event_type} event belongs to questions that are outside of the supported profile."
    if event_type in _SUCCESSORS.get(previous or "", ()):
        return None
    return f"A {event_type} event stands after {previous or 'nothing'}, which the order of an election forbids."
