"""A polling station's machine (?tps): one card, one session, and then an empty screen for the next voter."""

import pytest
from playwright.sync_api import expect

from tests.browser.booth import Booth
from tests.browser.conftest import DESK, NewBooth
from tests.browser.election import BrowserBoard, CardElection
from tests.browser.station import is_fresh, stop_clock, wait_for_warning, warning, with_clock


@pytest.fixture
def election(board: BrowserBoard) -> CardElection:
    return board.election(revoting=False)


def receipt_with_stopped_clock(booth: Booth, board: BrowserBoard, election: CardElection) -> str:
    """A vote whose receipt appears while the clock stands; its code."""
    booth.open(board.address, election.uuid, tps=True)
    booth.enter(election.code(0))
    booth.choose(1)
    booth.on()
    code = booth.seal()
    stop_clock(booth.page)
    booth.cast()
    # What is posted is posted a moment after the screen has changed.
    booth.page.clock.run_for(200)
    assert booth.receipt() == code
    return code


def test_voter_after_voter(new_booth: NewBooth, board: BrowserBoard, election: CardElection) -> None:
    booth: Booth = new_booth()
    booth.open(board.address, election.uuid, tps=True)
    for voter in range(3):
        booth.enter(election.code(voter))
        booth.choose(1 + voter)
        booth.on()
        booth.seal()
        booth.cast()
        code = booth.receipt()
        booth.button("emptyNow").click()
        is_fresh(booth)
        assert code not in booth.page.content()
        assert booth.page.evaluate("history.length") <= 2
    assert election.ballots() == (3, 3, 0)


def test_the_receipt_is_emptied_after_20_seconds(
    new_booth: NewBooth, board: BrowserBoard, election: CardElection
) -> None:
    booth: Booth = new_booth()
    page = with_clock(booth)
    code = receipt_with_stopped_clock(booth, board, election)
    page.clock.run_for(19_000)
    assert booth.whole_code() == code
    page.clock.run_for(2_000)
    page.clock.resume()
    is_fresh(booth)


def test_a_voter_who_needs_more_time_gets_it(new_booth: NewBooth, board: BrowserBoard, election: CardElection) -> None:
    booth: Booth = new_booth()
    page = with_clock(booth)
    code = receipt_with_stopped_clock(booth, board, election)
    booth.button("emptyLater").click()
    page.clock.run_for(39_000)
    assert booth.whole_code() == code
    page.clock.run_for(2_000)
    page.clock.resume()
    is_fresh(booth)


@pytest.mark.parametrize("at", ["card", "choose", "sealed"])
def test_a_voter_who_left_is_warned_then_forgotten(
    new_booth: NewBooth, board: BrowserBoard, election: CardElection, at: str
) -> None:
    booth: Booth = new_booth()
    page = with_clock(booth)
    booth.open(board.address, election.uuid, tps=True)
    booth.sees("enterTitle")
    if at == "card":
        page.get_by_label(booth.t("codeLabel")).fill(election.code(0)[:9])
    else:
        booth.enter(election.code(0))
        booth.choose(1)
    if at == "sealed":
        booth.on()
        booth.seal()
    stop_clock(page)
    wait_for_warning(booth)
    booth.button("idleStay").click()
    expect(warning(booth)).to_have_count(0)
    page.clock.run_for(95_000)
    expect(warning(booth)).to_be_visible()
    page.clock.run_for(21_000)
    page.clock.resume()
    is_fresh(booth)
    assert election.ballots() == (0, 0, 0)


def test_elsewhere_nobody_is_hurried(new_booth: NewBooth, board: BrowserBoard, election: CardElection) -> None:
    booth: Booth = new_booth()
    page = with_clock(booth)
    code = booth.vote(board.address, election.uuid, election.code(0), (1,))
    page.clock.run_for(600_000)
    assert booth.whole_code() == code


def test_a_file_never_stays_on_the_machine(new_booth: NewBooth, board: BrowserBoard, election: CardElection) -> None:
    booth: Booth = new_booth()
    booth.vote(board.address, election.uuid, election.code(0), (1,), tps=True)
    assert booth.button("save").count() == 0
    assert booth.button("print").count() == 1


def test_the_code_is_large_where_there_is_room(
    new_booth: NewBooth, board: BrowserBoard, election: CardElection
) -> None:
    booth: Booth = new_booth(DESK)
    booth.open(board.address, election.uuid, tps=True)
    booth.enter(election.code(0))
    booth.choose(1)
    booth.on()
    booth.seal()
    is_large(booth)
    booth.cast()
    booth.receipt()
    booth.stay()
    is_large(booth)


def is_large(booth: Booth) -> None:
    """Code and QR code can be read, written down and photographed by somebody who stands before the screen."""
    code = booth.page.get_by_test_id("short-code")
    rem = booth.page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    assert code.evaluate("(element) => parseFloat(getComputedStyle(element).fontSize)") >= 2.5 * rem
    line, qr = code.bounding_box(), booth.page.get_by_role("img", name=booth.t("codeQr")).bounding_box()
    assert line is not None
    assert qr is not None
    assert line["height"] < 5 * rem, "on one line"
    assert qr["width"] >= 14 * rem
    assert qr["y"] + qr["height"] <= DESK[1], "without scrolling"


@pytest.mark.parametrize("width", ["58mm", "80mm", "210mm"])
def test_the_slip_fits_the_paper(new_booth: NewBooth, board: BrowserBoard, election: CardElection, width: str) -> None:
    booth: Booth = new_booth(DESK)
    code = booth.vote(board.address, election.uuid, election.code(0), (1,), tps=True)
    booth.stay()
    page = booth.page
    page.emulate_media(media="print")
    # A printer's paper at 96 px for an inch, less what its margins take.
    page.set_viewport_size({"width": int(int(width[:-2]) / 25.4 * 96) - 16, "height": 1000})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    printed = page.locator("main").inner_text()
    assert code in printed.replace("\n", "")
    assert "Ketua A" not in printed
    assert booth.t("emptyNow") not in printed
    assert booth.t("practiceText") in printed, "a rehearsal's slip must not pass for one of the election"
    expect(page.get_by_role("img", name=booth.t("codeQr"))).to_be_visible()
