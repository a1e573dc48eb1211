"""Election keys that are not what their single holders made (V06, V11)."""

from collections.abc import Callable

from msgspec.structs import replace

from record.election import Election
from record.trustee_making import encode_trustees, make_single
from record.trustees import (
    Single,
    TrusteePublicKey,
)
from tests.attacks.ballot_elements import SCALARS
from tests.attacks.forging import ZERO
from tests.attacks.vector import Catalogue
from tests.support.election_builder import ElectionBuilder
from tests.support.election_parties import parties
from tests.support.honest_election import Plan, honest, short

CATALOGUE = Catalogue("election keys", ("log", "archive"))
attack = CATALOGUE.attack


def _election(change: Callable[[Election], Election], plan: Plan | None = None) -> Plan:
    return (plan or short()).instead("setup", lambda b: b.setup(election=change(b.honest_election())))


# -- V06: Single keys -------------------------------------------------------------------------------------------------


def _single(change: Callable[[TrusteePublicKey], TrusteePublicKey], plan: Plan | None = None) -> Plan:
    def act(builder: ElectionBuilder) -> None:
        first, *others = builder.parties.items
        if not isinstance(first, Single):
            raise AssertionError("the first key holder is a Single")
        builder.setup(trustees=encode_trustees((Single(change(first.key)), *others)))

    return (plan or short()).instead("setup", act)


@attack("V06", 25)
def key_without_possession() -> Plan:
    """The proof of knowing the private key is made of zeros."""
    return _single(lambda key: replace(key, pok=ZERO))


@attack("V06", 25)
def possession_proof_of_another_key() -> Plan:
    """The proof is a sound one, of another key."""
    other = parties("joint").private_keys[0]
    return _single(lambda key: replace(key, pok=make_single(parties().group, other).key.pok))


@attack("V06", 25)
def rogue_key() -> Plan:
    """A Single whose key cancels the others': whoever made it can read every ballot alone, but cannot prove it."""
    everybody = parties()
    group = everybody.group
    joint = group.multiply_public(everybody.key, group.invert_public(group.decode(_key(everybody.items[0]))))
    chosen = everybody.stranger.element
    rogue = group.multiply_public(chosen, group.invert_public(joint))

    def act(builder: ElectionBuilder) -> None:
        item = Single(TrusteePublicKey(make_single(group, everybody.stranger.secret).key.pok, rogue.text))
        builder.setup(
            election=builder.honest_election(public_key=chosen.text),
            trustees=encode_trustees((item, *everybody.items[1:])),
        )

    return honest().instead("setup", act).until("vote 3")


def _key(item: object) -> str:
    if not isinstance(item, Single):
        raise AssertionError("a Single")
    return item.key.public_key


@attack("V06", 9)
def possession_proof_with_q_more() -> Plan:
    """The proof's response is r + q."""
    q = parties().group.q
    return _single(lambda key: replace(key, pok=replace(key.pok, response=SCALARS["q more"](int(key.pok.response), q))))


# -- V11 --------------------------------------------------------------------------------------------------------------


@attack("V11", 25)
def election_key_of_the_board() -> Plan:
    """Ballots are sealed for a key of the board's own."""
    return _election(lambda e: replace(e, public_key=parties().stranger.text)).until("vote 3")


@attack("V11", 25)
def election_key_without_one_holder() -> Plan:
    """The election key is that of the first holder alone, so the others protect nothing."""
    first = parties().items[0]
    return _election(lambda e: replace(e, public_key=_key(first)), honest()).until("vote 3")


@attack("V11", 25, log_rules="V11 V32 V44")
def no_key_holders() -> Plan:
    """There is nobody who holds a key."""
    return short().instead("setup", lambda b: b.setup(trustees=encode_trustees(()))).until("setup")
