"""A voter at the booth: one method for each thing that a person does. What is shown is waited for, never slept for."""

import re
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote

from playwright.sync_api import Locator, Page, Response, expect

from tests.browser.held_timers import ENGLISH, hold_timers_of_every_page
from tests.browser.texts import beginning, text

SHORT_CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
Language = Literal["id", "en"]


@dataclass
class Booth:
    """The booth's page; everything that the page asked for or complained about is kept."""

    page: Page
    language: Language = "id"
    address: str = ""
    urls: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """Errors of scripts, violations of the policy and other console errors."""

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self.urls.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("console", lambda said: self._heard(said.type, said.text))
        if self.language == "en":
            # After some seconds the booth would go on in Indonesian, which is no test's affair.
            hold_timers_of_every_page(self.page, ENGLISH)

    def _heard(self, kind: str, said: str) -> None:
        # A header for https that a browser says it ignores on plain http is no fault of the page.
        if kind in ("error", "warning") and "Cross-Origin-Opener-Policy header has been ignored" not in said:
            self.complaints.append(f"{kind}: {said}")

    def t(self, key: str, **values: object) -> str:
        """A text of the booth in the page's language."""
        return text(self.language, key, **values)

    def button(self, key: str) -> Locator:
        """A button by its text."""
        return self.page.get_by_role("button", name=self.t(key), exact=False)

    def heading(self, key: str) -> Locator:
        """The heading of a screen."""
        return self.page.get_by_role("heading", level=1, name=beginning(self.language, key))

    def sees(self, key: str) -> None:
        """The screen with this heading is there."""
        expect(self.heading(key)).to_be_visible()

    def problem(self, key: str) -> None:
        """An alert says this."""
        expect(self.page.get_by_role("alert").filter(has_text=beginning(self.language, key))).to_be_visible()

    # -- the way through ---------------------------------------------------------------------------------------------
    def open(
        self, base: str, uuid: str, *, tps: bool = False, machine: str = "", agreed: str | None = None
    ) -> Response | None:
        """Go to the booth of an election: on a polling station's machine (with a name), with a pinned fingerprint."""
        station = f"&tps={quote(machine)}" if machine else "&tps" if tps else ""
        pin = "" if agreed is None else f"&agreed={quote(agreed)}"
        self.address = f"{base}/booth/?election={uuid}{pin}{station}&lang={self.language}"
        return self.page.goto(self.address)

    def enter(self, code: str) -> None:
        """Type the code of a card and go on."""
        self.sees("enterTitle")
        self.page.get_by_label(self.t("codeLabel")).fill(code)
        self.button("next").click()

    def choose(self, *numbers: int) -> None:
        """Pick answers by their number (0: the blank vote) on this question."""
        choices = self.page.locator("fieldset.choices label.choice")
        expect(choices.first).to_be_visible()
        for number in numbers:
            picked = choices.last if number == 0 else choices.nth(number - 1)
            picked.click()
            expect(picked.locator("input")).to_be_checked()

    def on(self) -> None:
        """To the next question or to the review."""
        self.page.locator("section button.main").click()

    def review(self) -> None:
        """The review is on the screen."""
        self.sees("reviewTitle")

    def seal(self) -> str:
        """Seal what was reviewed; the whole tracking code."""
        self.review()
        self.button("sealGo").click()
        self.sees("sealedTitle")
        return self.whole_code()

    def whole_code(self) -> str:
        """The tracking code on the screen: 43 characters."""
        code = self.page.get_by_test_id("whole-code").text_content()
        assert code is not None
        assert len(code) == 43
        short = self.page.get_by_test_id("short-code").text_content()
        assert SHORT_CODE.fullmatch(short or "")
        return code

    def cast(self) -> None:
        """Put the sealed ballot into the box; does not wait for the answer."""
        self.button("castGo").click()

    def receipt(self) -> str:
        """The receipt is there, and verified; the whole tracking code."""
        self.sees("receiptTitle")
        return self.whole_code()

    def stay(self) -> None:
        """Have a polling station's receipt stay on the screen for minutes, whatever the machine has to do meanwhile."""
        self.button("emptyLater").evaluate_all(
            "(buttons) => buttons.forEach((button) => { for (let n = 0; n < 30; n++) button.click(); })"
        )

    def test_seal(self) -> str:
        """Test the seal that is on the screen; the opening."""
        self.page.get_by_text(self.t("doubt")).click()
        self.button("testGo").click()
        self.sees("openedTitle")
        opening = self.page.get_by_test_id("opening-text").text_content()
        assert opening
        return opening

    def vote(self, base: str, uuid: str, code: str, *picks: tuple[int, ...], tps: bool = False) -> str:
        """The whole way with one pick for each question; the tracking code of the receipt."""
        self.open(base, uuid, tps=tps)
        self.enter(code)
        for pick in picks:
            self.choose(*pick)
            self.on()
        sealed = self.seal()
        self.cast()
        assert self.receipt() == sealed
        return sealed
