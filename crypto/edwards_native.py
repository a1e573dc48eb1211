"""The optional compiled form of the hot loop of verification (crypto/edwards_native.c), on public values only.

Invariant: with and without it every result is the same, byte for byte; it only saves time. It is compiled when the
package is installed on a machine with a C compiler, and missing elsewhere. A library that was made from another source,
or that gives a wrong answer to the questions of :func:`_answers_right`, is not used: a wrong product would let forged
proofs pass, and the slow way is always there. Whoever may write beside this file may write Python code there, too.
"""

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from os.path import dirname, join
from typing import Final

from gmpy2 import mpz
from nacl.bindings import crypto_scalarmult_ed25519_base_noclamp

from crypto.edwards_public import D2, SQRT_MINUS_ONE, Affine, D, P, Q, compress_public

LIBRARY_NAME: Final = "_edwards_native.so"
SOURCE_SHA256: Final = "a6b28b6123d4ea1ede9e9d31d5577afc278a4fd2fa5b7a967d50fe1e6a09cfaa"
"""The SHA-256 of crypto/edwards_native.c as it must have been compiled; a test holds it to the file."""
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
    """The compiled library beside this file, or at ``path``; None where there is none that can be relied on."""
    try:
        library = ctypes.CDLL(path or join(dirname(__file__), LIBRARY_NAME))
        source = library.suarasah_source
    except (OSError, AttributeError):
        return None
    source.restype = ctypes.c_char_p
    native = NativeEdwards(library)
    return native if source() == SOURCE_SHA256.encode() and _answers_right(native) else None


def _answers_right(native: NativeEdwards) -> bool:
    """Whether products with both kinds of tables are those of libsodium, and only members are decoded."""
    generator, twice = (native.decode_public(_base_multiple(scalar)) for scalar in (1, 2))
    if generator is None or twice is None:
        return False
    pairs = [(0, Q - 1 - (1 << 16 * k), 1, (1 << 15 * k) - 1) for k in range(_OFTEN)]
    expected = [_base_multiple((x + 2 * y) % Q) for _, x, _, y in pairs]
    few = _OFTEN - 1
    # The generator plus the point of order 2; the neutral point, written with y = p + 1; y above p with a sign.
    strangers = [compress_public((P - generator[0], P - generator[1])), P + 1, mpz(2**256 - 1)]
    return (
        native.commitments_public([generator, twice], pairs) == expected
        and native.commitments_public([generator, twice], pairs[:few]) == expected[:few]
        and not any(native.decode_public(int(number).to_bytes(32, "little")) for number in strangers)
    )


def _base_multiple(scalar: int) -> bytes:
    return crypto_scalarmult_ed25519_base_noclamp(scalar.to_bytes(32, "little"))
