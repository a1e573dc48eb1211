"""Proofs of possibly-blank votes (spec section of that name), for questions that allow a blank vote.

With ``blank`` the encryption of m_0 (is this vote blank?) and ``total`` that of m_S, the number of chosen answers:
the blank proof shows m_0 = 0 or m_S = 0, the overall proof shows m_0 = 1 or m_S in min..max. Both hash S alone,
which holds all ciphertexts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crypto.disjunction import Branch, disjunction_statement, prove_disjunction, shifted_public
from crypto.elgamal import Ciphertext
from crypto.errors import ProofInputError
from crypto.group import Element, Group, Secret
from crypto.proof import Proof
from crypto.randomness import Randomness
from crypto.statement import Statement


@dataclass(frozen=True, slots=True, repr=False)
class BlankWitness:
    """What the voter knows: both ciphertexts with their randomness, and the plaintexts. Never printed."""

    blank: Ciphertext
    blank_r: Secret
    total: Ciphertext
    total_r: Secret
    is_blank: bool
    value: int
    """m_S: the number of chosen answers; 0 in a blank vote."""


def prove_blank(
    group: Group, key: Element, prefix: str, witness: BlankWitness, randomness: Randomness, label: str
) -> tuple[Proof, ...]:
    """The two proofs of m_0 = 0 or m_S = 0. ``ProofInputError`` for a blank vote with chosen answers."""
    if witness.is_blank and witness.value:
        raise ProofInputError("A blank vote chooses no answer.")
    branches = [
        Branch(witness.blank, witness.blank_r, not witness.is_blank),
        Branch(witness.total, witness.total_r, witness.is_blank),
    ]
    return prove_disjunction(group, key, _blank_prefix(prefix), branches, randomness, label)


def prove_overall(
    group: Group,
    key: Element,
    prefix: str,
    witness: BlankWitness,
    values: Sequence[int],
    randomness: Randomness,
    label: str,
) -> tuple[Proof, ...]:
    """The 1 + len(values) proofs of m_0 = 1 or m_S in ``values``. ``ProofInputError`` if neither is true."""
    branches = [Branch(shifted_public(group, witness.blank, (1,))[0], witness.blank_r, witness.is_blank)]
    for candidate, shifted in zip(values, shifted_public(group, witness.total, values), strict=True):
        chosen = bool(int(not witness.is_blank) & int(candidate == witness.value))
        branches.append(Branch(shifted, witness.total_r, chosen))
    return prove_disjunction(group, key, _overall_prefix(prefix), branches, randomness, label)


def blank_statement(
    group: Group, key: Element, prefix: str, blank: Ciphertext, total: Ciphertext, proofs: Sequence[Proof]
) -> Statement:
    """Holds iff the two ``proofs`` show m_0 = 0 or m_S = 0; never for another number of proofs."""
    return disjunction_statement(group, key, _blank_prefix(prefix), (blank, total), proofs)


def overall_statement(
    group: Group,
    key: Element,
    prefix: str,
    blank: Ciphertext,
    total: Ciphertext,
    values: Sequence[int],
    proofs: Sequence[Proof],
) -> Statement:
    """Holds iff ``proofs`` show m_0 = 1 or m_S in ``values``; never for a number other than 1 + len(values)."""
    ciphertexts = [*shifted_public(group, blank, (1,)), *shifted_public(group, total, values)]
    return disjunction_statement(group, key, _overall_prefix(prefix), ciphertexts, proofs)


def _blank_prefix(prefix: str) -> str:
    return f"bproof0|{prefix}|"


def _overall_prefix(prefix: str) -> str:
    return f"bproof1|{prefix}|"
