"""Bounded in time and size, and tried again exactly where that can help."""

import contextlib
import pickle
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board_client.answers import read_refusal
from board_client.client import BoardClient
from board_client.errors import BoardAddressError, BoardAnswerError, BoardError, BoardUnreachableError
from board_client.transport import Transport, check_address
from tests.board_client.scripted import JSON, PROBLEM, Answer, Scripted
from tests.support.served import served

UUID = "PemiLuSiswa123"
GOOD = Answer(body=b'{"uuid":"PemiLuSiswa123","name":"Pemilihan contoh","unknown":1}')
BUSY = Answer(503, b'{"code":"busy","detail":"Come again."}', PROBLEM)


@contextmanager
def scripted(*answers: Answer, attempts: int = 4) -> Iterator[tuple[BoardClient, Scripted, list[float]]]:
    """A client of a scripted board, the board, and how long the client waited between tries."""
    board = Scripted(list(answers))
    waits: list[float] = []
    with served(board) as address:
        yield BoardClient(address, attempts=attempts, read_seconds=60, sleep=waits.append), board, waits


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_board_is_asked_again(status: int) -> None:
    busy = Answer(status, BUSY.body, PROBLEM)
    with scripted(busy, busy, GOOD) as (client, board, waits):
        assert client.election(UUID).name == "Pemilihan contoh"
    assert len(board.requests) == 3
    assert 0.25 <= waits[0] <= 0.5 <= waits[1] <= 1.0


def test_a_board_that_stays_busy_is_given_up_with_its_own_words() -> None:
    with scripted(BUSY, attempts=3) as (client, board, waits), pytest.raises(BoardError) as caught:
        client.election(UUID)
    assert (caught.value.code, caught.value.status, caught.value.detail) == ("busy", 503, "Come again.")
    assert (len(board.requests), len(waits)) == (3, 2)


def test_the_board_says_how_long_to_wait_within_bounds() -> None:
    long = Answer(503, BUSY.body, PROBLEM, (("Retry-After", "3"),))
    endless = Answer(503, BUSY.body, PROBLEM, (("Retry-After", "86400"),))
    odd = Answer(503, BUSY.body, PROBLEM, (("Retry-After", "Tue, 24 Nov 2026 06:00:00 GMT"),))
    with scripted(long, endless, odd, GOOD) as (client, _, waits):
        client.election(UUID)
    assert 3 <= waits[0] <= 6
    assert waits[1] == 20
    assert waits[2] <= 2


@pytest.mark.parametrize("status", [400, 404, 409, 413, 422, 500])
def test_a_refusal_is_not_tried_again(status: int) -> None:
    body = b'{"type":"about:blank","title":"No","status":400,"detail":"Why.","code":"ballot-code-used","rule":"V21"}'
    with scripted(Answer(status, body, PROBLEM + "; charset=utf-8")) as (client, board, waits):
        with pytest.raises(BoardError) as caught:
            client.cast(UUID, b"{}")
        assert len(board.requests) == 1
    error = caught.value
    assert (error.code, error.status, error.detail, error.rule) == ("ballot-code-used", status, "Why.", "V21")
    assert waits == []


def test_an_answer_that_breaks_off_is_fetched_again() -> None:
    with scripted(Answer(body=GOOD.body, length=len(GOOD.body) + 10), GOOD) as (client, board, _):
        assert client.election(UUID).uuid == UUID
    assert len(board.requests) == 2


def test_a_post_is_sent_again_with_the_same_bytes() -> None:
    cast = Answer(201, b'{"index":7,"number":5,"code":"c","receipt":"r"}')
    with scripted(BUSY, cast) as (client, board, _):
        assert client.cast(UUID, b'{"ballot":1}').index == 7
    assert [(each.method, each.body, each.media_type) for each in board.requests] == [
        ("POST", b'{"ballot":1}', JSON)
    ] * 2


def test_no_answer_at_all_is_told_as_such() -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        client = BoardClient(f"http://127.0.0.1:{reserved.getsockname()[1]}", attempts=2, sleep=lambda _: None)
        with pytest.raises(BoardUnreachableError) as caught:
            client.elections()
    assert (caught.value.code, caught.value.status) == ("board-unreachable", 0)


def test_a_board_that_never_answers_is_given_up() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        client = BoardClient(address, attempts=2, read_seconds=0.1, sleep=lambda _: None)
        with pytest.raises(BoardUnreachableError):
            client.elections()


def test_a_longer_answer_than_expected_is_not_read() -> None:
    with scripted(Answer(body=b"x" * 2000)) as (client, board, _):
        with pytest.raises(BoardAnswerError, match="longer"):
            client.transport.get("/", limit=1999)
        assert len(board.requests) == 1
        assert len(client.transport.get("/", limit=2000)) == 2000


def test_compression_that_was_not_asked_for_is_refused() -> None:
    with (
        scripted(Answer(headers=(("Content-Encoding", "gzip"),))) as (client, _, _),
        pytest.raises(BoardAnswerError, match="compressed"),
    ):
        client.elections()


def test_a_moved_board_tells_its_new_address() -> None:
    with (
        scripted(Answer(301, b"", headers=(("Location", "https://board.example/"),))) as (client, _, _),
        pytest.raises(BoardAnswerError, match=r"https://board\.example/"),
    ):
        client.elections()


@pytest.mark.parametrize(
    "answer",
    [
        Answer(404, b"<html>login</html>", "text/html"),
        Answer(500, b"\xff", PROBLEM),
        Answer(500, b"{}", PROBLEM),
        Answer(200, b"<html>portal</html>", "text/html"),
        Answer(200, b"[" * 100_000),
        Answer(200, b'{"uuid":1}'),
        Answer(200, b'"\xff"'),
    ],
)
def test_what_is_no_board_is_told_as_such(answer: Answer) -> None:
    with scripted(answer) as (client, _, _), pytest.raises(BoardAnswerError) as caught:
        client.election(UUID)
    assert caught.value.code == "board-answer"


def test_streams_are_read_to_their_end_or_fail() -> None:
    data = bytes(range(256)) * 5000
    with scripted(Answer(body=data), Answer(body=data, length=len(data) + 1)) as (client, _, _):
        with client.archive(UUID) as stream:
            assert stream.read() == data
        with client.archive(UUID) as stream, pytest.raises(OSError, match="broke off"):
            stream.read()


NO_ADDRESSES = (
    "",
    "board.example",
    "ftp://board.example",
    "http://",
    "http://:80",
    "http://a:99999",
    "http://a:0",
    "http://[::1",
    "http://user@a",
    "http://a/?q=1",
    "http://a/#f",
    "http://a b",
    "http://a\n",
    "https://a\x7f",
)


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(BoardAddressError):
        Transport(address)


@given(st.text() | st.text().map("http://".__add__))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    with contextlib.suppress(BoardAddressError):
        assert check_address(text).startswith(("http://", "https://"))


@given(st.integers(100, 599), st.text(), st.binary())
def test_any_refusal_becomes_a_board_error(status: int, media_type: str, body: bytes) -> None:
    for kind in (media_type, PROBLEM):
        error = read_refusal(status, kind, body)
        assert isinstance(error, BoardError)
        assert (error.status, bool(error.code)) == (status, True)


@pytest.mark.parametrize("identifier", ["../../x", "a/b", "..", "a?b=c", "a%2Fb", "é\n"])
def test_an_odd_identifier_stays_one_segment(identifier: str) -> None:
    with scripted(Answer(404, b'{"code":"unknown"}', PROBLEM)) as (client, board, _):
        with pytest.raises(BoardError):
            client.election(identifier)
        decoded = board.requests[0].path.encode("latin-1").decode("utf-8", "replace")
    assert decoded == f"/api/v1/elections/{identifier}"


def test_errors_survive_the_way_between_processes() -> None:
    for error in (BoardError("c", 409, "d", "V21"), BoardUnreachableError("u"), BoardAnswerError(200, "a")):
        copy = pickle.loads(pickle.dumps(error))
        assert type(copy) is type(error)
        assert (copy.code, copy.status, copy.detail, copy.rule) == (error.code, error.status, error.detail, error.rule)


def test_codes_travel_in_the_alphabet_of_addresses() -> None:
    status = Answer(body=b'{"code":"c","status":"counted"}')
    with scripted(status) as (client, board, _):
        client.code(UUID, "ab+/" + "c" * 39)
        assert board.requests[0].path.endswith("/codes/ab-_" + "c" * 39)


def test_pages_of_ballots_end_even_if_a_board_repeats_itself() -> None:
    page = Answer(body=b'[{"number":1,"code":"a"},{"number":2,"code":"b"}]')
    with scripted(page) as (client, board, _):
        assert [each.number for each in client.all_ballots(UUID)] == [1, 2]
        assert [each.path.partition("?")[2] for each in board.requests] == ["after=0&limit=1000", "after=2&limit=1000"]
