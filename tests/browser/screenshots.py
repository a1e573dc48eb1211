"""Photographs the booth into docs/screens/: the steps of a vote on phone and desk in both languages, the rest once.

python -m tests.browser.screenshots
"""

import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from tests.browser.booth import Booth, Language
from tests.browser.chromium import running_chromium
from tests.browser.conftest import DESK, PHONE
from tests.browser.election import BrowserBoard, browser_board
from tests.browser.second_device import SecondDevice
from tests.browser.tour import closed_doors, voter_tour

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screens"
SIZES = {"phone": PHONE, "desk": DESK}
LANGUAGES: tuple[Language, ...] = ("id", "en")
STEPS = (
    "01-card",
    "04-chosen",
    "06-review",
    "07-sealed",
    "08-doubt",
    "11-opened",
    "12-second-device-honest",
    "15-receipt",
    "17-checked",
)
"""What is photographed in all four ways; everything else on a phone, in Indonesian."""
OVERVIEW = ("04-chosen", "07-sealed", "15-receipt")
"""Side by side, as they stand on a phone before anybody scrolls."""
_GAP = 24
_COLOURS = 256
"""Enough for flat colours and drawings; a third of the size."""


def photograph(chromium: Browser, board: BrowserBoard, folder: Path, size: str, language: Language) -> None:
    """All wanted screens of one size in one language."""
    width, height = SIZES[size]
    main = size == "phone" and language == "id"
    phones: dict[str, bytes] = {}

    def visit(shown: Booth, name: str) -> None:
        if name not in STEPS and not main:
            return
        if main and name in OVERVIEW:
            shown.page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
            phones[name] = shown.page.screenshot(animations="disabled")
        if size == "phone":
            # One scrolls on a phone: the picture is as high as the page.
            tall = int(shown.page.evaluate("document.documentElement.scrollHeight"))
            shown.page.set_viewport_size({"width": width, "height": max(height, tall)})
        write(shown.page.screenshot(animations="disabled", scale="css"), folder / f"{name}-{size}-{language}.png")
        shown.page.set_viewport_size({"width": width, "height": height})

    def new(kind: type[Booth]) -> Booth:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            device_scale_factor=2,
            has_touch=size == "phone",
            is_mobile=size == "phone",
        )
        return kind(context.new_page(), language)

    device = new(SecondDevice)
    assert isinstance(device, SecondDevice)
    voter_tour(new(Booth), device, board, visit)
    if main:
        closed_doors(new(Booth), board, visit)
        write(side_by_side([phones[name] for name in OVERVIEW]), folder / "00-overview-phone-id.png")


def write(png: bytes, path: Path) -> None:
    """Store a picture with few colours."""
    with Image.open(BytesIO(png)) as picture:
        picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(path, "PNG", optimize=True)


def side_by_side(pictures: list[bytes]) -> bytes:
    """The pictures in a row, each with a thin edge."""
    images = [Image.open(BytesIO(each)).convert("RGB") for each in pictures]
    width = sum(image.width for image in images) + _GAP * (len(images) + 1)
    row = Image.new("RGB", (width, max(image.height for image in images) + 2 * _GAP), "#e6eeee")
    left = _GAP
    for image in images:
        row.paste(image, (left, _GAP))
        left += image.width + _GAP
    data = BytesIO()
    row.save(data, "PNG")
    return data.getvalue()


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
