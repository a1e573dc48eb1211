"""What a voter sees when something is wrong is for all eyes and ears too: hints and refusals."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from bulletin_board.casting import cast
from tests.browser.accessibility import accessibility_findings
from tests.browser.booth import Booth
from tests.browser.conftest import PHONE, NewBooth
from tests.browser.election import BrowserBoard, CardElection
from tests.browser.second_device import SecondDevice
from tests.browser.spoken import spoken_findings

Look = Callable[[Booth, str], None]
"""Looks at the page as it is now, under a name."""
NOBODY = "A" * 43
"""A tracking code that nothing stands under."""


@pytest.fixture
def look() -> Look:
    """Fails with everything that is found on a screen."""

    def at(booth: Booth, name: str) -> None:
        findings = accessibility_findings(booth.page) + spoken_findings(booth.page)
        assert not findings, "\n".join(f"{name}: {each}" for each in findings)

    return at


def says(booth: Booth, key: str) -> None:
    """A hint, a refusal or a note is on the screen."""
    expect(booth.page.get_by_text(booth.t(key).partition("{")[0])).to_be_visible()


def test_codes_and_cards_that_do_not_open(new_booth: NewBooth, board: BrowserBoard, look: Look) -> None:
    election = board.election(revoting=False, spares=1)
    cast(election.board, election.uuid, election.ballot(0))
    booth: Booth = new_booth(PHONE)
    right = election.code(1)
    booth.open(board.address, election.uuid)
    for hint, typed in (
        ("codeShort", right[:7]),
        ("codeCheck", right[:-1] + ("A" if right[-1] != "A" else "B")),
        ("codeLong", right + "AAAA"),
    ):
        booth.enter(typed)
        says(booth, hint)
        look(booth, hint)
    refused = {
        "cardUnknown": board.election().code(0),
        "cardInactive": election.code(election.voters),
        "cardUsed": election.code(0),
    }
    for sentence, code in refused.items():
        booth.open(board.address, election.uuid)
        booth.enter(code)
        booth.problem(sentence)
        look(booth, sentence)
    booth.complaints[:] = [each for each in booth.complaints if "404" not in each]


def test_a_camera_that_is_refused(new_booth: NewBooth, board: BrowserBoard, look: Look) -> None:
    booth: Booth = new_booth(PHONE, "en")
    booth.open(board.address, board.election().uuid)
    booth.sees("enterTitle")
    booth.button("scan").click()
    says(booth, "scanDenied")
    look(booth, "scanDenied")


def test_tracking_codes_that_are_not_counted(new_booth: NewBooth, board: BrowserBoard, look: Look) -> None:
    election = board.election()
    replaced = cast(election.board, election.uuid, election.ballot(0)).code
    cast(election.board, election.uuid, election.ballot(0, choice=2))
    booth: Booth = new_booth(PHONE, "en")
    booth.open(board.address, election.uuid)
    booth.button("checkTitle").click()
    for sentence, code in {
        "checkMalformed": "K7QX",
        "checkCard": election.code(0),
        "checkUnknown": NOBODY,
        "checkSuperseded": replaced,
    }.items():
        booth.page.get_by_label(booth.t("trackingCode")).fill(code)
        booth.button("checkGo").click()
        says(booth, sentence)
        look(booth, sentence)
    booth.complaints[:] = [each for each in booth.complaints if "404" not in each]


def test_a_second_device_that_is_given_something_else(new_booth: NewBooth, board: BrowserBoard, look: Look) -> None:
    device = SecondDevice(new_booth(PHONE).page)
    device.open_page(board.address)
    device.page.get_by_label(device.t("trackingCode")).fill("K7QX-2M9D-VT4A")
    device.button("next").click()
    says(device, "secondShort")
    look(device, "a short code")
    device.keep(board.address, NOBODY)
    device.judge("nothing")
    says(device, "secondNoOpening")
    device.page.locator("details.about summary").click()
    device.page.get_by_label(device.t("secondBoardText")).fill("ftp://papan.example")
    says(device, "secondBoardBad")
    look(device, "no opening, no address")


def test_elections_that_are_not_there(new_booth: NewBooth, board: BrowserBoard, look: Look) -> None:
    booth: Booth = new_booth(PHONE)
    election: CardElection = board.election()
    booth.open(board.address, election.uuid, agreed="0" * 64)
    booth.problem("error.voter-agreed")
    look(booth, "another fingerprint than the address says")
    booth.open(board.address, election.uuid[::-1])
    booth.problem("error.election-unknown")
    look(booth, "an unknown election")
    booth.page.route("**/api/v1/elections", lambda route: route.fulfill(content_type="application/json", body="[]"))
    booth.page.goto(f"{board.address}/booth/?lang=id")
    booth.sees("noElections")
    look(booth, "no election")
    booth.complaints[:] = [each for each in booth.complaints if "404" not in each]
