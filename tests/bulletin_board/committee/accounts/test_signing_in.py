"""Signing in, staying, and ending: sessions, the second factor, pauses after wrong tries."""

from datetime import timedelta

import pytest
from flask import Flask
from nacl import pwhash
from sqlalchemy import func, select, update

from bulletin_board.board import Board
from bulletin_board.committee.access import SESSION_COOKIE
from bulletin_board.committee.accounts.attempts import FREE_FAILURES
from bulletin_board.committee.accounts.devices import COOKIE
from bulletin_board.committee.accounts.people import replace_recovery_codes, set_active
from bulletin_board.committee.accounts.sessions import find_session
from bulletin_board.committee.accounts.signing_in import SignInForm, sign_in
from bulletin_board.committee.audit_log import audit_lines
from bulletin_board.committee.forms_guard import PATH, VISIT_COOKIE
from bulletin_board.storage.committee_tables import accounts, login_attempts, sessions
from bulletin_board.storage.database import reading, writing
from tests.support.board_elections import TurnedClock
from tests.support.committee import PASSWORD, Visitor, account, signed_in

WRONG = "Nama masuk, kata sandi, atau kode salah"
BLOCKED = "Terlalu banyak salah untuk nama masuk ini"


@pytest.fixture
def ketua(board: Board) -> int:
    return account(board, "ketua")


def try_to(visitor: Visitor, login: str = "ketua", password: str = PASSWORD, code: str | None = None) -> str:
    """Sign in with these; answers what the page says, or where it leads."""
    answer = visitor.post("/sign-in", login=login, password=password, code=visitor.code() if code is None else code)
    return answer.location if answer.status_code == 303 else answer.get_data(as_text=True)


def cookie(visitor: Visitor, name: str) -> str:
    found = visitor.client.get_cookie(name, path=PATH)
    return "" if found is None else found.value


def acts(board: Board) -> list[str]:
    with reading(board.store.engine) as connection:
        return [line.record.act for line in audit_lines(connection)]


def test_signing_in_and_out(stranger: Visitor, ketua: int, board: Board) -> None:
    assert stranger.get("/").location == "/committee/sign-in?next=/committee/"
    assert "Masuk ke halaman panitia" in stranger.get("/sign-in").get_data(as_text=True)
    assert try_to(stranger, " KETUA ") == "/committee/"
    assert stranger.get("/").status_code == 200
    token = cookie(stranger, SESSION_COOKIE)
    answer = stranger.post("/sign-out")
    assert answer.location == "/committee/sign-in"
    assert cookie(stranger, SESSION_COOKIE) == ""
    stranger.client.set_cookie(SESSION_COOKIE, token, path=PATH)
    assert stranger.get("/").status_code == 303, "the old cookie opens nothing"
    assert acts(board) == ["sign-out", "sign-in"]


def test_the_cookie_of_a_session(stranger: Visitor, ketua: int, board: Board) -> None:
    data = {"csrf_token": stranger.form_token(), "login": "ketua", "password": PASSWORD, "code": stranger.code()}
    answer = stranger.client.post("https://localhost/committee/sign-in", data=data)
    (plain,) = [line for line in answer.headers.getlist("Set-Cookie") if line.startswith(SESSION_COOKIE)]
    attributes = {part.strip() for part in plain.split(";")[1:]}
    assert attributes == {"Secure", "HttpOnly", "Path=/committee", "SameSite=Strict"}
    with reading(board.store.engine) as connection:
        stored = connection.execute(select(sessions)).one()
    assert cookie(stranger, SESSION_COOKIE) not in str(stored)


def test_a_session_is_new_at_every_sign_in(stranger: Visitor, ketua: int, clock: TurnedClock) -> None:
    stranger.client.set_cookie(SESSION_COOKIE, "A" * 43, path=PATH)
    stranger.get("/sign-in")
    before = cookie(stranger, VISIT_COOKIE)
    stranger.client.delete_cookie(SESSION_COOKIE, path=PATH)
    try_to(stranger)
    first = cookie(stranger, SESSION_COOKIE)
    assert first not in ("A" * 43, before)
    assert cookie(stranger, VISIT_COOKIE) == "", "what the visit had is gone"
    clock.now += timedelta(minutes=1)
    try_to(stranger)
    assert cookie(stranger, SESSION_COOKIE) != first


@pytest.mark.parametrize(
    ("login", "password", "code"),
    [
        ("ketua", PASSWORD + "x", None),
        ("ketua", "", None),
        ("ketua", PASSWORD, "000000"),
        ("ketua", PASSWORD, ""),
        ("wakil", PASSWORD, None),
        ("", PASSWORD, None),
        ("ketua\x00", PASSWORD, None),
        ("\ud800", PASSWORD, None),
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same(
    stranger: Visitor, ketua: int, login: str, password: str, code: str | None
) -> None:
    login = login.encode("utf-8", "replace").decode()
    text = try_to(stranger, login, password, code)
    assert WRONG in text
    assert password == "" or password not in text
    assert stranger.get("/").status_code == 303


def test_a_code_works_once(app: Flask, board: Board, ketua: int, clock: TurnedClock) -> None:
    first, second = Visitor(app, board), Visitor(app, board)
    code = first.code()
    assert try_to(first, code=code) == "/committee/"
    assert WRONG in try_to(second, code=code), "whoever saw it typed cannot use it"
    clock.now += timedelta(seconds=30)
    assert try_to(second) == "/committee/"


def test_a_recovery_code_works_once_in_place_of_the_app(app: Flask, board: Board, ketua: int) -> None:
    other = account(board, "wakil")
    with writing(board.store.engine) as connection:
        code, second, *_ = replace_recovery_codes(connection, ketua)
        (foreign, *_) = replace_recovery_codes(connection, other)
    assert WRONG in try_to(Visitor(app, board), code=foreign)
    assert try_to(Visitor(app, board), code=code.lower()) == "/committee/"
    assert WRONG in try_to(Visitor(app, board), code=code)
    assert try_to(Visitor(app, board), code=second) == "/committee/"


def test_a_name_is_blocked_after_five_wrong_tries(
    stranger: Visitor, ketua: int, board: Board, clock: TurnedClock
) -> None:
    for _ in range(FREE_FAILURES):
        assert WRONG in try_to(stranger, password="salah sekali ya")
    assert BLOCKED in try_to(stranger), "even the right password waits"
    assert acts(board) == ["sign-in-blocked"]
    clock.now += timedelta(seconds=29)
    assert BLOCKED in try_to(stranger)
    clock.now += timedelta(seconds=1)
    assert WRONG in try_to(stranger, password="salah sekali ya")
    clock.now += timedelta(seconds=59)
    assert BLOCKED in try_to(stranger), "the next pause is longer"
    clock.now += timedelta(seconds=1)
    assert try_to(stranger) == "/committee/"
    clock.now += timedelta(seconds=60)
    assert WRONG in try_to(stranger, password="salah sekali ya")
    assert try_to(stranger) == "/committee/", "a success forgets the failures"


def test_a_name_that_nobody_has_is_blocked_in_the_same_way(stranger: Visitor, board: Board) -> None:
    for _ in range(FREE_FAILURES):
        assert WRONG in try_to(stranger, "siapa")
    assert BLOCKED in try_to(stranger, "siapa")
    assert acts(board) == [], "strangers cannot fill the audit log"


def test_a_stranger_cannot_lock_somebody_out(app: Flask, board: Board, ketua: int, clock: TurnedClock) -> None:
    known, stranger = Visitor(app, board), Visitor(app, board)
    assert try_to(known) == "/committee/"
    known.post("/sign-out")
    clock.now += timedelta(seconds=30)
    for _ in range(FREE_FAILURES + 3):
        try_to(stranger, password="salah sekali ya")
    assert BLOCKED in try_to(stranger)
    assert cookie(known, COOKIE)
    assert try_to(known) == "/committee/", "the browser in which ketua signed in before"


def test_old_failures_are_forgotten(stranger: Visitor, board: Board, clock: TurnedClock) -> None:
    for name in ("siapa1", "siapa2", "siapa3"):
        try_to(stranger, name)
    clock.now += timedelta(days=2)
    try_to(stranger, "siapa4")
    with reading(board.store.engine) as connection:
        assert connection.execute(select(func.count()).select_from(login_attempts)).scalar_one() == 1


def test_an_unknown_name_costs_as_much_as_a_known_one(
    board: Board, ketua: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted and not timed: passes and KiB of every password that is stretched."""
    stretched: list[tuple[int, int]] = []
    make, verify = pwhash.argon2id.str, pwhash.argon2id.verify

    def counting_str(password: bytes, opslimit: int, memlimit: int) -> bytes:
        stretched.append((opslimit, memlimit // 1024))
        return make(password, opslimit=opslimit, memlimit=memlimit)

    def counting_verify(stored: bytes, password: bytes) -> bool:
        costs = dict(each.split("=") for each in stored.decode().split("$")[3].split(","))
        stretched.append((int(costs["t"]), int(costs["m"])))
        return verify(stored, password)

    monkeypatch.setattr(pwhash.argon2id, "str", counting_str)
    monkeypatch.setattr(pwhash.argon2id, "verify", counting_verify)
    for login in ("ketua", "siapa"):
        sign_in(board, SignInForm(login, "salah sekali ya", "000000"), device="", device_cookie="")
    assert stretched == [(3, 64 * 1024)] * 2


def test_sessions_end(app: Flask, board: Board, ketua: int, clock: TurnedClock) -> None:
    visitor = signed_in(app, board, ketua)
    clock.now += timedelta(minutes=29, seconds=59)
    assert visitor.get("/").status_code == 200
    clock.now += timedelta(minutes=29, seconds=59)
    assert visitor.get("/").status_code == 200, "each request counts"
    clock.now += timedelta(minutes=31)
    assert visitor.get("/").status_code == 303, "idle"
    busy = signed_in(app, board, ketua)
    for _ in range(35):
        clock.now += timedelta(minutes=20)
        assert busy.get("/").status_code == 200
    clock.now += timedelta(minutes=20)
    assert busy.get("/").status_code == 303, "twelve hours"


def test_a_form_after_the_session_ended_changes_nothing(
    app: Flask, board: Board, ketua: int, clock: TurnedClock
) -> None:
    visitor = signed_in(app, board, ketua)
    clock.now += timedelta(hours=1)
    answer = visitor.post("/account/name", name="Lain")
    assert answer.location == "/committee/sign-in"
    with reading(board.store.engine) as connection:
        assert connection.execute(select(accounts.c.name)).scalar_one() == "Nama ketua"


def test_ended_sessions_leave_the_table(app: Flask, board: Board, ketua: int, clock: TurnedClock) -> None:
    for _ in range(3):
        signed_in(app, board, ketua)
        clock.now += timedelta(hours=13)
    with reading(board.store.engine) as connection:
        assert connection.execute(select(func.count()).select_from(sessions)).scalar_one() == 1


def test_a_blocked_account_is_out_at_once(app: Flask, board: Board, ketua: int) -> None:
    visitor = signed_in(app, board, ketua)
    with writing(board.store.engine) as connection:
        set_active(connection, ketua, False)
    assert visitor.get("/").status_code == 303
    assert WRONG in try_to(Visitor(app, board))


@pytest.mark.parametrize(
    ("asked", "leads"),
    [
        ("/committee/account", "/committee/account"),
        ("/committee/schools/1/elections/", "/committee/schools/1/elections/"),
        ("https://evil.example/", "/committee/"),
        ("//evil.example/committee/", "/committee/"),
        ("/committee//evil.example", "/committee/"),
        ("/committee/\\evil", "/committee/"),
        ("/committee/x\r\nSet-Cookie: a=b", "/committee/"),
        ("/booth/", "/committee/"),
        ("/committee/account?x=1", "/committee/"),
    ],
)
def test_after_signing_in_one_goes_on_inside_only(stranger: Visitor, ketua: int, asked: str, leads: str) -> None:
    answer = stranger.post("/sign-in", login="ketua", password=PASSWORD, code=stranger.code(), next=asked)
    assert answer.status_code == 303
    assert answer.location == leads


def test_tokens_of_any_form_are_no_session(board: Board, ketua: int) -> None:
    with writing(board.store.engine) as connection:
        connection.execute(update(accounts).values(active=True))
        for token in ("", "A" * 43, "é" * 43, "A" * 10_000, "' OR 1=1 --"):
            assert find_session(connection, token, 0) is None


def test_signing_in_again_ends_the_session_before(stranger: Visitor, ketua: int, clock: TurnedClock) -> None:
    try_to(stranger)
    first = cookie(stranger, SESSION_COOKIE)
    clock.now += timedelta(minutes=1)
    assert try_to(stranger) == "/committee/"
    stranger.client.set_cookie(SESSION_COOKIE, first, path=PATH)
    assert stranger.get("/").status_code == 303


def test_what_is_wrong_with_the_board_itself_is_not_told_to_strangers(
    stranger: Visitor, ketua: int, board: Board
) -> None:
    (board.config.key_file.parent / "committee.key").unlink()
    answer = stranger.post("/sign-in", login="ketua", password=PASSWORD, code=stranger.code())
    assert answer.status_code == 500
    assert str(board.config.key_file.parent) not in answer.get_data(as_text=True)
