"""Tables for bases that occur often, the generator and the election key, on public values only.

Invariant: a table gives exactly scalar * base for every scalar in [0, q), and a cache never holds more than
``capacity`` tables, whatever a record contains.
"""

from collections import OrderedDict
from threading import Lock

from crypto.edwards_public import (
    Affine,
    Extended,
    Niels,
    add_niels_public,
    add_public,
    affine_all_public,
    double_public,
    extend,
    to_niels,
)

_WIDTH = 8
_HALF = 1 << (_WIDTH - 1)
# 32 windows of 8 bits hold 256 bits: scalars below 2^253 and the last carry.
_WINDOWS = 32


class FixedBase:
    """k * 2^(8i) * base for i in 0..31 and k in 1..128: 4096 points, about 1.2 MB, made in about 10 ms."""

    __slots__ = ("_rows",)

    def __init__(self, base: Affine) -> None:
        multiples: list[Extended] = []
        start = extend(base)
        for _ in range(_WINDOWS):
            current = start
            for _ in range(_HALF):
                multiples.append(current)
                current = add_public(current, start)
            start = double_public(multiples[-1])
        niels = [to_niels(point) for point in affine_all_public(multiples)]
        self._rows: list[list[Niels]] = [niels[i : i + _HALF] for i in range(0, len(niels), _HALF)]

    def add_multiple_public(self, total: Extended, scalar: int) -> Extended:
        """total + scalar * base for scalar in [0, 2^253): at most 32 additions, no doubling."""
        carry = 0
        for row, byte in zip(self._rows, scalar.to_bytes(_WINDOWS, "little"), strict=True):
            digit = byte + carry
            if digit > _HALF:
                carry = 1
                # 256 - digit of the negative: swapping the sums and negating the product negates a point.
                if digit != 2 * _HALF:
                    minus, plus, product = row[2 * _HALF - 1 - digit]
                    total = add_niels_public(total, (plus, minus, -product))
            else:
                carry = 0
                if digit:
                    total = add_niels_public(total, row[digit - 1])
        return total


class FixedBaseCache:
    """The tables of the bases that were asked for at least ``threshold`` times, at most ``capacity`` of them.

    ``watch`` bases are counted at most; the least recently used is forgotten first. Safe between threads.
    """

    def __init__(self, *, capacity: int = 6, threshold: int = 48, watch: int = 256) -> None:
        self._capacity = capacity
        self._threshold = threshold
        self._watch = watch
        self._counts: OrderedDict[str, int] = OrderedDict()
        self._tables: OrderedDict[str, FixedBase] = OrderedDict()
        self._lock = Lock()

    def table(self, text: str, base: Affine, uses: int) -> FixedBase | None:
        """The table of ``base``, whose canonical text is ``text`` and which is about to be used ``uses`` times."""
        with self._lock:
            found = self._tables.get(text)
            if found is not None:
                self._tables.move_to_end(text)
                return found
            count = self._counts.pop(text, 0) + uses
            if count < self._threshold:
                self._counts[text] = count
                if len(self._counts) > self._watch:
                    self._counts.popitem(last=False)
                return None
            made = FixedBase(base)
            self._tables[text] = made
            if len(self._tables) > self._capacity:
                self._tables.popitem(last=False)
            return made
