"""A page that was emptied while the board does not answer: it says so, counts, and goes on when it can."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.booth import Booth, Language
from tests.browser.conftest import DESK, PHONE, NewBooth
from tests.browser.election import BrowserBoard
from tests.browser.held_timers import SECOND, hold_timers, let_timers_go
from tests.browser.station import is_fresh


def lose_connection(booth: Booth) -> None:
    """The board does not answer when it is asked whether it is there; no try comes by itself."""

    def lose(route: Route) -> None:
        if route.request.method == "HEAD":
            route.abort()
        else:
            route.continue_()

    booth.page.route("**/*", lose)
    hold_timers(booth.page, SECOND)


def counts(booth: Booth, sentence: str) -> None:
    """Nothing of the voter is left, and there is a sentence, a countdown and a button."""
    page = booth.page
    expect(page.get_by_text(booth.t(sentence))).to_be_visible()
    expect(page.get_by_text(booth.t("offlineTitle"))).to_be_visible()
    expect(page.get_by_text(booth.t("leavingCount", seconds=2))).to_be_visible()
    expect(booth.button("offlineNow")).to_be_visible()
    assert page.get_by_test_id("short-code").count() == 0


@pytest.mark.parametrize("language", ["id", "en"])
def test_who_has_finished_on_a_phone(new_booth: NewBooth, board: BrowserBoard, language: Language) -> None:
    election = board.election()
    booth: Booth = new_booth(PHONE, language)
    booth.vote(board.address, election.uuid, election.code(0), (1,))
    lose_connection(booth)
    booth.button("done").click()
    counts(booth, "leaving")
    expect(booth.page.get_by_text(booth.t("leavingClose"))).to_be_visible()
    assert booth.page.get_by_text(booth.t("wiping")).count() == 0, "nobody follows on a voter's own phone"
    booth.page.unroute_all()
    booth.button("offlineNow").click()
    expect(booth.page).to_have_url(re.compile(rf"/e/{election.uuid}$"))
    booth.complaints.clear()  # of the question that was lost


def test_the_next_voter_of_a_polling_station(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = board.election()
    booth: Booth = new_booth(DESK)
    booth.vote(board.address, election.uuid, election.code(0), (1,), tps=True)
    booth.stay()
    lose_connection(booth)
    booth.button("emptyNow").click()
    counts(booth, "wiping")
    assert booth.page.get_by_text(booth.t("leavingClose")).count() == 0
    booth.page.unroute_all()
    # Also by itself.
    let_timers_go(booth.page)
    is_fresh(booth)
    booth.complaints.clear()
