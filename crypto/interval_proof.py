"""Proofs of interval membership: a ciphertext encrypts one of the listed values (spec section of that name).

Used for each choice (values 0 and 1, S is S_0 of the spec) and, without blank votes, for the sum of all choices
(values min to max, S is the longer string with all ciphertexts).
"""

from collections.abc import Sequence

from crypto.disjunction import Branch, disjunction_statement, prove_disjunction, shifted_public
from crypto.elgamal import Ciphertext
from crypto.group import Element, Group, Secret
from crypto.proof import Proof
from crypto.randomness import Randomness
from crypto.statement import Statement


def prove_interval(
    group: Group,
    key: Element,
    prefix: str,
    ciphertext: Ciphertext,
    r: Secret,
    value: int,
    values: Sequence[int],
    randomness: Randomness,
    label: str,
) -> tuple[Proof, ...]:
    """Proves that ``ciphertext``, made with ``r``, encrypts ``value``, one of the distinct ``values``.

    ``prefix`` is the string S; scalars have the labels of :func:`crypto.disjunction.prove_disjunction`. Raises
    ``ProofInputError`` if ``value`` is not among ``values``.
    """
    branches = [
        Branch(shifted, r, candidate == value)
        for candidate, shifted in zip(values, shifted_public(group, ciphertext, values), strict=True)
    ]
    return prove_disjunction(group, key, _hash_prefix(prefix, ciphertext), branches, randomness, label)


def interval_statement(
    group: Group, key: Element, prefix: str, ciphertext: Ciphertext, values: Sequence[int], proofs: Sequence[Proof]
) -> Statement:
    """Holds iff ``proofs`` show that ``ciphertext`` encrypts one of ``values``; never for a wrong number of proofs."""
    shifted = shifted_public(group, ciphertext, values)
    return disjunction_statement(group, key, _hash_prefix(prefix, ciphertext), shifted, proofs)


def _hash_prefix(prefix: str, ciphertext: Ciphertext) -> str:
    return f"prove|{prefix}|{ciphertext.alpha.text},{ciphertext.beta.text}|"
