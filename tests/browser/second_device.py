"""The voter's second device: the code first, then the opening; its page computes everything again."""

from dataclasses import dataclass

from playwright.sync_api import expect

from tests.browser.booth import Booth


@dataclass
class SecondDevice(Booth):
    """The page opening.html in a profile of its own."""

    def open_page(self, base: str, more: str = "") -> None:
        """Open the page where a board serves it; ``more`` is added to its address."""
        self.page.goto(f"{base}/booth/opening.html?lang={self.language}{more}")
        self.sees("secondTitle")

    def keep(self, base: str, code: str, more: str = "") -> None:
        """Open the page and keep the whole tracking code, before the voter says what becomes of the ballot."""
        self.open_page(base, more)
        self.page.get_by_label(self.t("trackingCode")).fill(code)
        self.button("next").click()
        expect(self.page.get_by_test_id("kept-code")).to_be_visible()

    def judge(self, opening: str) -> None:
        """Give the opening that the booth shows."""
        self.page.get_by_label(self.t("openedPaste")).fill(opening)
        self.button("secondGo").click()

    def shown(self) -> str:
        """The choices in words, of an honest opening."""
        self.sees("secondGood")
        return self.page.locator("main").inner_text()
