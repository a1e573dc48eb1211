"""What the text formats of C2SP share: canonical base64, canonical decimals, and lines that end in LF.

Each value has one text: decoding is followed by encoding again, and any difference is refused.
"""

import base64
import binascii
import re
from collections.abc import Iterable

from record.errors import FormatError
from record.merkle import HASH_BYTES, MAX_SIZE

_DECIMAL = re.compile(r"(0|[1-9][0-9]{0,15})\Z")


def encode_base64(data: bytes) -> str:
    """Standard padded base64 (RFC 4648 section 4)."""
    return base64.b64encode(data).decode("ascii")


def decode_base64(text: str, error: type[FormatError]) -> bytes:
    """The bytes of a canonical base64 text; ``error`` for anything that encoding would not write."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as problem:
        raise error("A base64 text contains something else than base64.") from problem
    if encode_base64(data) != text:
        raise error("A base64 text is not written in the one canonical way.")
    return data


def decode_hash(line: str, error: type[FormatError]) -> bytes:
    """The 32 bytes of a line that holds one hash in base64."""
    data = decode_base64(line, error)
    if len(data) != HASH_BYTES:
        raise error(f"A hash has {HASH_BYTES} bytes, and a line holds {len(data)}.")
    return data


def decode_decimal(text: str, error: type[FormatError]) -> int:
    """A size or index: ASCII digits without sign and leading zero, at most ``MAX_SIZE``."""
    if not _DECIMAL.match(text) or (value := int(text)) > MAX_SIZE:
        raise error("A size or index is not a plain decimal number in range.")
    return value


def decode_utf8(data: bytes, limit: int, error: type[FormatError]) -> str:
    """The text of at most ``limit`` bytes of UTF-8."""
    if len(data) > limit:
        raise error(f"The text is longer than {limit} bytes.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise error("The text is not UTF-8.") from problem


def encode_hashes(hashes: Iterable[bytes]) -> str:
    """One line of base64 for each hash."""
    return "".join(f"{encode_base64(value)}\n" for value in hashes)
