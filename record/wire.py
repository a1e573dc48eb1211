"""The parts that many messages share, as they stand in JSON: proofs and ciphertexts (specification 4.3).

Invariant: a decoded proof has both numbers in [0, q), and a decoded ciphertext has two elements of the group; a
text that is not the canonical one of its number or element is refused. Scalars are decimal strings.
"""

import msgspec

from crypto.elgamal import Ciphertext
from crypto.group import Group
from crypto.proof import Proof


class ScalarProof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One challenge and one response, as decimal strings."""

    challenge: str
    response: str


class WireCiphertext(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The two texts of an ElGamal ciphertext."""

    alpha: str
    beta: str


def decode_proof(group: Group, proof: ScalarProof) -> Proof:
    """The numbers of a proof; ``crypto.errors.ScalarError`` unless both are canonical and below q."""
    return Proof(group.decode_scalar(proof.challenge), group.decode_scalar(proof.response))


def encode_proof(proof: Proof) -> ScalarProof:
    """A proof as it stands in JSON."""
    return ScalarProof(str(proof.challenge), str(proof.response))


def decode_ciphertext(group: Group, ciphertext: WireCiphertext, *, allow_identity: bool = False) -> Ciphertext:
    """The elements of a ciphertext; ``crypto.errors.ElementError`` unless both may stand there.

    Sums may hold the identity (``allow_identity``): the tally of no ballots does. Ballots may not.
    """
    return Ciphertext(
        group.decode(ciphertext.alpha, allow_identity=allow_identity),
        group.decode(ciphertext.beta, allow_identity=allow_identity),
    )


def encode_ciphertext(ciphertext: Ciphertext) -> WireCiphertext:
    """A ciphertext as it stands in JSON."""
    return WireCiphertext(ciphertext.alpha.text, ciphertext.beta.text)
