"""Schnorr signatures of the protocol: knowledge of x with X = g^x, bound to a prefix (spec, "Signatures", "PKI").

The protocol's hash covers the message but not X: callers sign messages that name the signer (a ballot's hash
covers its credential; certificates and our own entries cover their keys), see ATTACKS 2.
"""

from crypto.group import Element, Group, Secret
from crypto.proof import Proof
from crypto.statement import Statement


def ballot_prefix(ballot_hash: str) -> str:
    """What is hashed before A in the signature of a ballot whose hash without signature is ``ballot_hash``."""
    return f"sig|{ballot_hash}|"


def message_prefix(message: str) -> str:
    """What is hashed before A in the signature of a trustee's message."""
    return f"sigmsg|{message}|"


def sign(group: Group, x: Secret, prefix: str, nonce: Secret) -> Proof:
    """The signature under ``x``. A nonce must never serve two prefixes: see ``signature_nonce``."""
    challenge = group.hash_to_scalar(prefix, [group.generator_power_secret(nonce)])
    return Proof(challenge, group.response(nonce, x, challenge))


def signature_statement(group: Group, public_key: Element, prefix: str, proof: Proof) -> Statement:
    """Holds iff ``proof`` is a signature of ``prefix`` under ``public_key``."""
    return Statement(((group.generator, proof.response, public_key, proof.challenge),), prefix, proof.challenge)
