"""A board on a school's LAN without https: a page without WebCrypto and without a camera, where everything works."""

import pytest
from playwright.sync_api import expect

from tests.browser.booth import Booth
from tests.browser.chromium import LAN_HOST
from tests.browser.conftest import DESK, PHONE, NewBooth
from tests.browser.election import BrowserBoard
from tests.browser.second_device import SecondDevice
from tests.official.tool import OfficialTool


@pytest.fixture
def lan(board: BrowserBoard) -> str:
    """The board's address as the school's machines know it."""
    return f"http://{LAN_HOST}:{board.port}"


def test_a_vote_with_a_seal_test(
    new_booth: NewBooth, board: BrowserBoard, lan: str, official_tool_33: OfficialTool
) -> None:
    election = board.election()
    booth: Booth = new_booth(DESK)
    device = SecondDevice(new_booth(PHONE).page)
    booth.open(lan, election.uuid)
    booth.sees("enterTitle")
    assert booth.page.evaluate("[isSecureContext, typeof crypto.subtle, typeof navigator.mediaDevices]") == [
        False,
        "undefined",
        "undefined",
    ]
    expect(booth.page.get_by_text(booth.t("enterTyped"))).to_be_visible()
    assert booth.button("scan").count() == 0, "no camera is offered where none can be had"
    booth.enter(election.code(0))
    booth.choose(1)
    booth.on()
    device.keep(lan, booth.seal())
    device.judge(booth.test_seal())
    assert "Ketua A" in device.shown()
    booth.button("sealAgain").click()
    booth.seal()
    booth.cast()
    booth.receipt()
    assert election.count_by_both(official_tool_33) == [[0, 1, 0, 0]]
