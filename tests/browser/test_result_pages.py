"""Results for everybody's eyes and ears, and on the hall's screen, which shows all of a result at once."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Route

from bulletin_board.casting import cast
from bulletin_board.specification import QuestionSpecification
from record.ballot_making import make_unsigned_ballot, sign_ballot
from tests.browser.accessibility import accessibility_findings
from tests.browser.conftest import DESK, PHONE
from tests.browser.election import CHAIR, CLUBS, FIVE, SOLE, BrowserBoard, CardElection
from tests.support.board_elections import GROUP

TELEVISIONS = ((1920, 1080), (1280, 720), (3840, 2160))


def counted(board: BrowserBoard, questions: tuple[QuestionSpecification, ...] = (CHAIR,)) -> CardElection:
    """Three voters choose the first answer of every question."""
    election = board.election(questions=questions)
    setup = election.setup
    for voter in (0, 1, 2):
        marks = [
            [int(slot == question.allows_blank) for slot in range(question.slots)]
            for question in setup.election.questions
        ]
        unsigned = make_unsigned_ballot(
            setup.election, setup.fingerprint, election.cards[voter], marks, voter.to_bytes(32)
        )
        cast(election.board, election.uuid, sign_ballot(GROUP, unsigned, election.secrets[voter]))
    election.count()
    return election


def without_renewal(route: Route) -> None:
    """The page as it is, which looks again by itself at no moment: somebody examines it."""
    answer = route.fetch()
    route.fulfill(response=answer, headers={name: value for name, value in answer.headers.items() if name != "refresh"})


@pytest.fixture(scope="module")
def finished(board: BrowserBoard) -> CardElection:
    return counted(board)


@pytest.mark.parametrize(("size", "language"), [(PHONE, "en"), (DESK, "id")], ids=["phone-en", "desk-id"])
def test_results_and_hall_are_accessible(
    contexts: Callable[..., BrowserContext],
    board: BrowserBoard,
    finished: CardElection,
    size: tuple[int, int],
    language: str,
) -> None:
    page = contexts(size).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    running = board.election()
    page.route(f"**/e/{running.uuid}/hall?*", without_renewal)
    findings = []
    for path in (f"/e/{finished.uuid}/result", f"/e/{finished.uuid}/hall", f"/e/{running.uuid}/hall"):
        page.goto(f"{board.address}{path}?lang={language}")
        for details in page.locator("details").all():
            details.evaluate("element => { element.open = true; }")
        findings += [f"{path}: {each}" for each in accessibility_findings(page)]
    assert not findings, "\n".join(findings)
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(board.address).netloc}


@pytest.mark.parametrize("questions", [(CHAIR,), (FIVE,), (SOLE, CLUBS)], ids=["three", "five", "two-questions"])
def test_a_television_shows_the_whole_result(
    contexts: Callable[..., BrowserContext], board: BrowserBoard, questions: tuple[QuestionSpecification, ...]
) -> None:
    election = counted(board, questions)
    page = contexts().new_page()
    for width, height in TELEVISIONS:
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{board.address}/e/{election.uuid}/hall?lang=id")
        tall = int(page.evaluate("document.documentElement.scrollHeight"))
        assert tall <= height, f"{width}x{height}: {tall}"
        assert page.locator(".bars .name").first.is_visible()
        # Letters of at least a thirtieth of the screen's height can be read from ten metres on a usual television.
        size = float(
            page.locator(".bars .count strong").first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
        )
        assert size >= height / 45
