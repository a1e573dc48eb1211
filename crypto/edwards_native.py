"""The optional compiled form of the hot loop of verification (crypto/edwards_native.c), on public values only.

Invariant: with and without it every result is the same, byte for byte; it only saves time. It is compiled when the
package is installed on a machine with a C compiler, and missing elsewhere.
"""

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from os.path import dirname, join
from typing import Final

from gmpy2 import mpz

from crypto.edwards_public import D2, SQRT_MINUS_ONE, Affine, D, Q

LIBRARY_NAME: Final = "_edwards_native.so"
_CONSTANTS = b"".join([int(number).to_bytes(32, "little") for number in (D2, D, SQRT_MINUS_ONE, Q)])
_OFTEN = 16
"""A base that occurs this often in one call gets the large table: 64 entries pay off after about ten uses."""


@dataclass(frozen=True, slots=True)
class NativeEdwards:
    """The compiled library."""

    library: ctypes.CDLL

    def decode_public(self, compressed: bytes) -> Affine | None:
        """The point of 32 little-endian bytes, or None unless they are canonical and its order divides q."""
        out = ctypes.create_string_buffer(64)
        if not self.library.suarasah_decode_public(compressed, _CONSTANTS, out):
            return None
        return mpz(int.from_bytes(out.raw[:32], "little")), mpz(int.from_bytes(out.raw[32:], "little"))

    def commitments_public(self, bases: Sequence[Affine], pairs: Sequence[tuple[int, int, int, int]]) -> list[bytes]:
        """For (i, x, j, y) the compressed bases[i] * x + bases[j] * y, 32 little-endian bytes each.

        Scalars are in [0, 2^253). Raises ``MemoryError`` if the machine has no memory left.
        """
        uses = [0] * len(bases)
        for i, _, j, _ in pairs:
            uses[i] += 1
            uses[j] += 1
        count = len(pairs)
        out = ctypes.create_string_buffer(32 * count)
        first, second = (ctypes.c_uint32 * count)(), (ctypes.c_uint32 * count)()
        first[:] = [pair[0] for pair in pairs]
        second[:] = [pair[2] for pair in pairs]
        failed = self.library.suarasah_commitments_public(
            b"".join([int(x).to_bytes(32, "little") + int(y).to_bytes(32, "little") for x, y in bases]),
            bytes([used >= _OFTEN for used in uses]),
            ctypes.c_size_t(len(bases)),
            _CONSTANTS,
            first,
            b"".join([pair[1].to_bytes(32, "little") for pair in pairs]),
            second,
            b"".join([pair[3].to_bytes(32, "little") for pair in pairs]),
            ctypes.c_size_t(count),
            out,
        )
        if failed:
            raise MemoryError
        data = out.raw
        return [data[i : i + 32] for i in range(0, len(data), 32)]


def load_native(path: str | None = None) -> NativeEdwards | None:
    """The compiled library beside this file, or at ``path``; None where there is none for this machine."""
    try:
        library = ctypes.CDLL(path or join(dirname(__file__), LIBRARY_NAME))
    except OSError:
        return None
    return NativeEdwards(library)
