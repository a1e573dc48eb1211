"""The interface that every group implements (Belenios specification, section 5, "Groups").

A group is cyclic, of prime order ``q``, written multiplicatively, and a named constant: parameters never come
from a record. Elements are immutable and compare by their canonical text, which is what JSON and hashes use.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol, final


@final
class Element:
    """A group element that passed the full membership check. Only groups create it.

    ``text`` is the canonical text of the specification: 64 hex digits, big-endian, for Ed25519; decimal for
    finite fields. ``raw`` is the group's own representation and means nothing outside of it.
    """

    __slots__ = ("raw", "text")

    def __init__(self, text: str, raw: object) -> None:
        self.text = text
        self.raw = raw

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Element) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"Element({self.text})"


@final
class Secret:
    """A secret scalar in [0, q): big-endian bytes of the group's ``scalar_bytes`` length. Never printed.

    It has no arithmetic of its own: the group computes on it, in constant time where the group can.
    """

    __slots__ = ("_bytes",)

    def __init__(self, big_endian: bytes) -> None:
        self._bytes = big_endian

    def reveal(self) -> bytes:
        """The big-endian bytes, for sealing into a key file or a channel; never for a log or a message."""
        return self._bytes

    def __repr__(self) -> str:
        return "Secret(hidden)"


class Group(Protocol):
    """What crypto and record need of a group. Every method is pure except :meth:`random_secret`."""

    name: str
    q: int
    scalar_bytes: int
    identity: Element
    generator: Element

    # -- decoding -------------------------------------------------------------------------------------------
    def decode(self, text: str, *, allow_identity: bool = False) -> Element:
        """The element of a canonical text; raises ``ElementError`` unless it is in the subgroup of order q.

        The identity is refused unless ``allow_identity`` (commitments, sums, tallies and factors allow it).
        """
        ...

    def decode_scalar(self, text: str) -> int:
        """The scalar of a canonical decimal text (no sign, no leading zero, below q); ``ScalarError``."""
        ...

    # -- public values, variable time -----------------------------------------------------------------------
    def multiply_public(self, a: Element, b: Element) -> Element:
        """a * b."""
        ...

    def product_public(self, elements: Iterable[Element]) -> Element:
        """The product of all; the identity for none."""
        ...

    def invert_public(self, a: Element) -> Element:
        """1 / a."""
        ...

    def power_public(self, base: Element, exponent: int) -> Element:
        """base ** exponent for any integer exponent (reduced modulo q)."""
        ...

    def commitments_public(self, pairs: Sequence[tuple[Element, int, Element, int]]) -> list[Element]:
        """[a**x * b**y for (a, x, b, y)], the hot loop of verification; exponents in [0, q)."""
        ...

    # -- secret values ----------------------------------------------------------------------------------------
    def random_secret(self) -> Secret:
        """A uniform secret from the operating system."""
        ...

    def secret_from_wide(self, data: bytes) -> Secret:
        """Big-endian bytes, at least ``scalar_bytes + 16`` unless the caller's source says otherwise, mod q."""
        ...

    def secret_from_bytes(self, data: bytes) -> Secret:
        """Exactly ``scalar_bytes`` big-endian bytes of a number below q; ``ScalarError`` otherwise."""
        ...

    def secret_from_public(self, value: int) -> Secret:
        """A public number (an index, a coefficient) as an operand for secret arithmetic, modulo q."""
        ...

    def add_secret(self, a: Secret, b: Secret) -> Secret:
        """a + b mod q."""
        ...

    def subtract_secret(self, a: Secret, b: Secret) -> Secret:
        """a - b mod q."""
        ...

    def multiply_secret(self, a: Secret, b: Secret) -> Secret:
        """a * b mod q."""
        ...

    def response(self, w: Secret, x: Secret, challenge: int) -> int:
        """w - x * challenge mod q: the response of a Schnorr-like proof, which is public."""
        ...

    def scalar_public(self, a: Secret) -> int:
        """A scalar that is about to be published (a simulated challenge, a response)."""
        ...

    def power_secret(self, base: Element, exponent: Secret) -> Element:
        """base ** exponent; zero exponents and the identity give the identity."""
        ...

    def generator_power_secret(self, exponent: Secret) -> Element:
        """g ** exponent; zero gives the identity."""
        ...

    def combine_secret(self, a: Element, b: Element) -> Element:
        """a * b where the operands may be secret (y ** r of an encryption): no variable-time shortcut."""
        ...

    def select_secret(self, bit: bool, if_true: Element, if_false: Element) -> Element:
        """One of two elements without a branch on the secret bit."""
        ...

    def choose_secret(self, bit: bool, if_true: Secret, if_false: Secret) -> Secret:
        """One of two secrets without a branch on the secret bit."""
        ...

    # -- hashing ----------------------------------------------------------------------------------------------
    def hash_to_scalar(self, prefix: str, elements: Sequence[Element]) -> int:
        """SHA256(prefix || texts joined by commas) as a big-endian number mod q (the spec's H functions)."""
        ...
