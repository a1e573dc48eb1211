"""The fast public arithmetic against the textbook and against libsodium."""

import pytest
from gmpy2 import mpz
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.bindings import crypto_core_ed25519_add, crypto_scalarmult_ed25519_noclamp

from crypto import edwards_public as fast
from crypto.fixed_base import FixedBase, FixedBaseCache
from tests.support import textbook_edwards as textbook
from tests.support.textbook_edwards import BASE, TORSION, P, Q

SCALARS = st.one_of(
    st.sampled_from([0, 1, 2, 127, 128, 129, 255, 256, Q - 1, Q, 2**252, 2**253 - 1]), st.integers(0, Q)
)
TABLE = FixedBase(fast.decompress_public(textbook.compress(BASE)) or (mpz(0), mpz(1)))


def fast_point(point: textbook.Point) -> fast.Affine:
    found = fast.decompress_public(textbook.compress(point))
    assert found is not None
    return found


def affine(point: fast.Extended) -> textbook.Point:
    x, y, z, t = point
    assert (x * y - z * t) % P == 0
    ((ax, ay),) = fast.affine_all_public([point])
    return int(ax), int(ay)


def compressed(point: textbook.Point) -> bytes:
    return textbook.compress(point).to_bytes(32, "little")


@settings(max_examples=12)
@given(SCALARS)
def test_multiplication_agrees_everywhere(scalar: int) -> None:
    expected = textbook.multiply(BASE, scalar)
    assert affine(fast.multiply_public(fast.extend(fast_point(BASE)), scalar)) == expected
    assert affine(TABLE.add_multiple_public(fast.NEUTRAL, scalar)) == expected
    if scalar % Q:
        assert crypto_scalarmult_ed25519_noclamp(scalar.to_bytes(32, "little"), compressed(BASE)) == compressed(
            expected
        )


@settings(max_examples=15)
@given(st.integers(0, Q), st.integers(0, Q), st.integers(0, 7), st.integers(0, 7))
def test_addition_is_complete_on_the_whole_curve(x: int, y: int, s: int, t: int) -> None:
    """Also with components of small order: nothing that a sender writes can make the formulas wrong."""
    a = textbook.add(textbook.multiply(BASE, x), TORSION[s])
    b = textbook.add(textbook.multiply(BASE, y), TORSION[t])
    expected = textbook.add(a, b)
    left, right = fast.extend(fast_point(a)), fast.extend(fast_point(b))
    assert affine(fast.add_public(left, right)) == expected
    assert affine(fast.add_niels_public(left, fast.to_niels(fast_point(b)))) == expected
    assert affine(fast.double_public(left)) == affine(fast.add_public(left, left)) == textbook.add(a, a)
    assert affine(fast.add_public(left, fast.negate(left))) == textbook.NEUTRAL
    assert crypto_core_ed25519_add(compressed(a), compressed(b)) == compressed(expected)


def test_torsion_points_add_like_the_textbook() -> None:
    for a in TORSION:
        for b in TORSION:
            left, right = fast.extend(fast_point(a)), fast.extend(fast_point(b))
            assert affine(fast.add_public(left, right)) == textbook.add(a, b)
        assert affine(fast.double_public(left)) == textbook.add(a, a)


def test_one_inversion_serves_many_points() -> None:
    points = [fast.multiply_public(fast.extend(fast_point(BASE)), k) for k in range(20)]
    assert [(int(x), int(y)) for x, y in fast.affine_all_public(points)] == [affine(point) for point in points]
    assert fast.affine_all_public([]) == []


@pytest.mark.parametrize(
    "scalar", [0x7F, 0x80, 0x81, 0xFF, 0x100, 0xFFFF, 0xFF80, 0x80FF, 0xFFFFFF, 2**253 - 1, 0x8080]
)
def test_tables_carry_between_windows(scalar: int) -> None:
    """A byte of 255 with a carry is a digit of 0 with the next carry."""
    assert affine(TABLE.add_multiple_public(fast.NEUTRAL, scalar)) == textbook.multiply(BASE, scalar)


def test_tables_start_from_a_total() -> None:
    start = fast.multiply_public(fast.extend(fast_point(BASE)), 1000)
    assert affine(TABLE.add_multiple_public(start, 234)) == textbook.multiply(BASE, 1234)


def test_tables_are_made_for_frequent_bases_only_and_stay_bounded() -> None:
    cache = FixedBaseCache(capacity=2, threshold=4, watch=8)
    bases = {str(k): fast_point(textbook.multiply(BASE, k)) for k in range(1, 5)}
    assert cache.table("1", bases["1"], 3) is None
    first = cache.table("1", bases["1"], 1)
    assert first is not None
    assert cache.table("1", bases["1"], 1) is first
    for name in ("2", "3"):
        assert cache.table(name, bases[name], 4) is not None
    again = cache.table("1", bases["1"], 1)
    assert again is None, "the least recently used table is forgotten"
    for k in range(50):
        cache.table(f"once {k}", bases["4"], 1)
    assert cache.table("1", bases["1"], 3) is None, "so is a count that many others have pushed out"
