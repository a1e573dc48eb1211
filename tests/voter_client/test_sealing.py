"""Sealing and signing: what depends on the seed, and that the signature's nonce does not."""

import hashlib
import hmac
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from msgspec import UNSET

from crypto.credential import credential_secret, public_credential
from crypto.errors import CredentialCheckError
from crypto.group import Secret
from crypto.groups import group_by_name
from record.ballot import parse_ballot, tracking_code
from record.ballot_making import sign_ballot
from record.credentials import parse_public_credentials, write_public_credentials
from record.ledger import SetupFacts
from record.voting import sign_challenge
from tests.support.election_parties import make_card, parties
from tests.support.honest_election import BLANK, FIRST, SECOND, honest
from tests.support.memory_board import BuiltLog, card_of
from voter_client.election import read_election
from voter_client.errors import UnknownCardError
from voter_client.sealing import Card, SealedBallot, open_card, seal, sign

GROUP = group_by_name("Ed25519")
SEED = bytes(range(32))


@pytest.fixture(scope="module")
def setup() -> SetupFacts:
    builder = honest(parties("single")).until("open").play()
    return read_election(BuiltLog.of(builder.record()), builder.parties.uuid).setup


@pytest.fixture(scope="module")
def card() -> Card:
    return card_of(parties("single").cards[1])


def always(seed: bytes) -> Callable[[int], bytes]:
    return lambda length: seed[:length]


def scalar(prk: bytes, info: str) -> int:
    """HKDF-Expand to len(q) + 16 = 48 bytes, big-endian, modulo q: written anew from docs/protocol.md."""
    first = hmac.digest(prk, info.encode() + b"\x01", hashlib.sha256)
    second = hmac.digest(prk, first + info.encode() + b"\x02", hashlib.sha256)
    return int.from_bytes((first + second)[:48]) % GROUP.q


def from_the_seed(seed: bytes, sealed: SealedBallot) -> Iterator[int]:
    """Every scalar that somebody with an opened seed can derive for such a ballot, and for its signature by mistake."""
    labels = ["w", "signature", "signature/w", "sig", "sig/w", "ballot", "challenge", sealed.code]
    for question, answer in enumerate(sealed.unsigned.answers):
        places = [f"q{question}/a{slot}" for slot in range(len(answer.choices))]
        for place in (*places, f"q{question}/overall", f"q{question}/blank"):
            labels += [f"{place}/r", f"{place}/w", *(f"{place}/{kind}{k}" for kind in "cs" for k in range(4))]
    for label in labels:
        yield scalar(seed, f"suarasah/ballot/v1|Ed25519|{label}")
    for purpose, message in (("ballot", sealed.code), ("challenge", sealed.code)):
        key = hmac.digest(seed, f"suarasah/nonce/v1|{purpose}|{message}".encode(), hashlib.sha256)
        yield scalar(key, "suarasah/nonce/v1|Ed25519")


def signature_nonce_of(ballot: bytes, secret: Secret) -> int:
    """w = response + x challenge: what only somebody with the credential can compute from a signature."""
    signature = parse_ballot(ballot).signature
    assert signature is not UNSET
    x = int.from_bytes(secret.reveal())
    return (int(signature.proof.response) + x * int(signature.proof.challenge)) % GROUP.q


def test_the_scalars_of_a_ballot_do_come_from_the_seed(setup: SetupFacts, card: Card) -> None:
    """So that the next test cannot pass for want of a right derivation: the first alpha is g^r of its label."""
    sealed = seal(setup, card, FIRST, always(SEED))
    r = scalar(SEED, "suarasah/ballot/v1|Ed25519|q0/a0/r")
    assert GROUP.generator_power_secret(GROUP.secret_from_public(r)).text == sealed.unsigned.answers[0].choices[0].alpha
    assert r in set(from_the_seed(SEED, sealed))


@pytest.mark.parametrize("seed", [SEED, bytes(32), hashlib.sha256(b"opened").digest()])
def test_an_opened_seed_does_not_give_the_signatures_nonce(setup: SetupFacts, card: Card, seed: bytes) -> None:
    sealed = seal(setup, card, FIRST, always(seed))
    nonce = signature_nonce_of(sign(setup, card, sealed), card.secret)
    assert nonce not in set(from_the_seed(seed, sealed))
    # It is the one that docs/protocol.md names: from the credential and the code alone.
    key = hmac.digest(card.secret.reveal(), f"suarasah/nonce/v1|ballot|{sealed.code}".encode(), hashlib.sha256)
    assert nonce == scalar(key, "suarasah/nonce/v1|Ed25519")


def test_the_same_seed_under_another_credential_has_another_nonce(setup: SetupFacts, card: Card) -> None:
    sealed = seal(setup, card, FIRST, always(SEED))
    other = make_card(GROUP, "another").secret
    nonces = {
        signature_nonce_of(sign_ballot(GROUP, sealed.unsigned, secret), secret) for secret in (card.secret, other)
    }
    assert len(nonces) == 2


def test_a_challenge_and_a_ballot_of_one_code_share_no_nonce(setup: SetupFacts, card: Card) -> None:
    """With one nonce for two messages anybody could compute the credential from the two signatures."""
    sealed = seal(setup, card, FIRST, always(SEED))
    proof = sign_challenge(GROUP, setup.uuid, sealed.facts, card.secret).proof
    x = int.from_bytes(card.secret.reveal())
    challenge_nonce = (int(proof.response) + x * int(proof.challenge)) % GROUP.q
    assert challenge_nonce != signature_nonce_of(sign(setup, card, sealed), card.secret)
    assert challenge_nonce not in set(from_the_seed(SEED, sealed))


def test_signing_twice_gives_the_same_bytes_and_another_ballot_another_nonce(setup: SetupFacts, card: Card) -> None:
    one, two = seal(setup, card, FIRST), seal(setup, card, FIRST)
    assert sign(setup, card, one) == sign(setup, card, one)
    assert signature_nonce_of(sign(setup, card, one), card.secret) != signature_nonce_of(
        sign(setup, card, two), card.secret
    )


def test_every_seal_takes_a_fresh_seed_of_32_bytes(setup: SetupFacts, card: Card) -> None:
    asked: list[int] = []

    def source(length: int) -> bytes:
        asked.append(length)
        return hashlib.sha256(bytes(asked)).digest()

    first, second = (seal(setup, card, SECOND, source) for _ in range(2))
    assert asked == [32, 32]
    assert first.seed != second.seed
    assert first.code != second.code


def test_a_sealed_ballot_is_not_signed_and_its_code_is_that_of_the_cast_one(setup: SetupFacts, card: Card) -> None:
    sealed = seal(setup, card, BLANK)
    assert not hasattr(sealed.unsigned, "signature")
    cast = parse_ballot(sign(setup, card, sealed))
    assert tracking_code(cast) == sealed.code
    assert cast.without_signature() == sealed.unsigned
    assert sealed.facts.credential == card.credential


def test_a_card_of_another_election_is_refused(setup: SetupFacts) -> None:
    code = "0" * 20  # a right code by its check character
    with pytest.raises(UnknownCardError) as caught:
        open_card(setup, code)
    assert code not in str(caught.value)
    with pytest.raises(CredentialCheckError):
        open_card(setup, "1" + "0" * 19)


def test_a_listed_card_opens(setup: SetupFacts) -> None:
    code = "0" * 20
    text = public_credential(GROUP, credential_secret(GROUP, setup.uuid, code)).text
    listed = parse_public_credentials(write_public_credentials([(text, 1)], weighted=False), GROUP)
    opened = open_card(replace(setup, credentials=listed), f" {code.lower()[:4]}-{code[4:]}")
    assert opened.credential == text
    assert GROUP.generator_power_secret(opened.secret).text == text
