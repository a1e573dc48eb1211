"""Our second proof for a share of the tally, which binds everything that version 1's proof forgets.

Invariant: one challenge, one nonce and one response stand for all factors of a share, and the hash covers the Setup,
the key, every alpha, every factor and every commitment. Changing, moving, dropping or adding any of them changes the
challenge, so a factor cannot be solved for afterwards, and a proof fits no other election, tally or trustee.

With w a fresh nonce, A = g**w and B_i = alpha_i**w,

    challenge = SHA-256("suarasah/share/v1|" context "|" X "|" alphas "|" factors "|" A "," B_1 "," ... "," B_n) mod q
    response  = w - x * challenge mod q

where lists are joined by commas. Texts of elements hold neither bars nor commas, so the hashed text has one reading.
"""

import re
from collections.abc import Sequence

from crypto.errors import CryptoError
from crypto.group import Element, Group, Secret
from crypto.proof import Proof
from crypto.statement import Statement

_TAG = "suarasah/share/v1"
_CONTEXT = re.compile(r"[0-9a-f]{64}\Z", re.ASCII)


class ShareBindingError(CryptoError):
    """A share that no proof can bind: no factors, not one factor for each alpha, or a malformed context."""

    code = "crypto-share-binding"


def prove_share_binding(
    group: Group,
    context: str,
    x: Secret,
    public_key: Element,
    alphas: Sequence[Element],
    factors: Sequence[Element],
) -> Proof:
    """The proof that ``factors[i]`` = ``alphas[i]``**x for all i, and that ``public_key`` = g**x.

    ``context`` is the SHA-256 of the Setup payload, 64 lower-case hex digits; ``alphas`` and ``factors`` are those of
    the whole encrypted tally, question after question. Raises ``ShareBindingError``. The factors are not recomputed:
    a proof over a wrong one is made all the same, and does not hold.
    """
    prefix = _prefix(context, public_key, alphas, factors)
    w = group.random_secret()
    commitments = [group.generator_power_secret(w), *(group.power_secret(alpha, w) for alpha in alphas)]
    challenge = group.hash_to_scalar(prefix, commitments)
    return Proof(challenge, group.response(w, x, challenge))


def share_binding_statement(
    group: Group,
    context: str,
    public_key: Element,
    alphas: Sequence[Element],
    factors: Sequence[Element],
    proof: Proof,
) -> Statement:
    """The statement that holds if and only if the factors are the owner's for exactly these alphas and this Setup.

    Raises ``ShareBindingError`` if there are no factors, not one for each alpha, or if ``context`` is malformed.
    """
    prefix = _prefix(context, public_key, alphas, factors)
    c, r = proof.challenge, proof.response
    return Statement(
        (
            (group.generator, r, public_key, c),
            *((alpha, r, factor, c) for alpha, factor in zip(alphas, factors, strict=True)),
        ),
        prefix,
        c,
    )


def _prefix(context: str, public_key: Element, alphas: Sequence[Element], factors: Sequence[Element]) -> str:
    """Everything that is hashed before the commitments; raises ``ShareBindingError``."""
    if not _CONTEXT.match(context):
        raise ShareBindingError("A share is bound to the SHA-256 of its Setup, 64 lower-case hexadecimal digits.")
    if not alphas or len(alphas) != len(factors):
        raise ShareBindingError("A share has exactly one decryption factor for each ciphertext of the encrypted tally.")
    alpha_texts = ",".join(alpha.text for alpha in alphas)
    factor_texts = ",".join(factor.text for factor in factors)
    return f"{_TAG}|{context}|{public_key.text}|{alpha_texts}|{factor_texts}|"
