"""The QR decoder is fetched when somebody wants to scan, and not before; when it does not come, people are told so."""

from playwright.sync_api import expect

from tests.browser.booth import Booth
from tests.browser.conftest import DESK, NewBooth
from tests.browser.election import BrowserBoard

_DECODER = "**/booth/assets/scanning-*.js"


def test_who_types_does_not_download_the_decoder(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = board.election()
    booth: Booth = new_booth(DESK)
    booth.vote(board.address, election.uuid, election.code(0), (1,))
    assert any("/assets/shared-" in url for url in booth.urls)
    assert not any("/assets/scanning-" in url for url in booth.urls)


def test_a_decoder_that_does_not_come_is_told(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = board.election()
    booth: Booth = new_booth(DESK)
    booth.page.route(_DECODER, lambda route: route.abort())
    booth.open(board.address, election.uuid)
    booth.sees("enterTitle")
    booth.button("scan").click()
    expect(booth.page.get_by_text(booth.t("error.offline"))).to_be_visible()
    booth.enter(election.code(0))
    booth.choose(1)
    booth.complaints.clear()  # the request that was broken on purpose
