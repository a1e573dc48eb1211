"""Photographs every screen of the booth into docs/screens/: phone and desk, in both languages.

python -m tests.browser.screenshots
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.booth import Booth, Language
from tests.browser.chromium import running_chromium
from tests.browser.election import BrowserBoard, browser_board
from tests.browser.second_device import SecondDevice
from tests.browser.tour import closed_doors, voter_tour

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screens"
SIZES = {"phone": (360, 640), "desk": (1280, 800)}
LANGUAGES: tuple[Language, ...] = ("id", "en")


def photograph(chromium: Browser, board: BrowserBoard, folder: Path, size: str, language: Language) -> None:
    """All screens of one size in one language."""
    width, height = SIZES[size]

    def visit(shown: Booth, name: str) -> None:
        path = folder / f"{name}-{size}-{language}.png"
        if size == "phone":
            # One scrolls on a phone: the picture is as high as the page.
            tall = int(shown.page.evaluate("document.documentElement.scrollHeight"))
            shown.page.set_viewport_size({"width": width, "height": max(height, tall)})
        shown.page.screenshot(path=path, animations="disabled", scale="css")
        shown.page.set_viewport_size({"width": width, "height": height})

    def new(kind: type[Booth]) -> Booth:
        context = chromium.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
        return kind(context.new_page(), language)

    device = new(SecondDevice)
    assert isinstance(device, SecondDevice)
    voter_tour(new(Booth), device, board, visit)
    if size == "phone":
        closed_doors(new(Booth), board, visit)


def main() -> int:
    """Write them all anew."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    with (
        tempfile.TemporaryDirectory() as folder,
        browser_board(Path(folder) / "board") as board,
        running_chromium() as chromium,
    ):
        for size in SIZES:
            for language in LANGUAGES:
                photograph(chromium, board, FOLDER, size, language)
    return 0


if __name__ == "__main__":
    sys.exit(main())
