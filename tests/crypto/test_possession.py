"""Proofs of possession: they hold for their key and for nothing else."""

from hashlib import sha256

import pytest

from crypto.group import Group
from crypto.possession import possession_statement, prove_possession
from crypto.proof import Proof
from crypto.statement import hold
from tests.crypto.groups_under_test import ALL_GROUPS, LARGE_GROUPS


@pytest.mark.parametrize("group", ALL_GROUPS, ids=lambda group: group.name)
def test_a_proof_holds_for_its_key(group: Group) -> None:
    x = group.random_secret()
    proof = prove_possession(group, x)
    assert hold(group, [possession_statement(group, group.generator_power_secret(x), proof)]) == [True]


@pytest.mark.parametrize("group", LARGE_GROUPS, ids=lambda group: group.name)
def test_the_hash_is_the_specified_one(group: Group) -> None:
    x = group.random_secret()
    public_key = group.generator_power_secret(x)
    proof = prove_possession(group, x)
    commitment = group.multiply_public(
        group.power_public(group.generator, proof.response), group.power_public(public_key, proof.challenge)
    )
    text = f"pok|{group.name}|{public_key.text}|{commitment.text}"
    assert proof.challenge == int.from_bytes(sha256(text.encode()).digest(), "big") % group.q


@pytest.mark.parametrize("group", LARGE_GROUPS, ids=lambda group: group.name)
def test_mutated_and_moved_proofs_are_refused(group: Group) -> None:
    x = group.random_secret()
    public_key = group.generator_power_secret(x)
    proof = prove_possession(group, x)
    other_key = group.multiply_public(public_key, group.generator)
    statements = [
        possession_statement(group, public_key, proof),
        possession_statement(group, public_key, Proof((proof.challenge + 1) % group.q, proof.response)),
        possession_statement(group, public_key, Proof(proof.challenge, (proof.response + 1) % group.q)),
        possession_statement(group, public_key, Proof(0, proof.response)),
        possession_statement(group, public_key, Proof(proof.challenge, 0)),
        possession_statement(group, public_key, Proof(0, 0)),
        possession_statement(group, other_key, proof),
        possession_statement(group, group.invert_public(public_key), proof),
    ]
    assert hold(group, statements) == [True] + [False] * 7


def test_a_rogue_key_cannot_reuse_the_proof_of_the_key_it_cancels() -> None:
    group = LARGE_GROUPS[0]
    honest = group.random_secret()
    honest_key = group.generator_power_secret(honest)
    target = group.random_secret()
    # The product of both keys would be g**target, which the rogue knows alone.
    rogue_key = group.multiply_public(group.generator_power_secret(target), group.invert_public(honest_key))
    proof = prove_possession(group, honest)
    claims = [proof, Proof(proof.challenge, -proof.response % group.q), prove_possession(group, target)]
    assert hold(group, [possession_statement(group, rogue_key, claim) for claim in claims]) == [False] * 3


def test_nonces_are_fresh() -> None:
    group = LARGE_GROUPS[0]
    x = group.random_secret()
    assert prove_possession(group, x) != prove_possession(group, x)
