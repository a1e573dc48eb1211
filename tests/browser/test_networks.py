"""However a network breaks on the way from the first screen to the receipt, the vote gets through, and once."""

import re
from collections import Counter

import pytest
from playwright.sync_api import Route

from tests.browser.booth import Booth
from tests.browser.conftest import PHONE, NewBooth
from tests.browser.election import BrowserBoard
from tests.browser.held_timers import SECOND, hold_timers_of_every_page

KINDS = {
    "the election": r"/api/v1/elections/\w+$",
    "the head": r"/checkpoint$",
    "a bundle": r"/tile/entries/",
    "a proof": r"/consistency/",
    "an entry": r"/data/\w+$",
    "the card": r"/cards/",
    "the seal test": r"/challenges$",
    "the ballot": r"/ballots$",
    "the code": r"/codes/",
}


def kind_of(url: str) -> str | None:
    return next((kind for kind, pattern in KINDS.items() if re.search(pattern, url)), None)


@pytest.mark.parametrize("way", ["no answer", "lost answer", "busy"])
def test_each_kind_of_request_fails_once(new_booth: NewBooth, board: BrowserBoard, way: str) -> None:
    election = board.election()
    booth: Booth = new_booth(PHONE)
    page = booth.page
    asked: Counter[str] = Counter()

    def unreliable(route: Route) -> None:
        kind = kind_of(route.request.url)
        if kind is None:
            return route.continue_()
        asked[kind] += 1
        if asked[kind] > 1:
            return route.continue_()
        if way == "no answer":
            return route.abort("connectionreset")
        if way == "busy":
            return route.fulfill(status=503, content_type="text/plain", body="busy")
        # The board has it, and its answer is lost.
        route.fetch()
        return route.abort("connectionreset")

    page.route("**/api/**", unreliable)
    page.route("**/log/**", unreliable)
    # As often as the countdown is shown, the voter tries now; the next one may follow at once.
    hold_timers_of_every_page(page, SECOND)
    now = booth.button("offlineNow")
    page.add_locator_handler(now, lambda: now.click(), no_wait_after=True)
    booth.open(board.address, election.uuid)
    booth.enter(election.code(0))
    booth.choose(2)
    booth.on()
    booth.seal()
    booth.test_seal()
    booth.button("sealAgain").click()
    code = booth.seal()
    booth.cast()
    assert booth.receipt() == code
    booth.button("checkTitle").click()
    page.get_by_label(booth.t("trackingCode")).fill(code)
    booth.button("checkGo").click()
    booth.problem("checkFound")
    assert set(asked) == set(KINDS)
    assert all(count > 1 for count in asked.values())
    booth.complaints.clear()  # of the requests that were broken
    assert election.ballots() == (1, 1, 1)
    assert election.count() == [[0, 0, 1, 0]]
