"""A part counts as given when the record shows it, never because the board said yes; until then it is sent again."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from board_client.errors import BoardError
from tests.support.built_record import BuiltRecord
from tests.support.dropping_boards import DROPS, SILENT, UNSHOWN, DroppingElection
from tests.support.election_builder import ElectionBuilder
from tests.support.key_makings import Holder
from tests.support.lying_boards import FORGED_HEADS
from tests.support.same_key_elections import SimulatedDay, closed, school
from tests.support.trustee_elections import ServedLog, holder_of
from trustee.arrival import Part, part_of, unshown_elections, waiting_elections
from trustee.decrypting import SentShare, decrypt
from trustee.errors import (
    AlreadyDecryptedError,
    LeftOutError,
    LogRefusedError,
    NoTallyError,
    OtherTallyError,
    RecordRejectedError,
    RollbackError,
    SplitViewError,
)
from trustee.journal import Countersigned, Decrypted, Journal, OverWithout, Seen, Shown
from trustee.sitting import decrypt_all
from verifier.report import Report
from verifier.run import verify
from verifier.source import Source

OWNER, OTHERS = 2, (1, 3, 4)
"""A holder of the joint key, and those that open the total without it."""


@dataclass
class Sent:
    """A holder that has signed an election of a board, and visits it."""

    board: DroppingElection
    holder: Holder

    @property
    def uuid(self) -> str:
        return self.board.builder.parties.uuid

    @property
    def journal(self) -> Journal:
        return self.holder.journal

    @property
    def waits(self) -> bool:
        return self.uuid in waiting_elections(self.journal)

    def visit(self) -> SentShare:
        return decrypt(self.board, self.board.source(), self.uuid, self.holder.store.contents, self.journal, verify)

    def reopen(self) -> None:
        """The program starts again."""
        self.journal.close()
        self.holder.journal = Journal(self.journal.path, self.holder.public_hex, ())

    def others_open_it(self) -> None:
        for owner in OTHERS:
            self.board.builder.share(owner)
        self.board.builder.result()


@pytest.fixture
def sent(tmp_path: Path) -> Sent:
    board = DroppingElection(closed(school(0)))
    everybody = board.builder.parties
    holder = holder_of(everybody, OWNER, tmp_path)
    root = board.builder.roots[2]
    holder.journal.append(Countersigned(everybody.uuid, board.builder.setup_hash, root, "", ""))
    return Sent(board, holder)


def decrypted(journal: Journal) -> list[Decrypted]:
    return [record for record in journal.records if isinstance(record, Decrypted)]


def test_what_the_record_shows_is_given_and_only_what_the_log_grew_by_was_read_for_it(sent: Sent) -> None:
    assert part_of(sent.journal, sent.uuid) is Part.TO_DO
    before = len(sent.board.builder.entries)
    assert sent.visit().shown
    assert part_of(sent.journal, sent.uuid) is Part.SHOWN
    assert not sent.waits
    (shown,) = [record for record in sent.journal.records if isinstance(record, Shown)]
    assert (shown.size, shown.root) == (before + 2, sent.board.builder.roots[before + 2])
    assert [log.served for log in sent.board.logs] == [2]
    heads = [record.checkpoint for record in sent.journal.records if isinstance(record, Seen)]
    assert heads[-1] == sent.board.record().checkpoint.decode()


@pytest.mark.parametrize("lie", UNSHOWN)
def test_a_board_that_says_yes_to_a_part_and(sent: Sent, lie: str) -> None:
    """The election stays on the list, today and after a restart."""
    sent.board.lie = lie
    assert not sent.visit().shown
    for _ in range(2):
        assert part_of(sent.journal, sent.uuid) is Part.SENT
        assert sent.waits
        assert unshown_elections(sent.journal) == (sent.uuid,)
        sent.reopen()


def test_a_dropped_part_is_sent_again_the_same_bytes_until_the_record_shows_it(sent: Sent) -> None:
    sent.board.lie = DROPS
    first = sent.visit()
    sent.reopen()
    assert not sent.visit().shown
    sent.board.lie = ""
    last = sent.visit()
    assert (first.again, last.again, last.shown) == (False, True, True)
    assert not sent.waits
    assert len(sent.board.posted) == 3
    assert len(set(sent.board.posted)) == 1
    assert len(decrypted(sent.journal)) == 1
    assert sent.visit().shown
    assert len(sent.board.posted) == 3


def test_a_part_that_a_silent_board_took_is_found_in_the_record_and_not_sent_again(sent: Sent) -> None:
    sent.board.lie = SILENT
    assert not sent.visit().shown
    sent.board.lie = ""
    assert sent.visit().shown
    assert not sent.waits
    assert len(sent.board.posted) == 1


# -- what the board shows instead of a log that goes on ----------------------------------------------------------------


@dataclass
class OtherLog(DroppingElection):
    """A board that shows another log after it was sent a share."""

    shown: Callable[[BuiltRecord], BuiltRecord] = lambda record: record

    def log(self, uuid: str) -> ServedLog:
        return ServedLog.of(self.shown(self.record()))


def another_history(record: BuiltRecord) -> BuiltRecord:
    """A log of the same size with the share in it, in which two voters' ballots stand in the other order."""
    places = [index for index, entry in enumerate(record.entries) if entry.type == "Ballot"]
    entries = list(record.entries)
    entries[places[0]], entries[places[1]] = entries[places[1]], entries[places[0]]
    return BuiltRecord.of(record.parties, tuple(entries), record.submissions, record.timestamp)


def cut(record: BuiltRecord) -> BuiltRecord:
    return BuiltRecord.of(record.parties, record.entries[:-3], record.submissions, record.timestamp)


def with_the_forged_head(name: str) -> Callable[[BuiltRecord], BuiltRecord]:
    return lambda record: record.with_head(FORGED_HEADS[name](record))


OTHER_LOGS: dict[str, tuple[type[LogRefusedError], Callable[[BuiltRecord], BuiltRecord]]] = {
    "another history with the part in it": (LogRefusedError, another_history),
    "an older log": (RollbackError, cut),
    **{f"a head {name}": (LogRefusedError, with_the_forged_head(name)) for name in FORGED_HEADS},
}


@pytest.mark.parametrize("case", OTHER_LOGS)
def test_a_part_is_not_believed_to_be_in(sent: Sent, case: str) -> None:
    error, shown = OTHER_LOGS[case]
    sent.board = OtherLog(sent.board.builder, shown=shown)
    with pytest.raises(error):
        sent.visit()
    assert part_of(sent.journal, sent.uuid) is Part.SENT
    assert sent.waits
    assert len(sent.board.posted) == 1


def test_a_log_that_loses_a_part_that_it_has_shown_is_a_lie_with_evidence(sent: Sent) -> None:
    """The signed head that covers the part stands in the journal."""
    assert sent.visit().shown
    without = closed(school(0))
    for owner in OTHERS:
        without.share(owner)
    sent.board = DroppingElection(without)
    with pytest.raises(SplitViewError):
        sent.visit()


# -- elections that are over -------------------------------------------------------------------------------------------


def test_a_part_is_found_in_the_record_of_an_election_that_is_over(sent: Sent) -> None:
    sent.board.lie = SILENT
    sent.visit()
    sent.board.lie = ""
    sent.others_open_it()
    assert sent.visit().shown
    assert not sent.waits
    assert len(sent.board.posted) == 1


def test_a_dropped_part_of_an_election_that_is_over_is_told_and_waits_no_longer(sent: Sent) -> None:
    sent.board.lie = DROPS
    sent.visit()
    sent.others_open_it()
    with pytest.raises(LeftOutError):
        sent.visit()
    assert part_of(sent.journal, sent.uuid) is Part.MISSED
    assert not sent.waits
    assert unshown_elections(sent.journal) == ()
    assert len(sent.board.posted) == 1


def test_an_election_that_others_opened_waits_for_nobody(sent: Sent) -> None:
    sent.others_open_it()
    for _ in range(2):
        with pytest.raises(NoTallyError) as refusal:
            sent.visit()
        assert type(refusal.value) is NoTallyError
    assert not sent.waits
    assert sum(isinstance(record, OverWithout) for record in sent.journal.records) == 1


def test_an_end_that_the_record_does_not_bear_out_ends_nothing(sent: Sent) -> None:
    """A board that counts below k, or shows a result of its own: the record is rejected, so the election waits on."""
    sent.board.builder.withhold()
    with pytest.raises(RecordRejectedError):
        sent.visit()
    assert sent.waits


def test_a_part_that_another_journal_knows_of_is_in_the_record_too(sent: Sent) -> None:
    sent.board.builder.share(OWNER)
    with pytest.raises(AlreadyDecryptedError):
        sent.visit()
    assert part_of(sent.journal, sent.uuid) is Part.SHOWN


def test_a_part_of_another_tally_in_the_record_is_not_taken_for_the_one_that_was_sent(sent: Sent) -> None:
    sent.journal.append(Decrypted(sent.uuid, sent.board.builder.setup_hash, "33" * 32, "{}", "{}"))
    sent.board.builder.share(OWNER)
    with pytest.raises(OtherTallyError):
        sent.visit()
    assert part_of(sent.journal, sent.uuid) is Part.SENT


# -- many in one sitting -----------------------------------------------------------------------------------------------


def test_a_sitting_verifies_each_election_once_and_lists_those_that_are_not_shown(tmp_path: Path) -> None:
    elections = [DroppingElection(closed(school(number))) for number in range(3)]
    elections[1].lie = DROPS
    day = SimulatedDay(elections)
    holder = holder_of(school(0), OWNER, tmp_path)
    for each in elections:
        sign(each.builder, holder)
    verified: list[str] = []

    def counted(source: Source) -> Report:
        report = verify(source)
        assert report.facts is not None
        assert report.facts.ledger.genesis is not None
        verified.append(report.facts.ledger.genesis.uuid)
        return report

    uuids = waiting_elections(holder.journal)
    outcomes = decrypt_all(day, day.source, uuids, holder.store.contents, holder.journal, counted)
    assert [each.share.shown for each in outcomes if each.share] == [True, False, True]
    assert verified == list(uuids)
    assert [log.served for each in elections for log in each.logs] == [2, 0, 2]
    assert waiting_elections(holder.journal) == (uuids[1],)


def sign(builder: ElectionBuilder, holder: Holder) -> None:
    holder.journal.append(Countersigned(builder.parties.uuid, builder.setup_hash, builder.roots[2], "", ""))


def test_a_share_that_is_refused_is_no_part_in_the_record(sent: Sent) -> None:
    sent.board.deaf = True
    with pytest.raises(BoardError):
        sent.visit()
    assert sent.waits
