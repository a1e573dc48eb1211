"""The chain of events, their order, and what is in the box how often (V02, V04, V21, V22)."""

from collections.abc import Callable

from msgspec import UNSET
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

CATALOGUE = Catalogue("box", ("log", "archive"))
attack = CATALOGUE.attack

# -- V02: the chain ----------------------------------------------------------------------------------------------------


@attack("V02", 38)
def event_with_another_parent() -> Plan:
    """An event names a parent that does not exist; the events after it follow it truly."""
    return short().instead("end", lambda b: b.event("EndBallots", parent="ab" * 32))


@attack("V02", 38)
def event_whose_parent_is_the_event_before_the_last() -> Plan:
    """Two events have the same parent: a fork in one log."""

    def act(builder: ElectionBuilder) -> None:
        before = [entry for entry in builder.entries if entry.event is not None][-1].event
        parent = UNSET if before is None else before.parent
        builder.event("EndBallots", parent=parent)

    return short().instead("end", act)


@attack("V02", 38)
def height_left_out() -> Plan:
    """The heights jump by two, as if an event had been there."""
    return short().instead("end", lambda b: b.event("EndBallots", height=b.last_height + 2))


@attack("V02", 38)
def height_twice() -> Plan:
    """Two events have the same height."""
    return short().instead("end", lambda b: b.event("EndBallots", height=b.last_height))


@attack("V02", 38)
def first_event_with_a_parent() -> Plan:
    """The first event claims that something was before."""

    def act(builder: ElectionBuilder) -> None:
        builder.setup()
        blobs = builder.entries[-1].blobs
        builder.entries.pop()
        builder.rebuild_tree()
        builder.last_event, builder.last_height = None, -1
        builder.event("Setup", *blobs, parent="ab" * 32)

    return short().instead("setup", act)


@attack("V02", 38)
def first_event_of_height_one() -> Plan:
    """The first event has height 1."""

    def act(builder: ElectionBuilder) -> None:
        builder.last_height = 0
        builder.setup()

    return short().instead("setup", act)


@attack("V02", 38)
def missing_parent() -> Plan:
    """An event in the middle names no parent."""
    return short().instead("end", lambda b: b.event("EndBallots", parent=UNSET))


@attack("V02 V22", 37, 38, log_rules="V02 V22 V46")
def removed_ballot() -> BuiltRecord:
    """A ballot is cut out of the middle, and nothing else is changed but the signed head."""
    return _without(short(), "Ballot", 1)


@attack("V02", 37, 38, log_rules="V02 V46", alone=False)
def removed_superseded_ballot() -> BuiltRecord:
    """A superseded ballot is cut out: the count does not show it, the chain does."""
    return _without(short(), "Ballot", 0)


def _without(plan: Plan, kind: str, number: int) -> BuiltRecord:
    builder = plan.play()
    places = [place for place, entry in enumerate(builder.entries) if entry.type == kind]
    del builder.entries[places[number]]
    return builder.record()


@attack("V02 V22", 38, log_rules="V02 V22 V46")
def ballots_reordered() -> BuiltRecord:
    """Two ballots of one voter change places without a new chain."""
    builder = short().play()
    one, two = [place for place, entry in enumerate(builder.entries) if entry.type == "Ballot"][:2]
    builder.entries[one], builder.entries[two] = builder.entries[two], builder.entries[one]
    return builder.record()


@attack("V22", 17)
def voters_ballots_reordered_and_chained_anew() -> Plan:
    """The board puts a voter's revote before her first ballot, but the tally is the one of the true order."""
    true = short().play().accumulate()

    def tally(builder: ElectionBuilder) -> None:
        builder.encrypted_tally(tally=true.tally().encode())

    return short().moved("revote 0", before="vote 0", attack=False).instead("tally", tally)


# -- V04: the order ----------------------------------------------------------------------------------------------------


def _late(builder: ElectionBuilder) -> None:
    """A ballot of a voter who had not voted, after the count."""
    card = builder.parties.cards[2]
    builder.cast_bytes(builder.ballot(card, FIRST, 1), card, counts=False)


@attack("V04 V22", 21, 38)
def ballot_after_the_tally() -> Plan:
    """A ballot is appended after the tally."""
    return short().after("tally", _late)


@attack("V04 V22", 21, 38)
def ballot_after_the_result() -> Plan:
    """A ballot is appended after the result."""
    return short().after("result", _late)


@attack("V04 V22", 21, 38)
def ballot_between_close_and_tally() -> Plan:
    """A ballot is slipped in after the close and left out of the tally."""
    return short().after("end", _late)


@attack("V04", 38, log_rules="V04 V33", alone=False)
def two_setups() -> Plan:
    """A second setup follows the first."""
    return short().after("vote 0", lambda b: b.event("Setup", *b.setup_blobs))


@attack("V04", 38)
def two_results() -> Plan:
    """The result is published twice."""
    return short().after("result", lambda b: b.result())


@attack("V04", 38, log_rules="V04 V33", alone=False)
def closed_twice() -> Plan:
    """Voting is closed twice."""
    return short().after("tally", lambda b: b.end())


@attack("V04", 38)
def tally_without_the_close() -> Plan:
    """The tally is published without the end of the ballots."""
    return short().without("end", "share 1", "result")


@attack("V04", 31, 38)
def tally_twice() -> Plan:
    """A second tally after the first."""
    return short().after("tally", lambda b: b.event("EncryptedTally", *b.entries[-1].blobs))


@attack("V04 V24", 38)
def result_without_shares() -> Plan:
    """A result although nobody decrypted."""
    return short().without("share 1").instead("result", lambda b: b.result(((3, 0, 1), (0, 3, 1))))


# -- V21: one ballot for each code -------------------------------------------------------------------------------------


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


# -- V22: the sum ------------------------------------------------------------------------------------------------------


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
