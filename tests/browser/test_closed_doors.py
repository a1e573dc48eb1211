"""An election that is closed says when, unless it was closed before the time that was announced."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.booth import Booth, Language
from tests.browser.conftest import PHONE, NewBooth
from tests.browser.election import BrowserBoard


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("early", [True, False], ids=["early", "in time"])
def test_a_closed_election_names_no_time_that_is_still_to_come(
    new_booth: NewBooth, board: BrowserBoard, language: Language, early: bool
) -> None:
    election = board.election().close()
    booth: Booth = new_booth(PHONE, language)
    summary = booth.page.request.get(f"{board.address}/api/v1/elections/{election.uuid}").json()
    announced = datetime.fromisoformat(summary["closes"])
    booth.page.clock.set_fixed_time(announced + timedelta(minutes=-1 if early else 1))
    booth.open(board.address, election.uuid)
    booth.sees("endedTitle")
    said = booth.page.locator("main").inner_text()
    when = booth.t("endedText").partition("{")[0]
    assert (booth.t("endedEarly") in said) is early
    assert (when in said) is not early
    expect(booth.page.get_by_text(booth.t("endedNoMore"))).to_be_visible()
