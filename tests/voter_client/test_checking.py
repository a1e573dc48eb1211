"""Cek suaraku: a board's word about a tracking code counts for nothing, its log does."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from board_client.answers import CodeStatus
from record.ballot import parse_ballot, short_code, tracking_code
from record.digests import sha256_hex
from record.errors import FormatError
from record.merkle import InclusionError
from record.note import NoteUnsignedError
from tests.support.election_parties import parties
from tests.support.honest_election import honest
from tests.support.logs import STRANGER
from tests.support.memory_board import BuiltLog, MemoryBoard
from voter_client.checking import check_code, look_up, same_code
from voter_client.election import OpenElection, read_election
from voter_client.errors import ReceiptError


@dataclass
class Box:
    """A board with several ballots, and the place, code and number of the one that is looked up."""

    board: MemoryBoard
    index: int

    @property
    def payload(self) -> bytes:
        return self.board.builder.entries[self.index].payload

    @property
    def code(self) -> str:
        return tracking_code(parse_ballot(self.payload))

    @property
    def number(self) -> int:
        event = self.board.builder.entries[self.index].event
        assert event is not None
        return event.height

    def election(self) -> OpenElection:
        uuid = self.board.builder.parties.uuid
        return read_election(self.board.log(uuid), uuid)

    def say(self, receipt: str | None, status: str = "in-box", superseded_by: int | None = None) -> None:
        answer = CodeStatus(code=self.code, status=status, superseded_by=superseded_by, receipt=receipt)
        self.board.statuses = {self.code: answer, short_code(self.code): answer}

    def other(self) -> int:
        return next(e.index for e in self.board.builder.entries if e.type == "Ballot" and e.index != self.index)


@pytest.fixture
def box() -> Box:
    board = MemoryBoard(honest(parties("single")).until("vote 2").play())
    last = max(entry.index for entry in board.builder.entries if entry.type == "Ballot")
    return Box(board, last)


@pytest.mark.parametrize("shape", [str, short_code, lambda code: f"  {short_code(code).lower()} "])
def test_a_ballot_is_found_with_its_number(box: Box, shape: Callable[[str], str]) -> None:
    box.say(box.board.receipt(box.index))
    found = look_up(box.board, box.election(), shape(box.code))
    assert found.sentence == f"In the box, number {box.number}."
    assert box.number > 1
    assert (found.tested, found.credential) == (False, parse_ballot(box.payload).credential)


def test_a_superseded_ballot_names_the_later_one(box: Box) -> None:
    box.say(box.board.receipt(box.index), "superseded", 77)
    assert f"number {box.number}; a later ballot of the same card, 77, counts" in check_code(
        box.board, box.election(), box.code
    )


def test_the_word_of_the_board_alone_is_no_proof(box: Box) -> None:
    box.say(None, "counted")
    with pytest.raises(ReceiptError, match="names no place"):
        check_code(box.board, box.election(), box.code)


def stranger_signed(box: Box) -> str:
    return box.board.receipt(box.index, signer=STRANGER)


def another_proof(box: Box) -> str:
    return box.board.receipt(box.other(), leaf=box.board.builder.entries[box.index].leaf)


def garbage(box: Box) -> str:
    return "\ud800 no receipt"


def a_genesis(box: Box) -> str:
    """An entry that is in the log, and neither a ballot nor a seal test."""
    return box.board.receipt(0)


def an_opening(box: Box) -> str:
    """An entry without a payload."""
    return box.board.receipt(next(e.index for e in box.board.builder.entries if e.type == "Open"))


@pytest.mark.parametrize(
    ("lie", "cause"),
    [
        (stranger_signed, NoteUnsignedError),
        (another_proof, InclusionError),
        (garbage, FormatError),
        (a_genesis, FormatError),
        (an_opening, FormatError),
    ],
)
def test_a_receipt_that_proves_nothing_is_refused(box: Box, lie: Callable[[Box], str], cause: type[Exception]) -> None:
    box.say(lie(box))
    with pytest.raises(ReceiptError) as caught:
        check_code(box.board, box.election(), box.code)
    assert isinstance(caught.value.__cause__, cause)


def test_another_ballot_is_refused_by_either_form_of_the_code(box: Box) -> None:
    box.say(box.board.receipt(box.other()))
    for typed in (box.code, short_code(box.code)):
        with pytest.raises(ReceiptError, match="another ballot"):
            check_code(box.board, box.election(), typed)


def test_an_old_head_is_refused(box: Box) -> None:
    then = box.board.size
    box.board.builder.booth_change()
    box.say(box.board.receipt(box.index, size=then))
    with pytest.raises(ReceiptError, match="older than"):
        check_code(box.board, box.election(), box.code)


def test_a_log_that_forked_after_it_was_read_is_refused(box: Box) -> None:
    """Both logs hold the voter's ballot under the same code; the second lacks what stood in the first."""
    first = honest(parties("single")).until("open").play()
    first.booth_change()
    read = read_election(MemoryBoard(first).log(first.parties.uuid), first.parties.uuid)
    box.say(box.board.receipt(box.index))
    with pytest.raises(ReceiptError, match="another log"):
        check_code(box.board, read, box.code)


def test_a_payload_that_is_not_the_entrys_is_refused(box: Box) -> None:
    """The entry is another ballot's, and the board serves the voter's own bytes as its payload."""
    mine, entry = box.payload, box.board.builder.entries[box.other()]
    box.say(box.board.receipt(entry.index))

    class Swapping(MemoryBoard):
        def log(self, uuid: str) -> BuiltLog:
            honest_log = super().log(uuid)

            @dataclass(frozen=True)
            class Swapped(BuiltLog):
                def blob(self, digest: str) -> bytes:
                    return mine if digest == sha256_hex(entry.payload) else super().blob(digest)

            return Swapped(honest_log.entries, honest_log.head, honest_log.tree)

    election = box.election()
    board = Swapping(box.board.builder, statuses=box.board.statuses)
    with pytest.raises(ReceiptError, match="something else"):
        check_code(board, election, box.code)


@pytest.mark.parametrize("typed", ["", "K7QX", "K7QX-2M9D-VT4", "K7QX-2M9D-VT4AA", "K7QX-2M9D-VT4U", "ﬁ7QX-2M9D-VT4A"])
def test_what_is_no_code_is_never_sent(box: Box, typed: str) -> None:
    with pytest.raises(FormatError, match="twelve letters and digits"):
        check_code(box.board, box.election(), typed)


def test_full_codes_are_compared_in_full_in_either_alphabet() -> None:
    code = "+/" + "a" * 41
    assert same_code(code, code)
    assert same_code(code, "-_" + "a" * 41)
    assert not same_code(code, code[:-1] + "b")  # the short form would be the same
    assert same_code(code, short_code(code[:-1] + "b"))
    assert not same_code(code, short_code("b" * 43))
