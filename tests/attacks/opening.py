"""Logs whose genesis or countersignatures are not sound (V31, V32, V34, V35)."""

from collections.abc import Callable
from functools import partial

import msgspec

from record.canonical import encode
from record.entries import WitnessPolicy
from tests.attacks.vector import Build, Catalogue
from tests.support.election_builder import ElectionBuilder
from tests.support.election_parties import OTHER_UUID, make_parties, parties
from tests.support.honest_election import Plan, honest, short
from tests.support.logs import synthetic_key

CATALOGUE = Catalogue("opening", ("log",))
attack = CATALOGUE.attack


def _genesis(**changes: object) -> Plan:
    return short().instead("genesis", lambda b: b.genesis(**changes))


# -- V31: sound rules -------------------------------------------------------------------------------------------------

SMALL_ORDER = "01" + "00" * 31
"""The identity as a signing key: one signature fits every message."""
NOT_CANONICAL = "ee" + "ff" * 30 + "7f"


def _policy(threshold: int, *, same_name: bool = False, same_key: bool = False) -> WitnessPolicy:
    first, second = (witness for witness, _ in parties("single").witnesses)
    if same_name:
        second = msgspec.structs.replace(second, name=first.name)
    if same_key:
        second = msgspec.structs.replace(second, key=first.key)
    return WitnessPolicy(threshold, [first, second])


_GENESES: tuple[tuple[str, dict[str, object], str], ...] = (
    ("that closes before it opens", {"opens": "2026-11-24T10:00:00Z", "closes": "2026-11-24T09:30:00Z"}, "V31"),
    ("that closes when it opens", {"opens": "2026-11-24T08:00:00Z"}, "V31"),
    ("that opens on the 31st of February", {"opens": "2026-02-31T08:00:00Z"}, "V31"),
    ("in which registrar and board are one", {"registrar": parties("single").board.public_hex}, "V31 V34"),
    ("in which a holder is the registrar", {"holders": [parties("single").registrar.public_hex]}, "V31 V34 V46"),
    ("with a holder's key of small order", {"holders": [SMALL_ORDER]}, "V31 V34 V46"),
    ("with a holder's key that is not canonical", {"holders": [NOT_CANONICAL]}, "V31 V34 V46"),
    ("that lists a spare twice", {"spares": [parties("single").spares[0].text] * 2}, "V31"),
    ("that asks for more witnesses than it names", {"witnesses": _policy(3)}, "V31 V52"),
    ("with two witnesses of one key", {"witnesses": _policy(1, same_key=True)}, "V31 V52"),
    ("with two witnesses of one name", {"witnesses": _policy(1, same_name=True)}, "V31 V52"),
)
for _name, _changes, _rules in _GENESES:
    CATALOGUE.add(
        f"genesis {_name}",
        f"The election's rules are those of a genesis {_name}.",
        _rules,
        partial(_genesis, **_changes),
        4,
        views=("log",),
    )


@attack("V31", 25)
def key_made_for_another_election_alone() -> Plan:
    """The joint key was promised to another election alone."""
    return honest(make_parties(key_for=OTHER_UUID))


@attack("V31", 25)
def board_that_is_its_own_witness() -> Plan:
    """The board's key stands among the witnesses, whose threshold the others meet."""

    def act(builder: ElectionBuilder) -> None:
        listed = [witness for witness, _ in builder.parties.witnesses]
        own = msgspec.structs.replace(listed[1], key=builder.parties.board.public_hex)
        builder.genesis(witnesses=WitnessPolicy(0, [listed[0], own]))

    return short().instead("genesis", act).until("vote 3")


def _raw_genesis(old: bytes, new: bytes) -> Build:
    def act(builder: ElectionBuilder) -> None:
        builder.genesis()
        data = builder.entries.pop().payload
        builder.rebuild_tree()
        if old not in data:
            raise AssertionError("an attack must change something")
        builder.own_bytes("Genesis", data.replace(old, new, 1))

    return lambda: short().instead("genesis", act).until("setup")


for _name, _old, _new in (
    ("with k = 0", b'"k":2', b'"k":0'),
    ("with k = -1", b'"k":2', b'"k":-1'),
    ("of version 2", b'"version":1', b'"version":2'),
    ("of a third kind", b'"kind":"real"', b'"kind":"perhaps"'),
    ("without its holders", b'"holders":["', b'"holders":[],"x":["'),
    ("with a local time", b"T01:00:00Z", b"T01:00:00+08:00"),
    ("with revoting as a number", b'"revoting":true', b'"revoting":1'),
):
    CATALOGUE.add(
        f"genesis {_name}",
        f"The payload of the genesis is one {_name}.",
        "V03",
        _raw_genesis(_old, _new),
        8,
        views=("log",),
        alone=False,
    )


# -- V32: genesis fits Setup ------------------------------------------------------------------------------------------


@attack("V32", 15, 43)
def setup_of_another_election() -> Plan:
    """Genesis and everything signed speak of one election, the ballots of another."""
    return short().instead("setup", lambda b: b.setup(election=b.honest_election(uuid=OTHER_UUID)))


@attack("V32", 20)
def spare_that_is_no_card() -> Plan:
    """The genesis lists a spare that is not among the public credentials."""
    return _genesis(spares=[parties("single").stranger.text])


@attack("V32", 28)
def one_holder_too_many() -> Plan:
    """The genesis names a signing key for a second holder, who does not exist."""
    return _genesis(holders=[parties("single").holders[0].public_hex, synthetic_key("nobody").public_hex])


@attack("V32", 25)
def key_making_left_out() -> Plan:
    """The genesis does not name the key making of the joint key."""
    return honest().instead("genesis", lambda b: b.genesis(key_makings=[]))


@attack("V32", 25)
def key_making_of_no_joint_key() -> Plan:
    """The genesis names a key making although no joint key is there."""
    return short().instead("genesis", lambda b: b.genesis(key_makings=parties().heads))


# -- V34: countersignatures -------------------------------------------------------------------------------------------


def _after_all(act: Callable[[ElectionBuilder], None]) -> Plan:
    """One countersignature more than needed: the last holder's place is free."""
    return honest().without("countersign 4", "accuse").before("open", act)


@attack("V34", 41)
def countersignature_forged_by_the_board() -> Plan:
    """The board signs for a key holder."""
    return _after_all(lambda b: b.countersign(4, key_of=5))


@attack("V34", 41)
def countersignature_by_another_holder() -> Plan:
    """One key holder signs for another."""
    return _after_all(lambda b: b.countersign(4, key_of=3))


@attack("V34", 41)
def countersignature_stripped() -> Plan:
    """The signature is left empty."""

    def act(builder: ElectionBuilder) -> None:
        builder.countersign(4)
        signed = msgspec.json.decode(builder.entries.pop().payload)
        builder.rebuild_tree()
        builder.submissions.pop()
        payload = encode(signed | {"signature": ""})
        builder.submit("countersignatures", payload)
        builder.own_bytes("Countersignature", payload)

    return _after_all(act)


@attack("V34", 35)
def countersignature_of_another_setup() -> Plan:
    """A holder countersigned another Setup, with other weights, than the one in the log."""
    return _after_all(lambda b: b.countersign(4, root="ab" * 32))


@attack("V34", 35)
def countersignature_of_the_genesis_alone() -> Plan:
    """A holder signed the head before Setup, which says nothing about cards and weights."""
    return _after_all(lambda b: b.countersign(4, size=1, root=b.roots[1]))


@attack("V34", 15)
def countersignature_for_another_election() -> Plan:
    """A holder's countersignature names another election."""
    return _after_all(lambda b: b.countersign(4, uuid=OTHER_UUID))


@attack("V34", 24)
def countersigned_twice() -> Plan:
    """A holder's countersignature stands twice."""
    return _after_all(lambda b: b.countersign(3))


@attack("V34", 20)
def countersignature_of_nobody() -> Plan:
    """A ninth holder countersigns where there are four."""
    return _after_all(lambda b: b.countersign(9, key_of=5))


@attack("V34", 22, 35)
def weights_changed_after_all_had_countersigned() -> Plan:
    """The board shows one list of weights to the signers and opens the election with another."""
    true = honest().until("setup").play().roots[2]

    def setup(builder: ElectionBuilder) -> None:
        sound = builder.honest_credentials()
        builder.setup(credentials=sound.replace(b',3"', b',9"'))

    plan = honest().instead("setup", setup)
    for signer in (0, 1, 2, 3, 4):
        plan = plan.instead(f"countersign {signer}", partial(ElectionBuilder.countersign, signer=signer, root=true))
    return plan.until("vote 2")


# -- V35: the opening -------------------------------------------------------------------------------------------------


def _open_without(*names: str) -> Plan:
    return honest().without(*names).until("vote 2")


@attack("V35", 38)
def opened_without_the_registrar() -> Plan:
    """Voting opens although the registrar did not countersign."""
    return _open_without("countersign 0")


@attack("V35", 38)
def opened_without_the_single() -> Plan:
    """Voting opens although the Single holder did not countersign."""
    return _open_without("countersign 1")


@attack("V35", 38)
def opened_with_one_of_two() -> Plan:
    """Voting opens although one of three holders of a joint key countersigned and two must."""
    return _open_without("countersign 2", "countersign 3")


@attack("V35", 38)
def opened_with_nobody() -> Plan:
    """Voting opens before anybody countersigned."""
    return _open_without(*(f"countersign {signer}" for signer in range(5)))


@attack("V33 V35", 38)
def countersigned_after_the_opening() -> Plan:
    """The registrar countersigns when voting has begun already."""
    return honest().moved("countersign 0", before="vote 0", attack=False).until("vote 2")
