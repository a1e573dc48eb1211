"""Invitations: the first administrator, roles at schools, resets; each link works once, for what it was made."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from bulletin_board.board import Board
from bulletin_board.cli import board as board_command
from bulletin_board.committee.access import Role
from bulletin_board.committee.accounts.accepting import enrolled_secret, enrolment
from bulletin_board.committee.accounts.invitations import invite_administrator
from bulletin_board.committee.accounts.people import find_account
from bulletin_board.committee.accounts.second_factor import code_at
from bulletin_board.committee.audit_log import audit_lines
from bulletin_board.committee.forms_guard import PATH
from bulletin_board.storage.committee_tables import invitations
from bulletin_board.storage.database import reading
from tests.support.board_elections import TurnedClock
from tests.support.committee import PASSWORD, Visitor, account, school, signed_in

NEW = {"name": "Siti Contoh", "login": "siti", "password": PASSWORD, "repeated": PASSWORD}
GONE = "sudah dipakai, ditarik kembali, atau lewat seminggu"


def first_link(board: Board) -> str:
    return invite_administrator(board).removeprefix(PATH)


def link_in(page: TestResponse) -> str:
    """The link that a page shows once, from /committee on."""
    found = re.search(r'id="link"[^>]*>http://localhost/committee([^<]+)<', page.get_data(as_text=True))
    assert found is not None, page.get_data(as_text=True)
    return found[1]


def fill(visitor: Visitor, link: str, **changed: str) -> TestResponse:
    """Open a link and send its form, filled by somebody who scanned the square."""
    text = visitor.get(link).get_data(as_text=True)
    sealed = re.search(r'name="sealed" value="([0-9a-f]+)"', text)
    key = re.search(r'<span class="code">([A-Z2-7 ]+)</span>', text)
    assert sealed is not None
    assert key is not None
    code = code_at(key[1].replace(" ", ""), int(visitor.board.config.clock().timestamp()))
    return visitor.post(link, **(NEW | {"sealed": sealed[1], "code": code} | changed))


def test_the_first_administrator_comes_by_the_link_that_init_prints(tmp_path: Path) -> None:
    folder = str(tmp_path / "new")
    runner = CliRunner()
    first = runner.invoke(board_command, ["--folder", folder, "init"])
    again = runner.invoke(board_command, ["--folder", folder, "init"])
    paths = [re.search(r"^/committee/invitation/[\w-]{43}$", each.output, re.M) for each in (first, again)]
    assert all(paths)
    assert first.exit_code == again.exit_code == 0
    assert paths[0] != paths[1]
    assert (tmp_path / "new" / "committee.key").stat().st_mode & 0o777 == 0o600


def test_init_prints_no_link_once_there_is_an_administrator(app: Flask, board: Board, stranger: Visitor) -> None:
    fill(stranger, first_link(board))
    database, folder = board.config.database_url, str(board.config.key_file.parent)
    done = CliRunner().invoke(board_command, ["--folder", folder, "--database", database, "init"])
    assert done.exit_code == 0
    assert "/committee/" not in done.output
    more = CliRunner().invoke(board_command, ["--folder", folder, "--database", database, "invite-administrator"])
    assert "/committee/invitation/" in more.output


def test_a_new_administrator(board: Board, stranger: Visitor, clock: TurnedClock) -> None:
    link = first_link(board)
    page = stranger.get(link).get_data(as_text=True)
    assert "<svg" in page
    assert "otpauth://totp/" in page
    done = fill(stranger, link)
    assert done.status_code == 200
    codes = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", done.get_data(as_text=True))
    assert len(codes) == 10
    assert stranger.get("/people").status_code == 200, "signed in, and an administrator"
    clock.now += timedelta(minutes=1)
    another = Visitor(stranger.app, board)
    answer = another.post("/sign-in", login="siti", password=PASSWORD, code=codes[3])
    assert answer.location == "/committee/"
    with reading(board.store.engine) as connection:
        acts = [(line.record.act, line.record.account) for line in audit_lines(connection)]
    assert acts == [("sign-in", 1), ("invitation-accepted", 1), ("account-created", 1), ("invite", None)]


def test_a_link_works_once(app: Flask, board: Board, stranger: Visitor) -> None:
    link = first_link(board)
    held = Visitor(app, board)
    text = held.get(link).get_data(as_text=True)
    sealed, key = re.search(r'"sealed" value="(.+?)"', text), re.search(r'<span class="code">([A-Z2-7 ]+)<', text)
    assert sealed is not None
    assert key is not None
    assert fill(stranger, link).status_code == 200
    code = code_at(key[1].replace(" ", ""), int(board.config.clock().timestamp()))
    late = held.post(link, **NEW | {"login": "lain", "sealed": sealed[1], "code": code})
    assert late.status_code == 404
    assert GONE in late.get_data(as_text=True)
    assert Visitor(app, board).get(link).status_code == 404
    with reading(board.store.engine) as connection:
        assert find_account(connection, login="lain") is None


def test_links_that_are_old_revoked_or_invented_are_gone(
    app: Flask, board: Board, clock: TurnedClock, stranger: Visitor
) -> None:
    old = first_link(board)
    newer = first_link(board)
    assert stranger.get(old).status_code == 404, "a newer one of the board's machine ends the one before"
    clock.now += timedelta(days=7, seconds=-1)
    assert stranger.get(newer).status_code == 200
    clock.now += timedelta(seconds=1)
    assert stranger.get(newer).status_code == 404
    for token in ("A" * 43, "x", "%00", "é"):
        assert GONE in stranger.get(f"/invitation/{token}").get_data(as_text=True)


def test_of_a_link_only_the_hash_is_stored(board: Board) -> None:
    token = first_link(board).removeprefix("/invitation/")
    with reading(board.store.engine) as connection:
        assert token not in str(connection.execute(select(invitations)).all())


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"name": ""}, "Tulis nama yang dilihat"),
        ({"login": "S"}, "Pakai 3 sampai 40"),
        ({"password": "pendek"}, "paling sedikit 12"),
        ({"password": "kata siti kata siti"}, "tidak boleh memuat"),
        ({"repeated": PASSWORD + "x"}, "Kedua kata sandi berbeda"),
        ({"code": "000000"}, "Pindai lagi kotaknya"),
        ({"sealed": "00"}, "Pindai lagi kotaknya"),
        ({"sealed": "x"}, "Pindai lagi kotaknya"),
        ({"login": "admin"}, "Nama masuk ini sudah dipakai"),
    ],
)
def test_a_mistake_in_the_form_uses_nothing_up(
    board: Board, stranger: Visitor, changed: dict[str, str], says: str
) -> None:
    account(board, "admin")
    link = first_link(board)
    answer = fill(stranger, link, **changed)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert says in text
    assert PASSWORD not in text
    assert fill(stranger, link).status_code == 200, "the link still works"


def test_a_second_factor_belongs_to_its_link(app: Flask, board: Board, stranger: Visitor) -> None:
    secret, sealed = enrolment(board, "another link")
    assert enrolled_secret(board, "another link", sealed) == secret
    assert enrolled_secret(board, "this link", sealed) is None
    code = code_at(secret, int(board.config.clock().timestamp()))
    assert fill(stranger, first_link(board), sealed=sealed, code=code).status_code == 422


def test_what_was_typed_comes_back_as_text(board: Board, stranger: Visitor) -> None:
    text = fill(stranger, first_link(board), name='"><script>alert(1)</script>', login="<b>").get_data(as_text=True)
    assert "<script" not in text
    assert "<b>" not in text
    assert '"><script>alert(1)</script>' in unescape(text)


def test_a_committee_invites_for_its_own_school_alone(app: Flask, board: Board, school_a: int) -> None:
    other = school(board, "SMPN Contoh")
    panitia = signed_in(app, board, account(board, "panitia", roles={school_a: Role.COMMITTEE}))
    assert panitia.post(f"/schools/{other}/invitations", role="saksi").status_code == 404
    assert panitia.post(f"/schools/{school_a}/invitations", role="administrator").status_code == 404
    assert panitia.post("/invitations").status_code == 403
    link = link_in(panitia.post(f"/schools/{school_a}/invitations", role="saksi"))
    guest = Visitor(app, board)
    assert "SMAN Contoh" in guest.get(link).get_data(as_text=True)
    assert fill(guest, link).status_code == 200
    assert guest.get(f"/schools/{school_a}/").status_code == 200
    assert guest.get(f"/schools/{school_a}/people").status_code == 403, "a saksi"
    assert guest.get(f"/schools/{other}/").status_code == 404


def test_whoever_has_an_account_takes_the_role_with_it(app: Flask, board: Board, school_a: int) -> None:
    admin = signed_in(app, board, account(board, "admin", administrator=True))
    link = link_in(admin.post(f"/schools/{school_a}/invitations", role="committee"))
    guru = signed_in(app, board, account(board, "guru"))
    assert guru.get(f"/schools/{school_a}/").status_code == 404
    assert "Anda masuk sebagai Nama guru" in guru.get(link).get_data(as_text=True)
    assert guru.post(link).location == "/committee/"
    assert guru.get(f"/schools/{school_a}/people").status_code == 200
    assert guru.get(link).status_code == 404
    assert guru.post(link).status_code == 404


def test_a_link_that_was_taken_back_is_gone(app: Flask, board: Board, school_a: int, stranger: Visitor) -> None:
    other = school(board, "SMPN Contoh")
    panitia = signed_in(app, board, account(board, "panitia", roles={school_a: Role.COMMITTEE}))
    neighbour = signed_in(app, board, account(board, "tetangga", roles={other: Role.COMMITTEE}))
    link = link_in(panitia.post(f"/schools/{school_a}/invitations", role="committee"))
    assert neighbour.post(f"/schools/{other}/invitations/1/revoke").status_code == 404
    assert stranger.get(link).status_code == 200, "others cannot take it back"
    assert panitia.post(f"/schools/{school_a}/invitations/1/revoke").status_code == 303
    assert stranger.get(link).status_code == 404
    assert panitia.post(f"/schools/{school_a}/invitations/1/revoke").status_code == 404


def test_a_reset_gives_new_keys_and_ends_everything_old(
    app: Flask, board: Board, school_a: int, stranger: Visitor, clock: TurnedClock
) -> None:
    guru_number = account(board, "guru", roles={school_a: Role.COMMITTEE})
    guru = signed_in(app, board, guru_number)
    admin = signed_in(app, board, account(board, "admin", administrator=True))
    replaced = link_in(admin.post(f"/people/{guru_number}/reset"))
    link = link_in(admin.post(f"/people/{guru_number}/reset"))
    assert stranger.get(replaced).status_code == 404, "a new link ends the one before"
    page = stranger.get(link).get_data(as_text=True)
    assert "Nama guru" in page
    assert 'name="login"' not in page
    assert admin.post(link, password="x").status_code == 422, "whoever is signed in does not take over the account"
    assert fill(stranger, link, password="lima kata acak sekali", repeated="lima kata acak sekali").status_code == 200
    assert guru.get("/").status_code == 303, "old sessions ended"
    assert stranger.get(f"/schools/{school_a}/people").status_code == 200, "the roles stayed"
    clock.now += timedelta(minutes=2)
    old = Visitor(app, board)
    assert old.post("/sign-in", login="guru", password=PASSWORD, code=old.code()).status_code == 422


def test_a_reset_of_a_blocked_account_is_gone(app: Flask, board: Board, stranger: Visitor) -> None:
    guru = account(board, "guru")
    admin = signed_in(app, board, account(board, "admin", administrator=True))
    link = link_in(admin.post(f"/people/{guru}/reset"))
    admin.post(f"/people/{guru}/active", active="no")
    assert stranger.get(link).status_code == 404


@pytest.mark.parametrize("how", ["active", "administrator"])
def test_the_links_of_an_administrator_go_with_its_power(app: Flask, board: Board, school_a: int, how: str) -> None:
    """Or whoever took an account over for a minute comes back by a link that it made."""
    admin = signed_in(app, board, account(board, "admin", administrator=True))
    thief_number = account(board, "pencuri", administrator=True)
    thief = signed_in(app, board, thief_number)
    made = [link_in(thief.post(path, **fields)) for path, fields in
            (("/invitations", {}), (f"/schools/{school_a}/invitations", {"role": "committee"}))]  # fmt: skip
    kept = link_in(admin.post("/invitations"))
    assert admin.post(f"/people/{thief_number}/{how}", **{how: "no"}).status_code == 303
    assert [Visitor(app, board).get(link).status_code for link in (*made, kept)] == [404, 404, 200]


@pytest.mark.parametrize("by_administrator", [False, True])
def test_the_links_of_a_committees_member_go_with_its_role(
    app: Flask, board: Board, school_a: int, by_administrator: bool
) -> None:
    elsewhere = school(board, "SMPN Contoh")
    number = account(board, "panitia", roles={school_a: Role.COMMITTEE, elsewhere: Role.COMMITTEE})
    member = signed_in(app, board, number)
    links = [link_in(member.post(f"/schools/{each}/invitations", role="committee")) for each in (school_a, elsewhere)]
    if by_administrator:
        admin = signed_in(app, board, account(board, "admin", administrator=True))
        done = admin.post(f"/people/{number}/roles", school_id=str(school_a), role="saksi")
    else:
        ketua = signed_in(app, board, account(board, "ketua", roles={school_a: Role.COMMITTEE}))
        done = ketua.post(f"/schools/{school_a}/people/{number}/remove")
    assert done.status_code == 303
    assert [Visitor(app, board).get(link).status_code for link in links] == [404, 200]
