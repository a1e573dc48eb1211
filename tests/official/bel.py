"""A plain reader of ``.bel`` archives for the tests: independent of :mod:`record` on purpose.

It trusts the archive's shape (the official tool judges that) and only finds events, payloads and where they end.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_BLOCK = 512


@dataclass(frozen=True, slots=True)
class Member:
    """One member of the archive: its name, its content, and where it ends in the file (a multiple of 512)."""

    name: str
    content: bytes
    end: int


def members(archive: bytes) -> list[Member]:
    """All members in order: 512-byte headers, each followed by its content, padded to 512 bytes."""
    found = []
    position = 0
    while position + _BLOCK <= len(archive) and archive[position]:
        header = archive[position : position + _BLOCK]
        name = header[:100].rstrip(b"\0").decode("ascii")
        size = int(header[124:136].rstrip(b"\0 ") or b"0", 8)
        start = position + _BLOCK
        position = start + -(-size // _BLOCK) * _BLOCK
        found.append(Member(name, archive[start : start + size], position))
    return found


def blobs(archive: Path) -> dict[str, bytes]:
    """Every payload, by its hash in hexadecimal."""
    data = members(archive.read_bytes())
    return {m.name.removesuffix(".data.json"): m.content for m in data if m.name.endswith(".data.json")}


def events(archive: Path) -> list[tuple[str, bytes | None]]:
    """(type, payload or None) of every event in order, such as ``("Ballot", b"{...}")``."""
    payloads = blobs(archive)
    found: list[tuple[str, bytes | None]] = []
    for member in members(archive.read_bytes()):
        if member.name.endswith(".event.json"):
            event: dict[str, Any] = json.loads(member.content)
            found.append((event["type"], payloads[event["payload"]] if "payload" in event else None))
    return found


def ballots(archive: Path) -> list[bytes]:
    """The payloads of all ``Ballot`` events in order, superseded ones too."""
    return [payload for kind, payload in events(archive) if kind == "Ballot" and payload is not None]


def result(archive: Path) -> list[list[int]] | None:
    """The published counts, a list for each question, or None for a record without a result."""
    for kind, payload in events(archive):
        if kind == "Result" and payload is not None:
            counts = json.loads(payload)["result"]
            return [[int(number) for number in question] for question in counts]
    return None


def cut_after_setup(archive: bytes) -> bytes:
    """The archive up to and including its ``Setup`` event, as the official tool itself would have written it."""
    for member in members(archive):
        if member.name.endswith(".event.json"):
            return archive[: member.end]
    raise ValueError("the archive has no event")
