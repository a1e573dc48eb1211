"""Partial decryptions: version 1's proof as specified, the published forgery, and our proof that refuses it."""

from dataclasses import dataclass
from hashlib import sha256

import pytest

from crypto.decryption import (
    decryption_factor,
    decryption_statement,
    plaintext_element_public,
    prove_decryption,
)
from crypto.group import Element, Group, Secret
from crypto.proof import Proof
from crypto.share_binding import ShareBindingError, prove_share_binding, share_binding_statement
from crypto.statement import hold
from tests.crypto.groups_under_test import ALL_GROUPS, ED25519, LARGE_GROUPS

FINGERPRINT = "oYMJ1xVHd8SfOz3QyP7bYXGnQGQnVdX1vS5gB0mUe7Y"
CONTEXT = sha256(b"a Setup payload").hexdigest()
OTHER_CONTEXT = sha256(b"another Setup payload").hexdigest()


@dataclass(frozen=True)
class Share:
    group: Group
    x: Secret
    public_key: Element
    alphas: list[Element]
    factors: list[Element]
    binding: Proof


def make_share(group: Group, size: int) -> Share:
    x = group.random_secret()
    public_key = group.generator_power_secret(x)
    alphas = [group.generator_power_secret(group.random_secret()) for _ in range(size)]
    factors = [decryption_factor(group, alpha, x) for alpha in alphas]
    binding = prove_share_binding(group, CONTEXT, x, public_key, alphas, factors)
    return Share(group, x, public_key, alphas, factors, binding)


def binds(
    share: Share,
    *,
    context: str = CONTEXT,
    public_key: Element | None = None,
    alphas: list[Element] | None = None,
    factors: list[Element] | None = None,
    proof: Proof | None = None,
) -> bool:
    statement = share_binding_statement(
        share.group,
        context,
        public_key or share.public_key,
        share.alphas if alphas is None else alphas,
        share.factors if factors is None else factors,
        proof or share.binding,
    )
    return hold(share.group, [statement])[0]


def scalar(group: Group, secret: Secret) -> int:
    return group.scalar_public(secret)


@dataclass(frozen=True)
class Forgery:
    factor: Element
    proof: Proof


def forge(group: Group, fingerprint: str, x: Secret, alpha: Element, shift: Element) -> Forgery:
    """A wrong factor with a proof that version 1 accepts: commitments first, then the factor that fits.

    A = g**w as it should be, but B = alpha**w * shift; neither alpha nor the factor is hashed, so with the challenge
    known, f = (B / alpha**response) ** (1 / challenge) = alpha**x * shift ** (1 / challenge).
    """
    public_key = group.generator_power_secret(x)
    w = group.random_secret()
    a = group.generator_power_secret(w)
    b = group.multiply_public(group.power_secret(alpha, w), shift)
    challenge = group.hash_to_scalar(f"decrypt|{fingerprint}|{public_key.text}|", [a, b])
    response = group.response(w, x, challenge)
    quotient = group.multiply_public(b, group.invert_public(group.power_public(alpha, response)))
    factor = group.power_public(quotient, pow(challenge, -1, group.q))
    return Forgery(factor, Proof(challenge, response))


@pytest.mark.parametrize("group", ALL_GROUPS, ids=lambda group: group.name)
def test_factor_and_proof_of_an_honest_trustee(group: Group) -> None:
    x = group.random_secret()
    public_key = group.generator_power_secret(x)
    alpha = group.power_public(group.generator, 5)
    factor = decryption_factor(group, alpha, x)
    assert factor == group.power_public(public_key, 5)
    proof = prove_decryption(group, FINGERPRINT, x, public_key, alpha)
    assert hold(group, [decryption_statement(group, FINGERPRINT, public_key, alpha, factor, proof)]) == [True]


@pytest.mark.parametrize("group", LARGE_GROUPS, ids=lambda group: group.name)
def test_the_hash_of_version_1_is_the_specified_one(group: Group) -> None:
    share = make_share(group, 1)
    proof = prove_decryption(group, FINGERPRINT, share.x, share.public_key, share.alphas[0])
    a, b = group.commitments_public(
        [
            (group.generator, proof.response, share.public_key, proof.challenge),
            (share.alphas[0], proof.response, share.factors[0], proof.challenge),
        ]
    )
    text = f"decrypt|{FINGERPRINT}|{share.public_key.text}|{a.text},{b.text}"
    assert proof.challenge == int.from_bytes(sha256(text.encode()).digest(), "big") % group.q


@pytest.mark.parametrize("group", LARGE_GROUPS, ids=lambda group: group.name)
def test_mutated_and_moved_decryption_proofs_are_refused(group: Group) -> None:
    share = make_share(group, 2)
    key, (alpha, other_alpha), (factor, other_factor) = share.public_key, share.alphas, share.factors
    proof = prove_decryption(group, FINGERPRINT, share.x, key, alpha)
    other_key = group.multiply_public(key, group.generator)
    statements = [
        decryption_statement(group, FINGERPRINT, key, alpha, factor, proof),
        decryption_statement(group, "A" * 43, key, alpha, factor, proof),
        decryption_statement(group, FINGERPRINT, other_key, alpha, factor, proof),
        decryption_statement(group, FINGERPRINT, key, other_alpha, factor, proof),
        decryption_statement(group, FINGERPRINT, key, alpha, other_factor, proof),
        decryption_statement(group, FINGERPRINT, key, other_alpha, other_factor, proof),
        decryption_statement(group, FINGERPRINT, key, alpha, group.identity, proof),
        decryption_statement(
            group, FINGERPRINT, key, alpha, factor, Proof((proof.challenge + 1) % group.q, proof.response)
        ),
        decryption_statement(
            group, FINGERPRINT, key, alpha, factor, Proof(proof.challenge, (proof.response + 1) % group.q)
        ),
        decryption_statement(group, FINGERPRINT, key, alpha, factor, Proof(0, 0)),
    ]
    assert hold(group, statements) == [True] + [False] * 9


def test_a_tally_without_ballots_has_the_identity_as_factor() -> None:
    x = ED25519.random_secret()
    public_key = ED25519.generator_power_secret(x)
    factor = decryption_factor(ED25519, ED25519.identity, x)
    assert factor == ED25519.identity
    proof = prove_decryption(ED25519, FINGERPRINT, x, public_key, ED25519.identity)
    binding = prove_share_binding(ED25519, CONTEXT, x, public_key, [ED25519.identity], [factor])
    assert hold(
        ED25519,
        [
            decryption_statement(ED25519, FINGERPRINT, public_key, ED25519.identity, factor, proof),
            share_binding_statement(ED25519, CONTEXT, public_key, [ED25519.identity], [factor], binding),
        ],
    ) == [True, True]


def test_a_factor_decrypts() -> None:
    x, r = ED25519.random_secret(), ED25519.random_secret()
    message = ED25519.power_public(ED25519.generator, 17)
    alpha = ED25519.generator_power_secret(r)
    beta = ED25519.multiply_public(ED25519.power_secret(ED25519.generator_power_secret(x), r), message)
    assert plaintext_element_public(ED25519, beta, decryption_factor(ED25519, alpha, x)) == message


# -- the forgery ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", LARGE_GROUPS, ids=lambda group: group.name)
def test_the_published_forgery_passes_version_1_and_fails_our_binding(group: Group) -> None:
    share = make_share(group, 3)
    shift = group.power_public(group.generator, 1000)
    forged = forge(group, FINGERPRINT, share.x, share.alphas[1], shift)
    assert forged.factor != share.factors[1]
    statement = decryption_statement(group, FINGERPRINT, share.public_key, share.alphas[1], forged.factor, forged.proof)
    assert hold(group, [statement]) == [True]

    factors = [share.factors[0], forged.factor, share.factors[2]]
    assert binds(share)
    assert not binds(share, factors=factors)
    remade = prove_share_binding(group, CONTEXT, share.x, share.public_key, share.alphas, factors)
    assert not binds(share, factors=factors, proof=remade)


@pytest.mark.parametrize("group", LARGE_GROUPS, ids=lambda group: group.name)
def test_the_forgers_recipe_does_not_work_against_the_binding(group: Group) -> None:
    """The same recipe played on our proof: the factor that fits the commitments changes the challenge."""
    share = make_share(group, 1)
    alpha, key = share.alphas[0], share.public_key
    w = group.random_secret()
    a = group.generator_power_secret(w)
    b = group.multiply_public(group.power_secret(alpha, w), group.generator)
    guess = share.factors[0]
    for _ in range(3):
        prefix = f"suarasah/share/v1|{CONTEXT}|{key.text}|{alpha.text}|{guess.text}|"
        challenge = group.hash_to_scalar(prefix, [a, b])
        response = group.response(w, share.x, challenge)
        quotient = group.multiply_public(b, group.invert_public(group.power_public(alpha, response)))
        fitting = group.power_public(quotient, pow(challenge, -1, group.q))
        assert group.commitments_public([(alpha, response, fitting, challenge)]) == [b]
        assert not binds(share, factors=[fitting], proof=Proof(challenge, response))
        assert not binds(share, factors=[guess], proof=Proof(challenge, response))
        guess = fitting


# -- the binding proof ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", ALL_GROUPS, ids=lambda group: group.name)
@pytest.mark.parametrize("size", [1, 2, 7])
def test_the_binding_of_an_honest_share_holds(group: Group, size: int) -> None:
    assert binds(make_share(group, size))


@pytest.mark.parametrize("group", LARGE_GROUPS, ids=lambda group: group.name)
def test_the_hash_of_the_binding_is_the_documented_one(group: Group) -> None:
    share = make_share(group, 2)
    c, r = share.binding.challenge, share.binding.response
    a, b1, b2 = group.commitments_public(
        [
            (group.generator, r, share.public_key, c),
            (share.alphas[0], r, share.factors[0], c),
            (share.alphas[1], r, share.factors[1], c),
        ]
    )
    text = (
        f"suarasah/share/v1|{CONTEXT}|{share.public_key.text}|{share.alphas[0].text},{share.alphas[1].text}"
        f"|{share.factors[0].text},{share.factors[1].text}|{a.text},{b1.text},{b2.text}"
    )
    assert c == int.from_bytes(sha256(text.encode()).digest(), "big") % group.q


@pytest.mark.parametrize("group", LARGE_GROUPS, ids=lambda group: group.name)
def test_a_binding_fits_nothing_else(group: Group) -> None:
    share = make_share(group, 3)
    c, r = share.binding.challenge, share.binding.response
    alphas, factors = share.alphas, share.factors
    assert binds(share)
    assert not binds(share, context=OTHER_CONTEXT)
    assert not binds(share, public_key=group.multiply_public(share.public_key, group.generator))
    assert not binds(share, proof=Proof((c + 1) % group.q, r))
    assert not binds(share, proof=Proof(c, (r + 1) % group.q))
    assert not binds(share, proof=Proof(0, 0))
    assert not binds(share, alphas=alphas[::-1], factors=factors[::-1])
    assert not binds(share, factors=factors[::-1])
    assert not binds(share, alphas=alphas[:2], factors=factors[:2])
    assert not binds(share, alphas=[*alphas, alphas[0]], factors=[*factors, factors[0]])
    for position in range(3):
        changed = list(factors)
        changed[position] = group.multiply_public(changed[position], group.generator)
        assert not binds(share, factors=changed)
        swapped = list(alphas)
        swapped[position] = group.multiply_public(swapped[position], group.generator)
        assert not binds(share, alphas=swapped)


@pytest.mark.parametrize("group", LARGE_GROUPS, ids=lambda group: group.name)
def test_errors_in_two_factors_do_not_cancel_out(group: Group) -> None:
    share = make_share(group, 2)
    factors = [
        group.multiply_public(share.factors[0], group.generator),
        group.multiply_public(share.factors[1], group.invert_public(group.generator)),
    ]
    remade = prove_share_binding(group, CONTEXT, share.x, share.public_key, share.alphas, factors)
    assert not binds(share, factors=factors, proof=remade)


def test_a_share_with_another_key_than_its_owners_is_refused() -> None:
    share = make_share(ED25519, 2)
    other = ED25519.random_secret()
    factors = [decryption_factor(ED25519, alpha, other) for alpha in share.alphas]
    for key in (share.public_key, ED25519.generator_power_secret(share.x)):
        remade = prove_share_binding(ED25519, CONTEXT, other, key, share.alphas, factors)
        assert not binds(share, factors=factors, proof=remade)


def test_two_proofs_have_two_nonces() -> None:
    share = make_share(ED25519, 1)
    again = prove_share_binding(ED25519, CONTEXT, share.x, share.public_key, share.alphas, share.factors)
    assert again != share.binding
    first, second = (
        prove_decryption(ED25519, FINGERPRINT, share.x, share.public_key, share.alphas[0]) for _ in range(2)
    )
    assert first != second


@pytest.mark.parametrize(("alphas", "factors"), [(0, 0), (0, 1), (1, 0), (2, 1), (1, 2)])
def test_a_share_of_the_wrong_shape_is_refused(alphas: int, factors: int) -> None:
    share = make_share(ED25519, 2)
    with pytest.raises(ShareBindingError, match="exactly one") as caught:
        binds(share, alphas=share.alphas[:alphas], factors=share.factors[:factors])
    assert caught.value.code == "crypto-share-binding"
    with pytest.raises(ShareBindingError, match="exactly one"):
        prove_share_binding(ED25519, CONTEXT, share.x, share.public_key, share.alphas[:alphas], share.factors[:factors])


@pytest.mark.parametrize(
    "context", ["", CONTEXT.upper(), CONTEXT[:-1], CONTEXT + "0", CONTEXT + "\n", CONTEXT[:-1] + "|", "\ud800" * 64]
)
def test_a_malformed_context_is_refused(context: str) -> None:
    share = make_share(ED25519, 1)
    with pytest.raises(ShareBindingError, match="Setup"):
        binds(share, context=context)
    with pytest.raises(ShareBindingError, match="Setup"):
        prove_share_binding(ED25519, context, share.x, share.public_key, share.alphas, share.factors)
