"""Doubt is answered in two sentences and one picture, and the second device's page is opened without typing."""

import pytest
from playwright.sync_api import expect

from tests.browser.booth import Booth, Language
from tests.browser.conftest import PHONE, NewBooth
from tests.browser.election import BrowserBoard
from tests.browser.qr import read_from_screen
from tests.browser.texts import text


@pytest.mark.parametrize("language", ["id", "en"])
def test_doubt_takes_two_sentences(language: Language) -> None:
    assert text(language, "doubtText").count(". ") == 1
    assert text(language, "doubtText").endswith(".")


def test_a_picture_and_a_way_to_the_second_device(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = board.election()
    booth: Booth = new_booth(PHONE, device_scale_factor=3)
    booth.open(board.address, election.uuid)
    booth.enter(election.code(0))
    booth.choose(1)
    booth.on()
    booth.seal()
    booth.page.get_by_text(booth.t("doubt")).click()
    expect(booth.page.locator("details.doubt svg.picture")).to_be_visible()
    address = f"{board.address}/booth/opening.html"
    expect(booth.page.locator("details.doubt")).to_contain_text(address)
    assert read_from_screen(booth.page.get_by_role("img", name=booth.t("doubtQr"))) == address
    device: Booth = new_booth(PHONE)
    device.page.goto(address)
    device.sees("secondTitle")
