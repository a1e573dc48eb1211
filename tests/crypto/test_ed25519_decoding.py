"""What the decoder of Ed25519 refuses: every point outside of the subgroup and every second text of one inside."""

import pytest

from crypto.ed25519 import ED25519
from crypto.edwards_public import decompress_public
from crypto.errors import ElementError
from tests.support import textbook_edwards as textbook
from tests.support.native_library import ed25519_variants
from tests.support.textbook_edwards import BASE, TORSION, P, Q

VARIANTS = ed25519_variants()


def decompressed(number: int) -> textbook.Point | None:
    point = decompress_public(number)
    return None if point is None else (int(point[0]), int(point[1]))


POINT = textbook.multiply(BASE, 123456789)


def refused(text: str, match: str = "not an element") -> None:
    for group in VARIANTS:
        for allow_identity in (False, True):
            with pytest.raises(ElementError, match=match):
                group.decode(text, allow_identity=allow_identity)


def test_generator_is_the_base_point() -> None:
    assert ED25519.generator.text == textbook.text(BASE)
    assert ED25519.generator.text == "66" * 31 + "58"
    assert ED25519.q == Q
    assert ED25519.decode(ED25519.generator.text) == ED25519.generator


def test_textbook_points_decode() -> None:
    for scalar in (1, 2, 3, 8, Q - 1, Q - 2, 2**252, 98765432123456789):
        point = textbook.multiply(BASE, scalar)
        for group in VARIANTS:
            assert group.decode(textbook.text(point)).raw == point


@pytest.mark.parametrize("index", range(1, 8))
def test_torsion_components_are_refused(index: int) -> None:
    """ATTACKS 6: P + T and T alone, for all 7 points T of small order but the neutral one."""
    assert textbook.on_curve(TORSION[index])
    refused(textbook.text(textbook.add(POINT, TORSION[index])))
    refused(textbook.text(TORSION[index]))


def test_there_are_eight_torsion_points() -> None:
    assert len(set(TORSION)) == 8
    assert textbook.text(textbook.add(POINT, TORSION[0])) == ED25519.decode(textbook.text(POINT)).text


@pytest.mark.parametrize("y", range(19))
def test_y_at_or_above_p_is_refused(y: int) -> None:
    """ATTACKS 7: p + y for all y that fit in 255 bits, of which some are points and one the identity."""
    for sign in (0, 1):
        number = (P + y) | sign << 255
        assert decompress_public(number) is None
        refused(format(number, "064x"))


def test_some_y_below_19_are_points() -> None:
    """So the range check is what refuses them above, and not the missing root."""
    assert sum(decompress_public(y) is not None for y in range(19)) >= 5


def test_negative_zero_is_refused() -> None:
    """x = 0 has no negative: the identity and the point of order 2 have one text each."""
    assert decompressed(1) == (0, 1)
    assert decompressed(P - 1) == (0, P - 1)
    for y in (1, P - 1):
        assert decompress_public(y | 1 << 255) is None
        refused(format(y | 1 << 255, "064x"))


def test_y_without_x_is_refused() -> None:
    off = [y for y in range(2, 40) if textbook.from_y(y, odd=False) is None]
    assert len(off) > 5
    for y in off:
        assert decompress_public(y) is None
        refused(format(y, "064x"))


@pytest.mark.parametrize("y", range(2, 60))
def test_decompression_agrees_with_the_textbook(y: int) -> None:
    for odd in (False, True):
        assert decompressed(y | odd << 255) == textbook.from_y(y, odd=odd)


@pytest.mark.parametrize(
    "change",
    [str.upper, lambda t: t[1:], lambda t: t + "0", lambda t: "0" + t, lambda t: t + "\n", lambda t: " " + t[1:],
     lambda t: "0x" + t[2:], lambda t: "\uff16" + t[1:], lambda t: "", lambda t: t[:-1] + "_"],
)  # fmt: skip
def test_texts_are_strict(change: object) -> None:
    assert callable(change)
    text = textbook.text(textbook.multiply(BASE, 2))
    assert any(c in "abcdef" for c in text)
    refused(change(text), match="64 lowercase")
