"""A polling station's machine with a name says that it stands ready; of voters it says nothing."""

import pytest
from playwright.sync_api import Request, expect

from tests.browser.booth import Booth
from tests.browser.conftest import DESK, NewBooth
from tests.browser.election import BrowserBoard, CardElection

ALL = "**/machines"


@pytest.fixture
def election(board: BrowserBoard) -> CardElection:
    return board.election()


def watched(booth: Booth, status: int = 204) -> list[bytes | None]:
    """The bodies that the page posts about its machine, from now on; the board answers with a status."""
    booth.page.clock.install()
    booth.page.route(ALL, lambda route: route.fulfill(status=status))
    posted: list[bytes | None] = []

    def note(request: Request) -> None:
        if request.url.endswith("/machines"):
            posted.append(request.post_data_buffer)

    booth.page.on("request", note)
    return posted


def test_a_machine_is_seen_while_it_waits_for_a_card_and_only_then(
    new_booth: NewBooth, board: BrowserBoard, election: CardElection
) -> None:
    booth: Booth = new_booth(DESK)
    posted = watched(booth)
    with booth.page.expect_request(ALL):
        booth.open(board.address, election.uuid, machine="Bilik-1")
    booth.sees("enterTitle")
    expect(booth.page.get_by_text("Bilik-1")).to_be_visible()
    said = b'{"machine":"Bilik-1"}'
    assert posted == [said]
    for minute in range(3):
        with booth.page.expect_request(ALL):
            booth.page.clock.run_for(60_500)
        assert posted == [said] * (2 + minute)
    field = booth.page.get_by_label(booth.t("codeLabel"))
    # From the first character of a code on, until the receipt was taken off the screen, nothing is said.
    field.fill(election.code(0)[:7])
    booth.page.clock.run_for(65_000)
    assert posted == [said] * 4
    booth.enter(election.code(0))
    booth.choose(1)
    booth.page.clock.run_for(65_000)
    booth.on()
    booth.seal()
    booth.page.clock.run_for(65_000)
    booth.cast()
    booth.receipt()
    assert posted == [said] * 4
    with booth.page.expect_request(ALL):
        booth.button("emptyNow").click()
    booth.sees("enterTitle")
    expect(field).to_have_value("")
    assert posted == [said] * 5


@pytest.mark.parametrize("tps", [True, False], ids=["station", "phone"])
def test_a_machine_without_a_name_is_silent(
    new_booth: NewBooth, board: BrowserBoard, election: CardElection, tps: bool
) -> None:
    booth: Booth = new_booth(DESK)
    posted = watched(booth)
    booth.open(board.address, election.uuid, tps=tps)
    booth.sees("enterTitle")
    booth.page.clock.run_for(121_000)
    assert posted == []


def test_a_board_that_does_not_want_to_know_hinders_nobody(
    new_booth: NewBooth, board: BrowserBoard, election: CardElection
) -> None:
    booth: Booth = new_booth(DESK)
    posted = watched(booth, 500)
    with booth.page.expect_request(ALL):
        booth.open(board.address, election.uuid, machine="Bilik-2")
    booth.sees("enterTitle")
    with booth.page.expect_request(ALL):
        booth.page.clock.run_for(61_000)
    assert len(posted) == 2
    assert booth.page.get_by_role("alert").count() == 0
    booth.enter(election.code(0))
    booth.choose(1)
    booth.complaints[:] = [each for each in booth.complaints if "500" not in each]
