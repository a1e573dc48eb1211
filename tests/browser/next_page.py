"""Acts that lead to another page of the same place: nothing is read or pressed before the new page is there."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

_MARK = "() => { window.isBefore = true; }"
_NEXT = "() => window.isBefore === undefined && document.readyState === 'complete'"


@contextmanager
def next_page(page: Page) -> Iterator[None]:
    """What the block does leads to another document, of whatever address: wait until that one is there as a whole.

    A click may return before its form is on the way, and the page before looks like the page after.
    """
    page.evaluate(_MARK)
    yield
    page.wait_for_function(_NEXT)
