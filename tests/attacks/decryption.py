"""Shares and results that are not those of the tally (V23, V24, V46 to V48, and the shares' own traps)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from msgspec.structs import replace

from crypto.decryption import decryption_statement
from crypto.group import Element
from crypto.proof import Proof
from crypto.statement import hold
from record.canonical import encode
from record.digests import sha256_hex
from record.tally import PartialDecryption, parse_share
from record.wire import ScalarProof, encode_proof
from tests.attacks.ballot_spelling import SPELLINGS
from tests.attacks.elements import NOT_EDWARDS, always, with_torsion
from tests.attacks.vector import Build, Catalogue, View
from tests.support.election_builder import ElectionBuilder
from tests.support.election_parties import OTHER_UUID
from tests.support.honest_election import Act, Plan, honest, short, with_false_proof
from tests.support.joint_key import synthetic_secret

CATALOGUE = Catalogue("decryption", ("log", "archive"))
attack = CATALOGUE.attack
LAST = 4
"""The owner whose share nobody needs: the first two of the joint key's three are combined."""


def _extra(act: Act) -> Plan:
    """A share more than needed, from the last key holder."""
    return honest().before("result", act)


def rewritten_share(builder: ElectionBuilder, owner: int, change: Callable[[bytes], bytes]) -> bytes:
    """The owner's share with its bytes changed."""
    sound = builder.share_bytes(owner)
    data = change(sound)
    if data == sound:
        raise AssertionError("an attack must change something")
    return data


def wire_share(builder: ElectionBuilder, owner: int) -> PartialDecryption:
    """The owner's share as it stands in JSON."""
    decoded = parse_share(builder.group, builder.share_bytes(owner))
    return PartialDecryption(
        tuple(tuple(factor.text for factor in question) for question in decoded.factors),
        tuple(tuple(encode_proof(proof) for proof in question) for question in decoded.proofs),
    )


# -- V23: version 1's proof --------------------------------------------------------------------------------------------


@attack("V23", 28)
def share_with_a_false_proof() -> Plan:
    """The factors are right, a proof is not."""
    return _extra(lambda b: b.share(LAST, with_false_proof(b, LAST)))


@attack("V23", 28)
def needed_share_with_a_false_proof() -> Plan:
    """The same for a share that opens the result."""
    return short().instead("share 1", lambda b: b.share(1, with_false_proof(b, 1)))


@attack("V23", 28, log_rules="V23 V47")
def share_with_a_wrong_factor() -> Plan:
    """A factor is that of another exponent; nobody needs the share."""

    def act(builder: ElectionBuilder) -> None:
        wire = wire_share(builder, LAST)
        first, *others = wire.decryption_factors
        wrong = (builder.parties.stranger.text, *first[1:])
        builder.share(LAST, encode(replace(wire, decryption_factors=(wrong, *others))))

    return _extra(act)


@attack("V23", 12, log_rules="V23 V47")
def factors_of_two_candidates_swapped() -> Plan:
    """Two factors change places with their proofs, and so do the candidates' votes."""

    def act(builder: ElectionBuilder) -> None:
        wire = wire_share(builder, LAST)
        factors, proofs = wire.decryption_factors, wire.decryption_proofs
        first = (factors[0][1], factors[0][0], *factors[0][2:])
        second = (proofs[0][1], proofs[0][0], *proofs[0][2:])
        builder.share(LAST, encode(PartialDecryption((first, *factors[1:]), (second, *proofs[1:]))))

    return _extra(act)


@attack("V23", 12, 29, log_rules="V23 V47")
def share_of_another_owner() -> Plan:
    """A holder sends another holder's share as its own."""
    return _extra(lambda b: b.share(LAST, b.share_bytes(2)))


@attack("V23", 11, log_rules="V23 V47")
def share_with_a_factor_more() -> Plan:
    """A fourth factor with a proof for the first question."""

    def act(builder: ElectionBuilder) -> None:
        wire = wire_share(builder, LAST)
        factors, proofs = wire.decryption_factors, wire.decryption_proofs
        more = PartialDecryption(
            ((*factors[0], factors[0][0]), *factors[1:]), ((*proofs[0], proofs[0][0]), *proofs[1:])
        )
        builder.share(LAST, encode(more))

    return _extra(act)


@attack("V23", 11)
def share_with_a_proof_less() -> Plan:
    """A factor without its proof."""

    def act(builder: ElectionBuilder) -> None:
        wire = wire_share(builder, LAST)
        proofs = wire.decryption_proofs
        builder.share(LAST, encode(replace(wire, decryption_proofs=(proofs[0][:-1], *proofs[1:]))))

    return _extra(act)


def _rewritten(change: Callable[[bytes], bytes]) -> Plan:
    return _extra(lambda b: b.share(LAST, rewritten_share(b, LAST, change)))


for _name in ("a space", "a final line feed", "an unknown member", "its end missing"):
    CATALOGUE.add(
        f"share with {_name}",
        f"A share in other bytes: with {_name}.",
        "V23",
        partial(_rewritten, SPELLINGS[_name]),
        8,
    )


def _factor(change: Callable[[str], str]) -> Build:
    def act(builder: ElectionBuilder) -> None:
        wire = wire_share(builder, LAST)
        first, *others = wire.decryption_factors
        builder.share(LAST, encode(replace(wire, decryption_factors=((change(first[0]), *first[1:]), *others))))

    return lambda: _extra(act)


for _name in ("a point off the curve", "y not below p", "negative zero"):
    CATALOGUE.add(
        f"factor is {_name}",
        f"A factor of a share is {_name}.",
        "V23",
        _factor(always(NOT_EDWARDS[_name])),
        5,
        7,
    )
CATALOGUE.add(
    "factor is the identity",
    "A factor is the identity, which may stand there but is not the factor.",
    "V23",
    _factor(always(NOT_EDWARDS["the identity"])),
    5,
    log_rules="V23 V47",
)
CATALOGUE.add(
    "factor plus a small point", "A factor with a point of order 8.", "V23", _factor(lambda t: with_torsion(t, 1)), 6
)


@attack("V23", 9)
def share_proof_with_q_more() -> Plan:
    """A response of version 1's proof is r + q."""

    def act(builder: ElectionBuilder) -> None:
        wire = wire_share(builder, LAST)
        proofs = wire.decryption_proofs
        first = proofs[0][0]
        more = replace(first, response=str(int(first.response) + builder.group.q))
        builder.share(LAST, encode(replace(wire, decryption_proofs=((more, *proofs[0][1:]), *proofs[1:]))))

    return _extra(act)


@attack("V23", 29, 30, log_rules="V23 V46 V48")
def share_of_nobody() -> Plan:
    """A share of a ninth key holder where there are four."""
    return _extra(lambda b: b.share(9, b.share_bytes(LAST)))


@attack("V03", 29)
def share_of_owner_zero() -> Plan:
    """The share of owner 0, the index at which the joint polynomial is the private key."""
    return _extra(lambda b: b.event("PartialDecryption", b.share_bytes(LAST), _owned(0, b.share_bytes(LAST))))


def _owned(owner: int, share: bytes) -> bytes:
    return encode({"owner": owner, "payload": sha256_hex(share)})


@attack("V23", 28)
def share_twice() -> Plan:
    """A holder's share is published twice, as if two holders had decrypted."""
    return honest().after("share 2", lambda b: b.share(2))


@attack("V24", 28, 29)
def result_of_too_few_shares() -> Plan:
    """The joint key's second share is missing; the result is the true one all the same."""
    counts = honest().play().counts()
    return honest().without("share 3").instead("result", lambda b: b.result(counts))


@attack("V23 V24", 29, log_rules="V23 V24 V46")
def one_share_under_two_names() -> Plan:
    """One holder's share, relabelled, stands for the second of two."""
    counts = honest().play().counts()
    plan = honest().instead("share 3", lambda b: b.partial_decryption(3, b.share_bytes(2)))
    return plan.instead("result", lambda b: b.result(counts))


# -- V24: the result ---------------------------------------------------------------------------------------------------


def _result(change: Callable[[list[list[int]]], object]) -> Build:
    def act(builder: ElectionBuilder) -> None:
        counts = [list(question) for question in builder.counts()]
        changed = change(counts)
        builder.result(encode({"result": changed}))

    return lambda: short().instead("result", act)


for _name, _change, _rules in (
    ("two candidates swapped", lambda c: [[c[0][1], c[0][0], c[0][2]], c[1]], "V24"),
    ("a vote moved", lambda c: [[c[0][0] - 1, c[0][1] + 1, c[0][2]], c[1]], "V24"),
    ("one vote more than all", lambda c: [[5, c[0][1], c[0][2]], c[1]], "V24"),
    ("q more votes", lambda c: [[str(c[0][0] + 2**80), c[0][1], c[0][2]], c[1]], "V24"),
    ("a number more", lambda c: [[*c[0], 0], c[1]], "V24"),
    ("a number less", lambda c: [c[0][:-1], c[1]], "V24"),
    ("a question less", lambda c: c[:1], "V24"),
    ("the questions swapped", lambda c: c[::-1], "V24"),
    ("minus one vote", lambda c: [[-1, c[0][1], c[0][2]], c[1]], "V03"),
    ("a count as a string", lambda c: [[str(c[0][0]), c[0][1], c[0][2]], c[1]], "V03"),
    ("a fraction of a vote", lambda c: [[0.5, c[0][1], c[0][2]], c[1]], "V03"),
    ("a count that is true", lambda c: [[True, c[0][1], c[0][2]], c[1]], "V03"),
):
    CATALOGUE.add(
        f"result with {_name}", f"The published result has {_name}.", _rules, _result(_change), 33, alone=True
    )


@attack("V03", 8)
def result_with_a_space() -> Plan:
    """The result in other bytes."""
    return short().instead("result", lambda b: b.result(b'{"result": []}'))


# -- V46 to V48: our signed proofs -------------------------------------------------------------------------------------

LOG: tuple[View, ...] = ("log",)


@attack("V46", 30, 41, views=LOG)
def share_signed_by_another_holder() -> Plan:
    """Another holder signs in the owner's name."""
    return _extra(lambda b: b.share(LAST, key_of=3))


@attack("V46", 30, views=LOG)
def share_with_its_signature_stripped() -> Plan:
    """The signed proof has no signature."""

    def act(builder: ElectionBuilder) -> None:
        share = builder.share_bytes(LAST)
        message = replace(builder.share_proof(LAST, share), signature="")
        builder.own(message)
        builder.partial_decryption(LAST, share)

    return _extra(act)


@attack("V46", 30, views=LOG)
def share_without_a_signed_proof() -> Plan:
    """A share stands in the log alone: nobody answers for it."""
    return _extra(lambda b: b.partial_decryption(LAST, b.share_bytes(LAST)))


@attack("V46", 30, views=LOG, alone=False, log_rules="V46")
def share_that_is_not_the_signed_one() -> Plan:
    """The holder signed other bytes than those that the board publishes."""

    def act(builder: ElectionBuilder) -> None:
        builder.own(builder.share_proof(LAST, b"{}"))
        builder.partial_decryption(LAST, builder.share_bytes(LAST))

    return _extra(act)


def _signed_for(changes: dict[str, Any]) -> Plan:
    return _extra(lambda b: b.share(LAST, **changes))


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
    return _extra(lambda b: b.share(LAST, setup="ab" * 32))


@attack("V47", 32, views=LOG)
def binding_proof_of_zeros() -> Plan:
    """Version 1's proof holds, ours is made of zeros."""
    return _extra(lambda b: b.share(LAST, proof=ScalarProof("0", "0")))


@attack("V47", 12, 32, views=LOG)
def binding_proof_of_another_holder() -> Plan:
    """The binding proof of another holder's share."""
    return _extra(lambda b: b.share(LAST, proof=b.share_proof(3, b.share_bytes(3)).proof))


@attack("V47", 9, views=LOG)
def binding_proof_with_q_more() -> Plan:
    """The response of the binding proof is r + q."""

    def act(builder: ElectionBuilder) -> None:
        proof = builder.share_proof(LAST, builder.share_bytes(LAST)).proof
        builder.share(LAST, proof=replace(proof, response=str(int(proof.response) + builder.group.q)))

    return _extra(act)


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
    return _extra(lambda b: b.share(LAST, forged_share(b, LAST)))


@attack("V48", 34, views=LOG)
def share_by_a_holder_who_did_not_countersign() -> Plan:
    """A holder decrypts under a setup, and so under weights, that it never agreed to."""
    return honest().without("countersign 4").before("result", lambda b: b.share(LAST))


@attack("V48", 34, views=LOG)
def share_of_the_accused_who_did_not_countersign() -> Plan:
    """The same in an election with one key holder too few in the opening but enough at the end."""
    return honest().without("countersign 4").after("tally", lambda b: b.share(LAST))
