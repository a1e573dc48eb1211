"""The compiled arithmetic against the textbook and against the path without it, byte for byte."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nacl.bindings import crypto_core_ed25519_is_valid_point

from crypto.ed25519 import Ed25519Group
from crypto.edwards_native import NativeEdwards, load_native
from crypto.edwards_public import Affine, decompress_public
from crypto.group import Element
from tests.support import textbook_edwards as textbook
from tests.support.native_library import compiled
from tests.support.textbook_edwards import BASE, TORSION, P, Q

pytestmark = pytest.mark.skipif(compiled() is None, reason="this machine has no C compiler")

# Runs of ones and of zeros across every window and word, where carries of the digits go wrong first.
EDGES = [0, 1, 2, 3, 15, 16, 17, 31, 127, 128, 129, 255, Q - 1, Q - 2, 2**252, 2**252 - 1, 2**253 - 1, Q >> 1]
EDGES += [(1 << high) - (1 << low) for high in (64, 65, 128, 191, 192, 252) for low in (0, 1, 5, 60, 63)]
SCALARS = st.one_of(st.sampled_from(EDGES), st.integers(0, Q - 1))


def native() -> NativeEdwards:
    library = compiled()
    assert library is not None
    return library


def affine(point: textbook.Point) -> Affine:
    found = decompress_public(textbook.compress(point))
    assert found is not None
    return found


def compressed(point: textbook.Point) -> bytes:
    return textbook.compress(point).to_bytes(32, "little")


@settings(max_examples=25)
@given(SCALARS, SCALARS, SCALARS, SCALARS)
def test_commitments_agree_with_the_textbook(a: int, x: int, b: int, y: int) -> None:
    left, right = textbook.multiply(BASE, a), textbook.multiply(BASE, b)
    expected = textbook.add(textbook.multiply(left, x), textbook.multiply(right, y))
    assert native().commitments_public([affine(left), affine(right)], [(0, x, 1, y)]) == [compressed(expected)]


def test_every_edge_scalar_in_both_places_and_with_both_tables() -> None:
    pairs = [(0, x, 1, y) for x, y in zip(EDGES, reversed(EDGES), strict=True)]
    few = pairs[:4]
    expected = [compressed(textbook.multiply(BASE, x + 2 * y)) for _, x, _, y in pairs]
    bases = [affine(BASE), affine(textbook.add(BASE, BASE))]
    assert len(pairs) > 32, "both bases occur often enough for the large table"
    assert native().commitments_public(bases, pairs) == expected
    assert native().commitments_public(bases, few) == expected[:4], "and not often enough here"


def test_the_same_base_twice_and_opposite_bases() -> None:
    minus = (P - BASE[0], BASE[1])
    bases = [affine(BASE), affine(minus)]
    results = native().commitments_public(bases, [(0, 5, 0, 7), (0, 9, 1, 9), (1, 1, 0, 0), (0, 0, 1, 0)])
    expected = [textbook.multiply(BASE, 12), textbook.NEUTRAL, minus, textbook.NEUTRAL]
    assert results == [compressed(point) for point in expected]


def test_nothing_to_do() -> None:
    assert native().commitments_public([], []) == []


def test_arithmetic_is_complete_with_components_of_small_order() -> None:
    for t in TORSION:
        point = textbook.add(BASE, t)
        for scalar in (1, 2, 8, 12345, Q - 1):
            expected = textbook.add(textbook.multiply(point, scalar), t)
            results = native().commitments_public([affine(point), affine(t)], [(0, scalar, 1, 1)])
            assert results == [compressed(expected)]


@settings(max_examples=300)
@given(st.binary(min_size=32, max_size=32))
@example(bytes(32))
@example(b"\xff" * 32)
@example((P - 1).to_bytes(32, "little"))
@example(P.to_bytes(32, "little"))
@example((P + 1).to_bytes(32, "little"))
@example((1 | 1 << 255).to_bytes(32, "little"))
@example((P - 1 | 1 << 255).to_bytes(32, "little"))
def test_decoding_agrees_with_libsodium_on_any_bytes(data: bytes) -> None:
    found = native().decode_public(data)
    assert (found is not None) == crypto_core_ed25519_is_valid_point(data) or data == b"\x01" + bytes(31)
    if found is not None:
        assert found == decompress_public(int.from_bytes(data, "little"))


@settings(max_examples=40)
@given(st.integers(1, Q - 1), st.integers(0, 7))
def test_membership_is_decided_by_the_component_of_small_order(scalar: int, index: int) -> None:
    """ATTACKS 6, where every eighth point is good: random bytes alone would hardly ever be."""
    point = textbook.add(textbook.multiply(BASE, scalar), TORSION[index])
    data = compressed(point)
    found = native().decode_public(data)
    assert (found is not None) == (index == 0) == crypto_core_ed25519_is_valid_point(data)
    if found is not None:
        assert (int(found[0]), int(found[1])) == point


def test_small_y_agree_with_the_path_without_the_library() -> None:
    for y in [*range(2, 150), *range(P - 150, P + 19)]:
        for sign in (0, 1):
            data = (y | sign << 255).to_bytes(32, "little")
            member = crypto_core_ed25519_is_valid_point(data)
            expected = decompress_public(int.from_bytes(data, "little")) if member else None
            assert native().decode_public(data) == expected


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 5), SCALARS, st.integers(0, 5), SCALARS), max_size=40))
def test_both_paths_of_the_group_agree(chosen: list[tuple[int, int, int, int]]) -> None:
    plain, fast = Ed25519Group(None), Ed25519Group(native())
    elements: list[Element] = [plain.identity, *[plain.power_public(plain.generator, 3**k) for k in range(5)]]
    pairs = [(elements[i], x % Q, elements[j], y % Q) for i, x, j, y in chosen]
    assert fast.commitments_public(pairs) == plain.commitments_public(pairs)


def test_a_missing_library_is_no_error() -> None:
    assert load_native("/nonexistent/library.so") is None
