"""Partial decryptions as version 1 defines them (spec "Partial decryptions", "Election result").

Not an invariant, and the reason for :mod:`crypto.share_binding`: the hash of this proof covers neither ``alpha`` nor
the factor. Whoever knows the private key can choose the commitments first and solve for a wrong factor that passes.
A share is therefore accepted only together with the binding proof.
"""

from crypto.group import Element, Group, Secret
from crypto.proof import Proof
from crypto.statement import Statement


def decryption_factor(group: Group, alpha: Element, x: Secret) -> Element:
    """alpha**x, one trustee's factor for one ciphertext; the identity if ``alpha`` is (a tally without ballots)."""
    return group.power_secret(alpha, x)


def prove_decryption(group: Group, election_fingerprint: str, x: Secret, public_key: Element, alpha: Element) -> Proof:
    """A proof that the factor of ``alpha`` has the exponent of ``public_key`` = g**x, with a fresh random nonce.

    ``election_fingerprint`` is the spec's phi: the base64 SHA-256 of the election, without padding.
    """
    w = group.random_secret()
    commitments = [group.generator_power_secret(w), group.power_secret(alpha, w)]
    challenge = group.hash_to_scalar(_prefix(election_fingerprint, public_key), commitments)
    return Proof(challenge, group.response(w, x, challenge))


def decryption_statement(
    group: Group, election_fingerprint: str, public_key: Element, alpha: Element, factor: Element, proof: Proof
) -> Statement:
    """The statement that version 1 asks to hold for one decryption factor; necessary, not sufficient (see above)."""
    return Statement(
        (
            (group.generator, proof.response, public_key, proof.challenge),
            (alpha, proof.response, factor, proof.challenge),
        ),
        _prefix(election_fingerprint, public_key),
        proof.challenge,
    )


def plaintext_element_public(group: Group, beta: Element, synthetic_factor: Element) -> Element:
    """beta / F = g**total: what is left when all trustees' factors, combined into F, are taken off a ciphertext."""
    return group.multiply_public(beta, group.invert_public(synthetic_factor))


def _prefix(election_fingerprint: str, public_key: Element) -> str:
    return f"decrypt|{election_fingerprint}|{public_key.text}|"
