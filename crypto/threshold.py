"""Joint key making and decryption, t of n (Pedersen; spec "Polynomials", "Vinputs", "Voutputs", "Election result").

Every trustee i deals a secret polynomial f_i of t coefficients and publishes A_ik = g**a_ik. Trustee j's private key
is the sum of the shares f_i(j); the sub-key is the product of all A_i0; any t trustees decrypt, t - 1 learn nothing.
``threshold`` is t here, as in ``threshold_parameters``; the spec's polynomials have degree t - 1.

Invariants: indexes run from 1, never 0, because f_i(0) is the secret itself; every dealer has exactly t coefficients;
a set of shares names every owner once. Indexes and t are public, so only the coefficients are handled as secrets.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crypto.errors import CryptoError
from crypto.group import Element, Group, Secret


class ThresholdError(CryptoError):
    """An impossible threshold, index, or set of indexes, or commitments that do not fit together."""

    code = "crypto-threshold"


@dataclass(frozen=True, slots=True)
class Polynomial:
    """A dealer's polynomial: ``coefficients`` a_0 .. a_(t-1), secret, and their ``commitments`` g**a_k, public."""

    group: Group
    coefficients: tuple[Secret, ...]
    commitments: tuple[Element, ...]

    @classmethod
    def generate(cls, group: Group, threshold: int) -> "Polynomial":
        """A uniform polynomial of ``threshold`` >= 1 coefficients; ``ThresholdError`` otherwise."""
        if threshold < 1:
            raise ThresholdError("A threshold is at least 1. Choose how many key holders must decrypt together.")
        return cls.from_coefficients(group, [group.random_secret() for _ in range(threshold)])

    @classmethod
    def from_coefficients(cls, group: Group, coefficients: Sequence[Secret]) -> "Polynomial":
        """The polynomial of known coefficients, constant first (a key file's); ``ThresholdError`` for none."""
        if not coefficients:
            raise ThresholdError("A polynomial has at least one coefficient. Use the key file as it was written.")
        commitments = tuple(group.generator_power_secret(coefficient) for coefficient in coefficients)
        return cls(group, tuple(coefficients), commitments)


def share_for(polynomial: Polynomial, index: int) -> Secret:
    """s = f(index) mod q, the share for trustee ``index`` >= 1; raises ``ThresholdError`` for other indexes."""
    group = polynomial.group
    _check_index(group.q, index)
    at = group.secret_from_public(index)
    share = polynomial.coefficients[-1]
    for coefficient in reversed(polynomial.coefficients[:-1]):
        share = group.add_secret(group.multiply_secret(share, at), coefficient)
    return share


def share_matches(group: Group, commitments: Sequence[Element], index: int, share: Secret) -> bool:
    """Whether ``share`` is f(index) for the dealer of these coefficient commitments; raises ``ThresholdError``."""
    expected = evaluate_commitments_public(group, commitments, index)
    return group.generator_power_secret(share) == expected


def sum_of_shares(group: Group, shares: Sequence[Secret]) -> Secret:
    """A trustee's private key: the sum of the shares that all dealers sent it; ``ThresholdError`` for none."""
    if not shares:
        raise ThresholdError("A private key is the sum of the shares of all key holders, and there are none.")
    total = shares[0]
    for share in shares[1:]:
        total = group.add_secret(total, share)
    return total


def evaluate_commitments_public(group: Group, commitments: Sequence[Element], index: int) -> Element:
    """g**f(index): the product of A_k ** (index**k), by Horner's rule, so that exponents stay as short as an index.

    Raises ``ThresholdError`` for no commitments and for an index below 1.
    """
    _check_index(group.q, index)
    if not commitments:
        raise ThresholdError("A key holder published no coefficient commitments. Make the key again.")
    value = commitments[-1]
    for commitment in reversed(commitments[:-1]):
        value = group.multiply_public(group.power_public(value, index), commitment)
    return value


def joint_commitments_public(group: Group, all_commitments: Sequence[Sequence[Element]]) -> list[Element]:
    """The commitments of the sum of all dealers' polynomials: its k-th is the product of the k-th of each dealer.

    Evaluate it (:func:`evaluate_commitments_public`) for the verification keys of many indexes at once. Raises
    ``ThresholdError`` for no dealers and for dealers with different numbers of coefficients.
    """
    if not all_commitments or len({len(commitments) for commitments in all_commitments}) != 1:
        raise ThresholdError("Every key holder must publish the same number of coefficients. Make the key again.")
    return [group.product_public(of_one_degree) for of_one_degree in zip(*all_commitments, strict=True)]


def verification_key_public(group: Group, all_commitments: Sequence[Sequence[Element]], index: int) -> Element:
    """The public key of trustee ``index``: the product of all dealers' commitments, evaluated at it.

    ``all_commitments`` has one sequence of t elements for each dealer. Raises ``ThresholdError``.
    """
    return evaluate_commitments_public(group, joint_commitments_public(group, all_commitments), index)


def sub_key_public(group: Group, all_commitments: Sequence[Sequence[Element]]) -> Element:
    """The public key of all dealers together, the product of all A_i0; raises ``ThresholdError``."""
    joint = joint_commitments_public(group, all_commitments)
    if not joint:
        raise ThresholdError("The key holders published no coefficient commitments. Make the key again.")
    return joint[0]


def lagrange_public(q: int, indexes: Sequence[int], i: int) -> int:
    """The Lagrange coefficient at 0 of ``i`` among ``indexes``: the product of k / (k - i) for k != i, mod q.

    Raises ``ThresholdError`` if an index is below 1 or not below q, if one occurs twice, or if ``i`` is not among them.
    """
    for index in indexes:
        _check_index(q, index)
    if len(set(indexes)) != len(indexes):
        raise ThresholdError("Two shares name the same key holder. Combine one share of each.")
    if i not in indexes:
        raise ThresholdError(f"Key holder {i} is not among those whose shares are combined.")
    numerator = denominator = 1
    for k in indexes:
        if k != i:
            numerator = numerator * k % q
            denominator = denominator * (k - i) % q
    return numerator * pow(denominator, -1, q) % q


def combine_factors_public(group: Group, threshold: int, shares: Sequence[tuple[int, Element]]) -> Element:
    """The sub-factor of a t of n item for one ciphertext from exactly t of (index of the owner, its factor).

    Correct only if every factor was proved (:mod:`crypto.share_binding`) under the verification key of the very index
    that it is combined under. Raises ``ThresholdError`` unless there are exactly ``threshold`` >= 1 shares of distinct
    owners with indexes from 1.
    """
    if threshold < 1 or len(shares) != threshold:
        raise ThresholdError(f"Exactly {threshold} shares of distinct key holders are combined, not {len(shares)}.")
    indexes = [index for index, _ in shares]
    return group.product_public(
        group.power_public(factor, lagrange_public(group.q, indexes, index)) for index, factor in shares
    )


def _check_index(q: int, index: int) -> None:
    if not 1 <= index < q:
        raise ThresholdError("Key holders are numbered from 1. No share belongs to this number.")
