"""The passphrase box: what opens it, what is damage, and that a hostile file cannot choose the work."""

import hashlib
import struct
import unicodedata

import nacl.exceptions
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.pwhash import argon2id
from nacl.secret import SecretBox

from crypto import passphrase_box
from crypto.passphrase_box import (
    INTERACTIVE,
    MODERATE,
    BoxLimitError,
    BoxVersionError,
    Cost,
    DamagedBoxError,
    PassphraseBoxError,
    PassphraseError,
    WrongPassphraseError,
    open_with_passphrase,
    seal_with_passphrase,
)

SECRET = bytes(range(40))
PASSPHRASE = "kotak suara nomor tujuh"
SEALED = seal_with_passphrase(SECRET, PASSPHRASE, INTERACTIVE)


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace argon2id by the cheapest it can do, so that many boxes cost nothing."""

    def kdf(size: int, password: bytes, salt: bytes, *, opslimit: int, memlimit: int) -> bytes:
        return hashlib.blake2b(
            password + opslimit.to_bytes(4, "big") + memlimit.to_bytes(8, "big"), salt=salt
        ).digest()[:size]

    monkeypatch.setattr(argon2id, "kdf", kdf)


def resealed(body: bytes) -> bytes:
    """A box whose checksum is right: what a forger, not an accident, would make of it."""
    return body + hashlib.sha256(body).digest()


def with_cost(passes: int, kibibytes: int) -> bytes:
    return resealed(SEALED[:16] + struct.pack(">II", passes, kibibytes) + SEALED[24:-32])


def test_the_passphrase_opens_it() -> None:
    assert open_with_passphrase(SEALED, PASSPHRASE) == SECRET


def test_another_passphrase_does_not() -> None:
    with pytest.raises(WrongPassphraseError) as caught:
        open_with_passphrase(SEALED, PASSPHRASE + " ")
    assert caught.value.code == "passphrase-wrong"


def test_the_default_cost_is_moderate_and_stands_in_the_file() -> None:
    sealed = seal_with_passphrase(b"x", PASSPHRASE)
    assert struct.unpack(">II", sealed[16:24]) == (3, 256 * 1024) == (MODERATE.passes, MODERATE.kibibytes)
    assert open_with_passphrase(sealed, PASSPHRASE) == b"x"


def test_the_layout_is_what_the_documentation_says() -> None:
    assert SEALED[:16] == b"suarasah-box-v1\n"
    assert struct.unpack(">II", SEALED[16:24]) == (2, 64 * 1024)
    assert len(SEALED) == 16 + 8 + 16 + 24 + 16 + len(SECRET) + 32
    assert SEALED[-32:] == hashlib.sha256(SEALED[:-32]).digest()


def test_any_implementation_of_the_documented_parts_opens_it() -> None:
    key = argon2id.kdf(32, PASSPHRASE.encode(), SEALED[24:40], opslimit=2, memlimit=64 * 1024 * 1024)
    assert SecretBox(key).decrypt(SEALED[64:-32], SEALED[40:64]) == SECRET


def test_the_first_line_names_the_format() -> None:
    other = resealed(b"suarasah-bag-v1\n" + SEALED[16:-32])
    with pytest.raises(DamagedBoxError, match="not a passphrase box"):
        open_with_passphrase(other, PASSPHRASE)


def test_every_flipped_bit_is_damage_and_costs_no_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(argon2id, "kdf")
    for position in range(len(SEALED)):
        for bit in range(8):
            damaged = bytearray(SEALED)
            damaged[position] ^= 1 << bit
            with pytest.raises(DamagedBoxError) as caught:
                open_with_passphrase(bytes(damaged), PASSPHRASE)
            assert caught.value.code == "passphrase-box-damaged"


@pytest.mark.parametrize("length", [0, 1, 15, 16, 24, 40, 64, 111, len(SEALED) - 1])
def test_a_file_that_was_cut_is_damaged(length: int) -> None:
    with pytest.raises(DamagedBoxError):
        open_with_passphrase(SEALED[:length], PASSPHRASE)


@pytest.mark.parametrize("length", [16, 24, 40, 64, 79])
def test_a_short_file_with_a_right_checksum_is_damaged(length: int) -> None:
    with pytest.raises(DamagedBoxError):
        open_with_passphrase(resealed(SEALED[:length]), PASSPHRASE)


def test_something_after_the_end_is_damage() -> None:
    with pytest.raises(DamagedBoxError):
        open_with_passphrase(SEALED + b"\n", PASSPHRASE)


@given(st.binary(max_size=300))
def test_garbage_is_damaged_and_nothing_else(data: bytes) -> None:
    with pytest.raises(DamagedBoxError):
        open_with_passphrase(data, PASSPHRASE)
    with pytest.raises(DamagedBoxError):
        open_with_passphrase(resealed(data), PASSPHRASE)


@pytest.mark.parametrize(
    ("passes", "kibibytes"),
    [
        (0, 65536),
        (1, 65536),
        (4, 65536),
        (2**32 - 1, 65536),
        (2, 0),
        (2, 65535),
        (2, 262145),
        (3, 4 * 1024 * 1024),
        (2, 2**32 - 1),
    ],
)
def test_a_hostile_cost_is_refused_before_any_work(
    passes: int, kibibytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(argon2id, "kdf")
    with pytest.raises(DamagedBoxError):
        open_with_passphrase(with_cost(passes, kibibytes), PASSPHRASE)
    with pytest.raises(BoxLimitError) as caught:
        seal_with_passphrase(SECRET, PASSPHRASE, Cost(passes, kibibytes))
    assert caught.value.code == "passphrase-box-limit"


@pytest.mark.parametrize(("passes", "kibibytes"), [(2, 65536), (3, 262144), (2, 262144), (3, 65536), (2, 100000)])
@pytest.mark.usefixtures("cheap")
def test_costs_between_the_bounds_are_accepted(passes: int, kibibytes: int) -> None:
    sealed = seal_with_passphrase(SECRET, PASSPHRASE, Cost(passes, kibibytes))
    assert open_with_passphrase(sealed, PASSPHRASE) == SECRET


def test_a_changed_cost_within_the_bounds_does_not_open() -> None:
    with pytest.raises(WrongPassphraseError):
        open_with_passphrase(with_cost(3, 65536), PASSPHRASE)


def test_a_forged_box_with_a_right_checksum_does_not_open() -> None:
    body = bytearray(SEALED[:-32])
    body[-1] ^= 1
    with pytest.raises(WrongPassphraseError):
        open_with_passphrase(resealed(bytes(body)), PASSPHRASE)


@pytest.mark.usefixtures("cheap")
@settings(max_examples=50)
@given(st.binary(max_size=100), st.text(min_size=1, max_size=50))
def test_any_passphrase_in_any_composition_opens_it(secret: bytes, passphrase: str) -> None:
    sealed = seal_with_passphrase(secret, unicodedata.normalize("NFD", passphrase), INTERACTIVE)
    assert open_with_passphrase(sealed, unicodedata.normalize("NFC", passphrase)) == secret


@pytest.mark.usefixtures("cheap")
def test_composed_and_decomposed_letters_are_one_passphrase() -> None:
    sealed = seal_with_passphrase(SECRET, "caf\u00e9", INTERACTIVE)
    assert open_with_passphrase(sealed, "cafe\u0301") == SECRET
    with pytest.raises(WrongPassphraseError):
        open_with_passphrase(sealed, "cafe")


@pytest.mark.parametrize("passphrase", ["", "\ud800", "x" * 1025, "\u00e9" * 513, "e\u0301" * 513, "x" * 4097])
def test_unusable_passphrases(passphrase: str) -> None:
    with pytest.raises(PassphraseError) as sealing:
        seal_with_passphrase(SECRET, passphrase)
    assert sealing.value.code == "passphrase-unusable"
    assert sealing.value.__suppress_context__ or sealing.value.__context__ is None
    with pytest.raises(PassphraseError):
        open_with_passphrase(SEALED, passphrase)


@pytest.mark.usefixtures("cheap")
@pytest.mark.parametrize("passphrase", ["x", "x" * 1024, "\u00e9" * 512, "e\u0301" * 512])
def test_the_bounds_of_a_passphrase(passphrase: str) -> None:
    assert open_with_passphrase(seal_with_passphrase(SECRET, passphrase), passphrase) == SECRET


@pytest.mark.usefixtures("cheap")
def test_no_secret_and_too_much_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    assert open_with_passphrase(seal_with_passphrase(b"", PASSPHRASE), PASSPHRASE) == b""
    monkeypatch.setattr(passphrase_box, "MAX_SECRET_BYTES", 10)
    largest = seal_with_passphrase(bytes(10), PASSPHRASE)
    assert open_with_passphrase(largest, PASSPHRASE) == bytes(10)
    with pytest.raises(BoxLimitError):
        seal_with_passphrase(bytes(11), PASSPHRASE)
    with pytest.raises(DamagedBoxError):
        open_with_passphrase(resealed(largest[:-32] + b"x"), PASSPHRASE)


@pytest.mark.parametrize("failure", [MemoryError, nacl.exceptions.RuntimeError])
def test_too_little_memory_is_told(failure: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    def kdf(*_: object, **__: object) -> bytes:
        raise failure

    monkeypatch.setattr(argon2id, "kdf", kdf)
    with pytest.raises(BoxLimitError, match="64 MiB of free memory"):
        open_with_passphrase(SEALED, PASSPHRASE)


def test_two_boxes_of_one_secret_have_nothing_in_common() -> None:
    other = seal_with_passphrase(SECRET, PASSPHRASE, INTERACTIVE)
    assert other[24:40] != SEALED[24:40]
    assert other[40:64] != SEALED[40:64]
    assert other[64:-32] != SEALED[64:-32]


def test_with_a_seed_the_same_arguments_give_the_same_file(cheap: None) -> None:
    seed = bytes(range(32))
    sealed = seal_with_passphrase(SECRET, PASSPHRASE, INTERACTIVE, seed=seed)
    assert sealed == seal_with_passphrase(SECRET, PASSPHRASE, INTERACTIVE, seed=seed)
    assert open_with_passphrase(sealed, PASSPHRASE) == SECRET


def test_no_other_secret_and_no_other_seed_shares_salt_or_nonce(cheap: None) -> None:
    drawn = [
        seal_with_passphrase(secret, PASSPHRASE, INTERACTIVE, seed=seed)[24:64]
        for secret in (SECRET, SECRET + b"\0", b"")
        for seed in (bytes(32), b"\1" + bytes(31))
    ]
    assert len({salt_and_nonce[:16] for salt_and_nonce in drawn}) == len(drawn)
    assert len({salt_and_nonce[16:] for salt_and_nonce in drawn}) == len(drawn)
    with pytest.raises(BoxLimitError):
        seal_with_passphrase(SECRET, PASSPHRASE, INTERACTIVE, seed=b"short")


@pytest.mark.parametrize("line", [b"suarasah-box-v2\n", b"suarasah-box-v10\n", b"suarasah-box-v1\r"])
def test_an_intact_file_of_another_version_is_not_called_damaged(line: bytes) -> None:
    with pytest.raises(BoxVersionError):
        open_with_passphrase(resealed(line + SEALED[16:-32]), PASSPHRASE)


def test_the_bounds_are_libsodiums() -> None:
    assert Cost(argon2id.OPSLIMIT_INTERACTIVE, argon2id.MEMLIMIT_INTERACTIVE // 1024) == INTERACTIVE == Cost(2, 65536)
    assert Cost(argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE // 1024) == MODERATE == Cost(3, 262144)


def test_one_base_class() -> None:
    for error in (WrongPassphraseError, DamagedBoxError, PassphraseError, BoxLimitError):
        assert issubclass(error, PassphraseBoxError)
