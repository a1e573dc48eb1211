"""A polling station's machine in the tests: its clock, and what its next voter must find."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.booth import Booth


def with_clock(booth: Booth) -> Page:
    """The page with a clock that the test can turn."""
    booth.page.clock.install()
    return booth.page


def stop_clock(page: Page) -> None:
    """From now on only the test turns the clock: seconds that a busy machine takes are none of the page's."""
    # It stops at a moment that is still to come.
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 30)


def is_fresh(booth: Booth) -> None:
    """The next voter's screen, in a document that nobody voted in."""
    booth.sees("enterTitle")
    expect(booth.page.get_by_label(booth.t("codeLabel"))).to_have_value("")
    assert booth.page.url.endswith("&tps&lang=id")


def warning(booth: Booth) -> Locator:
    """The question whether somebody is still there."""
    return booth.page.get_by_role("dialog", name=booth.t("idleTitle"))


def wait_for_warning(booth: Booth) -> None:
    """Nobody touches the page, whose clock stands still, from now on until it warns."""
    booth.page.keyboard.press("Shift")
    booth.page.clock.run_for(85_000)
    expect(warning(booth)).to_have_count(0)
    booth.page.clock.run_for(10_000)
    expect(warning(booth)).to_be_visible()
