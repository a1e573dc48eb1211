"""What is printed: the slip of a receipt, and of every other screen an empty sheet, for paper outlives a session."""

import pypdfium2
import pytest

from tests.browser.booth import Booth
from tests.browser.conftest import DESK, NewBooth
from tests.browser.election import BrowserBoard


def printed(booth: Booth) -> tuple[str, bool]:
    """What the first sheet says, and whether anything at all is on the sheets."""
    document = pypdfium2.PdfDocument(booth.page.pdf(format="A4"))
    pictures = [document[number].render(scale=1).to_pil().convert("L") for number in range(len(document))]
    return document[0].get_textpage().get_text_range(), any(each.getextrema() != (255, 255) for each in pictures)


@pytest.mark.parametrize("tps", [False, True], ids=["phone", "station"])
def test_only_a_slip_is_printed(new_booth: NewBooth, board: BrowserBoard, tps: bool) -> None:
    election = board.election()
    booth: Booth = new_booth(DESK)
    booth.open(board.address, election.uuid, tps=tps)
    booth.sees("enterTitle")
    empty = ("", False)
    assert printed(booth) == empty
    booth.enter(election.code(0))
    booth.choose(2)
    assert printed(booth) == empty
    booth.on()
    booth.review()
    assert printed(booth) == empty
    booth.seal()
    assert printed(booth) == empty
    booth.test_seal()
    assert printed(booth) == empty
    booth.button("sealAgain").click()
    code = booth.seal()
    booth.cast()
    booth.receipt()
    if tps:
        booth.stay()
    text, something = printed(booth)
    assert something
    assert code in text.replace("\r\n", "")
    assert "Ketua" not in text
