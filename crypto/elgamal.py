"""Exponential ElGamal: (g^r, y^r * g^m) encrypts m under the key y (spec, "Homomorphic answers").

Invariant: the plaintext never decides how much work is done or which branch is taken.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from crypto.group import Element, Group, Secret


@dataclass(frozen=True, slots=True)
class Ciphertext:
    """``alpha`` is g^r, ``beta`` is y^r * g^m."""

    alpha: Element
    beta: Element


def joined_texts(ciphertexts: Iterable[Ciphertext]) -> str:
    """All alphas and betas in order, joined by commas: the string b of the spec, part of S."""
    return ",".join([f"{item.alpha.text},{item.beta.text}" for item in ciphertexts])


def encrypt(group: Group, key: Element, r: Secret, bit: bool) -> Ciphertext:
    """The encryption of 0 or 1 under ``key`` with the randomness ``r``."""
    mask = group.power_secret(key, r)
    chosen = group.select_secret(bit, group.combine_secret(mask, group.generator), mask)
    return Ciphertext(group.generator_power_secret(r), chosen)


def combine_public(group: Group, ciphertexts: Iterable[Ciphertext]) -> Ciphertext:
    """The encryption of the sum of the plaintexts; the trivial encryption of 0 for none."""
    items = tuple(ciphertexts)
    return Ciphertext(
        group.product_public([item.alpha for item in items]), group.product_public([item.beta for item in items])
    )


def weighted_sum_public(group: Group, items: Iterable[tuple[int, Ciphertext]]) -> Ciphertext:
    """The encryption of the sum of weight * plaintext (spec, "Encrypted tally")."""
    # Most weights are 1, and equal weights are common: one power for each distinct weight is enough.
    by_weight: dict[int, list[Ciphertext]] = {}
    for weight, ciphertext in items:
        by_weight.setdefault(weight, []).append(ciphertext)
    sums = []
    for weight, ciphertexts in by_weight.items():
        total = combine_public(group, ciphertexts)
        if weight != 1:
            total = Ciphertext(group.power_public(total.alpha, weight), group.power_public(total.beta, weight))
        sums.append(total)
    return combine_public(group, sums)
