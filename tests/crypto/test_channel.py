"""Sealed boxes of the key making: who can open them, and which keys and texts are refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.bindings import crypto_scalarmult

from crypto.channel import (
    SEAL_OVERHEAD_BYTES,
    ChannelError,
    ChannelKey,
    ChannelKeyError,
    ChannelOpenError,
    decode_channel_key,
    seal,
)

P = 2**255 - 19
SMALL_ORDER = [
    0,
    1,
    P - 1,
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
]


@settings(max_examples=30)
@given(st.binary(max_size=500))
def test_only_the_recipient_opens(plaintext: bytes) -> None:
    recipient, other = ChannelKey.generate(), ChannelKey.generate()
    sealed = seal(recipient.public_hex, plaintext)
    assert len(sealed) == len(plaintext) + SEAL_OVERHEAD_BYTES
    assert recipient.open(sealed) == plaintext
    with pytest.raises(ChannelOpenError):
        other.open(sealed)


def test_a_revealed_key_opens_what_its_owner_received() -> None:
    owner = ChannelKey.generate()
    sealed = seal(owner.public_hex, b"share")
    judge = ChannelKey.from_secret_bytes(owner.reveal())
    assert judge.public_hex == owner.public_hex
    assert judge.open(sealed) == b"share"


@settings(max_examples=40)
@given(st.integers(0, (48 + 5) * 8 - 1))
def test_any_flipped_bit_is_refused(bit: int) -> None:
    recipient = ChannelKey.generate()
    sealed = bytearray(seal(recipient.public_hex, b"share"))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(ChannelOpenError) as caught:
        recipient.open(bytes(sealed))
    assert caught.value.code == "channel-open"


@pytest.mark.parametrize("length", [0, 1, 31, 32, 47, 48])
def test_a_text_that_is_cut_is_refused(length: int) -> None:
    recipient = ChannelKey.generate()
    with pytest.raises(ChannelOpenError):
        recipient.open(seal(recipient.public_hex, b"x")[:length])


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_secret_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ChannelKeyError) as caught:
        ChannelKey.from_secret_bytes(bytes(length))
    assert caught.value.code == "channel-key"
    assert isinstance(caught.value, ChannelError)


@pytest.mark.parametrize("coordinate", SMALL_ORDER)
def test_small_order_keys_are_refused(coordinate: int) -> None:
    encoded = coordinate.to_bytes(32, "little")
    with pytest.raises(Exception, match="library"):  # libsodium agrees that the shared secret would be zero
        crypto_scalarmult(b"\x08" * 32, encoded)
    with pytest.raises(ChannelKeyError):
        decode_channel_key(encoded.hex())
    with pytest.raises(ChannelKeyError):
        seal(encoded.hex(), b"share")


@pytest.mark.parametrize("coordinate", [9 + P, 9 + 2**255, P + 18, 2**256 - 1])
def test_second_encodings_of_a_key_are_refused(coordinate: int) -> None:
    encoded = coordinate.to_bytes(32, "little")
    crypto_scalarmult(b"\x08" * 32, encoded)  # libsodium itself does not mind
    with pytest.raises(ChannelKeyError):
        decode_channel_key(encoded.hex())


@pytest.mark.parametrize("coordinate", [P, P + 1, 2**255, 2**255 + 1])
def test_second_encodings_of_small_order_keys_are_refused(coordinate: int) -> None:
    with pytest.raises(ChannelKeyError):
        decode_channel_key(coordinate.to_bytes(32, "little").hex())


GOOD = ChannelKey.from_secret_bytes(bytes(range(32))).public_hex


@pytest.mark.parametrize(
    "public", ["", GOOD.upper(), GOOD + "\n", GOOD[:-2], GOOD + "00", GOOD[:-1] + "g", "\ud800" * 64, "\u0661" * 64]
)
def test_other_texts_are_no_keys(public: str) -> None:
    assert decode_channel_key(GOOD).hex() == GOOD
    with pytest.raises(ChannelKeyError):
        decode_channel_key(public)


def test_rfc_7748_public_key() -> None:
    # RFC 7748, section 6.1, the first key pair.
    secret = bytes.fromhex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")
    key = ChannelKey.from_secret_bytes(secret)
    assert key.public_hex == "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"


def test_the_secret_is_not_in_the_repr() -> None:
    key = ChannelKey.generate()
    assert key.reveal().hex() not in repr(key)
