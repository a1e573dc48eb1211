"""A board without sockets, and browsers of key holders at their own pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.trustee.page import (
    InProcessBoard,
    NewBrowser,
)
from trustee.local import key_views


@pytest.fixture(autouse=True)
def _cheap_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretched digits cost most of a second; tests/trustee/test_comparing.py looks at the true ones."""
    monkeypatch.setattr(key_views, "comparison_digits", lambda digest: (digest[:4], digest[4:8]))


@pytest.fixture
def board(tmp_path: Path) -> InProcessBoard:
    folder = tmp_path / "board"
    folder.mkdir()
    return InProcessBoard(folder)


@pytest.fixture
def new_browser(board: InProcessBoard, tmp_path: Path) -> Iterator[NewBrowser]:
    made = NewBrowser(board, tmp_path)
    yield made
    for browser in made.browsers:
        browser.desk.close()
