"""Timers of a page that a test holds up: what runs out by itself would race with the test on a busy machine."""

from typing import Final

from playwright.sync_api import Page

SECOND: Final = 1000
"""What the countdown before the next try waits for, again and again."""
ENGLISH: Final = 8000
"""As long as the booth waits for its English texts."""
_HOLD = """
(after) => {
  const real = window.setTimeout, held = [];
  window.setTimeout = (act, delay, ...more) => delay === after ? (held.push(act), 0) : real(act, delay, ...more);
  window.letTimersGo = () => { window.setTimeout = real; held.forEach((act) => act()); };
}
"""


def hold_timers(page: Page, milliseconds: int) -> None:
    """From now on no timer of exactly this length runs out on the page as it is."""
    page.evaluate(_HOLD, milliseconds)


def hold_timers_of_every_page(page: Page, milliseconds: int) -> None:
    """The same for each page that is opened from now on."""
    page.add_init_script(f"({_HOLD})({milliseconds})")


def let_timers_go(page: Page) -> None:
    """Let those that were held run out at once, and all others as they do."""
    page.evaluate("window.letTimersGo()")
