"""The algebra of joint keys: any t shares decrypt, t - 1 do not, and no wrong set of shares is combined in silence."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.decryption import decryption_factor, plaintext_element_public
from crypto.group import Element, Group, Secret
from crypto.threshold import (
    Polynomial,
    ThresholdError,
    combine_factors_public,
    evaluate_commitments_public,
    joint_commitments_public,
    lagrange_public,
    share_for,
    share_matches,
    sub_key_public,
    sum_of_shares,
    verification_key_public,
)
from tests.crypto.groups_under_test import ALL_GROUPS, BELENIOS_2048, ED25519, LARGE_GROUPS, TOY


class KeyMaking:
    """One honest run of t of n."""

    def __init__(self, group: Group, threshold: int, trustees: int) -> None:
        self.group = group
        self.dealers = [Polynomial.generate(group, threshold) for _ in range(trustees)]
        self.commitments = [dealer.commitments for dealer in self.dealers]
        self.keys: dict[int, Secret] = {}
        for index in range(1, trustees + 1):
            shares = [share_for(dealer, index) for dealer in self.dealers]
            for dealer, share in zip(self.dealers, shares, strict=True):
                assert share_matches(group, dealer.commitments, index, share)
            self.keys[index] = sum_of_shares(group, shares)
        self.sub_key = sub_key_public(group, self.commitments)

    def encrypt(self, message: Element) -> tuple[Element, Element]:
        r = self.group.random_secret()
        beta = self.group.multiply_public(self.group.power_secret(self.sub_key, r), message)
        return self.group.generator_power_secret(r), beta

    def factors(self, alpha: Element, owners: tuple[int, ...]) -> list[tuple[int, Element]]:
        return [(owner, decryption_factor(self.group, alpha, self.keys[owner])) for owner in owners]


def check_run(group: Group, threshold: int, trustees: int, subsets: list[tuple[int, ...]]) -> None:
    run = KeyMaking(group, threshold, trustees)
    for index, key in run.keys.items():
        assert group.generator_power_secret(key) == verification_key_public(group, run.commitments, index)
    message = group.power_public(group.generator, 3)
    alpha, beta = run.encrypt(message)
    for owners in subsets:
        factor = combine_factors_public(group, threshold, run.factors(alpha, owners))
        assert plaintext_element_public(group, beta, factor) == message


@st.composite
def runs(draw: st.DrawFn, largest: int) -> tuple[int, int, list[tuple[int, ...]]]:
    trustees = draw(st.integers(1, largest))
    threshold = draw(st.integers(1, trustees))
    owners = st.permutations(range(1, trustees + 1)).map(lambda order: tuple(order[:threshold]))
    return threshold, trustees, draw(st.lists(owners, min_size=1, max_size=3))


@settings(max_examples=20, deadline=None)
@given(runs(largest=8))
def test_any_t_shares_decrypt_over_ed25519(run: tuple[int, int, list[tuple[int, ...]]]) -> None:
    check_run(ED25519, *run)


@settings(max_examples=100, deadline=None)
@given(runs(largest=min(TOY.q - 1, 8)))
def test_any_t_shares_decrypt_over_the_toy_group(run: tuple[int, int, list[tuple[int, ...]]]) -> None:
    check_run(TOY, *run)


@pytest.mark.parametrize(("threshold", "trustees"), [(1, 1), (2, 3)])
def test_any_t_shares_decrypt_over_a_finite_field(threshold: int, trustees: int) -> None:
    subsets = list(combinations(range(1, trustees + 1), threshold))
    check_run(BELENIOS_2048, threshold, trustees, subsets)


def test_a_city_of_thirty_key_holders() -> None:
    check_run(ED25519, 16, 30, [tuple(range(15, 31)), tuple(range(30, 14, -1))])


def test_every_subset_of_three_of_five() -> None:
    check_run(ED25519, 3, 5, list(combinations(range(1, 6), 3)))


@pytest.mark.parametrize(("threshold", "trustees"), [(2, 3), (3, 5)])
def test_t_minus_1_shares_do_not_decrypt(threshold: int, trustees: int) -> None:
    run = KeyMaking(ED25519, threshold, trustees)
    message = ED25519.generator
    alpha, beta = run.encrypt(message)
    for owners in combinations(range(1, trustees + 1), threshold - 1):
        shares = run.factors(alpha, owners)
        with pytest.raises(ThresholdError):
            combine_factors_public(ED25519, threshold, shares)
        # Nor does it help to pretend that the threshold was smaller.
        factor = combine_factors_public(ED25519, threshold - 1, shares)
        assert plaintext_element_public(ED25519, beta, factor) != message


def test_t_minus_1_shares_leave_every_secret_equally_possible() -> None:
    """Enumerated in the toy group, t = 2: for every secret, each value of the one known share has one polynomial."""
    for constant in range(0, TOY.q, TOY.q // 5):
        shares = set()
        for slope in range(TOY.q):
            coefficients = (TOY.secret_from_public(constant), TOY.secret_from_public(slope))
            shares.add(TOY.scalar_public(share_for(Polynomial(TOY, coefficients, ()), 2)))
        assert shares == set(range(TOY.q))


# -- dealing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", ALL_GROUPS, ids=lambda group: group.name)
def test_a_share_is_the_value_of_the_polynomial(group: Group) -> None:
    values = [5, 3, 2]
    polynomial = Polynomial.from_coefficients(group, [group.secret_from_public(value) for value in values])
    for index in (1, 2, 3, 7):
        expected = (5 + 3 * index + 2 * index**2) % group.q
        assert group.scalar_public(share_for(polynomial, index)) == expected
        assert evaluate_commitments_public(group, polynomial.commitments, index) == group.power_public(
            group.generator, expected
        )


def test_a_zero_coefficient_and_a_zero_share_are_handled() -> None:
    q = ED25519.q
    polynomial = Polynomial.from_coefficients(ED25519, [ED25519.secret_from_public(value) for value in (q - 2, 1, 0)])
    share = share_for(polynomial, 2)
    assert ED25519.scalar_public(share) == 0
    assert share_matches(ED25519, polynomial.commitments, 2, share)
    assert not share_matches(ED25519, polynomial.commitments, 1, share)


@pytest.mark.parametrize("group", LARGE_GROUPS, ids=lambda group: group.name)
def test_a_wrong_share_does_not_match(group: Group) -> None:
    polynomial = Polynomial.generate(group, 3)
    share = share_for(polynomial, 2)
    assert share_matches(group, polynomial.commitments, 2, share)
    assert not share_matches(group, polynomial.commitments, 3, share)
    assert not share_matches(group, polynomial.commitments, 2, group.add_secret(share, group.secret_from_public(1)))
    assert not share_matches(group, Polynomial.generate(group, 3).commitments, 2, share)
    assert not share_matches(group, polynomial.commitments[:2], 2, share)


def test_a_dealer_that_cheats_one_trustee_is_seen_by_that_trustee() -> None:
    run = KeyMaking(ED25519, 2, 3)
    bad = ED25519.add_secret(share_for(run.dealers[0], 3), ED25519.secret_from_public(1))
    assert not share_matches(ED25519, run.commitments[0], 3, bad)
    key = sum_of_shares(ED25519, [bad, share_for(run.dealers[1], 3), share_for(run.dealers[2], 3)])
    assert ED25519.generator_power_secret(key) != verification_key_public(ED25519, run.commitments, 3)


def test_secrets_are_not_in_the_repr() -> None:
    polynomial = Polynomial.from_coefficients(ED25519, [ED25519.secret_from_public(123456789123456789)])
    assert "123456789123456789" not in repr(polynomial)
    assert "hidden" in repr(polynomial)


@pytest.mark.parametrize("threshold", [0, -1])
def test_a_threshold_below_1_is_refused(threshold: int) -> None:
    with pytest.raises(ThresholdError, match="at least 1") as caught:
        Polynomial.generate(ED25519, threshold)
    assert caught.value.code == "crypto-threshold"


def test_no_coefficients_no_shares_no_commitments() -> None:
    with pytest.raises(ThresholdError):
        Polynomial.from_coefficients(ED25519, [])
    with pytest.raises(ThresholdError):
        sum_of_shares(ED25519, [])
    with pytest.raises(ThresholdError):
        evaluate_commitments_public(ED25519, [], 1)
    with pytest.raises(ThresholdError):
        verification_key_public(ED25519, [[]], 1)
    no_commitments: list[list[list[Element]]] = [[], [[]], [[], []]]
    for nobody in no_commitments:
        with pytest.raises(ThresholdError):
            sub_key_public(ED25519, nobody)


def test_dealers_with_different_numbers_of_coefficients_are_refused() -> None:
    g = ED25519.generator
    for uneven in ([[g, g], [g]], [[g], [g, g]], [[g], []]):
        with pytest.raises(ThresholdError):
            joint_commitments_public(ED25519, uneven)
        with pytest.raises(ThresholdError):
            verification_key_public(ED25519, uneven, 1)
        with pytest.raises(ThresholdError):
            sub_key_public(ED25519, uneven)


@pytest.mark.parametrize("index", [0, -1, ED25519.q, ED25519.q + 1])
def test_an_index_that_no_trustee_has_is_refused_everywhere(index: int) -> None:
    polynomial = Polynomial.generate(ED25519, 2)
    with pytest.raises(ThresholdError):
        share_for(polynomial, index)
    with pytest.raises(ThresholdError):
        share_matches(ED25519, polynomial.commitments, index, polynomial.coefficients[0])
    with pytest.raises(ThresholdError):
        verification_key_public(ED25519, [polynomial.commitments], index)
    with pytest.raises(ThresholdError):
        lagrange_public(ED25519.q, [1, index], 1)
    with pytest.raises(ThresholdError):
        combine_factors_public(ED25519, 2, [(1, ED25519.generator), (index, ED25519.generator)])


# -- Lagrange ---------------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(1, 30), min_size=1, max_size=30, unique=True), st.data())
def test_lagrange_coefficients_are_the_rational_ones(indexes: list[int], data: st.DataObject) -> None:
    i = data.draw(st.sampled_from(indexes))
    exact = Fraction(1)
    for k in indexes:
        if k != i:
            exact *= Fraction(k, k - i)
    q = ED25519.q
    assert lagrange_public(q, indexes, i) == exact.numerator * pow(exact.denominator, -1, q) % q


def test_lagrange_coefficients_interpolate_zero_in_the_toy_group() -> None:
    q = TOY.q
    for indexes in combinations(range(1, min(q, 8)), 3):
        coefficients = [lagrange_public(q, indexes, index) for index in indexes]
        for a, b, c in [(1, 0, 0), (4, 2, 1), (0, 3, 2)]:
            values = [a + b * index + c * index**2 for index in indexes]
            assert sum(x * y for x, y in zip(coefficients, values, strict=True)) % q == a % q


@pytest.mark.parametrize(
    ("indexes", "i"),
    [
        ([1, 1], 1),
        ([1, 2, 1], 2),
        ([0, 1], 1),
        ([0, 1], 0),
        ([-1, 1], 1),
        ([1, 2], 3),
        ([], 1),
        ([1, ED25519.q + 1], 1),
        ([ED25519.q, 1], 1),
    ],
)
def test_wrong_sets_of_indexes_are_refused(indexes: list[int], i: int) -> None:
    with pytest.raises(ThresholdError) as caught:
        lagrange_public(ED25519.q, indexes, i)
    assert caught.value.code == "crypto-threshold"


def test_misuse_of_shares() -> None:
    run = KeyMaking(ED25519, 2, 3)
    message = ED25519.generator
    alpha, beta = run.encrypt(message)
    one, two, three = run.factors(alpha, (1, 2, 3))

    def decrypt(shares: list[tuple[int, Element]]) -> Element:
        return plaintext_element_public(ED25519, beta, combine_factors_public(ED25519, 2, shares))

    assert decrypt([one, three]) == decrypt([three, one]) == decrypt([two, three]) == message
    for refused in ([], [one], [one, one], [one, (1, three[1])], [one, (0, three[1])], [one, two, three]):
        with pytest.raises(ThresholdError):
            decrypt(refused)
    # A relabelled share cannot be told by arithmetic; it decrypts to nonsense, and its proof fails under that key.
    assert decrypt([one, (2, three[1])]) != message
    assert decrypt([(3, one[1]), (1, three[1])]) != message


@pytest.mark.parametrize("threshold", [0, -1])
def test_a_threshold_below_1_is_not_combined(threshold: int) -> None:
    with pytest.raises(ThresholdError):
        combine_factors_public(ED25519, threshold, [])
