"""The board's own pages in a real browser: for everybody's eyes and ears, and with nothing from elsewhere."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext

from bulletin_board.casting import cast
from tests.browser.accessibility import accessibility_findings
from tests.browser.booth import Booth
from tests.browser.conftest import DESK, PHONE, NewBooth
from tests.browser.election import BrowserBoard, CardElection
from tests.support.live_elections import code_of


@pytest.fixture(scope="module")
def counted(board: BrowserBoard) -> CardElection:
    """A finished election with two votes."""
    election = board.election()
    for voter in (0, 1):
        cast(election.board, election.uuid, election.ballot(voter, choice=voter + 1))
    election.count()
    return election


@pytest.fixture(scope="module")
def running(board: BrowserBoard) -> CardElection:
    election = board.election()
    cast(election.board, election.uuid, election.ballot(0))
    return election


@pytest.mark.parametrize(("size", "language"), [(PHONE, "id"), (DESK, "en")], ids=["phone-id", "desk-en"])
def test_pages_are_accessible(
    new_booth: NewBooth,
    board: BrowserBoard,
    counted: CardElection,
    running: CardElection,
    size: tuple[int, int],
    language: str,
) -> None:
    booth: Booth = new_booth(size)
    waiting = board.election(opened=False)
    code = code_of(running.ballot(0)).replace("+", "-").replace("/", "_")
    paths = ["/", "/e/Unknown1Election"]
    for election in (running, counted, waiting):
        paths += [f"/e/{election.uuid}{part}" for part in ("", "/box", "/result", "/downloads")]
    paths += [f"/e/{running.uuid}/box?code={code}", f"/e/{running.uuid}/box?code=K7QX-2M9D-VT4A"]
    findings = []
    for path in paths:
        answer = booth.page.goto(f"{board.address}{path}{'&' if '?' in path else '?'}lang={language}")
        assert answer is not None
        findings += [f"{path}: {each}" for each in accessibility_findings(booth.page)]
    assert {urlsplit(url).netloc for url in booth.urls} == {urlsplit(board.address).netloc}
    # The two addresses of unknown things answer 404, which a browser reports.
    assert [each for each in booth.complaints if "404" not in each] == []
    booth.complaints.clear()
    assert not findings, "\n".join(findings)


def test_the_page_of_an_election_leads_to_the_booth_and_names_its_files(
    contexts: Callable[..., BrowserContext], board: BrowserBoard, running: CardElection
) -> None:
    page = contexts().new_page()
    page.goto(f"{board.address}/e/{running.uuid}")
    for digest in running.specification().booth:
        assert page.get_by_text(digest).is_visible()
    page.locator("a.door.main[href^='/booth/']").click()
    page.wait_for_url(f"{board.address}/booth/?e={running.uuid}")
