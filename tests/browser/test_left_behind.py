"""A polling station's voter whose vote or seal test fails walks away: the next voter finds neither choice nor card."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from bulletin_board.casting import cast
from tests.browser.booth import Booth
from tests.browser.conftest import NewBooth
from tests.browser.election import BrowserBoard, CardElection
from tests.browser.held import Held
from tests.browser.held_timers import hold_timers
from tests.browser.station import is_fresh, stop_clock, wait_for_warning, warning, with_clock
from tests.browser.test_secrets import spellings

TRIES = 12
"""So often the booth asks before it gives up."""
REQUEST = 20_000
"""As long as one request may take."""


@pytest.fixture
def election(board: BrowserBoard) -> CardElection:
    return board.election(revoting=False)


@pytest.fixture
def booth(new_booth: NewBooth, board: BrowserBoard, election: CardElection) -> Booth:
    """A polling station's booth with a sealed vote for pair B, and a clock to turn."""
    booth: Booth = new_booth()
    with_clock(booth)
    booth.open(board.address, election.uuid, tps=True)
    booth.enter(election.code(0))
    booth.choose(2)
    booth.on()
    booth.seal()
    return booth


def refusal(**members: str) -> Callable[[Route], None]:
    """Answers with the board's refusal."""
    body = {"type": "about:blank", "title": "refused", "status": 409, "detail": "refused", **members}
    return lambda route: route.fulfill(status=409, content_type="application/problem+json", json=body)


def has_failed(booth: Booth) -> None:
    """What a polling station offers on every such screen, and what it never does."""
    expect(booth.button("startOver")).to_have_count(1)
    assert booth.button("save").count() == 0, "a file would stay on the machine"


def nothing_remains(booth: Booth, election: CardElection, code: str) -> None:
    """Of the vote before: in the page, and for the next card."""
    is_fresh(booth)
    content = booth.page.content().encode()
    left = [b"Ketua B", code.encode(), booth.t("castFailed").encode(), *spellings(election.code(0))]
    assert [needle for needle in left if needle in content] == []
    booth.enter(election.code(1))
    booth.choose()
    assert booth.page.locator("fieldset.choices input:checked").count() == 0
    # Of what was refused, broken off or not proved.
    booth.complaints.clear()


def walk_away(booth: Booth, election: CardElection, code: str) -> None:
    """Nobody touches the screen as it is: a warning, and then nothing is left."""
    stop_clock(booth.page)
    wait_for_warning(booth)
    booth.page.clock.run_for(21_000)
    booth.page.clock.resume()
    nothing_remains(booth, election, code)


def unproved(route: Route) -> None:
    """Answers that the ballot is in the box, with a receipt that proves nothing."""
    route.fulfill(status=201, body='{"receipt":"no"}')


@pytest.mark.parametrize(
    ("answer", "unsure"), [(unproved, 1), (refusal(code="ballot-code-used"), 0)], ids=["unproved", "used seal"]
)
def test_a_cast_that_fails(booth: Booth, election: CardElection, answer: Callable[[Route], None], unsure: int) -> None:
    code = booth.whole_code()
    booth.page.route("**/ballots", answer)
    booth.cast()
    booth.sees("castFailed")
    has_failed(booth)
    expect(booth.page.get_by_text(booth.t("unsure"))).to_have_count(unsure)
    walk_away(booth, election, code)


def test_a_card_that_was_used_meanwhile(booth: Booth, election: CardElection) -> None:
    cast(election.board, election.uuid, election.ballot(0))
    code = booth.whole_code()
    booth.cast()
    booth.problem("error.V39")
    has_failed(booth)
    assert booth.page.get_by_text(booth.t("unsure")).count() == 0, "the board has refused it"
    walk_away(booth, election, code)


def test_a_seal_test_that_is_refused(booth: Booth, election: CardElection) -> None:
    code = booth.whole_code()
    booth.page.route("**/challenges", refusal(code="entry-refused", rule="V38"))
    booth.page.get_by_text(booth.t("doubt")).click()
    booth.button("testGo").click()
    booth.problem("error.V38")
    has_failed(booth)
    walk_away(booth, election, code)


@pytest.mark.parametrize("when", ["between two tries", "after the last"])
def test_a_board_that_does_not_answer(booth: Booth, election: CardElection, when: str) -> None:
    page, code = booth.page, booth.whole_code()
    tries: list[str] = []

    def lose(route: Route) -> None:
        tries.append(route.request.url)
        route.abort()

    page.route("**/ballots", lose)
    booth.cast()
    expect(booth.button("offlineNow")).to_be_visible()
    if when == "after the last":
        for _ in range(1000):
            if len(tries) == TRIES:
                break
            # It takes longer than a screen stays that nobody touches.
            page.keyboard.press("Shift")
            page.clock.run_for(5_000)
            page.wait_for_timeout(20)
        booth.problem("error.offline")
    has_failed(booth)
    expect(page.get_by_text(booth.t("unsure"))).to_be_visible()
    stop_clock(page)
    wait_for_warning(booth)
    # Whether one of the tries has reached the board is known to nobody: it is said, with the code to look it up.
    short = page.get_by_test_id("short-code").text_content() or ""
    expect(warning(booth)).to_contain_text(booth.t("idleUnsure", seconds="", code=short).partition(".")[2])
    page.clock.run_for(21_000)
    page.clock.resume()
    nothing_remains(booth, election, code)
    assert election.ballots() == (0, 0, 0)


def test_a_ballot_that_arrives_during_the_warning_has_its_receipt(booth: Booth, election: CardElection) -> None:
    page = booth.page
    held = Held(page, "**/ballots")
    page.route("**/ballots", lambda route: route.abort(), times=1)
    # The second try stays on the way, however long it takes.
    hold_timers(page, REQUEST)
    booth.cast()
    # It comes by itself: who would hurry it might come too late.
    held.one()
    stop_clock(page)
    wait_for_warning(booth)
    held.go()
    booth.receipt()
    expect(warning(booth)).to_have_count(0)
    booth.complaints.clear()
    page.clock.run_for(21_000)
    page.clock.resume()
    is_fresh(booth)
    assert election.ballots() == (1, 1, 0)


def test_a_scan_during_the_warning_starts_clean(booth: Booth, election: CardElection) -> None:
    page, code = booth.page, booth.whole_code()
    booth.button("startOver").click()
    is_fresh(booth)
    booth.enter(election.code(0))
    booth.choose(2)
    booth.on()
    booth.review()
    stop_clock(page)
    wait_for_warning(booth)
    # As a scanner types; the next voter's card is in his hand.
    page.keyboard.type(election.code(1))
    page.keyboard.press("Enter")
    page.clock.resume()
    nothing_remains(booth, election, code)


def test_only_a_hand_keeps_the_screen(booth: Booth) -> None:
    page = booth.page
    stop_clock(page)
    wait_for_warning(booth)
    expect(warning(booth)).to_be_focused()
    page.keyboard.press("Enter")
    expect(warning(booth)).to_be_visible()
    # Something else than a code was typed: that is no scan, and no press of the button either.
    page.keyboard.press("Tab")
    expect(booth.button("idleStay")).to_be_focused()
    page.keyboard.type("abc")
    page.keyboard.press("Enter")
    expect(warning(booth)).to_be_visible()
    page.keyboard.press("Enter")
    expect(warning(booth)).to_have_count(0)
    booth.sees("sealedTitle")


def test_elsewhere_a_failed_cast_stays(new_booth: NewBooth, board: BrowserBoard, election: CardElection) -> None:
    booth: Booth = new_booth()
    page = with_clock(booth)
    booth.open(board.address, election.uuid)
    booth.enter(election.code(0))
    booth.choose(2)
    booth.on()
    booth.seal()
    page.route("**/ballots", unproved)
    booth.cast()
    booth.sees("castFailed")
    expect(booth.button("save")).to_be_visible()
    page.clock.run_for(600_000)
    booth.sees("castFailed")
    assert warning(booth).count() == 0
