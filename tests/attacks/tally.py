"""Ballots that are twice in the box, and tallies that are not its sum (V21, V22)."""

from collections.abc import Callable

from msgspec.structs import replace

from crypto.elgamal import Ciphertext
from record.ballot import parse_ballot
from record.canonical import encode
from record.tally import EncryptedTally
from tests.attacks.elements import with_torsion
from tests.attacks.vector import Catalogue
from tests.support.ballot_forgery import signed
from tests.support.built_record import BuiltRecord
from tests.support.election_builder import Boxed, ElectionBuilder
from tests.support.honest_election import FIRST, SECOND, Plan, short
from tests.support.joint_key import synthetic_secret

CATALOGUE = Catalogue("tally", ("log", "archive"))
attack = CATALOGUE.attack

# -- V21: one ballot for each code ------------------------------------------------------------------------------------


def _again(builder: ElectionBuilder) -> None:
    card = builder.parties.cards[0]
    builder.cast_bytes(builder.ballot(card, FIRST, 1), card)


@attack("V21", 16)
def superseded_ballot_replayed() -> Plan:
    """A, B, A: the board casts a voter's first ballot again, so that it counts once more."""
    return short().after("revote 0", _again)


@attack("V21", 16)
def ballot_twice_in_a_row() -> Plan:
    """The same bytes twice."""
    return short().after("vote 0", _again)


@attack("V21", 16)
def ballot_signed_again_with_another_nonce() -> Plan:
    """Only the signature differs: the same sealed votes under the same tracking code."""

    def act(builder: ElectionBuilder) -> None:
        card = builder.parties.cards[0]
        ballot = parse_ballot(builder.ballot(card, FIRST, 1))
        nonce = synthetic_secret(builder.group, "another nonce")
        builder.cast_bytes(encode(signed(builder.group, ballot, card.secret, nonce)), card)

    return short().after("revote 0", act)


@attack("V20 V21", 19)
def clash_of_two_voters() -> Plan:
    """Two voters get the same tracking code: the second ballot bears the code of the first."""

    def act(builder: ElectionBuilder) -> None:
        first = parse_ballot(builder.ballot(builder.parties.cards[0], FIRST, 1))
        second = parse_ballot(builder.ballot(builder.parties.cards[2], SECOND, 1))

        builder.cast_bytes(encode(replace(second, signature=first.signature)), builder.parties.cards[2])

    return short().after("vote 0", act)


# -- V22: the sum -----------------------------------------------------------------------------------------------------


def _box(change: Callable[[ElectionBuilder], list[Boxed]]) -> Plan:
    return short().instead("tally", lambda b: b.encrypted_tally(box=change(b)))


@attack("V22", 31)
def tally_leaves_a_voter_out() -> Plan:
    """One voter's ballot is not counted; shares and result are those of the smaller sum."""
    return _box(lambda b: b.box[:-1])


@attack("V22", 16, 31)
def tally_counts_the_superseded_ballot() -> Plan:
    """The first ballot of a voter counts instead of the last."""
    return _box(lambda b: [b.box[0], *b.box[2:]])


@attack("V22", 22, 31)
def tally_with_another_weight() -> Plan:
    """A voter's ballot counts with less than its weight."""
    return _box(lambda b: [*b.box[:-1], Boxed(b.box[-1].credential, b.box[-1].votes, 2)])


@attack("V22", 31)
def tally_with_votes_added() -> Plan:
    """Votes of nobody are added to the sum."""

    def act(builder: ElectionBuilder) -> None:
        group, total = builder.group, builder.accumulate()
        ((first, *others), *questions) = total.tally().ciphertexts
        more = Ciphertext(first.alpha, group.multiply_public(first.beta, group.generator))
        changed = EncryptedTally(((more, *others), *questions))
        builder.encrypted_tally(tally=changed.encode())

    return short().instead("tally", act)


@attack("V22", 31)
def tally_of_more_ballots_than_there_are() -> Plan:
    """The number of counted ballots is one too high."""
    return short().instead("tally", lambda b: b.encrypted_tally(counted=b.accumulate().counted + 1))


@attack("V22", 22, 31)
def tally_of_more_weight_than_there_is() -> Plan:
    """The total weight is one too high."""
    return short().instead("tally", lambda b: b.encrypted_tally(weight=b.accumulate().weight + 1))


@attack("V22", 31)
def tally_with_candidates_swapped() -> Plan:
    """Two candidates' sums change places."""

    def act(builder: ElectionBuilder) -> None:
        (first, second, third), *questions = builder.accumulate().tally().ciphertexts
        builder.encrypted_tally(tally=EncryptedTally(((second, first, third), *questions)).encode())

    return short().instead("tally", act)


def _sized(total_weight: int | str) -> Callable[[], Plan]:
    return lambda: short().instead("tally", lambda b: b.encrypted_tally(total_weight=total_weight))


for _name, _weight in (
    ("as a string", "4"),
    ("with an exponent", "1e3"),
    ("with a leading zero", "04"),
    ("with a sign", "+4"),
    ("negative", "-4"),
    ("of -1", -1),
    ("of 2^62", 2**62),
    ("of 2^63 as a string", str(2**63)),
    ("of forty digits", "4" * 40),
):
    CATALOGUE.add(
        f"total weight {_name}",
        f"The total weight of the tally is written {_name}.",
        "V22",
        _sized(_weight),
        8,
        22,
    )


def _opened_tally(change: Callable[[str], str]) -> Callable[[], BuiltRecord]:
    def build() -> BuiltRecord:
        def act(builder: ElectionBuilder) -> None:
            data = builder.accumulate().tally().encode()
            alpha = builder.accumulate().tally().ciphertexts[0][0].alpha.text
            builder.tally_bytes_as_they_are(data.replace(alpha.encode(), change(alpha).encode(), 1))

        return short().instead("tally", act).without("share 1", "result").record()

    return build


CATALOGUE.add(
    "tally plus a small point",
    "An alpha of the tally has a point of order 8 added.",
    "V22",
    _opened_tally(lambda text: with_torsion(text, 1)),
    6,
)
CATALOGUE.add(
    "tally with capital digits",
    "An alpha of the tally is misspelt.",
    "V22",
    _opened_tally(lambda text: text.upper()),
    7,
)


@attack("V22", 11, 31)
def tally_with_a_number_more() -> Plan:
    """The tally of the first question has a fourth number."""

    def act(builder: ElectionBuilder) -> None:
        (first, *others), *questions = builder.accumulate().tally().ciphertexts
        builder.encrypted_tally(tally=EncryptedTally(((first, *others, first), *questions)).encode())

    return short().instead("tally", act).without("share 1", "result")


@attack("V22", 21)
def ballots_pending_at_the_close_lost() -> Plan:
    """The last ballot is in the box but the tally was made before it was counted."""
    return _box(lambda b: [boxed for boxed in b.box if boxed.credential != b.parties.cards[3].text])


@attack("V22", 31)
def empty_tally() -> Plan:
    """The tally is that of no ballots: all identities, of which nobody can be proven wrong but by adding up."""
    return _box(lambda b: [])
