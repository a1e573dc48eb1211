"""Indonesian is always there; English is fetched by those who want it, and nobody waits for it in vain."""

from playwright.sync_api import expect

from tests.browser.booth import Booth
from tests.browser.conftest import DESK, PHONE, NewBooth
from tests.browser.election import BrowserBoard
from tests.browser.held import Held
from tests.browser.texts import beginning, text

ENGLISH = "**/assets/english-*.js*"


def press(booth: Booth, name: str) -> None:
    booth.page.get_by_role("button", name=name).click()


def reads(booth: Booth, language: str, key: str) -> None:
    expect(booth.page.get_by_role("heading", level=1, name=beginning(language, key))).to_be_visible()
    expect(booth.page.locator("html")).to_have_attribute("lang", language)


def asked_for_english(booth: Booth) -> int:
    return sum("/english-" in url for url in booth.urls)


def test_english_is_fetched_when_it_is_chosen(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = board.election()
    booth: Booth = new_booth(PHONE)
    booth.open(board.address, election.uuid)
    reads(booth, "id", "enterTitle")
    assert asked_for_english(booth) == 0
    for _ in range(2):
        press(booth, "EN: English")
        reads(booth, "en", "enterTitle")
        press(booth, "ID: Bahasa Indonesia")
        reads(booth, "id", "enterTitle")
    assert asked_for_english(booth) == 1


def test_a_page_that_starts_in_english_never_shows_another_language(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = board.election()
    booth: Booth = new_booth(DESK, "en")
    held = Held(booth.page, ENGLISH)
    booth.open(board.address, election.uuid)
    booth.page.wait_for_function("document.readyState === 'complete'")
    held.one()
    assert booth.page.locator("#app").inner_text() == ""
    held.go()
    reads(booth, "en", "enterTitle")
    assert text("id", "enterTitle") not in booth.page.locator("#app").inner_text()


def says_so(booth: Booth) -> None:
    """That English could not be had, in a status line."""
    expect(booth.page.get_by_role("status").filter(has_text=text("id", "englishMissing"))).to_be_visible()


def test_without_the_english_texts_the_booth_speaks_indonesian_and_says_so(
    new_booth: NewBooth, board: BrowserBoard
) -> None:
    election = board.election()
    booth: Booth = new_booth(PHONE, "en")
    booth.page.route(ENGLISH, lambda route: route.abort())
    booth.open(board.address, election.uuid)
    reads(booth, "id", "enterTitle")
    says_so(booth)
    press(booth, "EN: English")
    says_so(booth)
    reads(booth, "id", "enterTitle")
    press(booth, "ID: Bahasa Indonesia")
    expect(booth.page.get_by_text(text("id", "englishMissing"))).to_have_count(0)
    booth.language = "id"
    booth.enter(election.code(0))
    booth.choose(1)
    booth.on()
    booth.seal()
    booth.cast()
    booth.receipt()
    booth.complaints.clear()  # of the request that was broken


def test_english_is_there_as_soon_as_the_connection_is(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = board.election()
    booth: Booth = new_booth(PHONE)
    booth.open(board.address, election.uuid)
    booth.enter(election.code(0))
    booth.choose(2)
    booth.page.route(ENGLISH, lambda route: route.abort())
    for _ in range(2):
        press(booth, "EN: English")
        says_so(booth)
    booth.page.unroute(ENGLISH)
    press(booth, "EN: English")
    expect(booth.page.locator("html")).to_have_attribute("lang", "en")
    expect(booth.page.get_by_text(text("id", "englishMissing"))).to_have_count(0)
    # On the same page: nothing was lost.
    expect(booth.page.locator("fieldset.choices label.choice").nth(1).locator("input")).to_be_checked()
    booth.complaints.clear()  # of the requests that were broken


def test_who_changed_back_meanwhile_is_not_changed_again(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = board.election()
    booth: Booth = new_booth(DESK)
    held = Held(booth.page, ENGLISH)
    booth.open(board.address, election.uuid)
    reads(booth, "id", "enterTitle")
    press(booth, "EN: English")
    press(booth, "ID: Bahasa Indonesia")
    held.one()
    with booth.page.expect_response(ENGLISH) as english:
        held.go()
    # The same file once more: it was run, and whoever waited for it has been told.
    assert booth.page.evaluate("(url) => import(url).then(() => true)", english.value.url)
    reads(booth, "id", "enterTitle")


def test_the_second_device_starts_in_english(new_booth: NewBooth, board: BrowserBoard) -> None:
    booth: Booth = new_booth(DESK, "en")
    booth.page.goto(f"{board.address}/booth/opening.html?lang=en")
    reads(booth, "en", "secondTitle")
