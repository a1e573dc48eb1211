"""Photographs a school's election on the committee's pages into docs/guides/pictures/, for the guides.

python -m tests.browser.committee_screenshots
"""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from bulletin_board.committee.accounts.invitations import invite_administrator
from tests.browser.booth import Booth
from tests.browser.chromium import running_chromium
from tests.browser.committee import Member
from tests.browser.committee_play import CommitteePlay
from tests.browser.election import BrowserBoard, browser_board
from tests.browser.school_parties import SchoolParties
from tests.browser.school_tour import committee_of, prepare
from tests.support.commands import cheap_passphrases

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "guides" / "pictures"
SCHOOL = "SMAN Contoh"
DESK: ViewportSize = {"width": 1100, "height": 720}
PHONE: ViewportSize = {"width": 360, "height": 640}
ON_A_PHONE = ("checklist", "open", "turnout", "minutes", "result")


class Photographer:
    """Takes each page on a desk in Indonesian and in English, and some on a phone in Indonesian."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, page: Page, name: str) -> None:
        """The page as it stands, and the same page anew in English; the language is set back afterwards."""
        self._shoot(page, f"{name}-id")
        if name in ON_A_PHONE:
            page.set_viewport_size(PHONE)
            self._shoot(page, f"{name}-phone-id")
            page.set_viewport_size(DESK)
        other = page.context.new_page()
        other.set_viewport_size(DESK)
        address = page.url.partition("?")[0]
        if other.goto(f"{address}?lang=en") is not None:
            self._shoot(other, f"{name}-en")
        other.goto(f"{address}?lang=id")
        other.close()

    def _shoot(self, page: Page, name: str) -> None:
        data = page.screenshot(full_page=True, animations="disabled", scale="css")
        # Screens have few colours: a palette keeps a checkout small.
        Image.open(io.BytesIO(data)).convert("RGB").quantize(64).save(self.folder / f"{name}.png", optimize=True)


def photograph(chromium: Browser, board: BrowserBoard, folder: Path, files: Path) -> None:
    """One school's election from the first link to the minutes."""
    visit = Photographer(folder)

    def new() -> BrowserContext:
        return chromium.new_context(viewport=DESK, locale="id-ID", reduced_motion="reduce")

    admin = Member(new().new_page(), board.address, "administrator.kota")
    admin.make_account(board.address + invite_administrator(board.owner), "Petugas KPU")
    member = committee_of(admin, new, SCHOOL)
    visit(admin.page, "invite")
    visit(member.page, "home")
    parties = SchoolParties(files / "parties", board.address)
    play = CommitteePlay(member, files, visit)
    prepare(play, parties, SCHOOL, 3, third="Ketua C")
    play.open()
    cards = parties.printed("cards")
    booth = Booth(new().new_page())
    for card, pick in zip(cards[:9], (1, 2, 1, 3, 1, 2, 2, 1, 0), strict=True):
        booth.vote(board.address, play.uuid, card.code, (pick,))
    play.extend()
    play.look_at_turnout()
    play.close_early()
    for number in (1, 2):
        parties.decrypt(play.uuid, number)
    play.publish()
    play.remark(9, "Listrik padam 10 menit.")
    booth.page.goto(f"{board.address}/e/{play.uuid}/result")
    visit(booth.page, "result")
    booth.page.goto(f"{board.address}/e/{play.uuid}/hall")
    visit(booth.page, "hall")


def main() -> int:
    """Write them all anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as name,
        cheap_passphrases(),
        browser_board(Path(name) / "board") as board,
        running_chromium() as chromium,
    ):
        files = Path(name) / "files"
        files.mkdir()
        photograph(chromium, board, FOLDER, files)
    return 0


if __name__ == "__main__":
    sys.exit(main())
