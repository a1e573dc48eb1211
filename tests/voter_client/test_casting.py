"""What a voter's device accepts as proof that its ballot or seal test is in the log, and each lie that it refuses."""

from collections.abc import Callable

import pytest

from record.ballot import parse_ballot, tracking_code
from record.canonical import decode
from record.checkpoint import OriginError
from record.entries import Challenge
from record.merkle import InclusionError
from record.note import NoteFormatError, NoteUnsignedError
from record.receipt import ReceiptFormatError
from tests.support.election_parties import OTHER_UUID, parties
from tests.support.honest_election import FIRST, SECOND, honest
from tests.support.logs import STRANGER
from tests.support.memory_board import MemoryBoard, card_of
from voter_client.casting import cast_ballot, enter_challenge, require_same_log
from voter_client.choices import Choices
from voter_client.election import OpenElection, read_election
from voter_client.errors import ReceiptError
from voter_client.sealing import Card, SealedBallot, seal

Lie = Callable[[MemoryBoard, int], str]


@pytest.fixture
def board() -> MemoryBoard:
    """Voting is open and one ballot of somebody else is in the box."""
    return MemoryBoard(honest(parties("single")).until("vote 0").play())


@pytest.fixture
def election(board: MemoryBoard) -> OpenElection:
    return read_election(board.log(board.builder.parties.uuid), board.builder.parties.uuid)


@pytest.fixture
def card(board: MemoryBoard) -> Card:
    return card_of(board.builder.parties.cards[1])


@pytest.fixture
def sealed(election: OpenElection, card: Card) -> SealedBallot:
    return seal(election.setup, card, choices(SECOND))


def choices(marks: object) -> Choices:
    assert isinstance(marks, tuple)
    return marks


def test_an_honest_board_gives_the_place_the_number_and_the_receipt(
    board: MemoryBoard, election: OpenElection, card: Card, sealed: SealedBallot
) -> None:
    entry = cast_ballot(board, election, card, sealed)
    stored = board.builder.entries[entry.index]
    assert stored.event is not None
    assert (stored.type, entry.number) == ("Ballot", stored.event.height)
    assert tracking_code(parse_ballot(stored.payload)) == sealed.code
    assert entry.receipt.decode() == board.receipt(entry.index)


def test_casting_again_sends_the_same_bytes_and_gives_the_same_place(
    board: MemoryBoard, election: OpenElection, card: Card, sealed: SealedBallot
) -> None:
    first = cast_ballot(board, election, card, sealed)
    board.builder.booth_change()
    again = cast_ballot(board, election, card, sealed)
    assert board.posted[0] == board.posted[1]
    assert (again.index, again.number) == (first.index, first.number)
    assert again.receipt != first.receipt  # a newer head


def test_an_honest_challenge_binds_code_and_card(
    board: MemoryBoard, election: OpenElection, card: Card, sealed: SealedBallot
) -> None:
    entry = enter_challenge(board, election, card, sealed)
    challenge = decode(board.builder.entries[entry.index].payload, Challenge)
    assert (challenge.code, challenge.credential, challenge.uuid) == (sealed.code, card.credential, board_uuid(board))
    assert entry.number is None


def board_uuid(board: MemoryBoard) -> str:
    return board.builder.parties.uuid


def place_of_the_other_ballot(board: MemoryBoard) -> int:
    return next(entry.index for entry in board.builder.entries if entry.type == "Ballot")


def another_entry(board: MemoryBoard, index: int) -> str:
    """A perfect receipt of somebody else's ballot."""
    return board.receipt(place_of_the_other_ballot(board))


def another_kind(board: MemoryBoard, index: int) -> str:
    """The right payload, logged as something else that is not counted (or not tested)."""
    mine = board.builder.entries[index]
    board.builder.own_bytes("Challenge" if mine.type == "Ballot" else "CardReplacement", mine.payload)
    return board.receipt(board.size - 1)


def another_leaf(board: MemoryBoard, index: int) -> str:
    """My place and proof, shown with the leaf of another entry."""
    return board.receipt(index, leaf=board.builder.entries[place_of_the_other_ballot(board)].leaf)


def another_proof(board: MemoryBoard, index: int) -> str:
    """My leaf with the place and proof of another entry."""
    other = place_of_the_other_ballot(board)
    return board.receipt(other, leaf=board.builder.entries[index].leaf)


def not_included(board: MemoryBoard, index: int) -> str:
    """My leaf was never appended: it is taken out again, and the receipt is made up over what follows instead."""
    mine = board.builder.entries.pop(index)
    board.builder.rebuild_tree()
    board.builder.booth_change()
    return board.receipt(index, leaf=mine.leaf)


def stranger_signed(board: MemoryBoard, index: int) -> str:
    return board.receipt(index, signer=STRANGER)


def registrar_signed(board: MemoryBoard, index: int) -> str:
    """A key that the genesis does name, but not as the board's."""
    return board.receipt(index, signer=board.builder.parties.registrar)


def another_log(board: MemoryBoard, index: int) -> str:
    return board.receipt(index, origin=f"suarasah/{OTHER_UUID}")


def with_lies(pairs: list[tuple[Lie, type[Exception] | str]]) -> list[object]:
    return [pytest.param(lie, reason, id=lie.__name__) for lie, reason in pairs]


LIES: list[tuple[Lie, type[Exception] | str]] = [
    (another_entry, "something else"),
    (another_kind, "something else"),
    (another_leaf, InclusionError),
    (another_proof, InclusionError),
    (not_included, InclusionError),
    (stranger_signed, NoteUnsignedError),
    (registrar_signed, NoteUnsignedError),
    (another_log, OriginError),
]


@pytest.mark.parametrize("act", [cast_ballot, enter_challenge])
@pytest.mark.parametrize(("lie", "reason"), with_lies(LIES))
def test_lies_are_refused_each_for_its_own_reason(
    board: MemoryBoard,
    election: OpenElection,
    card: Card,
    sealed: SealedBallot,
    act: Callable[[MemoryBoard, OpenElection, Card, SealedBallot], object],
    lie: Lie,
    reason: type[Exception] | str,
) -> None:
    board.lie = lie
    with pytest.raises(ReceiptError, match=reason if isinstance(reason, str) else "not valid") as caught:
        act(board, election, card, sealed)
    assert type(caught.value.__cause__) is (type(None) if isinstance(reason, str) else reason)


def test_an_old_head_is_refused(board: MemoryBoard, card: Card, election: OpenElection, sealed: SealedBallot) -> None:
    """The very receipt of this ballot, but from before the head that this device has seen since."""
    cast_ballot(board, election, card, sealed)
    then = board.size
    board.builder.booth_change()
    later = read_election(board.log(board_uuid(board)), board_uuid(board))
    board.lie = lambda board, index: board.receipt(index, size=then)
    assert cast_ballot(board, election, card, sealed).index == then - 1
    with pytest.raises(ReceiptError, match="older than"):
        cast_ballot(board, later, card, sealed)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("", ReceiptFormatError),
        ("<html>Masuk ke jaringan sekolah</html>", ReceiptFormatError),
        ("c2sp.org/tlog-proof@v1\nindex 1\n\n", NoteFormatError),
        ("c2sp.org/tlog-proof@v1\nindex -1\n\nx", ReceiptFormatError),
        ("\ud800", ReceiptFormatError),
        ("\x00" * 1000, ReceiptFormatError),
    ],
)
def test_garbage_is_refused(
    board: MemoryBoard,
    election: OpenElection,
    card: Card,
    sealed: SealedBallot,
    text: str,
    cause: type[Exception],
) -> None:
    board.lie = lambda board, index: text
    with pytest.raises(ReceiptError) as caught:
        cast_ballot(board, election, card, sealed)
    assert type(caught.value.__cause__) is cause


def test_a_receipt_without_its_leaf_is_refused(
    board: MemoryBoard, election: OpenElection, card: Card, sealed: SealedBallot
) -> None:
    board.lie = lambda board, index: board.receipt(index, leaf=b"")
    with pytest.raises(ReceiptError, match="not valid"):
        cast_ballot(board, election, card, sealed)


def test_a_receipt_says_nothing_of_the_choices(
    board: MemoryBoard, election: OpenElection, card: Card, sealed: SealedBallot
) -> None:
    entry = cast_ballot(board, election, card, sealed)
    assert sealed.seed.hex() not in repr((sealed, card, entry, election))
    assert repr(sealed) == f"SealedBallot(code={sealed.code})"
    assert card.secret.reveal().hex() not in repr(card)
    assert str(FIRST) not in repr(sealed)


def test_a_receipt_continues_the_log_that_was_seen_before(
    board: MemoryBoard, election: OpenElection, card: Card, sealed: SealedBallot
) -> None:
    entry = cast_ballot(board, election, card, sealed)
    require_same_log(board.log(election.setup.uuid), election, entry)
    assert entry.head.size > election.head.size


def test_a_board_that_answers_from_a_second_log_is_caught(
    election: OpenElection, card: Card, sealed: SealedBallot
) -> None:
    """A fork: it lacks the other voter's ballot, has grown past the head that was seen, and its receipt is sound."""
    fork = MemoryBoard(honest(parties("single")).until("open").play())
    fork.builder.booth_change()
    entry = cast_ballot(fork, election, card, sealed)
    assert entry.head.size > election.head.size
    with pytest.raises(ReceiptError, match="another log"):
        require_same_log(fork.log(election.setup.uuid), election, entry)
