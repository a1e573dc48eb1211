"""The parameters of the finite-field groups, and what their decoders refuse."""

import pytest
from gmpy2 import is_prime, mpz

from crypto import finite_field_parameters as parameters
from crypto.errors import ElementError
from crypto.finite_field import BELENIOS_2048, RFC_3526_2048, FiniteFieldGroup

CASES = [
    (BELENIOS_2048, parameters.BELENIOS_2048_P, parameters.BELENIOS_2048_Q, parameters.BELENIOS_2048_G),
    (RFC_3526_2048, parameters.RFC_3526_2048_P, parameters.RFC_3526_2048_Q, parameters.RFC_3526_2048_G),
]


@pytest.mark.parametrize(("group", "p", "q", "g"), CASES, ids=["BELENIOS-2048", "RFC-3526-2048"])
def test_parameters_are_sound(group: FiniteFieldGroup, p: int, q: int, g: int) -> None:
    """ATTACKS 4: p and q are prime, q divides p - 1, and g has order q."""
    assert p.bit_length() == 2048
    assert is_prime(mpz(p), 30)
    assert is_prime(mpz(q), 30)
    assert (p - 1) % q == 0
    assert g != 1
    assert pow(g, q, p) == 1
    assert group.q == q
    assert group.generator.text == str(g)


def test_the_second_group_is_that_of_rfc_3526() -> None:
    """RFC 3526, 3: the prime is 2^2048 - 2^1984 - 1 + 2^64 * (floor(2^1918 * pi) + 124476)."""
    p = parameters.RFC_3526_2048_P
    assert p >> 1984 == p & (2**64 - 1) == 2**64 - 1
    assert p == parameters.RFC_3526_2048_Q * 2 + 1


@pytest.mark.parametrize(("group", "p", "q", "g"), CASES, ids=["BELENIOS-2048", "RFC-3526-2048"])
def test_numbers_outside_of_the_subgroup_are_refused(group: FiniteFieldGroup, p: int, q: int, g: int) -> None:
    """ATTACKS 5: 0, p - 1, -g, p, g + p, and a number of another order."""
    assert group.decode(str(g)).text == str(g)
    outside = next(x for x in range(2, 100) if pow(x, q, p) != 1)
    for number in (p - 1, p - g, outside):
        with pytest.raises(ElementError, match="not an element"):
            group.decode(str(number))
    # g + p is g again, so only the range check refuses it (where it is no longer than p).
    with pytest.raises(ElementError):
        group.decode(str(g + p))
    for text in ("0", str(p) + "0", "0" + str(g), f"-{g}", f"{g} "):
        with pytest.raises(ElementError, match="decimal number"):
            group.decode(text)


def test_only_the_range_check_refuses_a_second_text_of_an_element() -> None:
    """ATTACKS 7: 2 + p is 2 modulo p, has the order q and no more digits than p."""
    small = FiniteFieldGroup("SMALL", 23, 11, 2)
    with pytest.raises(ElementError, match="not an element"):
        small.decode(str(2 + 23))
