"""One typed line of a paper backup: 15 bytes as 24 characters that people can read aloud, and three that check them.

Characters are Crockford's base32: no I, L, O, U; case and look-alikes are forgiven. Each stands for an element of
GF(32). A line's two digits base 32 of its number, its 24 characters and three check characters are a code word of a
shortened Reed-Solomon code (roots a, a^2, a^3), so any two code words differ in at least four places. Up to three
wrong characters in a line, and characters or lines that changed places, are therefore always noticed where they are;
one wrong character alone is also located, and told for comparison. Nothing is corrected without the person: three
mistakes could look like one elsewhere.
"""

import re
from dataclasses import dataclass
from typing import Final

from trustee.errors import BackupError

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LINE_BYTES: Final = 15
LAST_LINE: Final = 32 * 32 - 1
"""Lines are numbered from 1 to this."""

_NUMBER: Final = 2
_DATA: Final = LINE_BYTES * 8 // 5
_CHECKS: Final = 3
_TYPED: Final = _DATA + _CHECKS
_GROUP: Final = 4
_LINE: Final = re.compile(r"(?P<number>[0-9OoIilL]{1,4})\s*[:.)\s]\s*(?P<characters>\S.*)")
_LOOK_ALIKES: Final = str.maketrans({"I": "1", "L": "1", "O": "0"})
_POLYNOMIAL: Final = 0b100101
"""x^5 + x^2 + 1, whose root a generates the 31 elements of GF(32) but zero."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that was copied right: its number and its 15 bytes."""

    number: int
    piece: bytes


def to_base32(data: bytes) -> str:
    """Characters for bytes, 5 bits each, the last one filled up with zeros."""
    padding = -len(data) * 8 % 5
    value = int.from_bytes(data, "big") << padding
    length = (len(data) * 8 + padding) // 5
    return "".join(ALPHABET[value >> 5 * (length - 1 - place) & 31] for place in range(length))


def from_base32(characters: str) -> bytes:
    """The bytes of characters in capitals; ``BackupError`` for any that :func:`to_base32` would not write."""
    value = 0
    for character in characters:
        if character not in ALPHABET:
            raise BackupError("{character} is no character of a backup.", character=character)
        value = value << 5 | ALPHABET.index(character)
    size, padding = divmod(len(characters) * 5, 8)
    data = (value >> padding).to_bytes(size, "big")
    if to_base32(data) != characters:
        raise BackupError("These characters end in a way that no backup does.")
    return data


def as_typed(text: str) -> str:
    """Capitals without look-alikes, spaces and hyphens."""
    return re.sub(r"[\s-]", "", text).upper().translate(_LOOK_ALIKES)


def write_line(number: int, piece: bytes) -> str:
    """The line of at most 15 bytes, filled up with zeros; ``BackupError`` for a number that no line can have."""
    if not 1 <= number <= LAST_LINE:
        raise BackupError("This is too much for paper. Keep two copies of the key file on two sticks instead.")
    characters = to_base32(piece.ljust(LINE_BYTES, b"\0"))
    data = [*divmod(number, 32), *(ALPHABET.index(character) for character in characters)]
    word = characters + "".join(ALPHABET[symbol] for symbol in _remainder([*data, *[0] * _CHECKS]))
    groups = " ".join(word[start : start + _GROUP] for start in range(0, len(word), _GROUP))
    return f"{number:02d}: {groups}"


def read_line(text: str) -> Line:
    """The line of a typed text with its number in front; ``BackupError`` says which character to compare."""
    match = _LINE.fullmatch(text.strip())
    number = int(as_typed(match["number"])) if match else 0
    if match is None or not 1 <= number <= LAST_LINE:
        raise BackupError(
            "The line {row} has no number at its beginning. Compare it with the paper.", row=repr(text.strip()[:20])
        )
    typed = as_typed(match["characters"])
    strange = next((character for character in typed if character not in ALPHABET), None)
    if strange is not None:
        raise BackupError(
            "Line {number}: {character} is in no line of a backup. Compare it with the paper.",
            number=number,
            character=repr(strange),
        )
    if len(typed) != _TYPED:
        raise BackupError(
            "Line {number} has {count} characters instead of {right}. Compare it with the paper.",
            number=number,
            count=len(typed),
            right=_TYPED,
        )
    word = [*divmod(number, 32), *(ALPHABET.index(character) for character in typed)]
    if any(_remainder(word)):
        raise _mistake(number, word)
    return Line(number, from_base32(typed[:_DATA]))


def _mistake(number: int, word: list[int]) -> BackupError:
    """What to compare: where one wrong character alone would stand, if it can be that, and what it should be."""
    found = _located(word)
    if found is None:
        return BackupError(
            "Line {number} was not copied right. More than one character is wrong: compare all of it with the paper.",
            number=number,
        )
    place, right = found
    if place < _NUMBER:
        return BackupError(
            "Line {number} was not copied right. Look first at its number: it may be another line.", number=number
        )
    group, position = divmod(place - _NUMBER, _GROUP)
    return BackupError(
        "Line {number} was not copied right. Look first at group {group}, character {position}: you typed {typed}, and "
        "the paper probably says {right}.",
        number=number,
        group=group + 1,
        position=position + 1,
        typed=ALPHABET[word[place]],
        right=ALPHABET[right],
    )


def _located(word: list[int]) -> tuple[int, int] | None:
    """(place, right symbol) if one wrong symbol explains everything."""
    first, second, third = (_value(word, power) for power in (1, 2, 3))
    if not (first and second and third):
        return None
    ratio = (_LOG[second] - _LOG[first]) % 31
    place = len(word) - 1 - ratio
    if (_LOG[third] - _LOG[second]) % 31 != ratio or place < 0:
        return None
    return place, word[place] ^ _EXP[(_LOG[first] - ratio) % 31]


def _value(word: list[int], power: int) -> int:
    """The polynomial with these coefficients, the highest first, at a^power."""
    result = 0
    for symbol in word:
        result = _times(result, _EXP[power]) ^ symbol
    return result


def _remainder(word: list[int]) -> list[int]:
    """The remainder of the division by (x - a)(x - a^2)(x - a^3): zero for code words."""
    rest = list(word)
    for start in range(len(rest) - _CHECKS):
        factor = rest[start]
        for offset, coefficient in enumerate(_GENERATOR):
            rest[start + offset] ^= _times(factor, coefficient)
    return rest[-_CHECKS:]


def _times(a: int, b: int) -> int:
    return _EXP[(_LOG[a] + _LOG[b]) % 31] if a and b else 0


def _powers() -> tuple[int, ...]:
    powers = [1]
    while len(powers) < 31:
        doubled = powers[-1] << 1
        powers.append(doubled ^ _POLYNOMIAL if doubled & 32 else doubled)
    return tuple(powers)


def _product_of_roots() -> tuple[int, ...]:
    product = [1]
    for power in range(1, _CHECKS + 1):
        shifted, multiplied = [*product, 0], [0, *(_times(_EXP[power], each) for each in product)]
        product = [a ^ b for a, b in zip(shifted, multiplied, strict=True)]
    return tuple(product)


_EXP: Final = _powers()
_LOG: Final = {element: exponent for exponent, element in enumerate(_EXP)}
_GENERATOR: Final = _product_of_roots()
