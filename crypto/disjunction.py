"""One of several ciphertexts encrypts zero: the proof under all proofs of a ballot (spec, interval and blank).

Branch k claims that (alpha_k, beta_k) = (g^r_k, y^r_k). One branch is proven, the others are simulated, and the
sum of all challenges is the hash of all commitments.

Invariant: the prover computes every branch both ways and chooses without branching, so neither the amount of
work on the group nor the order of operations tells which branch is true.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crypto.elgamal import Ciphertext
from crypto.errors import ProofInputError
from crypto.group import Element, Group, Secret
from crypto.proof import Proof
from crypto.randomness import Randomness
from crypto.statement import Statement, false_statement


@dataclass(frozen=True, slots=True, repr=False)
class Branch:
    """A ciphertext that may encrypt zero, its randomness, and whether it is the branch to prove. Never printed."""

    ciphertext: Ciphertext
    r: Secret
    chosen: bool


def prove_disjunction(
    group: Group, key: Element, prefix: str, branches: Sequence[Branch], randomness: Randomness, label: str
) -> tuple[Proof, ...]:
    """One proof for each branch. ``prefix`` is all that is hashed before the commitments.

    Scalars: the nonce ``{label}/w``, and for branch k (from 0) ``{label}/c{k}`` and ``{label}/s{k}``, which the
    chosen branch leaves unused. Raises ``ProofInputError`` unless exactly one branch is chosen.
    """
    if sum([branch.chosen for branch in branches]) != 1:
        raise ProofInputError("Exactly one of the allowed values must be the true one.")
    zero = group.secret_from_public(0)
    nonce = randomness.secret(f"{label}/w")
    true_commitments = group.generator_power_secret(nonce), group.power_secret(key, nonce)
    true_r = zero
    others = zero
    commitments = []
    simulated = []
    for k, branch in enumerate(branches):
        challenge = randomness.secret(f"{label}/c{k}")
        response = randomness.secret(f"{label}/s{k}")
        simulated.append((challenge, response))
        # alpha = g^r, so g^s * alpha^c is a single power of the generator for whoever knows r.
        a = group.generator_power_secret(group.add_secret(response, group.multiply_secret(branch.r, challenge)))
        b = group.combine_secret(
            group.power_secret(key, response), group.power_secret(branch.ciphertext.beta, challenge)
        )
        commitments.append(group.select_secret(branch.chosen, true_commitments[0], a))
        commitments.append(group.select_secret(branch.chosen, true_commitments[1], b))
        true_r = group.choose_secret(branch.chosen, branch.r, true_r)
        others = group.add_secret(others, group.choose_secret(branch.chosen, zero, challenge))
    total = group.secret_from_public(group.hash_to_scalar(prefix, commitments))
    true_challenge = group.subtract_secret(total, others)
    true_response = group.subtract_secret(nonce, group.multiply_secret(true_r, true_challenge))
    return tuple(
        Proof(
            group.scalar_public(group.choose_secret(branch.chosen, true_challenge, challenge)),
            group.scalar_public(group.choose_secret(branch.chosen, true_response, response)),
        )
        for branch, (challenge, response) in zip(branches, simulated, strict=True)
    )


def disjunction_statement(
    group: Group, key: Element, prefix: str, ciphertexts: Sequence[Ciphertext], proofs: Sequence[Proof]
) -> Statement:
    """Holds iff the proofs, one for each ciphertext, show that one of the ciphertexts encrypts zero.

    A wrong number of proofs gives a statement that never holds: ATTACKS 11.
    """
    if len(ciphertexts) != len(proofs):
        return false_statement()
    pairs = []
    for ciphertext, proof in zip(ciphertexts, proofs, strict=True):
        pairs.append((group.generator, proof.response, ciphertext.alpha, proof.challenge))
        pairs.append((key, proof.response, ciphertext.beta, proof.challenge))
    return Statement(tuple(pairs), prefix, sum([proof.challenge for proof in proofs]) % group.q)


def shifted_public(group: Group, ciphertext: Ciphertext, values: Sequence[int]) -> list[Ciphertext]:
    """For each value M, the ciphertext (alpha, beta / g^M), which encrypts zero iff the given one encrypts M."""
    shifted = []
    beta = ciphertext.beta
    reached = 0
    for value in values:
        # Values are consecutive in ballots, so that one multiplication leads from each to the next.
        if value != reached:
            up = value - reached
            step = group.generator if up == 1 else group.power_public(group.generator, up)
            beta = group.multiply_public(beta, group.invert_public(step))
            reached = value
        shifted.append(Ciphertext(ciphertext.alpha, beta))
    return shifted
