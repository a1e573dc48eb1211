"""Events that do not follow each other, or happen out of turn (V02, V04)."""

from msgspec import UNSET

from tests.attacks.vector import Catalogue
from tests.support.built_record import BuiltRecord
from tests.support.election_builder import ElectionBuilder
from tests.support.honest_election import FIRST, Plan, short

CATALOGUE = Catalogue("chain", ("log", "archive"))
attack = CATALOGUE.attack

# -- V02: the chain ---------------------------------------------------------------------------------------------------


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


# -- V04: the order ---------------------------------------------------------------------------------------------------


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
