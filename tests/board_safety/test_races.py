"""Processes that act at the same moment: one order comes out, each act is taken whole or refused, nothing twice."""

from collections import Counter
from collections.abc import Iterator, Sequence

import pytest

from bulletin_board.board import Board
from record.ledger import Stage
from tests.support.live_elections import LiveElection, code_of
from tests.support.log_audit import assert_sound
from tests.support.racing import Act, Outcome, Racers, racing

PROCESSES = 4


@pytest.fixture(scope="module")
def racers() -> Iterator[Racers]:
    with racing(PROCESSES) as found:
        yield found


def ballot_acts(ballots: Sequence[bytes]) -> list[Act]:
    return [Act("Ballot", (ballot,)) for ballot in ballots]


def flat(outcomes: list[list[Outcome]]) -> list[Outcome]:
    return [outcome for part in outcomes for outcome in part]


def taken(outcomes: list[list[Outcome]]) -> list[Outcome]:
    return [outcome for outcome in flat(outcomes) if outcome.receipt]


def test_different_ballots_get_different_places(election: LiveElection, racers: Racers) -> None:
    ballots = election.seal(48)
    outcomes = racers.race(
        election.board, election.uuid, [ballot_acts(ballots[n::PROCESSES]) for n in range(PROCESSES)]
    )
    held = [outcome.held for outcome in taken(outcomes)]
    assert len({each.index for each in held}) == len(ballots)
    ledger = assert_sound(election.board, election.uuid, held)
    assert ledger.counted == election.voters


def test_the_same_ballots_get_one_place_each(election: LiveElection, racers: Racers) -> None:
    ballots = election.seal(12)
    outcomes = racers.race(election.board, election.uuid, [ballot_acts(ballots)] * PROCESSES)
    places: dict[bytes, set[int]] = {}
    for outcome in flat(outcomes):
        places.setdefault(outcome.act.data[0], set()).add(outcome.index)
    assert sorted(len(found) for found in places.values()) == [1] * len(ballots)
    assert Counter(outcome.new for outcome in flat(outcomes)) == {True: 12, False: 36}
    assert_sound(election.board, election.uuid, [outcome.held for outcome in taken(outcomes)])


def test_of_two_signatures_under_one_code_one_wins(election: LiveElection, racers: Racers) -> None:
    ballots = election.seal(8)
    others = [election.resigned(voter, ballot) for voter, ballot in enumerate(ballots)]
    parts = [ballots, others, ballots, others]
    outcomes = racers.race(election.board, election.uuid, [ballot_acts(part) for part in parts])
    for number in range(len(ballots)):
        of_code = [part[number] for part in outcomes]
        winners = {outcome.act.data[0] for outcome in of_code if outcome.receipt}
        assert len(winners) == 1
        assert {(o.code, o.rule) for o in of_code if not o.receipt} == {("ballot-code-used", "V21")}
    assert_sound(election.board, election.uuid, [outcome.held for outcome in taken(outcomes)])


def test_a_ballot_is_before_the_close_or_refused(election: LiveElection, racers: Racers) -> None:
    ballots = election.seal(60)
    casting = [ballot_acts(ballots[n :: PROCESSES - 1]) for n in range(PROCESSES - 1)]
    # The one who closes casts a little first, so that the close falls into the middle.
    outcomes = racers.race(
        election.board, election.uuid, [*casting, [*ballot_acts(election.seal(6, first=60)), Act("close")]]
    )
    held = [outcome.held for outcome in taken(outcomes)]
    ledger = assert_sound(election.board, election.uuid, held)
    assert ledger.stage is Stage.TALLY
    assert ledger.tally is not None
    end = ledger.tally[0] - 2
    assert all(each.index < end for each in held)
    refused = [outcome for outcome in flat(outcomes) if not outcome.receipt and outcome.act.kind == "Ballot"]
    assert {outcome.code for outcome in refused} <= {"voting-closed"}
    assert len(held) + len(refused) == 66
    # Whoever was refused is refused again, and whoever was not gets the same place.
    again = racers.race(election.board, election.uuid, [ballot_acts(ballots)] + [[]] * (PROCESSES - 1))[0]
    places = {each.sent: each.index for each in held}
    assert [outcome.index for outcome in again] == [places.get(ballot, -1) for ballot in ballots]


def test_a_ballot_is_tested_or_cast_but_not_both(election: LiveElection, racers: Racers) -> None:
    ballots = election.seal(8)
    tests = [Act("Challenge", (election.challenge(voter, code_of(b)),)) for voter, b in enumerate(ballots)]
    casts = ballot_acts(ballots)
    outcomes = racers.race(election.board, election.uuid, [casts, tests, casts[::-1], tests[::-1]])
    cast_too, tested_too = outcomes[2][::-1], outcomes[3][::-1]
    for number in range(len(ballots)):
        cast, tested = outcomes[0][number], outcomes[1][number]
        assert bool(cast.receipt) != bool(tested.receipt)
        assert (cast.index, tested.index) == (cast_too[number].index, tested_too[number].index)
        loser = tested if cast.receipt else cast
        assert (loser.code, loser.rule) == ("entry-refused", "V37")
    assert_sound(election.board, election.uuid, [outcome.held for outcome in taken(outcomes)])


def test_where_revoting_is_forbidden_one_ballot_of_a_card_wins(board: Board, racers: Racers) -> None:
    election = LiveElection(board, voters=6, spares=1, revoting=False)
    election.create().open()
    parts = [ballot_acts(election.seal(6, first=6 * n)) for n in range(PROCESSES)]
    outcomes = racers.race(board, election.uuid, parts)
    for voter in range(6):
        of_card = [part[voter] for part in outcomes]
        assert sum(bool(outcome.receipt) for outcome in of_card) == 1
        assert {(o.code, o.rule) for o in of_card if not o.receipt} == {("entry-refused", "V39")}
    ledger = assert_sound(board, election.uuid, [outcome.held for outcome in taken(outcomes)])
    assert ledger.counted == 6


def test_a_lost_card_votes_or_is_replaced(election: LiveElection, racers: Racers) -> None:
    ballots = election.seal(2)
    replace = [Act("CardReplacement", (election.replacement(card, card),)) for card in range(2)]
    outcomes = racers.race(
        election.board, election.uuid, [ballot_acts(ballots), replace, ballot_acts(ballots), replace]
    )
    for card in range(2):
        cast, replaced = outcomes[0][card], outcomes[1][card]
        assert bool(cast.receipt) != bool(replaced.receipt)
        assert (replaced.rule if cast.receipt else cast.rule) == ("V41" if cast.receipt else "V42")
    assert_sound(election.board, election.uuid, [outcome.held for outcome in taken(outcomes)])


def test_two_lost_cards_do_not_get_one_spare(election: LiveElection, racers: Racers) -> None:
    parts = [[Act("CardReplacement", (election.replacement(card, 0),))] for card in range(PROCESSES)]
    outcomes = racers.race(election.board, election.uuid, parts)
    assert len(taken(outcomes)) == 1
    assert {o.rule for o in flat(outcomes) if not o.receipt} == {"V41"}
    assert_sound(election.board, election.uuid, [outcome.held for outcome in taken(outcomes)])


def test_a_signer_countersigns_once(board: Board, racers: Racers) -> None:
    election = LiveElection(board, voters=2, spares=0)
    election.create()
    acts = [Act("Countersignature", (election.countersignature(signer),)) for signer in (0, 1, 2)]
    outcomes = racers.race(board, election.uuid, [acts, acts[::-1], acts, acts[::-1]])
    assert Counter(outcome.new for outcome in flat(outcomes)) == {True: 3, False: 9}
    assert len({outcome.index for outcome in taken(outcomes)}) == 3
    assert len(taken(outcomes)) == 12
    assert_sound(board, election.uuid, [outcome.held for outcome in taken(outcomes)])


def test_of_two_shares_of_a_holder_one_wins(election: LiveElection, racers: Racers) -> None:
    racers.race(election.board, election.uuid, [ballot_acts(election.seal(4)), [], [], []])
    election.close()
    # Each call draws fresh nonces: other bytes, equally sound.
    shares = [Act("Share", election.share(1)) for _ in range(PROCESSES)]
    outcomes = racers.race(election.board, election.uuid, [[share] for share in shares])
    assert len(taken(outcomes)) == 1
    assert {(o.code, o.rule) for o in flat(outcomes) if not o.receipt} == {("share-already-sent", "V23")}
    ledger = assert_sound(election.board, election.uuid, [outcome.held for outcome in taken(outcomes)])
    assert ledger.share_owners() == {1}


def test_shares_of_two_holders_and_the_same_share_twice(election: LiveElection, racers: Racers) -> None:
    racers.race(election.board, election.uuid, [ballot_acts(election.seal(4)), [], [], []])
    election.close()
    first, second = (Act("Share", election.share(owner)) for owner in (1, 2))
    outcomes = racers.race(election.board, election.uuid, [[first], [second], [first], [second]])
    refusals = [(outcome.code, outcome.rule) for outcome in flat(outcomes) if not outcome.receipt]
    assert refusals == []
    assert Counter(outcome.new for outcome in flat(outcomes)) == {True: 2, False: 2}
    assert_sound(election.board, election.uuid, [outcome.held for outcome in taken(outcomes)])


def test_one_close_wins(election: LiveElection, racers: Racers) -> None:
    racers.race(election.board, election.uuid, [ballot_acts(election.seal(4)), [], [], []])
    outcomes = flat(racers.race(election.board, election.uuid, [[Act("close")]] * PROCESSES))
    assert sorted(outcome.code for outcome in outcomes)[0] == ""
    assert Counter(outcome.code == "" for outcome in outcomes) == {True: 1, False: PROCESSES - 1}
    assert {outcome.code for outcome in outcomes} <= {"", "stage", "entry-refused"}
    assert_sound(election.board, election.uuid)
