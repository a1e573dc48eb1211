"""Proofs that a trustee knows the private key of its verification key (spec "Verification keys").

Invariant: the hash covers the group, the key and the commitment, so a proof is of use for one key only, and nobody can
choose a key as a function of other keys (a "rogue key") and still prove it.
"""

from crypto.group import Element, Group, Secret
from crypto.proof import Proof
from crypto.statement import Statement


def prove_possession(group: Group, x: Secret) -> Proof:
    """A proof of knowledge of ``x`` for the key X = g**x, with a fresh nonce from the operating system."""
    public_key = group.generator_power_secret(x)
    w = group.random_secret()
    commitment = group.generator_power_secret(w)
    challenge = group.hash_to_scalar(_prefix(group, public_key), [commitment])
    return Proof(challenge, group.response(w, x, challenge))


def possession_statement(group: Group, public_key: Element, proof: Proof) -> Statement:
    """The statement that holds if and only if ``proof`` is one of knowledge of the discrete log of ``public_key``.

    ``public_key`` must have been decoded without ``allow_identity``: everybody knows the identity's private key.
    """
    return Statement(
        ((group.generator, proof.response, public_key, proof.challenge),),
        _prefix(group, public_key),
        proof.challenge,
    )


def _prefix(group: Group, public_key: Element) -> str:
    return f"pok|{group.name}|{public_key.text}|"
