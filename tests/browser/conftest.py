"""One browser and one board for all tests of the browser; every test has an election and a profile of its own."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.booth import Booth, Language
from tests.browser.chromium import PATIENCE_MS, NoChromiumError, running_chromium
from tests.browser.election import BrowserBoard, browser_board

PHONE = (360, 640)
DESK = (1280, 800)
TEST_SECONDS = 600
"""The first test of a machine may install Chromium and build the booth."""
NewBooth = Callable[..., Booth]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker has the browser; a machine of two cores has no room for two."""
    here = os.path.dirname(__file__)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.xdist_group("browser"))
            if item.get_closest_marker("timeout") is None:
                item.add_marker(pytest.mark.timeout(TEST_SECONDS))


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The running browser. Without one the test is skipped with the reason; in CI it fails."""
    with ExitStack() as stack:
        try:
            browser = stack.enter_context(running_chromium())
        except NoChromiumError as error:
            if os.environ.get("CI") == "true":
                pytest.fail(str(error))
            pytest.skip(str(error))
        yield browser


@pytest.fixture(scope="package")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserBoard]:
    """The board that all elections of these tests are on."""
    with browser_board(tmp_path_factory.mktemp("browser") / "board") as board:
        yield board


@pytest.fixture
def contexts(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes profiles that share nothing; closed at the end of the test."""
    with ExitStack() as stack:

        def new(size: tuple[int, int] = DESK, **options: object) -> BrowserContext:
            context = chromium.new_context(
                viewport={"width": size[0], "height": size[1]},
                locale="id-ID",
                reduced_motion="reduce",
                **options,  # type: ignore[arg-type]  # playwright's many keywords
            )
            context.set_default_timeout(PATIENCE_MS)
            stack.callback(context.close)
            return context

        yield new


@pytest.fixture
def new_booth(contexts: Callable[..., BrowserContext]) -> Iterator[NewBooth]:
    """Opens booths in profiles of their own; at the end none may have complained."""
    booths: list[Booth] = []

    def new(size: tuple[int, int] = DESK, language: Language = "id", **options: object) -> Booth:
        booth = Booth(contexts(size, **options).new_page(), language)
        booths.append(booth)
        return booth

    yield new
    for booth in booths:
        assert booth.complaints == []
