"""Many elections under one passphrase: each is decrypted as if alone, and none keeps another from it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.election_builder import ElectionBuilder
from tests.support.key_makings import Holder
from tests.support.same_key_elections import SimulatedDay, closed, school
from tests.support.trustee_elections import SimulatedElection, holder_of
from trustee.arrival import Part, part_of, waiting_elections
from trustee.errors import NoTallyError, RecordRejectedError
from trustee.journal import Countersigned, Delivered, Journal, Shown
from trustee.sitting import SittingProgress, decrypt_all
from verifier.run import verify

OWNER, OTHER = 2, 3
SCHOOLS = 4


def uuids() -> list[str]:
    return [school(number).uuid for number in range(SCHOOLS)]


@pytest.fixture
def day() -> SimulatedDay:
    return SimulatedDay([SimulatedElection(closed(school(number))) for number in range(SCHOOLS)])


@pytest.fixture
def holder(tmp_path: Path) -> Holder:
    return holder_of(school(0), OWNER, tmp_path)


def sit(
    day: SimulatedDay,
    holder: Holder,
    wanted: list[str],
    *,
    tell: Callable[[SittingProgress], None] = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
) -> dict[str, str]:
    """What came of each: the error's code, or "again" or "sent"."""
    contents, journal = holder.store.contents, holder.journal
    outcomes = decrypt_all(day, day.source, wanted, contents, journal, verify, tell=tell, stopped=stopped)
    return {
        each.uuid: each.error.code if each.error else "again" if each.share and each.share.again else "sent"
        for each in outcomes
    }


def shares_in(election: SimulatedElection) -> set[int]:
    report = verify(election.source())
    assert report.facts is not None
    return set(report.facts.ledger.share_owners())


def test_all_are_decrypted_and_each_opens_with_another_holder_and_its_school(
    day: SimulatedDay, holder: Holder, tmp_path: Path
) -> None:
    told: list[SittingProgress] = []
    assert sit(day, holder, uuids(), tell=told.append) == dict.fromkeys(uuids(), "sent")
    assert [(each.number, each.total, each.uuid) for each in told[::2]] == [
        (number, SCHOOLS, uuid) for number, uuid in enumerate(uuids(), start=1)
    ]
    assert all(each.outcome is None for each in told[::2])
    assert [each.outcome.uuid for each in told[1::2] if each.outcome] == uuids()
    sit(day, holder_of(school(0), OTHER, tmp_path), uuids())
    for election in day.elections:
        assert shares_in(election) == {OWNER, OTHER}
        sit(day, holder_of(election.builder.parties, 1, tmp_path), [election.builder.parties.uuid])
        election.builder.result()
        assert verify(election.source()).verdict == "accepted"
        (tmp_path / "owner-1.journal").unlink()


def test_one_failure_keeps_no_other_from_being_decrypted(day: SimulatedDay, holder: Holder) -> None:
    first, second, third, last = uuids()
    day.unreachable.add(first)
    open_still = ElectionBuilder(school(1), weighted=False)
    open_still.genesis()
    open_still.setup()
    for signer in (0, 1, 2, 3, 4):
        open_still.countersign(signer)
    open_still.open()
    day.elections[1].builder = open_still
    day.elections[2].builder.entries.pop()
    day.elections[2].builder.rebuild_tree()
    day.elections[2].builder.tally_bytes_as_they_are(day.elections[3].builder.tally_bytes)
    assert sit(day, holder, uuids()) == {
        first: "board-unreachable",
        second: NoTallyError.code,
        third: RecordRejectedError.code,
        last: "sent",
    }
    day.unreachable.clear()
    assert sit(day, holder, [first]) == {first: "sent"}


def test_a_sitting_that_was_stopped_goes_on_where_it_was(day: SimulatedDay, holder: Holder) -> None:
    asked = iter((False, False, True))
    assert list(sit(day, holder, uuids(), stopped=lambda: next(asked))) == uuids()[:2]
    with Journal(holder.journal.path.with_name("other"), "0" * 64, ()) as journal:
        for uuid in uuids():
            journal.append(Countersigned(uuid, "0" * 64, "0" * 64, "", ""))
        assert waiting_elections(journal) == tuple(uuids())
        journal.append(Shown(uuids()[1], 9, "0" * 64))
        # What an earlier version wrote down at the board's word.
        journal.append(Delivered(uuids()[2]))
        assert waiting_elections(journal) == (uuids()[0], *uuids()[2:])


def test_what_was_made_and_did_not_arrive_waits_and_is_sent_again(day: SimulatedDay, holder: Holder) -> None:
    uuid = uuids()[0]
    day.elections[0].deaf = True
    assert sit(day, holder, [uuid]) == {uuid: "board-unreachable"}
    assert holder.journal.decrypted(uuid) is not None
    assert part_of(holder.journal, uuid) is Part.SENT
    day.elections[0].deaf = False
    assert sit(day, holder, [uuid]) == {uuid: "again"}
    assert part_of(holder.journal, uuid) is Part.SHOWN
    assert day.elections[0].posted[0] == day.elections[0].posted[1]


def test_an_election_that_is_named_twice_is_decrypted_once(day: SimulatedDay, holder: Holder) -> None:
    uuid = uuids()[0]
    sit(day, holder, [uuid, uuid])
    sit(day, holder, [uuid])
    assert len(day.elections[0].posted) == 1
    assert sum(isinstance(record, Shown) for record in holder.journal.records) == 1
