"""Scanning instead of typing: by the camera, by a photograph where no camera can be had, and from screen to screen."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.booth import Booth
from tests.browser.chromium import LAN_HOST, OPTIONS, find_chromium
from tests.browser.conftest import DESK, PHONE, NewBooth
from tests.browser.election import BrowserBoard
from tests.browser.qr import TILTS, film, photograph, tilted
from tests.browser.second_device import SecondDevice

Watching = Callable[[str], Page]


@pytest.fixture
def watching(chromium: Browser, tmp_path: Path) -> Iterator[Watching]:
    """A page whose camera sees one QR code."""
    with ExitStack() as stack:

        def start(text: str) -> Page:
            camera = [
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-video-capture={film(text, tmp_path / 'camera.y4m')}",
            ]
            browser = chromium.browser_type.launch(executable_path=find_chromium(), args=[*OPTIONS, *camera])
            stack.callback(browser.close)
            page = browser.new_page()
            page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
            return page

        yield start


def test_the_camera_reads_the_access_code(watching: Watching, board: BrowserBoard) -> None:
    election = board.election()
    booth = Booth(watching(election.code(0)))
    booth.open(board.address, election.uuid)
    booth.sees("enterTitle")
    booth.button("scan").click()
    booth.choose(1)
    assert not any(election.codes[0] in url or election.code(0) in url for url in booth.urls)
    # The camera is off again.
    assert booth.page.locator("video").count() == 0


def test_the_cards_other_code_is_told_apart(watching: Watching, board: BrowserBoard) -> None:
    election = board.election()
    booth = Booth(watching(f"{board.address}/e/{election.uuid}"))
    booth.open(board.address, election.uuid)
    booth.sees("enterTitle")
    booth.button("scan").click()
    expect(booth.page.get_by_text(booth.t("codeAddress"))).to_be_visible()
    booth.button("scanStop").click()
    expect(booth.button("scan")).to_be_visible()


def test_without_a_camera_one_types(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = board.election()
    booth: Booth = new_booth(DESK)
    booth.open(board.address, election.uuid)
    booth.sees("enterTitle")
    booth.button("scan").click()
    expect(booth.page.get_by_text(booth.t("scanDenied"))).to_be_visible()
    booth.enter(election.code(0))
    booth.choose(1)


def test_a_phone_on_plain_http_photographs_every_code(new_booth: NewBooth, board: BrowserBoard, tmp_path: Path) -> None:
    lan = f"http://{LAN_HOST}:{board.port}"
    election = board.election()
    booth: Booth = new_booth(PHONE, has_touch=True, is_mobile=True)
    device = SecondDevice(new_booth(PHONE, has_touch=True, is_mobile=True).page)

    def read(shown: Booth, picture: Path) -> bool:
        shown.page.locator("input[type=file]").set_input_files(picture)
        # The field is emptied, or gone, when the picture has been read.
        shown.page.wait_for_function("() => !document.querySelector('input[type=file]')?.value")
        return shown.page.get_by_text(shown.t("scanNone")).count() == 0

    def take(shown: Booth, picture: Path) -> None:
        """As people do: what was not read is photographed once more, with another tilt of the hand."""
        assert any(read(shown, tilted(picture, tilt) if tilt else picture) for tilt in TILTS)

    def screen(name: str) -> Path:
        """What the second device's camera sees of the booth's screen."""
        path = tmp_path / f"{name}.png"
        booth.page.locator("svg.qr:visible").screenshot(path=path)
        return path

    booth.open(lan, election.uuid)
    booth.sees("enterTitle")
    blank = tmp_path / "blank.png"
    booth.page.screenshot(path=blank)
    assert not read(booth, blank)
    expect(booth.page.get_by_text(booth.t("scanNone"))).to_be_visible()
    take(booth, photograph(election.code(0), tmp_path / "card.png"))
    booth.choose(1)
    booth.on()
    booth.seal()
    device.page.goto(f"{lan}/booth/opening.html?lang=id")
    device.sees("secondTitle")
    take(device, screen("code"))
    expect(device.page.get_by_test_id("kept-code")).to_be_visible()
    booth.test_seal()
    take(device, screen("opening"))
    assert "Ketua A" in device.shown()
    booth.button("sealAgain").click()
    booth.seal()
    booth.cast()
    booth.receipt()
