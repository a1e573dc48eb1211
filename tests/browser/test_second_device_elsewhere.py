"""The second device's page is a static file that anybody may host: it judges by the record of a board elsewhere.

A page of the board that is tested could lie together with the booth; that is why another place must do.
"""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.booth.built import the_booth
from tests.browser.booth import Booth
from tests.browser.chromium import LAN_HOST
from tests.browser.conftest import PHONE, NewBooth
from tests.browser.election import BrowserBoard
from tests.browser.second_device import SecondDevice


class _Files(SimpleHTTPRequestHandler):
    """The built files under /booth/, as any web space serves them."""

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.replace("/booth/", "/", 1))

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def web_space() -> Iterator[str]:
    """The address of a web space with the page, which is no board."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, directory=str(the_booth()))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def device(contexts: Callable[..., BrowserContext]) -> SecondDevice:
    return SecondDevice(contexts(PHONE).new_page())


@pytest.fixture(params=["another board", "a web space"])
def elsewhere(request: pytest.FixtureRequest, board: BrowserBoard, web_space: str) -> str:
    """Where the page comes from: for a browser another name is another board."""
    return f"http://{LAN_HOST}:{board.port}" if request.param == "another board" else web_space


def test_a_page_from_elsewhere_judges_a_seal(
    new_booth: NewBooth, device: SecondDevice, board: BrowserBoard, elsewhere: str
) -> None:
    election = board.election()
    booth: Booth = new_booth(PHONE)
    booth.open(board.address, election.uuid)
    booth.enter(election.code(0))
    booth.choose(1)
    booth.on()
    device.keep(elsewhere, booth.seal(), f"&board={quote(board.address, safe='')}")
    device.judge(booth.test_seal())
    assert "Ketua A" in device.shown()
    # It says, where nobody overlooks it, whose record it read: the address may name a board that lies.
    expect(device.page.get_by_test_id("asked-board")).to_contain_text(board.address)
    expect(device.page.get_by_test_id("asked-board")).to_have_class("notice")
    asked = {urlsplit(url).netloc for url in device.urls if "/log/" in url or "/api/" in url}
    assert asked == {urlsplit(board.address).netloc}
    assert device.complaints == []


def test_a_page_that_asks_another_board_shows_its_address_at_once(
    device: SecondDevice, board: BrowserBoard, elsewhere: str
) -> None:
    device.open_page(elsewhere, f"&board={quote(board.address, safe='')}")
    expect(device.page.locator("#board-address")).to_be_visible()
    expect(device.page.locator("#board-address")).to_have_value(board.address)
    device.open_page(elsewhere)
    expect(device.page.locator("#board-address")).to_be_hidden()


def test_the_booth_itself_still_speaks_to_its_board_alone(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = board.election()
    booth: Booth = new_booth()
    booth.open(board.address, election.uuid)
    booth.sees("enterTitle")
    other = f"http://{LAN_HOST}:{board.port}/api/v1/elections"
    asking = f"fetch({other!r}).then(() => 'sent', (error) => error.name)"
    assert booth.page.evaluate(asking) == "TypeError"
    assert any("Content Security Policy" in each for each in booth.complaints)
    booth.complaints.clear()
    booth.page.goto(f"{board.address}/booth/opening.html")
    assert booth.page.evaluate(asking) == "sent"
