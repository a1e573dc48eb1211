"""Ends that break the rules: accusations, few ballots, confirmations, witnesses (V49 to V52)."""

from collections.abc import Callable
from functools import partial

from crypto.signing_key import SigningKey
from record.checkpoint import Checkpoint, add_signatures, open_checkpoint, origin_of
from record.cosignature import cosign
from record.digests import sha256_hex
from record.entries import BadShare, Witness, WitnessPolicy
from tests.attacks.vector import Catalogue
from tests.support.built_record import BuiltRecord, cosigned_head
from tests.support.election_builder import ElectionBuilder
from tests.support.election_parties import OTHER_UUID, parties
from tests.support.honest_election import Act, Plan, honest, short, with_false_proof
from tests.support.logs import synthetic_key, witness_of

CATALOGUE = Catalogue("ending", ("log",))
attack = CATALOGUE.attack
LAST = 4

# -- V49: accusations -------------------------------------------------------------------------------------------------


def _accusing(act: Act) -> Plan:
    return honest().instead("accuse", act)


@attack("V49", 28)
def good_share_accused() -> Plan:
    """The board keeps a key holder's good share out by calling it bad."""

    def act(builder: ElectionBuilder) -> None:
        share = builder.share_bytes(LAST)
        builder.bad_share(LAST, share, builder.share_proof(LAST, share), "V23")

    return _accusing(act)


@attack("V49", 28)
def bad_share_accused_of_another_fault() -> Plan:
    """The share fails version 1's proof, and is accused of failing ours."""

    def act(builder: ElectionBuilder) -> None:
        share = with_false_proof(builder, LAST)
        builder.bad_share(LAST, share, builder.share_proof(LAST, share), "V47")

    return _accusing(act)


@attack("V49", 30, 41)
def unsigned_share_accused() -> Plan:
    """A bad share that the accused did not sign."""

    def act(builder: ElectionBuilder) -> None:
        share = with_false_proof(builder, LAST)
        builder.bad_share(LAST, share, builder.share_proof(LAST, share, key_of=3), "V23")

    return _accusing(act)


@attack("V49", 28, 30)
def other_share_accused_than_signed() -> Plan:
    """The holder signed a good share, and a bad one stands in the accusation."""

    def act(builder: ElectionBuilder) -> None:
        good, bad = builder.share_bytes(LAST), with_false_proof(builder, LAST)
        builder.bad_share(LAST, bad, builder.share_proof(LAST, good), "V23")

    return _accusing(act)


@attack("V49", 28, 30)
def accusation_without_a_signed_share() -> Plan:
    """What the accusation calls a signed share is none."""

    def act(builder: ElectionBuilder) -> None:
        share = with_false_proof(builder, LAST)
        proof = b"{}"
        builder.own(BadShare(sha256_hex(proof), sha256_hex(share), "V23"), proof, share)

    return _accusing(act)


# -- V50: enough ballots ----------------------------------------------------------------------------------------------


def _opened_with_k(k: int) -> Plan:
    """The rule is in the genesis, and the key holder sends a share all the same."""
    return short().instead("genesis", lambda b: b.genesis(k=k)).instead("share 1", lambda b: b.share(1))


@attack("V50", 34)
def decrypted_with_too_few_ballots() -> Plan:
    """Two ballots are opened where the election promised at least ten: anybody can guess who voted what."""
    return _opened_with_k(10)


@attack("V50", 34)
def decrypted_with_one_ballot_too_few() -> Plan:
    """One counted ballot too few: the superseded one does not count."""
    return _opened_with_k(3)


def _withheld(act: Act, k: int) -> Plan:
    plan = short().instead("genesis", lambda b: b.genesis(k=k)).without("share 1")
    return plan.instead("result", act)


@attack("V50", 21)
def withheld_although_there_are_enough() -> Plan:
    """The board withholds a result that it does not like."""
    return _withheld(lambda b: b.withhold(), 2)


@attack("V50", 21)
def withheld_with_a_false_figure() -> Plan:
    """Too few ballots, but not as few as the board says."""
    return _withheld(lambda b: b.withhold(1), 10)


@attack("V50", 34)
def withheld_after_a_share() -> Plan:
    """A share is published, and then the result is withheld: the board can open it, others cannot."""

    def act(builder: ElectionBuilder) -> None:
        builder.share(1)
        builder.withhold()

    return _withheld(act, 10)


# -- V51: confirmations -----------------------------------------------------------------------------------------------


def _confirming(act: Act) -> Plan:
    return honest().instead("confirm", act)


_CONFIRMATIONS: tuple[tuple[str, Act], ...] = (
    ("forged by the holder who needs it", lambda b: b.confirm(3, LAST, key_of=3)),
    ("of oneself", lambda b: b.confirm(3, 3)),
    ("of another tally", lambda b: b.confirm(3, LAST, tally="ab" * 32)),
    ("of a head that is none of this log", lambda b: b.confirm(3, LAST, root="ab" * 32)),
    ("of the head after the setup", lambda b: b.confirm(3, LAST, size=2, root=b.roots[2])),
    ("of another election", lambda b: b.confirm(3, LAST, uuid=OTHER_UUID)),
    ("for nobody", lambda b: b.confirm(9, LAST)),
    ("by nobody", lambda b: b.confirm(3, 9, key_of=LAST)),
)
for _name, _act in _CONFIRMATIONS:
    CATALOGUE.add(
        f"confirmation {_name}",
        f"A confirmation for a holder with a restored key, {_name}.",
        "V51",
        partial(_confirming, _act),
        30,
        35,
        41,
    )


@attack("V51", 30)
def confirmation_repeated() -> Plan:
    """A holder fills the log with confirmations of one and the same thing, each of a newer head."""
    return honest().after("confirm", lambda b: b.confirm(3, LAST))


# -- V52: witnesses ---------------------------------------------------------------------------------------------------


def _under(witnesses: tuple[tuple[Witness, SigningKey], ...]) -> Callable[[], BuiltRecord]:
    def build() -> BuiltRecord:
        record = short().record()
        return record.with_head(cosigned_head(record.parties, record.entries, witnesses=witnesses))

    return build


_ONE = parties("single").witnesses[0]
_STRANGER = (witness_of("stranger"), synthetic_key("stranger"))
_FALSE = (_ONE[0], synthetic_key("stranger"))
for _name, _witnesses in (
    ("nobody", ()),
    ("a stranger", (_STRANGER,)),
    ("the board", ((Witness("witness.example/board", parties("single").board.public_hex), parties("single").board),)),
    ("a stranger in a witness's name", (_FALSE,)),
):
    CATALOGUE.add(
        f"final head cosigned by {_name}",
        f"The head that the key holders decrypted was cosigned by {_name} where one witness must have seen it.",
        "V52",
        _under(_witnesses),
        35,
        36,
    )


@attack("V52", 35)
def one_witness_twice() -> BuiltRecord:
    """Two witnesses are needed, and one has signed twice."""
    everybody = parties("single")
    policy = [witness for witness, _ in everybody.witnesses]

    def genesis(builder: ElectionBuilder) -> None:
        builder.genesis(witnesses=WitnessPolicy(2, policy))

    record = short().instead("genesis", genesis).record()
    return record.with_head(cosigned_head(everybody, record.entries, witnesses=(_ONE, _ONE)))


@attack("V52", 35, 41)
def cosignature_of_another_head() -> BuiltRecord:
    """A witness's true cosignature of an earlier head stands under the final one."""
    record = short().record()
    everybody = record.parties
    bare = cosigned_head(everybody, record.entries, witnesses=())
    opened = open_checkpoint(bare, origin_of(everybody.uuid), everybody.board.public_hex)
    old = Checkpoint(opened.origin, opened.size - 1, bytes(32))
    line = cosign(old, _ONE[0].name, _ONE[1], 1_790_000_000)
    return record.with_head(add_signatures(opened, (line,)).data)
