"""Derived scalars: the published vectors of HKDF, and our labels pinned so that every client agrees."""

import pytest

from crypto.errors import RandomnessError
from crypto.groups import GROUP_NAMES, group_by_name
from crypto.randomness import BallotRandomness, expand, signature_nonce

ED25519 = group_by_name("Ed25519")
PINNED_BALLOT = 714206151136351572786541764756608872405455534079050824192170719603422851913
PINNED_NONCE = 1565187121115239201049272192659277071236440288613956561079879697396683146590


def test_rfc_5869_case_3() -> None:
    prk = bytes.fromhex("19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04")
    expected = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    assert expand(prk, "", 42).hex() == expected


def test_expansion_is_bounded_and_prefixes_agree() -> None:
    prk = bytes(32)
    assert len(expand(prk, "x", 8160)) == 8160
    assert expand(prk, "x", 100) == expand(prk, "x", 8160)[:100]
    assert expand(prk, "x", 0) == b""
    for length in (8161, -1):
        with pytest.raises(RandomnessError):
            expand(prk, "x", length)


@pytest.mark.parametrize("name", GROUP_NAMES)
def test_labels_give_wide_reductions(name: str) -> None:
    """ATTACKS 13: 16 bytes more than q, so that the bias is below 2^-128."""
    group, seed = group_by_name(name), bytes(range(32))
    value = group.scalar_public(BallotRandomness(group, seed).secret("q0/a1/r"))
    wide = expand(seed, f"suarasah/ballot/v1|{name}|q0/a1/r", group.scalar_bytes + 16)
    assert value == int.from_bytes(wide, "big") % group.q


def test_a_pinned_scalar() -> None:
    """If this changes, every seal test in the world fails."""
    value = ED25519.scalar_public(BallotRandomness(ED25519, bytes(range(32))).secret("q0/a1/r"))
    assert value == PINNED_BALLOT
    nonce = signature_nonce(ED25519, ED25519.secret_from_public(7), "ballot", "hash")
    assert ED25519.scalar_public(nonce) == PINNED_NONCE


def test_labels_seeds_and_groups_separate() -> None:
    belenios = group_by_name("BELENIOS-2048")
    seen = set()
    for group in (ED25519, belenios):
        for seed in (bytes(32), bytes(31) + b"\x01"):
            for label in ("q0/a0/r", "q0/a1/r", "q1/a0/r", "q0/a0/w", "q0/a0/c0", "q0/a0/s0"):
                seen.add(BallotRandomness(group, seed).secret(label).reveal())
    assert len(seen) == 24


def test_nonces_separate_keys_purposes_and_messages() -> None:
    a, b = ED25519.secret_from_public(1), ED25519.secret_from_public(2)
    nonces = {
        signature_nonce(ED25519, x, purpose, message).reveal()
        for x in (a, b)
        for purpose in ("ballot", "challenge")
        for message in ("m", "n")
    }
    assert len(nonces) == 8
    assert signature_nonce(ED25519, a, "p", "m").reveal() == signature_nonce(ED25519, a, "p", "m").reveal()


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_seeds_have_32_bytes(length: int) -> None:
    with pytest.raises(RandomnessError, match="32 bytes"):
        BallotRandomness(ED25519, bytes(length))


def test_a_seed_is_never_printed() -> None:
    assert repr(BallotRandomness(ED25519, b"\xab" * 32)) == "BallotRandomness(hidden)"
