"""The laws that every group keeps, over the real groups and a tiny one."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.errors import ElementError, ScalarError, UnknownGroupError
from crypto.group import Element, Group
from crypto.groups import GROUP_NAMES, group_by_name
from tests.support.native_library import ed25519_variants
from tests.support.toy_group import TINY

FINITE_FIELDS: list[Group] = [group_by_name(name) for name in GROUP_NAMES if name != "Ed25519"]
GROUPS: list[Group] = [TINY, *ed25519_variants(), *FINITE_FIELDS]
EXAMPLES = {"TINY": 40, "Ed25519": 25, "BELENIOS-2048": 5, "RFC-3526-2048": 2}

over_groups = pytest.mark.parametrize("group", GROUPS, ids=lambda group: str(group.name))


def laws(check: Callable[..., None]) -> Callable[[Group], None]:
    """Runs a check with scalars of the group: many examples where they are cheap, few where they are not."""

    def run(group: Group) -> None:
        edges = st.sampled_from([0, 1, 2, group.q - 1, group.q - 2])
        scalars = st.one_of(edges, st.integers(0, group.q - 1))

        @settings(max_examples=EXAMPLES[group.name])
        @given(scalars, scalars, scalars)
        def examples(x: int, y: int, z: int) -> None:
            check(group, x, y, z)

        examples()

    run.__name__ = check.__name__
    return run


def g(group: Group, exponent: int) -> Element:
    return group.power_public(group.generator, exponent)


@over_groups
def test_multiplication(group: Group) -> None:
    @laws
    def check(group: Group, x: int, y: int, z: int) -> None:
        a, b, c = g(group, x), g(group, y), g(group, z)
        assert group.multiply_public(a, b) == group.multiply_public(b, a) == g(group, x + y)
        left = group.multiply_public(group.multiply_public(a, b), c)
        assert left == group.multiply_public(a, group.multiply_public(b, c)) == group.product_public([a, b, c])
        assert group.multiply_public(a, group.identity) == a
        assert group.multiply_public(a, group.invert_public(a)) == group.identity
        assert group.combine_secret(a, b) == group.multiply_public(a, b)

    check(group)


@over_groups
def test_powers_and_commitments(group: Group) -> None:
    @laws
    def check(group: Group, x: int, y: int, z: int) -> None:
        a, b = g(group, x), g(group, z)
        assert group.power_public(a, y) == g(group, x * y) == group.power_public(a, y - group.q)
        pairs = [(group.generator, x, a, y), (a, y, b, x), (a, z, a, y), (group.identity, x, group.identity, y)]
        expected = [g(group, x + x * y), g(group, x * y + z * x), g(group, x * (y + z)), group.identity]
        assert group.commitments_public(pairs) == expected

    check(group)


@over_groups
def test_secret_and_public_powers_agree(group: Group) -> None:
    @laws
    def check(group: Group, x: int, y: int, _z: int) -> None:
        base, exponent = g(group, x), group.secret_from_public(y)
        assert group.power_secret(base, exponent) == group.power_public(base, y)
        assert group.generator_power_secret(exponent) == g(group, y)

    check(group)


@over_groups
def test_secret_scalars(group: Group) -> None:
    @laws
    def check(group: Group, x: int, y: int, z: int) -> None:
        q, a, b = group.q, group.secret_from_public(x), group.secret_from_public(y)
        assert group.scalar_public(group.add_secret(a, b)) == (x + y) % q
        assert group.scalar_public(group.subtract_secret(a, b)) == (x - y) % q
        assert group.scalar_public(group.multiply_secret(a, b)) == x * y % q
        assert group.response(a, b, z) == (x - y * z) % q
        assert group.secret_from_bytes(a.reveal()).reveal() == a.reveal() == x.to_bytes(group.scalar_bytes, "big")
        assert group.choose_secret(True, a, b).reveal() == a.reveal()
        assert group.choose_secret(False, a, b).reveal() == b.reveal()
        assert group.select_secret(True, g(group, x), g(group, y)) == g(group, x)
        assert group.select_secret(False, g(group, x), g(group, y)) == g(group, y)

    check(group)


@over_groups
def test_accepted_texts_are_canonical(group: Group) -> None:
    @laws
    def check(group: Group, x: int, y: int, _z: int) -> None:
        element = group.multiply_public(g(group, x), g(group, y))
        decoded = group.decode(element.text, allow_identity=True)
        assert decoded == element
        assert decoded.text == element.text
        assert group.decode_scalar(str(x)) == x

    check(group)


@over_groups
@pytest.mark.parametrize("length", [0, 1, 31, 32, 33, 48, 64, 65, 96, 131])
def test_wide_secrets_are_the_number_modulo_q(group: Group, length: int) -> None:
    data = bytes((7 * i + 201) % 256 for i in range(length))
    assert group.scalar_public(group.secret_from_wide(data)) == int.from_bytes(data, "big") % group.q


@over_groups
def test_random_secrets_are_in_range_and_differ(group: Group) -> None:
    drawn = {group.scalar_public(group.random_secret()) for _ in range(200)}
    assert all(0 <= value < group.q for value in drawn)
    assert len(drawn) > 9


@over_groups
def test_identity_is_refused_unless_allowed(group: Group) -> None:
    assert group.decode(group.identity.text, allow_identity=True) == group.identity
    with pytest.raises(ElementError, match="identity"):
        group.decode(group.identity.text)


@over_groups
@pytest.mark.parametrize(
    "wrong", ["", "-1", "+1", "01", "1 ", " 1", "1\n", "1.0", "0x1", "1e3", "\u0661", "1_0", "9" * 5000]
)
def test_scalar_texts_are_strict(group: Group, wrong: str) -> None:
    with pytest.raises(ScalarError, match="without sign"):
        group.decode_scalar(wrong)


@over_groups
def test_scalars_at_or_above_q_are_refused(group: Group) -> None:
    """ATTACKS 9: c + q and r + q are other texts of the same scalar."""
    assert group.decode_scalar(str(group.q - 1)) == group.q - 1
    with pytest.raises(ScalarError, match="below the order"):
        group.decode_scalar(str(group.q))


@over_groups
def test_secret_bytes_are_strict(group: Group) -> None:
    size = group.scalar_bytes
    assert group.scalar_public(group.secret_from_bytes(bytes(size))) == 0
    for wrong in (bytes(size - 1), bytes(size + 1), group.q.to_bytes(size, "big"), b"\xff" * size):
        with pytest.raises(ScalarError):
            group.secret_from_bytes(wrong)


@over_groups
def test_secrets_are_never_printed(group: Group) -> None:
    secret = group.secret_from_public(group.q - 1)
    assert str(secret) == repr(secret) == f"{secret}" == "Secret(hidden)"


@over_groups
@settings(max_examples=80)
@given(text=st.text(max_size=80))
def test_garbage_raises_nothing_but_element_errors(group: Group, text: str) -> None:
    try:
        accepted = group.decode(text, allow_identity=True)
    except ElementError:
        return
    assert accepted.text == text


def test_names_are_exact() -> None:
    for name in ("", "ed25519", "Ed25519 ", "BELENIOS", '{"g":"2"}'):
        with pytest.raises(UnknownGroupError):
            group_by_name(name)
