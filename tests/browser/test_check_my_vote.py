"""Cek suaraku on another device: by the receipt's QR code or from the election's page, the page checks the proof."""

import msgspec
import pytest
from playwright.sync_api import Route, expect

from bulletin_board.casting import cast
from tests.browser.booth import Booth
from tests.browser.conftest import DESK, PHONE, NewBooth
from tests.browser.election import BrowserBoard, CardElection
from tests.browser.qr import read_from_screen


def voted(booth: Booth, board: BrowserBoard, election: CardElection) -> str:
    """Somebody has voted and sees the receipt; its code."""
    booth.open(board.address, election.uuid)
    booth.enter(election.code(0))
    booth.choose(1)
    booth.on()
    booth.seal()
    booth.cast()
    return booth.receipt()


def scanned(booth: Booth) -> str:
    """What a camera reads from the receipt on the screen."""
    return read_from_screen(booth.page.locator("svg.qr"))


def believe(route: Route, receipt: str) -> None:
    """Answer as the board does, with another receipt."""
    response = route.fetch()
    body = msgspec.json.encode(response.json() | {"receipt": receipt})
    route.fulfill(status=response.status, content_type="application/json", body=body)


@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
def test_the_receipts_qr_code_leads_to_the_proof(new_booth: NewBooth, board: BrowserBoard, closed: bool) -> None:
    election = board.election()
    booth: Booth = new_booth(PHONE)
    code = voted(booth, board, election)
    address = scanned(booth)
    assert address == f"{board.address}/booth/?e={election.uuid}&check={code.replace('+', '-').replace('/', '_')}"
    if closed:
        election.close()
    other: Booth = new_booth(DESK)
    other.page.goto(address)
    other.problem("checkFound")
    expect(other.page.get_by_text(other.t("checkProof"))).to_be_visible()
    assert any("/log/" in url and "/data/" in url for url in other.urls)


def test_a_board_that_lies_about_a_scanned_code_is_found(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = board.election()
    booth: Booth = new_booth(PHONE)
    voted(booth, board, election)
    address = scanned(booth)
    receipt = cast(election.board, election.uuid, election.ballot(1)).receipt.decode()
    other: Booth = new_booth(PHONE)
    other.page.route("**/codes/*", lambda route: believe(route, receipt))
    other.page.goto(address)
    other.problem("error.voter-receipt")
    assert other.page.locator("div.answer").count() == 0


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_door_of_the_elections_page_leads_to_the_proof(
    new_booth: NewBooth, board: BrowserBoard, language: str
) -> None:
    election = board.election()
    code = cast(election.board, election.uuid, election.ballot(1)).code
    booth: Booth = new_booth(PHONE, language)
    booth.page.goto(f"{board.address}/e/{election.uuid}?lang={language}")
    booth.page.locator("a.door").nth(1).click()
    booth.sees("checkTitle")
    booth.page.get_by_label(booth.t("trackingCode")).fill(code)
    booth.button("checkGo").click()
    booth.problem("checkFound")
    # The way back leads to the booth, where the same device may vote.
    booth.button("back").click()
    booth.sees("enterTitle")


def test_the_page_without_a_script_says_whose_word_it_is_and_leads_to_the_proof(
    new_booth: NewBooth, board: BrowserBoard
) -> None:
    election = board.election()
    code = cast(election.board, election.uuid, election.ballot(1)).code.replace("+", "-").replace("/", "_")
    booth: Booth = new_booth(PHONE)
    booth.page.goto(f"{board.address}/e/{election.uuid}/box?code={code}")
    expect(booth.page.get_by_text("Ini jawaban papan.")).to_be_visible()
    booth.page.get_by_role("link", name="Periksa buktinya di perangkat ini").click()
    booth.problem("checkFound")
