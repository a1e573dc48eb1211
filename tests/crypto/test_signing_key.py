"""Strict Ed25519: RFC 8032 vectors, and every kind of key and signature that two libraries could disagree about."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.bindings import (
    crypto_core_ed25519_add,
    crypto_core_ed25519_scalar_reduce,
    crypto_scalarmult_ed25519_base_noclamp,
)
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from crypto.signing_key import SigningKey, SigningKeyError, decode_public_key, verify_signature

L = 2**252 + 27742317777372353535851937790883648493
P = 2**255 - 19

# RFC 8032, section 7.1, tests 1 to 3: (seed, public key, message, signature).
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe2465"
        "5141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb0"
        "0d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc0"
        "27beceea1ec40a",
    ),
]

# Every text of the eight points of small order: canonical ones, y >= p, and "negative zero".
ORDER_8 = [
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
]
SMALL_ORDER = [
    *ORDER_8,
    *(
        (y | sign << 255).to_bytes(32, "little").hex()
        for y in (0, 1, P - 1, P, P + 1)  # order 4, identity, order 2; then 0 and 1 again, not canonical
        for sign in (0, 1)
    ),
]


def challenge(r: bytes, public: bytes, message: bytes) -> int:
    return int.from_bytes(hashlib.sha512(r + public + message).digest(), "little") % L


def base_power(scalar: int) -> bytes:
    return crypto_scalarmult_ed25519_base_noclamp((scalar % L).to_bytes(32, "little"))


@pytest.mark.parametrize(("seed", "public", "message", "signature"), RFC_8032)
def test_rfc_8032_vectors(seed: str, public: str, message: str, signature: str) -> None:
    key = SigningKey.from_seed(bytes.fromhex(seed))
    assert key.public_hex == public
    assert key.sign(bytes.fromhex(message)).hex() == signature
    assert verify_signature(public, bytes.fromhex(message), bytes.fromhex(signature))


@settings(max_examples=30)
@given(st.binary(max_size=200), st.integers(0, 511))
def test_any_flipped_bit_of_a_signature_is_refused(message: bytes, bit: int) -> None:
    key = SigningKey.generate()
    signature = bytearray(key.sign(message))
    assert verify_signature(key.public_hex, message, bytes(signature))
    signature[bit // 8] ^= 1 << bit % 8
    assert not verify_signature(key.public_hex, message, bytes(signature))


def test_another_message_or_key_is_refused() -> None:
    key, other = SigningKey.generate(), SigningKey.generate()
    signature = key.sign(b"head 1")
    assert not verify_signature(key.public_hex, b"head 2", signature)
    assert not verify_signature(other.public_hex, b"head 1", signature)


def test_a_seed_gives_the_same_key_again() -> None:
    key = SigningKey.generate()
    assert SigningKey.from_seed(key.reveal_seed()).public_hex == key.public_hex


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_seed_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(SigningKeyError) as caught:
        SigningKey.from_seed(bytes(length))
    assert caught.value.code == "signing-key"


@pytest.mark.parametrize("length", [0, 32, 63, 65, 128])
def test_a_signature_of_another_length_is_refused(length: int) -> None:
    key = SigningKey.generate()
    assert not verify_signature(key.public_hex, b"m", (key.sign(b"m") * 2)[:length])


def test_s_plus_l_is_refused() -> None:
    key = SigningKey.generate()
    signature = key.sign(b"m")
    s = int.from_bytes(signature[32:], "little")
    for multiple in range(1, 15):
        raised = signature[:32] + (s + multiple * L).to_bytes(32, "little")
        assert not verify_signature(key.public_hex, b"m", raised)


@pytest.mark.parametrize("public", SMALL_ORDER)
def test_every_text_of_a_small_order_point_is_refused_as_key(public: str) -> None:
    with pytest.raises(SigningKeyError):
        decode_public_key(public)
    # A lax verifier accepts R = S * B for such a key whenever the challenge is a multiple of the order.
    for trial in range(16):
        r = base_power(7)
        message = bytes([trial])
        assert not verify_signature(public, message, r + (7).to_bytes(32, "little"))


@pytest.mark.parametrize("public", SMALL_ORDER)
def test_a_small_order_r_is_refused(public: str) -> None:
    key = SigningKey.generate()
    r, message = bytes.fromhex(public), b"m"
    secret = int.from_bytes(hashlib.sha512(key.reveal_seed()).digest()[:32], "little")
    secret = (secret & (2**254 - 8)) | 2**254
    s = challenge(r, bytes.fromhex(key.public_hex), message) * secret % L
    signature = r + s.to_bytes(32, "little")
    assert not verify_signature(key.public_hex, message, signature)


@pytest.mark.parametrize("torsion", ORDER_8)
def test_a_key_with_torsion_is_refused_though_libsodium_accepts_it_at_times(torsion: str) -> None:
    secret, nonce = 1234567, 7654321
    public = crypto_core_ed25519_add(base_power(secret), bytes.fromhex(torsion))
    r = base_power(nonce)
    accepted_by_libsodium = 0
    for trial in range(100):
        message = bytes([trial])
        s = (nonce + challenge(r, public, message) * secret) % L
        signature = r + s.to_bytes(32, "little")
        try:
            VerifyKey(public).verify(message, signature)
        except BadSignatureError:
            continue
        accepted_by_libsodium += 1
        assert not verify_signature(public.hex(), message, signature)
    assert accepted_by_libsodium  # so the loop above refused something that only our own check refuses
    with pytest.raises(SigningKeyError):
        decode_public_key(public.hex())


def test_an_r_with_torsion_is_refused() -> None:
    secret, nonce = 1234567, 7654321
    public = base_power(secret)
    for torsion in ORDER_8:
        r = crypto_core_ed25519_add(base_power(nonce), bytes.fromhex(torsion))
        s = (nonce + challenge(r, public, b"m") * secret) % L
        assert not verify_signature(public.hex(), b"m", r + s.to_bytes(32, "little"))


def test_the_harness_makes_valid_signatures_from_scalars() -> None:
    secret, nonce = 1234567, 7654321
    public, r = base_power(secret), base_power(nonce)
    s = (nonce + challenge(r, public, b"m") * secret) % L
    assert s.to_bytes(32, "little") == crypto_core_ed25519_scalar_reduce(s.to_bytes(64, "little"))
    assert verify_signature(public.hex(), b"m", r + s.to_bytes(32, "little"))


GOOD = SigningKey.from_seed(bytes(32)).public_hex


@pytest.mark.parametrize(
    "public",
    [
        "",
        GOOD.upper(),
        GOOD + "\n",
        " " + GOOD,
        GOOD[:-2],
        GOOD + "00",
        GOOD[:-1] + "g",
        "0x" + GOOD[2:],
        GOOD[:-2] + "\u0661\u0661",
        "\ud800" * 64,
        "02" + "00" * 31,  # y = 2 is not on the curve
        "f0" + "ff" * 30 + "7f",  # y = p + 3, whose reduction is on the curve
    ],
)
def test_other_texts_are_no_keys(public: str) -> None:
    with pytest.raises(SigningKeyError):
        decode_public_key(public)
    assert not verify_signature(public, b"m", bytes(64))


def test_the_seed_is_not_in_the_repr() -> None:
    key = SigningKey.generate()
    assert key.reveal_seed().hex() not in repr(key)
    assert key.public_hex in repr(key)
