"""Somebody at the committee's pages with an authenticator app: one method for each thing that a person does."""

import time
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from bulletin_board.committee.accounts.second_factor import STEP_SECONDS, code_at
from tests.browser.next_page import next_page

PASSWORD = "empat kata acak sekali"


@dataclass
class Member:
    """One person in a browser of their own; ``secret`` is what their app scanned."""

    page: Page
    address: str
    login: str
    secret: str = ""
    used: int = 0

    def open(self, path: str, language: str = "id") -> None:
        """A page of the committee; ``path`` is what follows /committee."""
        self.page.goto(f"{self.address}/committee{path}{'&' if '?' in path else '?'}lang={language}")

    def code(self) -> str:
        """The app's code of now; waits for the next one if this was used: a code works once."""
        while int(time.time()) // STEP_SECONDS <= self.used:
            time.sleep(0.2)
        self.used = int(time.time()) // STEP_SECONDS
        return code_at(self.secret, self.used * STEP_SECONDS)

    def scan(self) -> None:
        """Let the app read the square; the same stands beside it as text."""
        self.secret = self.page.locator(".code", has_text=" ").first.inner_text().replace(" ", "")
        self.used = 0

    def make_account(self, link: str, name: str) -> None:
        """Follow an invitation to the first page with an account of one's own."""
        self.page.goto(link)
        self.scan()
        self.page.get_by_label("Nama Anda").fill(name)
        self.page.get_by_label("Nama masuk").fill(self.login)
        self.page.get_by_label("Kata sandi baru").fill(PASSWORD)
        self.page.get_by_label("Kata sandi yang sama").fill(PASSWORD)
        self.page.get_by_label("Kode di aplikasi").fill(self.code())
        self.page.get_by_role("button", name="Buat akun saya").click()
        expect(self.page.get_by_role("heading", level=1, name="Akun Anda siap")).to_be_visible()
        with next_page(self.page):
            self.page.get_by_role("link", name="Sudah saya simpan").click()

    def sign_in(self) -> None:
        """With password and code."""
        self.open("/sign-in")
        self.page.get_by_label("Nama masuk").fill(self.login)
        self.page.get_by_label("Kata sandi").fill(PASSWORD)
        self.page.get_by_label("Kode dari aplikasi").fill(self.code())
        self.page.get_by_role("button", name="Masuk").click()
        expect(self.page.get_by_role("button", name="Keluar")).to_be_visible()

    def link(self) -> str:
        """The invitation's link that the page shows."""
        return self.page.get_by_role("textbox", name="Tautan").input_value()
