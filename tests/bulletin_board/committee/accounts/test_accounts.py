"""One's own account, and what administrators do to others': names, passwords, second factors, roles, schools."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask

import bulletin_board.committee
from bulletin_board.board import Board
from bulletin_board.committee.access import Role
from bulletin_board.committee.accounts.attempts import FREE_FAILURES
from bulletin_board.committee.accounts.second_factor import code_at
from bulletin_board.committee.application import TRANSLATIONS
from tests.support.board_elections import TurnedClock
from tests.support.committee import PASSWORD, Visitor, account, school, signed_in

OTHER = "lima kata acak sekali"


@pytest.fixture
def ketua(app: Flask, board: Board, school_a: int) -> Visitor:
    return signed_in(app, board, account(board, "ketua", roles={school_a: Role.COMMITTEE}))


@pytest.fixture
def admin(app: Flask, board: Board, school_a: int) -> Visitor:
    return signed_in(app, board, account(board, "admin", administrator=True))


def text(visitor: Visitor, path: str) -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def signs_in(visitor: Visitor, password: str = PASSWORD, code: str = "") -> bool:
    found = Visitor(visitor.app, visitor.board)
    answer = found.post("/sign-in", login="ketua", password=password, code=code or found.code())
    return answer.status_code == 303


def test_a_name_is_text_wherever_it_stands(ketua: Visitor, admin: Visitor, school_a: int) -> None:
    name = '<script>alert(1)</script> "O\'Neil"'
    assert ketua.post("/account/name", name=name).status_code == 303
    for visitor, path in ((ketua, "/account"), (ketua, f"/schools/{school_a}/people"), (admin, "/people"),
                          (admin, "/audit"), (admin, "/people/1")):  # fmt: skip
        page = text(visitor, path)
        assert "<script" not in page
        assert "&lt;script&gt;" in page
    assert ketua.post("/account/name", name="").status_code == 422


def test_a_notice_is_shown_once(ketua: Visitor) -> None:
    ketua.post("/account/name", name="Ketua Baru")
    assert "Tersimpan." in text(ketua, "/account")
    assert "Tersimpan." not in text(ketua, "/account")


def test_a_new_password_ends_the_other_sessions(ketua: Visitor, app: Flask, board: Board, clock: TurnedClock) -> None:
    second = signed_in(app, board, 1)
    wrong = ketua.post("/account/password", current="salah", password=OTHER, repeated=OTHER)
    assert wrong.status_code == 422
    assert "yang sekarang salah" in wrong.get_data(as_text=True)
    assert ketua.post("/account/password", current=PASSWORD, password="pendek", repeated="pendek").status_code == 422
    assert ketua.post("/account/password", current=PASSWORD, password=OTHER, repeated="lain").status_code == 422
    assert second.get("/").status_code == 200
    assert ketua.post("/account/password", current=PASSWORD, password=OTHER, repeated=OTHER).status_code == 303
    assert ketua.get("/").status_code == 200
    assert second.get("/").status_code == 303
    assert not signs_in(ketua)
    assert signs_in(ketua, OTHER)


def test_the_password_cannot_be_guessed_from_an_open_session(ketua: Visitor) -> None:
    for _ in range(FREE_FAILURES):
        ketua.post("/account/password", current="salah", password=OTHER, repeated=OTHER)
    answer = ketua.post("/account/password", current=PASSWORD, password=OTHER, repeated=OTHER)
    assert answer.status_code == 422
    assert "Terlalu banyak salah" in answer.get_data(as_text=True)


def test_the_code_cannot_be_guessed_from_an_open_session(ketua: Visitor, clock: TurnedClock) -> None:
    clock.now += timedelta(minutes=11)
    for _ in range(FREE_FAILURES):
        assert ketua.post("/confirm", confirm_code="000000").status_code == 422
    answer = ketua.post("/confirm", confirm_code=ketua.code())
    assert answer.status_code == 422
    assert "Terlalu banyak salah" in answer.get_data(as_text=True)
    assert signs_in(ketua), "signing in is counted apart"


def test_new_recovery_codes_end_the_old_ones(ketua: Visitor) -> None:
    def made() -> list[str]:
        page = ketua.post("/account/recovery-codes").get_data(as_text=True)
        return re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page)

    old, new = made(), made()
    assert not signs_in(ketua, code=old[0])
    assert signs_in(ketua, code=new[0])
    assert "Sisa kode cadangan: 9." in text(ketua, "/account")


def test_another_app(ketua: Visitor, clock: TurnedClock) -> None:
    page = text(ketua, "/account/second-factor")
    sealed, key = re.search(r'"sealed" value="(.+?)"', page), re.search(r'<span class="code">([A-Z2-7 ]+)<', page)
    assert sealed is not None
    assert key is not None
    refused = ketua.post("/account/second-factor", sealed=sealed[1], code="000000")
    assert refused.status_code == 422
    assert sealed[1] in refused.get_data(as_text=True), "the square that was scanned stays"
    secret = key[1].replace(" ", "")
    moment = int(clock().timestamp())
    assert ketua.post("/account/second-factor", sealed=sealed[1], code=code_at(secret, moment)).status_code == 303
    assert not signs_in(ketua, code=code_at(secret, moment)), "the code that showed it works is used up"
    clock.now += timedelta(seconds=30)
    assert not signs_in(ketua), "the old app"
    assert signs_in(ketua, code=code_at(secret, moment + 30))


def test_own_sessions_are_listed_and_ended(ketua: Visitor, app: Flask, board: Board) -> None:
    second, third = signed_in(app, board, 1), signed_in(app, board, 1)
    page = text(ketua, "/account")
    assert page.count("Firefox, Linux</strong>") == 3
    assert page.count("perangkat ini</span>") == 1
    ends = re.findall(r'action="/committee(/account/sessions/[0-9a-f]{64}/end)"', page)
    assert len(ends) == 2
    assert ketua.post(ends[0]).status_code == 303
    assert [second.get("/").status_code, third.get("/").status_code].count(303) == 1
    ketua.post("/account/sessions/end")
    assert [second.get("/").status_code, third.get("/").status_code] == [303, 303]
    assert ketua.get("/").status_code == 200


def test_others_sessions_cannot_be_ended(ketua: Visitor, admin: Visitor) -> None:
    ketua.post("/account/name", name="Ketua")
    other = signed_in(ketua.app, ketua.board, 2)
    page = text(other, "/account")
    (end,) = re.findall(r'action="/committee(/account/sessions/[0-9a-f]{64}/end)"', page)
    assert ketua.post(end).status_code == 303
    assert admin.get("/").status_code == 200


def test_the_last_administrator_stays(admin: Visitor, ketua: Visitor) -> None:
    for path, field in (("administrator", "administrator"), ("active", "active")):
        answer = admin.post(f"/people/1/{path}", **{field: "no"})
        assert answer.status_code == 409
        assert "Harus ada paling sedikit satu administrator" in answer.get_data(as_text=True)
    assert admin.get("/people").status_code == 200


def test_administrators_come_and_go(app: Flask, board: Board) -> None:
    first, second = account(board, "admin", administrator=True), account(board, "guru")
    admin, guru = signed_in(app, board, first), signed_in(app, board, second)
    assert guru.get("/people").status_code == 403
    assert admin.post(f"/people/{second}/administrator", administrator="yes").status_code == 303
    assert guru.get("/people").status_code == 200
    assert guru.post(f"/people/{first}/administrator", administrator="no").status_code == 303
    assert admin.get("/people").status_code == 403
    assert guru.post(f"/people/{second}/active", active="no").status_code == 409, "now the last one"


def test_a_blocked_account_comes_back(app: Flask, board: Board, admin: Visitor) -> None:
    guru = account(board, "guru")
    visitor = signed_in(app, board, guru)
    admin.post(f"/people/{guru}/active", active="no")
    assert visitor.get("/").status_code == 303
    assert "diblokir" in text(admin, "/people")
    admin.post(f"/people/{guru}/active", active="yes")
    assert visitor.get("/").status_code == 303, "its sessions have ended for good"
    assert signed_in(app, board, guru).get("/").status_code == 200


def test_roles_are_given_changed_and_taken(app: Flask, board: Board, admin: Visitor, school_a: int) -> None:
    guru = account(board, "guru")
    visitor = signed_in(app, board, guru)
    for role, status in (("saksi", 403), ("committee", 200), ("", 404)):
        assert admin.post(f"/people/{guru}/roles", school_id=school_a, role=role).status_code == 303
        assert visitor.get(f"/schools/{school_a}/people").status_code == status
    for bad in ({"school_id": 99, "role": "saksi"}, {"school_id": school_a, "role": "administrator"},
                {"school_id": "x", "role": "saksi"}, {"school_id": "٣", "role": "saksi"}):  # fmt: skip
        assert admin.post(f"/people/{guru}/roles", **bad).status_code == 404
    assert admin.post("/people/99/roles", school_id=school_a, role="saksi").status_code == 404


def test_a_browser_left_alone_gives_nobody_a_role(
    app: Flask, board: Board, admin: Visitor, school_a: int, clock: TurnedClock
) -> None:
    guru = account(board, "guru")
    clock.now += timedelta(minutes=20)
    assert admin.post(f"/people/{guru}/roles", school_id=school_a, role="committee").status_code == 403
    assert signed_in(app, board, guru).get(f"/schools/{school_a}/").status_code == 404


def test_a_committee_takes_roles_away_at_its_own_school_alone(
    app: Flask, board: Board, ketua: Visitor, school_a: int
) -> None:
    other = school(board, "SMPN Contoh")
    saksi = account(board, "saksi", roles={school_a: Role.SAKSI, other: Role.SAKSI})
    assert ketua.post(f"/schools/{other}/people/{saksi}/remove").status_code == 404
    assert ketua.post(f"/schools/{school_a}/people/{saksi}/remove").status_code == 303
    visitor = signed_in(app, board, saksi)
    assert visitor.get(f"/schools/{school_a}/").status_code == 404
    assert visitor.get(f"/schools/{other}/").status_code == 200
    assert ketua.post(f"/schools/{school_a}/people/{saksi}/remove").status_code == 404


def test_schools_are_added_and_changed(admin: Visitor, school_a: int) -> None:
    school_fields = {"organisation": "KPU Kota Contoh", "name": "SMPN <b>Contoh</b>", "zone": "WIT", "npsn": ""}
    made = admin.post("/schools/new", **school_fields)
    assert made.status_code == 303
    number = int(made.location.split("/")[3])
    page = text(admin, f"/schools/{number}/")
    assert "SMPN &lt;b&gt;Contoh&lt;/b&gt;" in page
    assert "WIT" in page
    again = admin.post("/schools/new", **school_fields)
    assert again.status_code == 422
    assert "sudah punya sekolah" in again.get_data(as_text=True)
    assert admin.post("/schools/new", **school_fields | {"organisation": "KPU Kota Lain"}).status_code == 303
    bad = admin.post("/schools/new", organisation="", name="", zone="UTC", npsn="12")
    assert bad.status_code == 422
    assert bad.get_data(as_text=True).count('class="problem"') == 4
    change = {"name": "SMPN Contoh", "zone": "WITA", "npsn": "20123456"}
    assert admin.post(f"/schools/{number}/change", **change).status_code == 303
    assert "NPSN 20123456" in text(admin, f"/schools/{number}/")
    assert admin.post(f"/schools/{number}/change", **change | {"name": "SMAN Contoh"}).status_code == 422
    assert admin.post(f"/schools/{number}/change", **change | {"zone": ""}).status_code == 422


def test_every_text_is_translated() -> None:
    here = Path(bulletin_board.committee.__file__).parent
    for folder, catalogues in ((here / "templates", TRANSLATIONS[:1]), (here / "accounts", TRANSLATIONS[:2])):
        wanted = set()
        for template in folder.rglob("*.html"):
            found = re.findall(r"\b_\(\s*(?:\"([^\"]+)\"|'([^']+)')", template.read_text())
            wanted |= {one or other for one, other in found}
        for module in folder.glob("*.py"):
            # Sentences that a template translates: they end with a full stop and stand in the code as they are.
            wanted |= set(re.findall(r'(?:= |return |: |\()"([A-Z][^"{}]* [^"{}]*\.)"', module.read_text()))
        known: set[str] = set()
        for catalogue in catalogues:
            with (catalogue / "id.po").open("rb") as file:
                for message in read_po(file, locale="id"):
                    assert message.string, message.id
                    known |= {str(message.id)} - {""}
        assert wanted
        assert wanted <= known, wanted - known
