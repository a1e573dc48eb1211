"""Back to a page that the browser kept whole: it starts over, and shows nothing of who used it before.

Playwright switches that cache off. Here it is on, and a first test sees that it would bring back a booth as it was.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.booth import Booth
from tests.browser.chromium import OPTIONS, PATIENCE_MS, find_chromium
from tests.browser.election import BrowserBoard, CardElection

_CAME_BACK = "as it was left"
_SAYS_SO = f"""
  window.addEventListener("pageshow", (event) => {{ if (event.persisted) console.log("{_CAME_BACK}"); }});
"""
_CARELESS = """
  const real = window.addEventListener.bind(window);
  window.addEventListener = (name, ...more) => /^page/.test(name) ? undefined : real(name, ...more);
"""
"""A booth that forgets nothing when it is left, and is not told when somebody comes back."""


@pytest.fixture(scope="module")
def keeping(chromium: Browser) -> Iterator[Browser]:
    """A browser that keeps pages for going back, as those of voters do."""
    browser = chromium.browser_type.launch(
        executable_path=find_chromium(), args=OPTIONS, ignore_default_args=["--disable-back-forward-cache"]
    )
    try:
        yield browser
    finally:
        browser.close()


@pytest.fixture
def page(keeping: Browser) -> Iterator[Page]:
    context = keeping.new_context(viewport={"width": 360, "height": 640}, locale="id-ID", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    try:
        yield context.new_page()
    finally:
        context.close()


def left_and_came_back(page: Page, board: BrowserBoard, election: CardElection, *, tps: bool) -> Booth:
    """A choice was reviewed, another address was opened, and then somebody went back."""
    booth = Booth(page)
    booth.open(board.address, election.uuid, tps=tps)
    booth.enter(election.code(0))
    booth.choose(2)
    booth.on()
    booth.review()
    page.goto(f"{board.address}/e/{election.uuid}")
    # Playwright's own way back waits for a page that loads; this one does not.
    with page.expect_console_message(lambda said: said.text == _CAME_BACK):
        page.evaluate("history.back()")
    return booth


def test_the_cache_would_bring_back_a_booth_that_forgets_nothing(page: Page, board: BrowserBoard) -> None:
    page.add_init_script(_SAYS_SO + _CARELESS)
    booth = left_and_came_back(page, board, board.election(), tps=False)
    booth.review()
    expect(page.get_by_text("Ketua B & Wakil B")).to_be_visible()


@pytest.mark.parametrize("tps", [False, True], ids=["phone", "station"])
def test_a_booth_that_was_left_starts_over(page: Page, board: BrowserBoard, tps: bool) -> None:
    page.add_init_script(_SAYS_SO)
    booth = left_and_came_back(page, board, board.election(), tps=tps)
    booth.sees("enterTitle")
    assert "Ketua B" not in page.content()
    assert page.url == booth.address


def test_behind_a_polling_stations_page_there_is_no_vote(page: Page, board: BrowserBoard) -> None:
    election = board.election()
    booth = Booth(page)
    page.goto(f"{board.address}/")
    booth.vote(board.address, election.uuid, election.code(0), (1,), tps=True)
    booth.stay()
    booth.button("emptyNow").click()
    booth.sees("enterTitle")
    assert page.evaluate("history.length") == 3, "the empty page, the board's, and one for the booth"
    page.evaluate("history.back()")
    expect(page).to_have_url(f"{board.address}/")
    page.evaluate("history.forward()")
    booth.sees("enterTitle")
    assert "Ketua A" not in page.content()
