"""The traps of libsodium that the group closes, each shown to be there."""

import pytest
from nacl.bindings import crypto_scalarmult_ed25519_base_noclamp, crypto_scalarmult_ed25519_noclamp
from nacl.exceptions import RuntimeError as SodiumError

from crypto.ed25519 import ED25519
from crypto.errors import ScalarError
from crypto.group import Element
from tests.support import textbook_edwards as textbook
from tests.support.textbook_edwards import BASE, Q


def test_libsodium_refuses_zero_and_the_identity() -> None:
    one, zero, identity = b"\x01" + bytes(31), bytes(32), b"\x01" + bytes(31)
    base = crypto_scalarmult_ed25519_base_noclamp(one)
    with pytest.raises(SodiumError):
        crypto_scalarmult_ed25519_base_noclamp(zero)
    with pytest.raises(SodiumError):
        crypto_scalarmult_ed25519_noclamp(zero, base)
    with pytest.raises(SodiumError):
        crypto_scalarmult_ed25519_noclamp(one, identity)


def test_zero_and_the_identity_are_answered() -> None:
    zero, two = ED25519.secret_from_public(0), ED25519.secret_from_public(2)
    assert ED25519.generator_power_secret(zero) == ED25519.identity
    assert ED25519.power_secret(ED25519.generator, zero) == ED25519.identity
    assert ED25519.power_secret(ED25519.identity, two) == ED25519.identity
    assert ED25519.power_public(ED25519.identity, 5) == ED25519.identity
    assert ED25519.power_public(ED25519.generator, Q) == ED25519.identity
    assert ED25519.product_public([]) == ED25519.identity
    assert ED25519.identity.text == "0" * 63 + "1"


def test_libsodium_ignores_bit_255_of_a_scalar() -> None:
    five = (5).to_bytes(32, "little")
    with_bit = (5 | 1 << 255).to_bytes(32, "little")
    assert crypto_scalarmult_ed25519_base_noclamp(five) == crypto_scalarmult_ed25519_base_noclamp(with_bit)


def test_no_secret_has_bit_255() -> None:
    number = 5 | 1 << 255
    with pytest.raises(ScalarError):
        ED25519.secret_from_bytes(number.to_bytes(32, "big"))
    for secret in (ED25519.secret_from_public(number), ED25519.secret_from_wide(number.to_bytes(48, "big"))):
        expected = textbook.text(textbook.multiply(BASE, number % Q))
        assert ED25519.generator_power_secret(secret).text == expected


def test_addition_has_no_exception() -> None:
    """Equal and opposite operands and the identity: the complete formulas of both paths."""
    g = ED25519.generator
    minus = ED25519.invert_public(g)
    for a, b in ((g, g), (g, minus), (g, ED25519.identity), (ED25519.identity, ED25519.identity)):
        expected = textbook.text(textbook.add(_textbook(a), _textbook(b)))
        assert ED25519.combine_secret(a, b).text == expected
        assert ED25519.multiply_public(a, b).text == expected
        assert ED25519.product_public([a, b]).text == expected


def _textbook(element: Element) -> textbook.Point:
    number = int(element.text, 16)
    point = textbook.from_y(number & (2**255 - 1), odd=bool(number >> 255))
    assert point is not None
    return point
