"""Shares without our own signed proof, or with one that does not hold (V46 to V48)."""

from functools import partial
from typing import Any

from msgspec.structs import replace

from crypto.decryption import decryption_statement
from crypto.group import Element
from crypto.proof import Proof
from crypto.statement import hold
from record.canonical import encode
from record.tally import PartialDecryption
from record.wire import ScalarProof, encode_proof
from tests.attacks.share_forging import LAST, extra_share, wire_share
from tests.attacks.vector import Catalogue, View
from tests.support.election_builder import ElectionBuilder
from tests.support.election_parties import OTHER_UUID
from tests.support.honest_election import Plan, honest
from tests.support.joint_key import synthetic_secret

CATALOGUE = Catalogue("signed shares", ("log", "archive"))
attack = CATALOGUE.attack
LOG: tuple[View, ...] = ("log",)


@attack("V46", 30, 41, views=LOG)
def share_signed_by_another_holder() -> Plan:
    """Another holder signs in the owner's name."""
    return extra_share(lambda b: b.share(LAST, key_of=3))


@attack("V46", 30, views=LOG)
def share_with_its_signature_stripped() -> Plan:
    """The signed proof has no signature."""

    def act(builder: ElectionBuilder) -> None:
        share = builder.share_bytes(LAST)
        message = replace(builder.share_proof(LAST, share), signature="")
        builder.own(message)
        builder.partial_decryption(LAST, share)

    return extra_share(act)


@attack("V46", 30, views=LOG)
def share_without_a_signed_proof() -> Plan:
    """A share stands in the log alone: nobody answers for it."""
    return extra_share(lambda b: b.partial_decryption(LAST, b.share_bytes(LAST)))


@attack("V46", 30, views=LOG, alone=False, log_rules="V46")
def share_that_is_not_the_signed_one() -> Plan:
    """The holder signed other bytes than those that the board publishes."""

    def act(builder: ElectionBuilder) -> None:
        builder.own(builder.share_proof(LAST, b"{}"))
        builder.partial_decryption(LAST, builder.share_bytes(LAST))

    return extra_share(act)


def _signed_for(changes: dict[str, Any]) -> Plan:
    return extra_share(lambda b: b.share(LAST, **changes))


for _name, _changes in (
    ("another election", {"uuid": OTHER_UUID}),
    ("another tally", {"tally": "ab" * 32}),
    ("a head that is none of this log", {"root": "ab" * 32}),
    ("the head after the setup", {"size": 2}),
):
    CATALOGUE.add(
        f"share signed for {_name}",
        f"The holder signed its share for {_name}.",
        "V46",
        partial(_signed_for, _changes),
        34,
        35,
        views=LOG,
    )


@attack("V46 V47", 34, views=LOG)
def share_signed_for_another_setup() -> Plan:
    """The holder's proof is bound to another Setup than the one that it countersigned."""
    return extra_share(lambda b: b.share(LAST, setup="ab" * 32))


@attack("V47", 32, views=LOG)
def binding_proof_of_zeros() -> Plan:
    """Version 1's proof holds, ours is made of zeros."""
    return extra_share(lambda b: b.share(LAST, proof=ScalarProof("0", "0")))


@attack("V47", 12, 32, views=LOG)
def binding_proof_of_another_holder() -> Plan:
    """The binding proof of another holder's share."""
    return extra_share(lambda b: b.share(LAST, proof=b.share_proof(3, b.share_bytes(3)).proof))


@attack("V47", 9, views=LOG)
def binding_proof_with_q_more() -> Plan:
    """The response of the binding proof is r + q."""

    def act(builder: ElectionBuilder) -> None:
        proof = builder.share_proof(LAST, builder.share_bytes(LAST)).proof
        builder.share(LAST, proof=replace(proof, response=str(int(proof.response) + builder.group.q)))

    return extra_share(act)


def forged_share(builder: ElectionBuilder, owner: int) -> bytes:
    """A share with two wrong factors, whose proofs version 1 accepts.

    Its hash covers neither alpha nor the factor. So whoever knows x chooses A = g^a and any B first, gets the challenge
    c, answers r = a - x c for the key, and solves B = alpha^r * factor^c for the factor.
    """
    wire = wire_share(builder, owner)
    factors, proofs = [list(each) for each in wire.decryption_factors], [list(each) for each in wire.decryption_proofs]
    for slot in (0, 1):
        factor, proof = _solved(builder, owner, builder.tally.ciphertexts[0][slot].alpha)
        factors[0][slot], proofs[0][slot] = factor.text, encode_proof(proof)
    return encode(PartialDecryption(tuple(map(tuple, factors)), tuple(map(tuple, proofs))))


def _solved(builder: ElectionBuilder, owner: int, alpha: Element) -> tuple[Element, Proof]:
    """A wrong factor of ``alpha`` and a proof of it that holds."""
    group, x = builder.group, builder.parties.private_keys[owner - 1]
    key = group.generator_power_secret(x)
    a = synthetic_secret(group, "forged nonce")
    first = group.generator_power_secret(a)
    second = group.generator
    challenge = group.hash_to_scalar(f"decrypt|{builder.fingerprint}|{key.text}|", [first, second])
    proof = Proof(challenge, group.response(a, x, challenge))
    rest = group.multiply_public(second, group.invert_public(group.power_public(alpha, proof.response)))
    factor = group.power_public(rest, pow(challenge, -1, group.q))
    statement = decryption_statement(group, builder.fingerprint, key, alpha, factor, proof)
    if factor == group.power_secret(alpha, x) or hold(group, [statement]) != [True]:
        raise AssertionError("the factor is wrong and its proof passes version 1")
    return factor, proof


@attack("V47", 32, views=LOG)
def wrong_factor_with_a_passing_proof() -> Plan:
    """A wrong factor, solved for after the challenge, whose version 1 proof holds; nobody needs the share."""
    return extra_share(lambda b: b.share(LAST, forged_share(b, LAST)))


@attack("V48", 34, views=LOG)
def share_by_a_holder_who_did_not_countersign() -> Plan:
    """A holder decrypts under a setup, and so under weights, that it never agreed to."""
    return honest().without("countersign 4").before("result", lambda b: b.share(LAST))


@attack("V48", 34, views=LOG)
def share_of_the_accused_who_did_not_countersign() -> Plan:
    """The same in an election with one key holder too few in the opening but enough at the end."""
    return honest().without("countersign 4").after("tally", lambda b: b.share(LAST))
