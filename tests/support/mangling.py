"""Garbage that is nearly right: valid messages with something wrong in them, for whatever reads other people's bytes.

Random bytes end at the first check, so that nothing behind it is ever tried. Here a value somewhere inside of a valid
message is replaced, and what is canonical stays canonical; texts get a line or a word changed; and bytes get flipped,
cut, doubled and inserted as well.
"""

import re
from collections.abc import Sequence
from random import Random
from typing import Any

import msgspec

from record.canonical import encode
from record.errors import RecordError

ATOMS: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2, 3, 255, 2**30 - 1, 2**30, 2**31, 2**53, 2**63, 2**64, 10**30, 10**400),
    *(0.5, 1e300, "", "0", "1", "-1", "01", "null", "\u0000", "\u007f", "\u2028", "\U0001f5f3", "a" * 70, "0" * 5000),
    *("9" * 5000, "0" * 64, "f" * 64, "0" * 63 + "1", "A" * 43, "../../etc/passwd", "%s%n", [], {}, [[]], {"a": []}),
    *("2026-02-30T00:00:00Z", "9999-12-31T23:59:59Z", "0000-00-00T00:00:00Z", "\ufeff", "١٢", "ı" * 14),
)
"""Values that a careless reader stumbles over."""
DEEP = (b"[" * 100_000, b'{"a":' * 100_000, b"[" * 500 + b"]" * 500, b'"' + b"\\u0061" * 1000 + b'"')
WORDS = (
    "",
    "0",
    "-1",
    "01",
    "99999999999999999999",
    "2",
    "\t",
    "—",
    "é",
    "A" * 5000,
    "AA==",
    "====",
    "\x00",
    "١",
    "0" * 8 + "1" + "9" * 5000,
)


def mangled(random: Random, sample: bytes, others: Sequence[bytes]) -> bytes:
    """A changed form of a valid message; ``others`` are valid messages of any kind whose parts may get in."""
    choice = random.randrange(10)
    if choice < 6:
        try:
            document = msgspec.json.decode(sample)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return _other_words(random, sample) if choice < 4 else _other_bytes(random, sample)
        for _ in range(random.choice([1, 1, 1, 2])):
            document = _other_value(random, document, others)
        return _written(document)
    if choice == 9:
        return random.choice([*DEEP, b"", sample + sample, sample + b"\n", b" " + sample, sample[:-1]])
    return _other_bytes(random, sample) if choice < 8 else _other_words(random, sample)


def _written(document: Any) -> bytes:
    try:
        return encode(document)
    except RecordError:
        return b"null"


def _other_value(random: Random, document: Any, others: Sequence[bytes]) -> Any:
    """The document with one of its parts changed, somewhere inside."""
    if isinstance(document, dict) and document and random.randrange(8):
        key = random.choice(list(document))
        match random.randrange(12):
            case 0:
                return {name: value for name, value in document.items() if name != key}
            case 1:
                return {**document, random.choice(["x", "", "signature", "type", "name"]): random.choice(ATOMS)}
            case 2:
                return dict(reversed(list(document.items())))
            case _:
                return {**document, key: _other_value(random, document[key], others)}
    if isinstance(document, list) and document and random.randrange(8):
        place = random.randrange(len(document))
        match random.randrange(10):
            case 0:
                return document[:place] + document[place + 1 :]
            case 1:
                return [*document, document[place]]
            case 2:
                return []
            case 3:
                return document[::-1]
            case _:
                return [*document[:place], _other_value(random, document[place], others), *document[place + 1 :]]
    return _other_atom(random, document, others)


def _other_atom(random: Random, value: Any, others: Sequence[bytes]) -> Any:
    if isinstance(value, str) and value.startswith("{") and random.randrange(4):
        # A message inside of a message, as in certificates.
        return mangled(random, value.encode(), others).decode("utf-8", "replace")
    if isinstance(value, str) and value and random.randrange(2):
        place = random.randrange(len(value))
        return value[:place] + random.choice(["", "0", "f", "F", "9", "\n", value[place] * 2]) + value[place + 1 :]
    if isinstance(value, int) and not isinstance(value, bool) and random.randrange(2):
        return value + random.choice([-2, -1, 1, 2, 1000])
    if others and not random.randrange(6):
        try:
            return msgspec.json.decode(random.choice(others))
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return None
    return random.choice(ATOMS)


def _other_bytes(random: Random, sample: bytes) -> bytes:
    data = bytearray(sample)
    for _ in range(random.choice([1, 1, 2, 8])):
        place = random.randrange(len(data) + 1)
        match random.randrange(4):
            case 0:
                data[place : place + 1] = bytes([random.randrange(256)])
            case 1:
                del data[place : place + random.randrange(1, 40)]
            case 2:
                data[place:place] = random.choice([b"\x00", b"\xff", b"\n", b"\n\n", b" ", b"\x7f", "—".encode(), b'"'])
            case _:
                data[place:place] = bytes(data[place : place + random.randrange(1, 60)])
    return bytes(data)


def _other_words(random: Random, sample: bytes) -> bytes:
    """A word or a line of a text is changed, doubled or dropped."""
    words = re.split(r"([ \n:,.])", sample.decode("utf-8", "replace"))
    place = random.randrange(len(words))
    words[place : place + 1] = random.choice([[random.choice(WORDS)], [], [words[place]] * 2, [words[place], "\n"]])
    return "".join(words).encode("utf-8", "replace")
