"""Texts that look like group elements and are none, or are not the one text of theirs (ATTACKS 5, 6, 7)."""

from collections.abc import Callable

from crypto.finite_field_parameters import BELENIOS_2048_P, BELENIOS_2048_Q
from tests.support.textbook_edwards import TORSION, P, Point, add, from_y, text

_SIGN = 1 << 255


def always(text_: str) -> Callable[[str], str]:
    """The change of any text to this one."""
    return lambda _: text_


def point_of(element: str) -> Point:
    """The point of a canonical text."""
    number = int(element, 16)
    found = from_y(number & (_SIGN - 1), odd=bool(number & _SIGN))
    if found is None:
        raise AssertionError("a test starts from an element")
    return found


def with_torsion(element: str, k: int) -> str:
    """The element plus the k-th of the eight points of small order; the element itself for 0."""
    return text(add(point_of(element), TORSION[k]))


def _off_curve() -> str:
    y = next(y for y in range(2, 100) if from_y(y, odd=False) is None)
    return format(y, "064x")


NOT_EDWARDS: dict[str, str] = {
    "the identity": format(1, "064x"),
    "a point off the curve": _off_curve(),
    "y not below p": format(P + 1, "064x"),
    "negative zero": format(1 | _SIGN, "064x"),
    "zero, a point of order 4": format(0, "064x"),
    "p - 1, the point of order 2": format(P - 1, "064x"),
    "nothing": "",
    "a word": "ketua",
}
"""Texts that are no element that may stand in a ballot, whatever stood there before."""

MISSPELT: dict[str, str] = {
    "capital digits": "upper",
    "little-endian digits": "reverse",
    "a digit less": "short",
    "a digit more": "long",
    "a plus sign": "plus",
}


def misspelt(element: str, how: str) -> str:
    """The same point in a spelling that is not the one allowed."""
    match how:
        case "upper":
            return element.upper()
        case "reverse":
            return bytes.fromhex(element)[::-1].hex()
        case "short":
            return element[1:]
        case "plus":
            return "+" + element[1:]
        case _:
            return "0" + element


def _non_residue() -> int:
    return next(x for x in range(2, 100) if pow(x, BELENIOS_2048_Q, BELENIOS_2048_P) != 1)


NOT_FINITE_FIELD: dict[str, str] = {
    "zero": "0",
    "the identity": "1",
    "p - 1, of order 2": str(BELENIOS_2048_P - 1),
    "p": str(BELENIOS_2048_P),
    "a number outside of the subgroup": str(_non_residue()),
}


def negated(element: str) -> str:
    """-x modulo p: never in the subgroup, whose order is odd."""
    return str(BELENIOS_2048_P - int(element))


def above_p(element: str) -> str:
    """The same element, p more."""
    return str(BELENIOS_2048_P + int(element))
