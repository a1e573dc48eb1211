"""Accounts of the committee in a real browser, as on a school's LAN without https: links, roles, sessions, and axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from bulletin_board.committee.access import SESSION_COOKIE, Role
from bulletin_board.committee.accounts.invitations import create_invitation, invite_administrator
from bulletin_board.committee.accounts.sessions import begin_session
from bulletin_board.committee.forms_guard import PATH
from bulletin_board.storage.database import writing
from tests.browser.accessibility import accessibility_findings
from tests.browser.booth import Booth
from tests.browser.chromium import LAN_HOST
from tests.browser.committee import Member
from tests.browser.conftest import DESK, PHONE
from tests.browser.election import BrowserBoard
from tests.browser.next_page import next_page
from tests.support.committee import account, school


def test_from_the_first_link_to_a_saksi(contexts: Callable[..., BrowserContext], board: BrowserBoard) -> None:
    lan = f"http://{LAN_HOST}:{board.port}"
    admin, ketua, saksi = (Member(contexts().new_page(), lan, login) for login in ("kpu.kota", "ketua", "saksi1"))
    admin.make_account(lan + invite_administrator(board.owner), "Petugas KPU")
    admin.page.get_by_role("link", name="Tambah sekolah").click()
    admin.page.get_by_label("Nama sekolah").fill("SMKN Contoh")
    admin.page.get_by_label("Penyelenggara").fill("KPU Kota Contoh")
    admin.page.get_by_label("Zona waktu").select_option("WITA")
    admin.page.get_by_role("button", name="Simpan").click()
    admin.page.get_by_label("Tugas", exact=True).select_option("committee")
    admin.page.get_by_role("button", name="Buat tautan").click()
    ketua.make_account(admin.link(), "Ketua Panitia")
    ketua.page.get_by_role("link", name="SMKN Contoh").click()
    ketua.page.get_by_role("link", name="Orang dan undangan").click()
    ketua.page.get_by_label("Tugas", exact=True).select_option("saksi")
    ketua.page.get_by_role("button", name="Buat tautan").click()
    saksi.make_account(ketua.link(), "Saksi Pasangan 1")
    saksi.page.get_by_role("link", name="SMKN Contoh").click()
    expect(saksi.page.get_by_text("saksi, hanya membaca")).to_be_visible()
    assert saksi.page.get_by_role("link", name="Orang dan undangan").count() == 0
    with next_page(ketua.page):
        ketua.page.get_by_role("button", name="Keluar").click()
    ketua.sign_in()
    expect(ketua.page.get_by_role("link", name="SMKN Contoh")).to_be_visible()
    admin.open("/audit")
    expect(admin.page.get_by_text("Rantai semua baris masih utuh")).to_be_visible()
    expect(admin.page.get_by_text("undangan diterima").first).to_be_visible()


@pytest.mark.parametrize(("size", "language"), [(PHONE, "id"), (DESK, "en")], ids=["phone-id", "desk-en"])
def test_pages_are_accessible(
    contexts: Callable[..., BrowserContext], board: BrowserBoard, size: tuple[int, int], language: str
) -> None:
    owner, name = board.owner, f"SMAN Contoh {language}"
    here = school(owner, name)
    number = account(owner, f"admin.{language}", administrator=True)
    account(owner, f"panitia.{language}", roles={here: Role.COMMITTEE})
    with writing(owner.store.engine) as connection:
        now = int(owner.config.clock().timestamp())
        token = begin_session(connection, number, now, "Firefox, Android")
        invitation = create_invitation(connection, now, role=Role.SAKSI, school=here)
    context = contexts(size)
    booth = Booth(context.new_page())
    findings: list[str] = []

    def look(path: str) -> None:
        answer = booth.page.goto(f"{board.address}/committee{path}?lang={language}")
        assert answer is not None
        findings.extend(f"{path}: {each}" for each in accessibility_findings(booth.page))

    for path in ("/sign-in", f"/invitation/{invitation}"):
        look(path)
    context.add_cookies([{"name": SESSION_COOKIE, "value": token, "domain": "127.0.0.1", "path": PATH}])
    paths = ["/account", "/people", "/audit", f"/schools/{here}/people"]
    if size == PHONE:
        paths += ["/", "/account/second-factor", f"/people/{number}", "/schools/new", f"/schools/{here}/", "/confirm"]
    for path in paths:
        look(path)
    booth.page.goto(f"{board.address}/committee/account?lang={language}")
    with next_page(booth.page):
        booth.page.locator("form[action$=recovery-codes] button").click()
    findings.extend(f"codes: {each}" for each in accessibility_findings(booth.page))
    booth.page.goto(f"{board.address}/committee/schools/{here}/people?lang={language}")
    with next_page(booth.page):
        booth.page.locator("form[action$=invitations] button").click()
    findings.extend(f"link: {each}" for each in accessibility_findings(booth.page))
    assert booth.complaints == []
    assert not findings, "\n".join(findings)
