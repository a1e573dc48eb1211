"""The encrypted tally and the partial decryptions of it: what the key holders open. Specification 4.20, 4.22.

Invariant: an :class:`EncryptedTally` and a :class:`DecodedShare` hold only elements of the group and scalars in
range; the identity is allowed, since the sum of no ballots is made of it. Lists run over questions, then over the
slots of a question, exactly as the questions have them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from crypto.decryption import decryption_factor, decryption_statement, prove_decryption
from crypto.elgamal import Ciphertext
from crypto.group import Element, Group, Secret
from crypto.proof import Proof
from crypto.statement import hold
from record.canonical import decode, encode, weight_from_json, weight_to_json
from record.digests import sha256_hex
from record.election import Question
from record.payloads import PAYLOAD_LIMIT, OwnedShare, SizedTally
from record.wire import ScalarProof, WireCiphertext, decode_ciphertext, decode_proof, encode_ciphertext, encode_proof

__all__ = [
    "DecodedShare",
    "EncryptedTally",
    "OwnedShare",
    "PartialDecryption",
    "SizedTally",
    "make_owned_share",
    "make_share",
    "make_sized_tally",
    "parse_encrypted_tally",
    "parse_owned_share",
    "parse_share",
    "parse_sized_tally",
    "shape_problem",
    "total_weight",
]

_WireTally = tuple[tuple[WireCiphertext, ...], ...]


class PartialDecryption(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A key holder's share on the wire: for each ciphertext a factor and a proof."""

    decryption_factors: tuple[tuple[str, ...], ...]
    decryption_proofs: tuple[tuple[ScalarProof, ...], ...]


@dataclass(frozen=True, slots=True)
class EncryptedTally:
    """The product of all counted ballots, each to the power of its weight: one ciphertext for each slot."""

    ciphertexts: tuple[tuple[Ciphertext, ...], ...]

    def encode(self) -> bytes:
        """The canonical bytes."""
        return encode(tuple(tuple(map(encode_ciphertext, question)) for question in self.ciphertexts))

    def alphas(self) -> list[Element]:
        """The first halves of all ciphertexts, question after question."""
        return [ciphertext.alpha for question in self.ciphertexts for ciphertext in question]


@dataclass(frozen=True, slots=True)
class DecodedShare:
    """A share with its texts decoded; whose it is stands elsewhere."""

    factors: tuple[tuple[Element, ...], ...]
    proofs: tuple[tuple[Proof, ...], ...]

    def problems(self, group: Group, fingerprint: str, key: Element, tally: EncryptedTally) -> Iterator[str]:
        """V23: one factor and one proof for each ciphertext of the tally, and every proof of v1 holds."""
        shape = [len(question) for question in tally.ciphertexts]
        if [len(question) for question in self.factors] != shape or [len(each) for each in self.proofs] != shape:
            yield "The share does not have one factor and one proof for each number of the tally."
            return
        statements = [
            decryption_statement(group, fingerprint, key, ciphertext.alpha, factor, proof)
            for question in zip(tally.ciphertexts, self.factors, self.proofs, strict=True)
            for ciphertext, factor, proof in zip(*question, strict=True)
        ]
        bad = [number for number, good in enumerate(hold(group, statements), start=1) if not good]
        if bad:
            yield f"The share's proof of number {bad[0]} of {len(statements)} does not hold."


def parse_encrypted_tally(group: Group, data: bytes) -> EncryptedTally:
    """The tally of its canonical bytes; ``FormatError`` or ``crypto.errors.ElementError`` for everything else."""
    wire: _WireTally = decode(data, _WireTally)
    return EncryptedTally(
        tuple(
            tuple(decode_ciphertext(group, ciphertext, allow_identity=True) for ciphertext in question)
            for question in wire
        )
    )


def parse_share(group: Group, data: bytes) -> DecodedShare:
    """The share of its canonical bytes; ``FormatError`` or ``crypto.errors.CryptoError`` for everything else."""
    wire = decode(data, PartialDecryption)
    return DecodedShare(
        tuple(tuple(group.decode(text, allow_identity=True) for text in each) for each in wire.decryption_factors),
        tuple(tuple(decode_proof(group, proof) for proof in question) for question in wire.decryption_proofs),
    )


def parse_sized_tally(data: bytes) -> SizedTally:
    """The payload of ``EncryptedTally``; ``FormatError`` for everything else, also for a weight of another form."""
    sized = decode(data, SizedTally, limit=PAYLOAD_LIMIT)
    weight_from_json(sized.total_weight)
    return sized


def parse_owned_share(data: bytes) -> OwnedShare:
    """The payload of ``PartialDecryption``; ``FormatError`` for everything else."""
    return decode(data, OwnedShare, limit=PAYLOAD_LIMIT)


def total_weight(sized: SizedTally) -> int:
    """The total weight as a number; ``FormatError`` for another form."""
    return weight_from_json(sized.total_weight)


def make_sized_tally(tally_bytes: bytes, counted: int, weight: int) -> bytes:
    """The canonical payload of ``EncryptedTally`` for the encoded tally of so many ballots of that total weight."""
    return encode(SizedTally(counted, weight_to_json(weight), sha256_hex(tally_bytes)))


def make_owned_share(owner: int, share_bytes: bytes) -> bytes:
    """The canonical payload of ``PartialDecryption``; owners are numbered from 1 over all keys."""
    return encode(OwnedShare(owner, sha256_hex(share_bytes)))


def make_share(group: Group, fingerprint: str, x: Secret, tally: EncryptedTally) -> bytes:
    """The canonical bytes of the share of the key g**x, with v1's proofs; nonces are fresh, so bytes differ."""
    public_key = group.generator_power_secret(x)
    return encode(
        PartialDecryption(
            tuple(
                tuple(decryption_factor(group, ciphertext.alpha, x).text for ciphertext in question)
                for question in tally.ciphertexts
            ),
            tuple(
                tuple(
                    encode_proof(prove_decryption(group, fingerprint, x, public_key, ciphertext.alpha))
                    for ciphertext in question
                )
                for question in tally.ciphertexts
            ),
        )
    )


def shape_problem(questions: Sequence[Question], tally: EncryptedTally) -> str | None:
    """A sentence unless the tally has one ciphertext for each slot of each question."""
    if [len(each) for each in tally.ciphertexts] != [question.slots for question in questions]:
        return "The encrypted tally does not have one number for each answer of each question."
    return None
