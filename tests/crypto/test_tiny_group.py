"""Everything about the tiny group, by enumeration: nothing about the algebra is left to chance."""

import pytest

from crypto.errors import ElementError
from tests.support.toy_group import TINY, TINY_ELEMENTS


def test_exactly_the_subgroup_decodes() -> None:
    """ATTACKS 5: 0, 1, p - 1, -x and everything outside of the subgroup."""
    accepted = []
    for number in range(-2, 60):
        try:
            accepted.append(int(TINY.decode(str(number), allow_identity=True).text))
        except ElementError:
            continue
    assert tuple(accepted) == TINY_ELEMENTS
    for text in ("02", "+2", " 2", "2\n", "2.0", "\u0662", ""):
        with pytest.raises(ElementError, match="decimal number"):
            TINY.decode(text)


def test_products_and_powers_are_those_of_the_field() -> None:
    elements = {number: TINY.decode(str(number), allow_identity=True) for number in TINY_ELEMENTS}
    for a, left in elements.items():
        assert int(TINY.invert_public(left).text) == pow(a, -1, 23)
        for b, right in elements.items():
            assert int(TINY.multiply_public(left, right).text) == a * b % 23
        for exponent in range(11):
            expected = pow(a, exponent, 23)
            assert int(TINY.power_public(left, exponent).text) == expected
            assert int(TINY.power_secret(left, TINY.secret_from_public(exponent)).text) == expected


def test_commitments_are_those_of_the_field() -> None:
    left, right = TINY.decode("3"), TINY.decode("13")
    pairs = [(left, x, right, y) for x in range(11) for y in range(11)]
    expected = [str(pow(3, x, 23) * pow(13, y, 23) % 23) for x in range(11) for y in range(11)]
    assert [element.text for element in TINY.commitments_public(pairs)] == expected
