"""The second device of a seal test: it says the choices of the ballot with the code that was seen, and nothing else."""

import textwrap
from typing import Any

import msgspec
import pytest

from board_client.answers import CodeStatus
from record.ballot import short_code
from record.canonical import encode
from record.ledger import BallotFacts
from record.voting import sign_challenge
from tests.support.election_parties import OTHER_UUID, parties
from tests.support.honest_election import BLANK, FIRST, SECOND, honest
from tests.support.memory_board import MemoryBoard, card_of
from voter_client.casting import cast_ballot, enter_challenge
from voter_client.election import OpenElection, read_election
from voter_client.errors import MistypedCodeError, OpeningError, ReceiptError, ShortCodeError
from voter_client.seal_test import Opening, check_opening, check_test, open_seal
from voter_client.sealing import Card, SealedBallot, seal


@pytest.fixture
def board() -> MemoryBoard:
    return MemoryBoard(honest(parties("single")).until("open").play())


@pytest.fixture
def election(board: MemoryBoard) -> OpenElection:
    return read_election(board.log(board.builder.parties.uuid), board.builder.parties.uuid)


@pytest.fixture
def card(board: MemoryBoard) -> Card:
    return card_of(board.builder.parties.cards[1])


@pytest.fixture
def sealed(election: OpenElection, card: Card) -> SealedBallot:
    return seal(election.setup, card, SECOND)


def changed(opening: bytes, **members: Any) -> bytes:
    return msgspec.json.encode(msgspec.json.decode(opening) | members)


@pytest.mark.parametrize("grouped", [True, False])
def test_the_choices_are_said_in_words(election: OpenElection, card: Card, sealed: SealedBallot, grouped: bool) -> None:
    code = " ".join(textwrap.wrap(sealed.code, 4)) if grouped else sealed.code
    assert check_opening(election.setup, open_seal(election.setup, sealed), code) == [
        "Ketua OSIS: Paslon 2",
        "Seragam olahraga: Biru; Hijau",
    ]
    blank = seal(election.setup, card, BLANK)
    assert check_opening(election.setup, open_seal(election.setup, blank), blank.code)[1] == "Seragam olahraga: blank"


def test_the_short_code_is_too_short_to_judge_by(election: OpenElection, sealed: SealedBallot) -> None:
    """Even the right one: a booth that made two ballots with it would be called honest."""
    with pytest.raises(ShortCodeError, match="whole"):
        check_opening(election.setup, open_seal(election.setup, sealed), short_code(sealed.code))


@pytest.mark.parametrize("wrong", [1, 3, 4])
def test_a_mistyped_code_is_no_accusation(election: OpenElection, sealed: SealedBallot, wrong: int) -> None:
    other = "".join("+" if code != "+" else "/" for code in sealed.code[:wrong])
    typed = (other + sealed.code[wrong:].swapcase())[:43]
    expected = MistypedCodeError if wrong <= 3 else OpeningError
    with pytest.raises(expected):
        check_opening(election.setup, open_seal(election.setup, sealed), typed)


def test_the_opening_of_another_ballot_is_refused(election: OpenElection, card: Card, sealed: SealedBallot) -> None:
    """The booth sealed other choices, and opens an innocent ballot with the choices that the voter made."""
    innocent = seal(election.setup, card, SECOND)
    with pytest.raises(OpeningError, match="not the one with the tracking code"):
        check_opening(election.setup, open_seal(election.setup, innocent), sealed.code)


@pytest.mark.parametrize(
    "lie",
    [
        {"choices": FIRST},
        {"seed": "0" * 64},
        {"credential": parties("single").cards[0].text},
    ],
    ids=["choices", "seed", "credential"],
)
def test_a_changed_opening_is_refused(election: OpenElection, sealed: SealedBallot, lie: dict[str, object]) -> None:
    opening = changed(open_seal(election.setup, sealed), **lie)
    with pytest.raises(OpeningError, match="not the one with the tracking code"):
        check_opening(election.setup, opening, sealed.code)


def test_an_opening_for_another_election_is_refused(election: OpenElection, sealed: SealedBallot) -> None:
    opening = changed(open_seal(election.setup, sealed), uuid=OTHER_UUID)
    with pytest.raises(OpeningError, match="another election"):
        check_opening(election.setup, opening, sealed.code)


@pytest.mark.parametrize(
    "choices",
    [[[1, 1, 0], [0, 1, 0]], [[0, 0, 0], [0, 1, 0]], [[1, 0, 0], [1, 1, 0]], [[1, 0, 0]], [[1, 0, 0, 0], [0, 1, 0]]],
)
def test_an_opening_with_impossible_choices_is_refused(
    election: OpenElection, sealed: SealedBallot, choices: list[list[int]]
) -> None:
    opening = changed(open_seal(election.setup, sealed), choices=choices)
    with pytest.raises(OpeningError, match="no ballot may have"):
        check_opening(election.setup, opening, sealed.code)


@pytest.mark.parametrize(
    "lie",
    [{"seed": "0" * 63}, {"seed": "Z" * 64}, {"choices": [[2]]}, {"choices": [[True]]}, {"credential": "00"}, {"x": 1}],
    ids=str,
)
def test_a_malformed_opening_is_refused(election: OpenElection, sealed: SealedBallot, lie: dict[str, object]) -> None:
    opening = changed(open_seal(election.setup, sealed), **lie)
    with pytest.raises(OpeningError, match="no opening of a seal test"):
        check_opening(election.setup, opening, sealed.code)


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"null", b"[" * 100_000, b"{}", b'"\\ud800"'])
def test_garbage_is_refused(election: OpenElection, sealed: SealedBallot, data: bytes) -> None:
    with pytest.raises(OpeningError, match="no opening of a seal test"):
        check_opening(election.setup, data, sealed.code)


def test_white_space_makes_another_opening(election: OpenElection, sealed: SealedBallot) -> None:
    with pytest.raises(OpeningError, match="no opening"):
        check_opening(election.setup, open_seal(election.setup, sealed) + b"\n", sealed.code)


def test_an_opening_shows_neither_seed_nor_choices_by_accident(election: OpenElection, sealed: SealedBallot) -> None:
    opening = msgspec.json.decode(open_seal(election.setup, sealed), type=Opening)
    assert repr(opening) == f"Opening(uuid={election.setup.uuid})"
    with pytest.raises(OpeningError) as caught:
        check_opening(election.setup, open_seal(election.setup, sealed), "A" * 43)
    assert sealed.seed.hex() not in str(caught.value)


# -- with the log --------------------------------------------------------------------------------------------------


def entered(board: MemoryBoard, sealed: SealedBallot, index: int) -> None:
    status = CodeStatus(code=sealed.code, status="tested", receipt=board.receipt(index))
    board.statuses = {sealed.code: status, short_code(sealed.code): status}


def test_a_test_that_is_in_the_log_passes(
    board: MemoryBoard, election: OpenElection, card: Card, sealed: SealedBallot
) -> None:
    entered(board, sealed, enter_challenge(board, election, card, sealed).index)
    opening = open_seal(election.setup, sealed)
    lines = check_test(board, election, opening, sealed.code)
    assert "opened in a seal test" in lines[0]
    assert lines[1:] == check_opening(election.setup, opening, sealed.code)
    with pytest.raises(ShortCodeError):
        check_test(board, election, opening, short_code(sealed.code))


def test_a_booth_that_opens_and_casts_the_same_ballot_is_caught(
    board: MemoryBoard, election: OpenElection, card: Card, sealed: SealedBallot
) -> None:
    entered(board, sealed, cast_ballot(board, election, card, sealed).index)
    with pytest.raises(OpeningError, match="cast as well"):
        check_test(board, election, open_seal(election.setup, sealed), sealed.code)


def test_a_challenge_by_another_card_does_not_count(
    board: MemoryBoard, election: OpenElection, sealed: SealedBallot
) -> None:
    """V37 binds code and card: with another card's Challenge in the log the opened ballot could still be cast."""
    other = card_of(board.builder.parties.cards[0])
    facts = BallotFacts(sealed.code, other.credential)
    board.challenge(
        election.setup.uuid,
        encode(sign_challenge(election.setup.group, election.setup.uuid, facts, other.secret)),
    )
    entered(board, sealed, board.size - 1)
    with pytest.raises(OpeningError, match="names another card"):
        check_test(board, election, open_seal(election.setup, sealed), sealed.code)


def test_a_receipt_of_another_test_is_refused(
    board: MemoryBoard, election: OpenElection, card: Card, sealed: SealedBallot
) -> None:
    other = seal(election.setup, card, SECOND)
    entered(board, sealed, enter_challenge(board, election, card, other).index)
    with pytest.raises(ReceiptError, match="another ballot"):
        check_test(board, election, open_seal(election.setup, sealed), sealed.code)


def test_a_test_that_the_board_only_claims_is_refused(
    board: MemoryBoard, election: OpenElection, sealed: SealedBallot
) -> None:
    board.statuses = {sealed.code: CodeStatus(code=sealed.code, status="tested")}
    with pytest.raises(ReceiptError, match="names no place"):
        check_test(board, election, open_seal(election.setup, sealed), sealed.code)
