"""Observers compare the booth's election with what was read out; an address that pins it makes the booth compare."""

import pytest
from playwright.sync_api import expect

from board_client.client import BoardClient
from tests.browser.booth import Booth
from tests.browser.conftest import PHONE, NewBooth
from tests.browser.election import BrowserBoard, CardElection
from voter_client.election import read_election


@pytest.fixture
def election(board: BrowserBoard) -> CardElection:
    return board.election()


@pytest.fixture
def agreed(board: BrowserBoard, election: CardElection) -> str:
    """The fingerprint as the voter's command computes it: 64 hex digits."""
    return fingerprint_of(board, election)


def fingerprint_of(board: BrowserBoard, election: CardElection) -> str:
    log = BoardClient(board.address).log(election.uuid)
    return read_election(log, election.uuid).fingerprint


def in_groups(digits: str) -> str:
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def test_the_card_screen_shows_what_countersigners_compared(
    new_booth: NewBooth, board: BrowserBoard, election: CardElection, agreed: str
) -> None:
    booth: Booth = new_booth(PHONE)
    booth.open(board.address, election.uuid)
    booth.sees("enterTitle")
    shown = booth.page.get_by_test_id("agreed")
    expect(shown).to_be_hidden()
    booth.page.get_by_text(booth.t("fingerprints"), exact=True).click()
    expect(shown).to_have_text(in_groups(agreed))
    expect(booth.page.get_by_text(booth.t("fingerprintPinned"))).to_have_count(0)
    folded = booth.page.locator("details.fingerprints").inner_text()
    log = BoardClient(board.address).log(election.uuid)
    assert read_election(log, election.uuid).setup.fingerprint in folded
    # The board's page for everybody shows the same, in the same groups.
    booth.page.goto(f"{board.address}/e/{election.uuid}")
    expect(booth.page.get_by_text(in_groups(agreed))).to_be_visible()


@pytest.mark.parametrize("form", ["plain", "in groups", "in capitals"])
def test_the_election_that_the_address_pins_is_opened(
    new_booth: NewBooth, board: BrowserBoard, election: CardElection, agreed: str, form: str
) -> None:
    booth: Booth = new_booth(PHONE)
    pin = {"plain": agreed, "in groups": in_groups(agreed), "in capitals": agreed.upper()}[form]
    booth.open(board.address, election.uuid, agreed=pin)
    booth.sees("enterTitle")
    booth.page.get_by_text(booth.t("fingerprints"), exact=True).click()
    expect(booth.page.get_by_text(booth.t("fingerprintPinned"))).to_be_visible()


@pytest.mark.parametrize("pin", ["of another election", "cut short", "empty"])
def test_any_other_election_is_refused(
    new_booth: NewBooth, board: BrowserBoard, election: CardElection, agreed: str, pin: str
) -> None:
    if pin == "of another election":
        named = fingerprint_of(board, board.election())
    else:
        named = agreed[:-1] if pin == "cut short" else ""
    booth: Booth = new_booth(PHONE)
    booth.open(board.address, election.uuid, agreed=named)
    booth.problem("error.voter-agreed")
    expect(booth.page.get_by_text(booth.t("errorCode", code="voter-agreed"))).to_be_visible()
    assert booth.page.get_by_label(booth.t("codeLabel")).count() == 0


def test_a_closed_election_is_not_looked_into_against_its_pin(
    new_booth: NewBooth, board: BrowserBoard, election: CardElection, agreed: str
) -> None:
    """Cek suaraku after the close believes the record as little as a vote does."""
    election.close()
    booth: Booth = new_booth(PHONE)
    booth.open(board.address, election.uuid, agreed=agreed)
    booth.button("checkTitle").click()
    expect(booth.page.get_by_label(booth.t("trackingCode"))).to_be_visible()
    booth.open(board.address, election.uuid, agreed=agreed[::-1])
    booth.button("checkTitle").click()
    booth.problem("error.voter-agreed")
