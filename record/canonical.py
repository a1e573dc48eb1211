"""Canonical JSON: for every value there is exactly one byte string, and :func:`decode` accepts no other.

The form is that of the Belenios specification, section 4.1: compact, fields in the order of the type, optional
fields absent instead of null, characters raw except those that JSON or the official tool escapes. Since
:func:`decode` encodes what it read and compares, two readers can never see different values in accepted bytes:
duplicate or reordered keys, white space, escapes, ``-0`` and explicit defaults are all refused at once.
"""

from typing import Annotated, Final, TypeVar

import msgspec

from record.errors import FormatError

T = TypeVar("T")

#: Messages other than the list of credentials stay far below this many bytes.
MESSAGE_LIMIT: Final = 16 * 1024 * 1024

#: Numbers up to this one are JSON numbers on the wire; the official tool writes greater weights as strings.
SMALL_LIMIT: Final = 1_073_741_823

#: SHA-256 as 64 lower-case hex digits (specification 4.2, ``hash``).
HexDigest = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]

#: A small integer (specification 4.2): a JSON number in [0, 2**30).
SmallInteger = Annotated[int, msgspec.Meta(ge=0, le=SMALL_LIMIT)]

_ENCODER: Final = msgspec.json.Encoder()


def encode(message: object) -> bytes:
    """The canonical bytes of a message; :class:`FormatError` if it holds text that is not Unicode."""
    try:
        data = _ENCODER.encode(message)
    except (UnicodeEncodeError, msgspec.MsgspecError, RecursionError, TypeError) as error:
        raise FormatError("This message holds text that cannot be written as UTF-8.") from error
    # U+007F is the one character that msgspec writes raw and the official tool escapes. The byte 7F occurs in
    # UTF-8 for no other character, and in JSON only inside of strings.
    return data.replace(b"\x7f", b"\\u007f") if b"\x7f" in data else data


def decode(data: bytes, message_type: type[T], *, limit: int = MESSAGE_LIMIT) -> T:
    """The message that ``data`` is the canonical form of; :class:`FormatError` for all other bytes.

    ``limit`` bounds the length in bytes before anything is parsed.
    """
    if len(data) > limit:
        raise FormatError(f"This message has {len(data)} bytes; at most {limit} are allowed here.")
    try:
        message = msgspec.json.decode(data, type=message_type)
    except UnicodeDecodeError as error:
        raise FormatError("This message is not valid UTF-8.") from error
    except RecursionError as error:
        raise FormatError("This message is nested too deeply.") from error
    except msgspec.MsgspecError as error:
        raise FormatError(f"This message does not have the expected form: {error}.") from error
    if encode(message) != data:
        raise FormatError("This message is not in canonical form: something in it can be written in another way.")
    return message


def weight_to_json(weight: int) -> int | str:
    """A weight as the official tool writes it: a number up to 1,073,741,823, a decimal string above."""
    return weight if weight <= SMALL_LIMIT else str(weight)


def weight_from_json(value: int | str) -> int:
    """The weight of its one JSON form; :class:`FormatError` for negative numbers and all other forms."""
    if isinstance(value, int):
        weight = value
    elif value.isascii() and value.isdigit() and len(value) <= 30:
        weight = int(value)
    else:
        raise FormatError("A weight is neither a number nor a string of at most 30 decimal digits.")
    if weight < 0 or weight_to_json(weight) != value:
        raise FormatError("A weight is negative or not written in the one allowed way.")
    return weight
