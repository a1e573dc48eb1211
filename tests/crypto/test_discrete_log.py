"""Bounded logarithms: right within the bound, an error outside of it, and never an endless search."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.discrete_log import LARGEST_MAXIMUM, DiscreteLogError, DiscreteLogTable, discrete_log_public
from crypto.group import Element, Group
from tests.crypto.groups_under_test import ED25519, LARGE_GROUPS, TOY


def power(group: Group, exponent: int) -> Element:
    return group.power_public(group.generator, exponent)


@pytest.mark.parametrize("group", LARGE_GROUPS, ids=lambda group: group.name)
@pytest.mark.parametrize("maximum", [0, 1, 2, 3, 4, 5, 8, 9, 10, 63, 64, 65])
def test_every_value_within_the_bound_and_none_outside(group: Group, maximum: int) -> None:
    table = DiscreteLogTable(group, maximum)
    element = group.identity
    for exponent in range(maximum + 1):
        assert table.find_public(element) == exponent
        element = group.multiply_public(element, group.generator)
    for outside in (maximum + 1, maximum + 2, 2 * maximum + 3, -1, -2):
        with pytest.raises(DiscreteLogError) as caught:
            table.find_public(power(group, outside))
        assert caught.value.code == "crypto-discrete-log"


def test_every_element_of_the_toy_group() -> None:
    for maximum in {0, 1, 2, 3, TOY.q // 3, TOY.q // 2, TOY.q - 2, TOY.q - 1}:
        table = DiscreteLogTable(TOY, maximum)
        for exponent in range(TOY.q):
            if exponent <= maximum:
                assert table.find_public(power(TOY, exponent)) == exponent
            else:
                with pytest.raises(DiscreteLogError):
                    table.find_public(power(TOY, exponent))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 20_000), st.integers(0, 20_000))
def test_any_value_and_bound(maximum: int, exponent: int) -> None:
    if exponent <= maximum:
        assert discrete_log_public(ED25519, power(ED25519, exponent), maximum) == exponent
    else:
        with pytest.raises(DiscreteLogError):
            discrete_log_public(ED25519, power(ED25519, exponent), maximum)


def test_the_largest_bound_takes_seconds_for_a_whole_election() -> None:
    started = time.thread_time()
    table = DiscreteLogTable(ED25519, LARGEST_MAXIMUM)
    for exponent in (0, 1, 12_345, 50_000_000, 99_999_999, LARGEST_MAXIMUM):
        assert table.find_public(power(ED25519, exponent)) == exponent
    for outside in (LARGEST_MAXIMUM + 1, -1):
        with pytest.raises(DiscreteLogError):
            table.find_public(power(ED25519, outside))
    # Of this thread alone, whatever else the machine does; step by step it would take hours.
    assert time.thread_time() - started < 60


@pytest.mark.parametrize("maximum", [-1, LARGEST_MAXIMUM + 1, 2**63])
def test_other_bounds_are_refused(maximum: int) -> None:
    with pytest.raises(DiscreteLogError, match="total weight"):
        DiscreteLogTable(ED25519, maximum)


def test_a_bound_that_wraps_around_the_group_is_refused() -> None:
    assert DiscreteLogTable(TOY, TOY.q - 1).maximum == TOY.q - 1
    with pytest.raises(DiscreteLogError, match="total weight"):
        DiscreteLogTable(TOY, TOY.q)
