"""Shares as an attacker changes them, and where they stand: one more than the result needs."""

from collections.abc import Callable

from record.tally import PartialDecryption, parse_share
from record.wire import encode_proof
from tests.support.election_builder import ElectionBuilder
from tests.support.honest_election import Act, Plan, honest

LAST = 4
"""The owner whose share nobody needs: the first two of the joint key's three are combined."""


def extra_share(act: Act) -> Plan:
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
