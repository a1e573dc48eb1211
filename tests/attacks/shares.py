"""Shares whose factors or version 1 proofs are not those of the tally (V23)."""

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from record.canonical import encode
from record.digests import sha256_hex
from record.tally import PartialDecryption
from tests.attacks.ballot_spelling import SPELLINGS
from tests.attacks.elements import NOT_EDWARDS, always, with_torsion
from tests.attacks.share_forging import LAST, extra_share, rewritten_share, wire_share
from tests.attacks.vector import Build, Catalogue
from tests.support.election_builder import ElectionBuilder
from tests.support.honest_election import Plan, honest, short, with_false_proof

CATALOGUE = Catalogue("shares", ("log", "archive"))
attack = CATALOGUE.attack


@attack("V23", 28)
def share_with_a_false_proof() -> Plan:
    """The factors are right, a proof is not."""
    return extra_share(lambda b: b.share(LAST, with_false_proof(b, LAST)))


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

    return extra_share(act)


@attack("V23", 12, log_rules="V23 V47")
def factors_of_two_candidates_swapped() -> Plan:
    """Two factors change places with their proofs, and so do the candidates' votes."""

    def act(builder: ElectionBuilder) -> None:
        wire = wire_share(builder, LAST)
        factors, proofs = wire.decryption_factors, wire.decryption_proofs
        first = (factors[0][1], factors[0][0], *factors[0][2:])
        second = (proofs[0][1], proofs[0][0], *proofs[0][2:])
        builder.share(LAST, encode(PartialDecryption((first, *factors[1:]), (second, *proofs[1:]))))

    return extra_share(act)


@attack("V23", 12, 29, log_rules="V23 V47")
def share_of_another_owner() -> Plan:
    """A holder sends another holder's share as its own."""
    return extra_share(lambda b: b.share(LAST, b.share_bytes(2)))


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

    return extra_share(act)


@attack("V23", 11)
def share_with_a_proof_less() -> Plan:
    """A factor without its proof."""

    def act(builder: ElectionBuilder) -> None:
        wire = wire_share(builder, LAST)
        proofs = wire.decryption_proofs
        builder.share(LAST, encode(replace(wire, decryption_proofs=(proofs[0][:-1], *proofs[1:]))))

    return extra_share(act)


def _rewritten(change: Callable[[bytes], bytes]) -> Plan:
    return extra_share(lambda b: b.share(LAST, rewritten_share(b, LAST, change)))


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

    return lambda: extra_share(act)


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

    return extra_share(act)


@attack("V23", 29, 30, log_rules="V23 V46 V48")
def share_of_nobody() -> Plan:
    """A share of a ninth key holder where there are four."""
    return extra_share(lambda b: b.share(9, b.share_bytes(LAST)))


@attack("V03", 29)
def share_of_owner_zero() -> Plan:
    """The share of owner 0, the index at which the joint polynomial is the private key."""
    return extra_share(lambda b: b.event("PartialDecryption", b.share_bytes(LAST), _owned(0, b.share_bytes(LAST))))


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
