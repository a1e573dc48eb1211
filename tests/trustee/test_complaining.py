"""Whoever has complained remembers it for good: a board that drops the complaint has learned a channel key by it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from board_client.errors import BoardError
from crypto.passphrase_box import INTERACTIVE
from record.canonical import encode
from record.key_making import KeyMakingStage
from record.key_making_messages import COMPLAINT
from tests.simulator import SimulatedKeyMaking
from tests.support.cheating.cheater import Cheater
from tests.support.cheating.cheats import CHEATS
from tests.support.key_makings import Holder, everybody_steps, finish, holders_in, new_run
from tests.support.two_faces import another_face
from trustee.backup.sealing import make_backup, open_backup
from trustee.errors import KeyFileError, KeyMakingBrokenError
from trustee.journal import Journal
from trustee.key_file import Complained, KeyContents, parse_contents

VICTIM, OTHER, LIAR = 1, 2, 3


class Crash(BaseException):
    """The process is killed."""


class DeafToComplaints(SimulatedKeyMaking):
    """A board in league with the liar: it answers complaints as it likes, and keeps them for itself."""

    answer: Callable[[], None] = staticmethod(lambda: None)

    def complain(self, run: str, payload: bytes) -> None:
        self.posted.append(("Complaint", payload))
        self.answer()

    @property
    def complaints(self) -> list[bytes]:
        return [payload for entry_type, payload in self.posted if entry_type == "Complaint"]


@dataclass
class Accusation:
    """The victim has got a wrong share of the liar's. ``before`` is the log from before the liar lied."""

    board: DeafToComplaints
    before: DeafToComplaints
    holders: list[Holder]
    cheater: Cheater

    @property
    def victim(self) -> Holder:
        return self.holders[VICTIM - 1]

    @property
    def complained(self) -> Complained | None:
        return self.victim.store.contents.complained(self.board.run)

    def visit(self, board: SimulatedKeyMaking | None = None) -> KeyMakingBrokenError:
        """The victim takes a step, and has to stop."""
        with pytest.raises(KeyMakingBrokenError) as stopped:
            self.victim.step(board or self.board)
        return stopped.value

    def move(self, folder: Path) -> None:
        """Another day on another machine: the key file came along, its journal did not."""
        self.victim.journal.close()
        self.victim.store = type(self.victim.store)(parse_contents(encode(self.victim.store.contents)))
        self.victim.journal = Journal(folder / "fresh.journal", self.victim.public_hex, ())

    def without_the_lie(self) -> DeafToComplaints:
        """Another face of the log, in which the liar did all as it should, and waits for the victim alone."""
        face = self.before
        honest = self.cheater.coefficients(face)
        face.put(honest)
        self.holders[OTHER - 1].journal.close()
        other = Holder(
            self.holders[OTHER - 1].store,
            Journal(self.victim.journal.path.with_name("o"), self.holders[OTHER - 1].public_hex, ()),
        )
        other.step(face)
        key = self.cheater.verification_key(face)
        assert key is not None
        face.put(key)
        assert face.state.stage is KeyMakingStage.VERIFICATION_KEYS
        assert face.state.missing == (VICTIM,)
        return face


@pytest.fixture
def accusation(tmp_path: Path) -> Accusation:
    holders = holders_in(tmp_path, 3)
    board = DeafToComplaints([each.public_hex for each in holders], 2)
    everybody_steps(board, holders)
    cheater = Cheater(holders[LIAR - 1], LIAR, VICTIM, board.genesis, CHEATS["a wrong share"])
    cheater.secrets = holders[LIAR - 1].secrets(board)
    everybody_steps(board, holders[: LIAR - 1])
    before = another_face(board)
    assert isinstance(before, DeafToComplaints)
    cheater.act(board)
    board.posted.clear()
    return Accusation(board, before, holders, cheater)


def test_a_dropped_complaint_is_remembered_and_sent_again_the_same_bytes(
    accusation: Accusation, tmp_path: Path
) -> None:
    first = accusation.visit()
    accusation.move(tmp_path)
    again = [accusation.visit() for _ in range(2)]
    assert [each.culprit for each in (first, *again)] == [LIAR] * 3
    assert "the board does not show your complaint" in str(again[0])
    assert {entry_type for entry_type, _ in accusation.board.posted} == {"Complaint"}
    assert len(accusation.board.complaints) == 3
    assert len(set(accusation.board.complaints)) == 1
    assert COMPLAINT.decode(accusation.board.complaints[0]).accused == LIAR


def test_a_run_is_not_gone_on_with_in_which_the_lie_was_taken_back(accusation: Accusation, tmp_path: Path) -> None:
    """Board and liar know the victim's channel key by now: they can read all shares that it gets in this run."""
    accusation.visit()
    accusation.move(tmp_path)
    face = accusation.without_the_lie()
    face.posted.clear()
    assert accusation.visit(face).culprit == LIAR
    assert face.posted == [("Complaint", accusation.board.complaints[0])]
    assert face.state.missing == (VICTIM,)


def test_a_complaint_is_in_the_key_file_before_it_leaves_and_the_secrets_of_the_run_are_not(
    accusation: Accusation,
) -> None:
    def crash() -> None:
        kept = accusation.complained
        assert kept is not None
        assert kept.payload.encode() == accusation.board.complaints[-1]
        assert accusation.victim.store.contents.runs == ()
        raise Crash

    accusation.board.answer = crash
    with pytest.raises(Crash):
        accusation.victim.step(accusation.board)
    accusation.board.answer = lambda: None
    accusation.visit()
    assert accusation.board.complaints[0] == accusation.board.complaints[1]


def test_a_complaint_that_cannot_be_kept_is_not_sent(accusation: Accusation) -> None:
    accusation.victim.store.full = True
    with pytest.raises(KeyFileError):
        accusation.victim.step(accusation.board)
    assert accusation.board.complaints == []
    accusation.victim.store.full = False
    accusation.visit()
    assert len(accusation.board.complaints) == 1


@pytest.mark.parametrize("status", [0, 503])
def test_a_board_that_does_not_answer_gets_the_complaint_again(accusation: Accusation, status: int) -> None:
    def silent() -> None:
        raise BoardError("board-unreachable", status, "No answer came.")

    accusation.board.answer = silent
    for _ in range(2):
        with pytest.raises(BoardError):
            accusation.victim.step(accusation.board)
    accusation.board.answer = lambda: None
    accusation.visit()
    assert len(set(accusation.board.complaints)) == 1
    assert len(accusation.board.complaints) == 3


def test_a_board_that_refuses_the_complaint_does_not_get_anything_else(accusation: Accusation) -> None:
    def refuse() -> None:
        raise BoardError("entry-refused", 422, "The box is right.", "V11")

    accusation.board.answer = refuse
    assert [accusation.visit().culprit for _ in range(2)] == [LIAR, LIAR]
    assert {entry_type for entry_type, _ in accusation.board.posted} == {"Complaint"}


def test_the_log_that_shows_the_complaint_says_why_the_run_is_over(accusation: Accusation) -> None:
    accusation.visit()
    SimulatedKeyMaking.post(accusation.board, "Complaint", accusation.board.complaints[0])
    shown = accusation.visit()
    assert shown.culprit == LIAR
    assert "does not show" not in str(shown)
    assert len(accusation.board.complaints) == 2, "a log that shows it does not get it again"
    assert accusation.complained is not None


def test_a_new_run_is_made_with_the_same_key_file(accusation: Accusation) -> None:
    accusation.visit()
    again = new_run(accusation.holders, 2)
    assert len(finish(again, accusation.holders)) == 3
    assert accusation.complained is not None


def test_a_key_file_without_complaints_has_no_word_of_them_and_paper_never_has(accusation: Accusation) -> None:
    """Files of before there were complaints open as they are, byte for byte, and papers are printed the same."""
    plain = KeyContents(1, "11" * 32)
    assert b"complaint" not in encode(plain)
    assert parse_contents(encode(plain)) == plain
    accusation.visit()
    contents = accusation.victim.store.contents
    assert parse_contents(encode(contents)) == contents
    assert "hidden" in repr(contents.broken[0])
    paper = open_backup(make_backup(contents, "kuda laut biru", INTERACTIVE), "kuda laut biru")
    assert (paper.broken, paper.identity) == ((), contents.identity)
