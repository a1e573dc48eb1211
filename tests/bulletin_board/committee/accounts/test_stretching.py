"""A flood of tries: how many passwords are stretched at once, how many for each network, and who is served meanwhile.

No test measures time: a stretcher of our own holds its place until the test lets it go.
"""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from threading import Condition, Event
from typing import Any

import pytest
from flask import Flask
from nacl import pwhash
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from bulletin_board.app import create_app
from bulletin_board.board import Board
from bulletin_board.committee.access import Role
from bulletin_board.committee.accounts.addresses import UNKNOWN, network_of
from bulletin_board.committee.accounts.invitations import create_invitation
from bulletin_board.committee.accounts.people import replace_recovery_codes
from bulletin_board.committee.accounts.second_factor import code_at
from bulletin_board.committee.accounts.stretching import CrowdedError, Lane, Stretching, TooManyTriesError
from bulletin_board.committee.accounts.try_windows import TryWindows
from bulletin_board.storage.committee_tables import login_attempts
from bulletin_board.storage.database import reading, writing
from tests.support.board_elections import BoardElection, TurnedClock
from tests.support.committee import PASSWORD, Visitor, account, signed_in

FLOOD = 8
ANSWER_SECONDS = 60
"""Only a test that fails waits as long."""
CROWDED = "Terlalu banyak orang sedang masuk. Coba lagi satu menit lagi."
TOO_MANY = "Terlalu banyak percobaan salah"
WRONG = "Nama masuk, kata sandi, atau kode salah"


@dataclass
class HeldStretcher:
    """Stands in for argon2id: counts who is inside, and keeps everybody there until ``go``."""

    go: Event = field(default_factory=Event)
    inside: int = 0
    most: int = 0
    all_in_all: int = 0
    changed: Condition = field(default_factory=Condition)

    def __call__(self, *_: object, **__: object) -> bytes:
        with self.changed:
            self.inside += 1
            self.all_in_all += 1
            self.most = max(self.most, self.inside)
            self.changed.notify_all()
        self.go.wait(ANSWER_SECONDS)
        with self.changed:
            self.inside -= 1
        return b"$argon2id$"

    def wait_for(self, inside: int) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: self.inside == inside, ANSWER_SECONDS)


@pytest.fixture
def stretcher(monkeypatch: pytest.MonkeyPatch) -> Iterator[HeldStretcher]:
    held = HeldStretcher()
    monkeypatch.setattr(pwhash.argon2id, "str", held)
    monkeypatch.setattr(pwhash.argon2id, "verify", held)
    yield held
    held.go.set()


@pytest.fixture
def quick(stretcher: HeldStretcher) -> HeldStretcher:
    """Counts, and keeps nobody. Every password of an account is right."""
    stretcher.go.set()
    return stretcher


def app_with(board: Board, **settings: Any) -> tuple[Flask, Board]:
    made = replace(board, stretching=Stretching(**settings))
    return create_app(made.config, made), made


def try_in(app: Flask, board: Board, login: str = "siapa", **environment: str) -> TestResponse:
    """One wrong try, from a browser that was never here."""
    visitor = Visitor(app, board)
    data = {"csrf_token": visitor.form_token(), "login": login, "password": PASSWORD, "code": "000000"}
    return visitor.client.post("/committee/sign-in", data=data, environ_base=environment)


def right_try(visitor: Visitor, **changed: str) -> TestResponse:
    return visitor.post("/sign-in", **({"login": "ketua", "password": PASSWORD, "code": visitor.code()} | changed))


def failures(board: Board) -> int:
    with reading(board.store.engine) as connection:
        return connection.execute(select(func.count()).select_from(login_attempts)).scalar_one()


def everywhere(board: Board) -> ExitStack:
    """All places are taken."""
    stack = ExitStack()
    for known in (False, True):
        stack.enter_context(board.stretching.place("somebody", 0, known=known))
    return stack


@pytest.mark.parametrize("places", [1, 3])
def test_a_flood_never_stretches_more_at_once_and_others_are_served(
    board: Board, stretcher: HeldStretcher, places: int
) -> None:
    election = BoardElection(board).create().open()
    app, made = app_with(board, places=places, waiting=0, wait_seconds=2 * ANSWER_SECONDS)
    with ThreadPoolExecutor(places) as pool:
        held = [pool.submit(try_in, app, made, f"siapa{number}") for number in range(places)]
        stretcher.wait_for(places)
        with ThreadPoolExecutor(FLOOD) as others:
            tries = others.map(lambda number: try_in(app, made, f"lain{number}"), range(FLOOD), timeout=ANSWER_SECONDS)
            refused = list(tries)
        assert [answer.status_code for answer in refused] == [503] * FLOOD
        assert stretcher.inside == stretcher.all_in_all == places
        client = app.test_client()
        assert client.get(f"/e/{election.uuid}").status_code == 200
        assert client.get("/committee/sign-in").status_code == 200
        cast = client.post(
            f"/api/v1/elections/{election.uuid}/ballots", data=election.ballot(0), content_type="application/json"
        )
        assert cast.status_code == 201
        stretcher.go.set()
        assert [future.result(ANSWER_SECONDS).status_code for future in held] == [422] * places
    assert stretcher.most == places
    assert try_in(app, made, "nanti").status_code == 422, "the places are free again"


def test_of_a_flood_that_may_wait_all_get_through_one_by_one(board: Board, quick: HeldStretcher) -> None:
    app, made = app_with(board, places=1, waiting=FLOOD - 1, wait_seconds=ANSWER_SECONDS)
    with ThreadPoolExecutor(FLOOD) as pool:
        answers = list(pool.map(lambda number: try_in(app, made, f"siapa{number}"), range(FLOOD)))
    assert [answer.status_code for answer in answers] == [422] * FLOOD
    assert (quick.most, quick.all_in_all) == (1, FLOOD)


def test_who_waits_too_long_is_refused_and_gives_the_place_in_the_line_back() -> None:
    lane = Lane(1, 1, 0.0)
    with lane.place():
        for _ in range(3):
            with pytest.raises(CrowdedError), lane.place():
                raise AssertionError("there is no place")
    with lane.place():
        pass


def test_a_place_is_free_again_after_a_fault() -> None:
    lane = Lane(1, 0, 0.0)
    with pytest.raises(ZeroDivisionError), lane.place():
        raise ZeroDivisionError
    with lane.place():
        pass


@pytest.mark.parametrize(
    ("language", "sentence"), [("id", CROWDED), ("en", "Too many people are signing in just now.")]
)
def test_who_finds_no_place_is_told_and_has_lost_nothing(board: Board, language: str, sentence: str) -> None:
    account(board, "ketua")
    app, made = app_with(board, waiting=0)
    visitor = Visitor(app, made)
    visitor.client.set_cookie("language", language)
    with everywhere(made):
        answer = right_try(visitor, next="/committee/account")
    text = answer.get_data(as_text=True)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert sentence in text
    assert 'name="next" value="/committee/account"' in text
    assert failures(board) == 0
    again = right_try(visitor, next="/committee/account")
    assert (again.status_code, again.location) == (303, "/committee/account"), "the code was not used up"


def test_a_flood_of_strangers_takes_no_place_of_those_whom_the_board_knows(
    board: Board, clock: TurnedClock, quick: HeldStretcher
) -> None:
    number = account(board, "ketua")
    app, made = app_with(board, waiting=0, tries=TryWindows(limit=1))
    visitor = Visitor(app, made)
    assert right_try(visitor).status_code == 303
    visitor.post("/sign-out")
    clock.now += timedelta(seconds=30)
    assert try_in(app, made).status_code == 422
    assert try_in(app, made).status_code == 429, "the network has no try left"
    with made.stretching.place("somebody", 0, known=False):
        assert right_try(visitor).status_code == 303, "the browser in which ketua signed in before"
        inside = signed_in(app, made, number)
        changed = {"current": PASSWORD, "password": "lima kata acak lagi", "repeated": "lima kata acak lagi"}
        assert inside.post("/account/password", **changed).status_code == 303
        assert accept(app, made).status_code == 200


def accept(app: Flask, board: Board, link: str = "", login: str = "siti") -> TestResponse:
    """Open an invitation and send its form, filled as it should be."""
    moment = int(board.config.clock().timestamp())
    if not link:
        with writing(board.store.engine) as connection:
            token = create_invitation(connection, moment, role=Role.ADMINISTRATOR)
        link = f"/invitation/{token}"
    visitor = Visitor(app, board)
    page = visitor.get(link).get_data(as_text=True)
    sealed = re.search(r'name="sealed" value="([0-9a-f]+)"', page)
    key = re.search(r'<span class="code">([A-Z2-7 ]+)</span>', page)
    assert sealed is not None
    assert key is not None
    form = {"name": "Siswa 001", "login": login, "password": PASSWORD, "repeated": PASSWORD, "sealed": sealed[1]}
    return visitor.post(link, **form, code=code_at(key[1].replace(" ", ""), moment))


def test_a_changed_password_finds_no_place_and_nothing_is_changed(board: Board) -> None:
    number = account(board, "ketua")
    app, made = app_with(board, waiting=0)
    visitor = signed_in(app, made, number)
    changed = {"current": PASSWORD, "password": "lima kata acak lagi", "repeated": "lima kata acak lagi"}
    with everywhere(made):
        answer = visitor.post("/account/password", **changed)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert CROWDED in answer.get_data(as_text=True)
    assert failures(board) == 0
    assert visitor.post("/account/password", **changed).status_code == 303


def test_an_invitation_finds_no_place_and_works_later(board: Board) -> None:
    app, made = app_with(board, waiting=0)
    with writing(board.store.engine) as connection:
        token = create_invitation(connection, int(board.config.clock().timestamp()), role=Role.ADMINISTRATOR)
    with everywhere(made):
        answer = accept(app, made, f"/invitation/{token}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    text = answer.get_data(as_text=True)
    assert CROWDED in text
    assert 'value="Siswa 001"' in text
    assert 'value="siti"' in text
    assert accept(app, made, f"/invitation/{token}").status_code == 200


def test_accounts_and_invitations_have_no_endless_tries(board: Board, quick: HeldStretcher) -> None:
    number = account(board, "ketua")
    app, made = app_with(board, tries=TryWindows(limit=2))
    visitor = signed_in(app, made, number)
    changed = {"current": PASSWORD, "password": "lima kata acak lagi", "repeated": "lima kata acak lagi"}
    statuses = [visitor.post("/account/password", **changed).status_code for _ in range(3)]
    assert statuses == [303, 303, 429]
    assert quick.all_in_all == 4, "the old one and the new one, twice"
    with writing(board.store.engine) as connection:
        token = create_invitation(connection, int(board.config.clock().timestamp()), role=Role.ADMINISTRATOR)
    answers = [accept(app, made, f"/invitation/{token}", login="ketua") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [422, 422, 429], "a login name that is taken"
    assert "Terlalu banyak salah. Tunggu" in answers[2].get_data(as_text=True)
    assert quick.all_in_all == 6


def test_a_wrong_current_password_stretches_no_new_one(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = signed_in(create_app(board.config, board), board, account(board, "ketua"))
    stretched = HeldStretcher()
    stretched.go.set()
    monkeypatch.setattr(pwhash.argon2id, "str", stretched)
    changed = {"current": "salah sekali ya", "password": "lima kata acak lagi", "repeated": "lima kata acak lagi"}
    assert visitor.post("/account/password", **changed).status_code == 422
    assert stretched.all_in_all == 0


def test_second_factor_and_recovery_codes_stretch_nothing(board: Board, stretcher: HeldStretcher) -> None:
    """So they need no place, and have none: all are taken here, and the stretcher would keep the test for a minute."""
    number = account(board, "ketua")
    with writing(board.store.engine) as connection:
        recovery = replace_recovery_codes(connection, number)[0]
    app, made = app_with(board, waiting=0)
    visitor = signed_in(app, made, number)
    with everywhere(made):
        assert visitor.post("/confirm", confirm_code="000000").status_code == 422
        assert visitor.post("/confirm", confirm_code=recovery).status_code == 303
        assert visitor.post("/account/recovery-codes").status_code == 200
        assert visitor.get("/account/second-factor").status_code == 200
        assert visitor.post("/account/second-factor", code="000000").status_code == 422
    assert stretcher.all_in_all == 0


def test_a_network_has_so_many_wrong_tries_in_a_window(board: Board, clock: TurnedClock, quick: HeldStretcher) -> None:
    app, made = app_with(board, tries=TryWindows(limit=3, seconds=600))
    here, there = {"REMOTE_ADDR": "192.0.2.7"}, {"REMOTE_ADDR": "192.0.2.8"}
    for number in range(3):
        assert try_in(app, made, f"siapa{number}", **here).status_code == 422
        clock.now += timedelta(seconds=10)
    answer = try_in(app, made, "siapa3", **here)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "570")
    assert TOO_MANY in answer.get_data(as_text=True)
    assert quick.all_in_all == 3, "it was not stretched"
    forged = here | {"HTTP_X_FORWARDED_FOR": "198.51.100.1", "HTTP_FORWARDED": "for=198.51.100.1"}
    assert try_in(app, made, "siapa4", **forged).status_code == 429, "what a client says of itself counts nothing"
    assert try_in(app, made, "siapa5", **there).status_code == 422
    clock.now += timedelta(seconds=569)
    assert try_in(app, made, "siapa6", **here).status_code == 429
    clock.now += timedelta(seconds=1)
    assert try_in(app, made, "siapa7", **here).status_code == 422, "the first one is ten minutes ago"
    assert try_in(app, made, "siapa8", **here).status_code == 429, "and the second is not"


def test_behind_a_proxy_that_the_owner_trusts_its_word_counts(board: Board, quick: HeldStretcher) -> None:
    trusting = replace(board, config=replace(board.config, trusted_proxies=1))
    app, made = app_with(trusting, tries=TryWindows(limit=1))

    def said(forwarded: str) -> int:
        from_proxy = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": forwarded}
        return try_in(app, made, f"siapa{quick.all_in_all}", **from_proxy).status_code

    assert said("192.0.2.7") == 422
    assert said("192.0.2.8") == 422
    assert said("192.0.2.7") == 429
    assert said("198.51.100.1, 192.0.2.7") == 429, "only what the proxy itself added is believed"


def test_a_whole_school_behind_one_address_may_sign_in(board: Board, quick: HeldStretcher) -> None:
    app, made = app_with(board, tries=TryWindows(limit=2))
    for number in range(6):
        account(board, f"anggota{number}")
        visitor = Visitor(app, made)
        assert right_try(visitor, login=f"anggota{number}").status_code == 303
    assert try_in(app, made).status_code == 422


def test_nobody_can_use_up_the_tries_of_somebody_elses_browser(
    board: Board, clock: TurnedClock, quick: HeldStretcher
) -> None:
    """Whose cookie it is decides, not what stands in the form; the owner's wrong tries are the owner's."""
    account(board, "ketua")
    app, made = app_with(board, tries=TryWindows(limit=1))
    visitor = Visitor(app, made)
    assert right_try(visitor).status_code == 303
    visitor.post("/sign-out")
    assert try_in(app, made, "ketua").status_code == 422
    assert try_in(app, made, "ketua").status_code == 429
    clock.now += timedelta(seconds=30)
    assert right_try(visitor).status_code == 303


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", UNKNOWN),
        (None, UNKNOWN),
        ("192.0.2.7:4711", UNKNOWN),
        ("unix:", UNKNOWN),
    ],
)
def test_networks(address: str | None, network: str) -> None:
    assert network_of(address) == network


def test_windows_forget_what_is_old_whatever_the_clock_does() -> None:
    windows = TryWindows(limit=2, seconds=600)
    assert [windows.take("a", 1000), windows.take("a", 1100), windows.take("a", 1100)] == [0, 0, 500]
    windows.take("b", 1100)
    assert len(windows) == 2
    assert windows.take("c", 1700) == 0
    assert len(windows) == 1, "nothing is left of the others"
    windows.give_back("c", 1700)
    assert len(windows) == 0
    windows.give_back("c", 1700)
    assert [windows.take("d", 9000), windows.take("d", 9000)] == [0, 0]
    assert windows.take("d", 100) == 0, "a clock that is set back keeps nobody out"


def test_who_found_no_place_has_made_no_try() -> None:
    stretching = Stretching(waiting=0, tries=TryWindows(limit=1))
    with stretching.place("a", 0, known=False):
        for _ in range(3):
            with pytest.raises(CrowdedError), stretching.place("b", 0, known=False):
                raise AssertionError("there is no place")
    with stretching.place("b", 0, known=False):
        pass
    with pytest.raises(TooManyTriesError), stretching.place("b", 0, known=False):
        raise AssertionError("it had its try")
