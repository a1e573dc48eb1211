"""Scalars as texts and hashes, for every group alike: a scalar is a number in [0, q), its text is decimal.

Invariant: one scalar has one text, and everything that is hashed is built from canonical texts.
"""

import re
from collections.abc import Sequence
from hashlib import sha256

from crypto.errors import ScalarError
from crypto.group import Element

_DECIMAL = re.compile(r"0|[1-9][0-9]*")


def parse_scalar(text: str, q: int) -> int:
    """The number in [0, q) of a canonical decimal text (no sign, space or leading zero); ``ScalarError``."""
    # The length is checked before int(), so an absurdly long text costs nothing and int() cannot refuse it.
    if len(text) > len(str(q)) or not _DECIMAL.fullmatch(text):
        raise ScalarError("A scalar must be a decimal number without sign or leading zeros: the sender is faulty.")
    value = int(text)
    if value >= q:
        raise ScalarError("A scalar must be below the order of the group: the sender is faulty.")
    return value


def hash_scalar(prefix: str, elements: Sequence[Element], q: int) -> int:
    """SHA256(prefix || texts joined by commas) as a big-endian number mod q (spec, every H function)."""
    message = prefix + ",".join([element.text for element in elements])
    return int.from_bytes(sha256(message.encode()).digest(), "big") % q
