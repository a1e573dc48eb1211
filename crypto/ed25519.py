"""The subgroup of prime order of the Edwards curve of Ed25519 (spec, "Elliptic curves"), the default group.

Invariant: every :class:`Element` made here is in the subgroup of order q. Texts are 64 lowercase hex digits,
big-endian. ``raw`` is the affine point ``(x, y)`` where the value was public when it was made, and the 32
little-endian bytes of libsodium where it came from a secret, so that no variable-time code touches it before it
is published.

libsodium's multiplication refuses zero scalars and the identity and ignores bit 255 of a scalar: scalars are
reduced before they get there, and the two refused cases are answered here.
"""

import re
from collections.abc import Iterable, Sequence
from hmac import compare_digest

from gmpy2 import mpz
from nacl.bindings import (
    crypto_core_ed25519_add,
    crypto_core_ed25519_is_valid_point,
    crypto_core_ed25519_scalar_add,
    crypto_core_ed25519_scalar_mul,
    crypto_core_ed25519_scalar_reduce,
    crypto_core_ed25519_scalar_sub,
    crypto_scalarmult_ed25519_base_noclamp,
    crypto_scalarmult_ed25519_noclamp,
)
from nacl.utils import random as random_bytes

from crypto.constant_time import select_bytes
from crypto.edwards_native import NativeEdwards, load_native
from crypto.edwards_public import (
    NEUTRAL,
    Affine,
    Extended,
    P,
    Q,
    add_public,
    affine_all_public,
    compress_public,
    decompress_public,
    extend,
)
from crypto.errors import ElementError, ScalarError
from crypto.fixed_base import FixedBase, FixedBaseCache
from crypto.group import Element, Secret
from crypto.scalars import hash_scalar, parse_scalar

_HEX = re.compile(r"[0-9a-f]{64}")
_ZERO = bytes(32)
_ONE = b"\x01" + bytes(31)


class Ed25519Group:
    """The group named "Ed25519" (see :class:`crypto.group.Group`). Holds nothing but a bounded cache of tables."""

    def __init__(self, native: NativeEdwards | None) -> None:
        self.name = "Ed25519"
        self._native = native
        self.q = Q
        self.scalar_bytes = 32
        self.identity = _element_of_point((mpz(0), mpz(1)))
        self.generator = _element_of_point(_decompressed(crypto_scalarmult_ed25519_base_noclamp(_ONE)))
        self._tables = FixedBaseCache()

    # -- decoding -------------------------------------------------------------------------------------------
    def decode(self, text: str, *, allow_identity: bool = False) -> Element:
        """See :meth:`crypto.group.Group.decode`: 64 lowercase hex digits of a point of order q."""
        if not _HEX.fullmatch(text):
            raise ElementError("A group element must be 64 lowercase hexadecimal digits.")
        if text == self.identity.text:
            if allow_identity:
                return self.identity
            raise ElementError("The identity is not allowed here: the sender is faulty or dishonest.")
        point = self._member(bytes.fromhex(text)[::-1])
        if point is None:
            raise ElementError("The text is not an element of the group Ed25519.")
        return Element(text, point)

    def _member(self, little_endian: bytes) -> Affine | None:
        if self._native is not None:
            return self._native.decode_public(little_endian)
        # libsodium checks once more that the encoding is canonical, and that the order is q.
        if not crypto_core_ed25519_is_valid_point(little_endian):
            return None
        return decompress_public(int.from_bytes(little_endian, "little"))

    def decode_scalar(self, text: str) -> int:
        """See :meth:`crypto.group.Group.decode_scalar`."""
        return parse_scalar(text, Q)

    # -- public values, variable time -----------------------------------------------------------------------
    def multiply_public(self, a: Element, b: Element) -> Element:
        """a * b."""
        return _elements([add_public(extend(_point(a)), extend(_point(b)))])[0]

    def product_public(self, elements: Iterable[Element]) -> Element:
        """The product of all; the identity for none."""
        total = NEUTRAL
        for element in elements:
            total = add_public(total, extend(_point(element)))
        return _elements([total])[0]

    def invert_public(self, a: Element) -> Element:
        """1 / a."""
        x, y = _point(a)
        return _element_of_point((-x % P, y))

    def power_public(self, base: Element, exponent: int) -> Element:
        """base ** exponent for any integer exponent."""
        return self.commitments_public([(base, exponent % Q, base, 0)])[0]

    def commitments_public(self, pairs: Sequence[tuple[Element, int, Element, int]]) -> list[Element]:
        """[a**x * b**y for (a, x, b, y)]; exponents in [0, q).

        Without the compiled library, bases that occur often are multiplied with tables and all others by
        libsodium, which is faster for a single base than anything that Python can do.
        """
        if self._native is not None:
            return self._commitments_native(self._native, pairs)
        tables = self._tables_for(pairs)
        totals = []
        for a, x, b, y in pairs:
            total = NEUTRAL
            for base, scalar in ((a, x), (b, y)):
                table = tables.get(base.text)
                if table is not None:
                    total = table.add_multiple_public(total, scalar)
                elif scalar and base != self.identity:
                    total = add_public(total, extend(_decompressed(_multiple(base, scalar.to_bytes(32, "little")))))
            totals.append(total)
        return _elements(totals)

    def _commitments_native(
        self, native: NativeEdwards, pairs: Sequence[tuple[Element, int, Element, int]]
    ) -> list[Element]:
        indices: dict[str, int] = {}
        bases: list[Affine] = []
        for a, _, b, _ in pairs:
            for base in (a, b):
                if base.text not in indices:
                    indices[base.text] = len(bases)
                    bases.append(_point(base))
        numbered = [(indices[a.text], x, indices[b.text], y) for a, x, b, y in pairs]
        return [_element_of_bytes(result) for result in native.commitments_public(bases, numbered)]

    def _tables_for(self, pairs: Sequence[tuple[Element, int, Element, int]]) -> dict[str, FixedBase]:
        uses: dict[str, int] = {}
        bases: dict[str, Element] = {}
        for a, _, b, _ in pairs:
            for base in (a, b):
                uses[base.text] = uses.get(base.text, 0) + 1
                bases[base.text] = base
        tables = {}
        for text, count in uses.items():
            table = self._tables.table(text, _point(bases[text]), count)
            if table is not None:
                tables[text] = table
        return tables

    # -- secret values ----------------------------------------------------------------------------------------
    def random_secret(self) -> Secret:
        """A uniform secret from the operating system."""
        return self.secret_from_wide(random_bytes(64))

    def secret_from_wide(self, data: bytes) -> Secret:
        """Big-endian bytes mod q; longer input than 64 bytes is folded in pieces of 32."""
        head = len(data) % 32 or 32
        total = _reduced(data[:head])
        for start in range(head, len(data), 32):
            # 2^256 * total + next 32 bytes, both halves at once: the 64-byte reduction takes the whole number.
            total = crypto_core_ed25519_scalar_reduce(data[start : start + 32][::-1] + total)
        return Secret(total[::-1])

    def secret_from_bytes(self, data: bytes) -> Secret:
        """Exactly 32 big-endian bytes of a number below q; ``ScalarError`` otherwise."""
        if len(data) != 32 or not compare_digest(_reduced(data)[::-1], data):
            raise ScalarError("A secret of Ed25519 must be 32 bytes and below the order.")
        return Secret(bytes(data))

    def secret_from_public(self, value: int) -> Secret:
        """A public number modulo q as an operand for secret arithmetic."""
        return Secret((value % Q).to_bytes(32, "big"))

    def add_secret(self, a: Secret, b: Secret) -> Secret:
        """a + b mod q."""
        return Secret(crypto_core_ed25519_scalar_add(_little(a), _little(b))[::-1])

    def subtract_secret(self, a: Secret, b: Secret) -> Secret:
        """a - b mod q."""
        return Secret(crypto_core_ed25519_scalar_sub(_little(a), _little(b))[::-1])

    def multiply_secret(self, a: Secret, b: Secret) -> Secret:
        """a * b mod q."""
        return Secret(crypto_core_ed25519_scalar_mul(_little(a), _little(b))[::-1])

    def response(self, w: Secret, x: Secret, challenge: int) -> int:
        """w - x * challenge mod q."""
        product = self.multiply_secret(x, self.secret_from_public(challenge))
        return self.scalar_public(self.subtract_secret(w, product))

    def scalar_public(self, a: Secret) -> int:
        """A scalar that is about to be published."""
        return int.from_bytes(a.reveal(), "big")

    def power_secret(self, base: Element, exponent: Secret) -> Element:
        """base ** exponent; zero exponents and the identity give the identity."""
        if base == self.identity or compare_digest(exponent.reveal(), _ZERO):
            return self.identity
        return _element_of_bytes(_multiple(base, _little(exponent)))

    def generator_power_secret(self, exponent: Secret) -> Element:
        """g ** exponent; zero gives the identity."""
        if compare_digest(exponent.reveal(), _ZERO):
            return self.identity
        return _element_of_bytes(crypto_scalarmult_ed25519_base_noclamp(_little(exponent)))

    def combine_secret(self, a: Element, b: Element) -> Element:
        """a * b by libsodium, whose addition is complete: the identity and equal operands are no exceptions."""
        return _element_of_bytes(crypto_core_ed25519_add(_bytes(a), _bytes(b)))

    def select_secret(self, bit: bool, if_true: Element, if_false: Element) -> Element:
        """One of two elements without a branch on the secret bit."""
        return _element_of_bytes(select_bytes(bit, _bytes(if_true), _bytes(if_false)))

    def choose_secret(self, bit: bool, if_true: Secret, if_false: Secret) -> Secret:
        """One of two secrets without a branch on the secret bit."""
        return Secret(select_bytes(bit, if_true.reveal(), if_false.reveal()))

    # -- hashing ----------------------------------------------------------------------------------------------
    def hash_to_scalar(self, prefix: str, elements: Sequence[Element]) -> int:
        """See :func:`crypto.scalars.hash_scalar`."""
        return hash_scalar(prefix, elements, Q)


def _multiple(base: Element, little_endian: bytes) -> bytes:
    """libsodium's multiplication, for a scalar in [1, q) and a base that is not the identity."""
    return crypto_scalarmult_ed25519_noclamp(little_endian, _bytes(base))


def _reduced(big_endian: bytes) -> bytes:
    """At most 64 big-endian bytes mod q, as 32 little-endian bytes."""
    return crypto_core_ed25519_scalar_reduce(big_endian[::-1].ljust(64, b"\x00"))


def _little(secret: Secret) -> bytes:
    return secret.reveal()[::-1]


def _bytes(element: Element) -> bytes:
    """libsodium's 32 little-endian bytes of an element."""
    return bytes.fromhex(element.text)[::-1]


def _point(element: Element) -> Affine:
    raw = element.raw
    if isinstance(raw, tuple):
        x, y = raw
        return x, y
    return _decompressed(_bytes(element))


def _decompressed(little_endian: bytes) -> Affine:
    point = decompress_public(int.from_bytes(little_endian, "little"))
    if point is None:
        raise ElementError("libsodium returned bytes that are no point: the machine is faulty.")
    return point


def _element_of_bytes(little_endian: bytes) -> Element:
    return Element(little_endian[::-1].hex(), little_endian)


def _element_of_point(point: Affine) -> Element:
    return Element(compress_public(point).digits(16).zfill(64), point)


def _elements(points: Sequence[Extended]) -> list[Element]:
    return [_element_of_point(point) for point in affine_all_public(points)]


ED25519 = Ed25519Group(load_native())
