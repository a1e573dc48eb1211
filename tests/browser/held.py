"""Requests that a test holds up until it lets them go."""

from playwright.sync_api import Page, Route

PATIENCE_SECONDS = 30.0


class Held:
    """Holds up whatever a page asks for at addresses of a pattern.

    Which request comes first is the browser's affair: one that is made while others are let go must not stay behind.
    """

    def __init__(self, page: Page, pattern: str) -> None:
        self._page = page
        self._routes: list[Route] = []
        self._open = False
        page.route(pattern, self._take)

    def _take(self, route: Route) -> None:
        if self._open:
            route.continue_()
        else:
            self._routes.append(route)

    def one(self) -> None:
        """Wait until a request is held; there must be no other."""
        waited = 0.0
        while not self._routes:
            assert waited < PATIENCE_SECONDS, "the page asks for nothing"
            self._page.wait_for_timeout(20)
            waited += 0.02
        assert len(self._routes) == 1

    def take(self) -> Route:
        """The one request that is held: the test answers it."""
        self.one()
        return self._routes.pop()

    def go(self) -> None:
        """Let all go, and those that come later."""
        self._open = True
        while self._routes:
            self._routes.pop(0).continue_()
