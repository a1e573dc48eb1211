"""The key holder's page for everybody: keyboard, screen reader, 320 px and 200 % text, at every step and in both
languages; and what happens when the key comes back from paper and when it ends."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from bulletin_board.administration import close_voting, new_key_making
from record.key_invitation import KeyInvitation, invitation_link
from tests.browser.accessibility import accessibility_findings
from tests.browser.conftest import PHONE
from tests.browser.election import BrowserBoard
from tests.browser.key_holder import KeyHolder, lines_of
from tests.browser.test_key_holders import HeldByPeople, Play


@dataclass
class Alone:
    """One holder whose key alone opens an election: every step in one browser."""

    holder: KeyHolder
    play: Play

    def require_accessible(self) -> None:
        """Everything that can be found automatically, in light and dark, small and large."""
        assert accessibility_findings(self.holder.page) == [], self.holder.page.url

    def look(self, step: str) -> str:
        """A step, in both languages."""
        self.holder.go(f"{step}?lang=en")
        self.require_accessible()
        text = self.holder.go(f"{step}?lang=id")
        self.require_accessible()
        return text


@pytest.fixture
def alone(board: BrowserBoard, tmp_path: Path, contexts: Callable[..., BrowserContext]) -> Iterator[Alone]:
    holder = KeyHolder(1, tmp_path / "rumah", contexts(PHONE))
    yield Alone(holder, Play(board, tmp_path, [holder], 1, HeldByPeople(board.owner)))
    holder.kill()


@pytest.mark.timeout(600)
def test_every_step_is_accessible_in_both_languages(alone: Alone) -> None:
    holder, play = alone.holder, alone.play
    holder.start()
    alone.look("file")
    holder.page.get_by_label("Frasa sandi: enam kata").fill("merdeka 2026")
    assert "Terlalu lemah" in holder.press("Seberapa kuat?")
    alone.require_accessible()
    key = holder.create()
    alone.require_accessible()
    alone.look("key")
    alone.look("invitation")
    other = new_key_making(play.board.owner, 2, [key, play.election.registrar.public_hex])
    holder.accept(invitation_link(KeyInvitation(1, play.board.address, other, "Kunci kota", ("Ketua KPU", "KISP"))))
    alone.look("key")
    holder.take_part()
    holder.wait_for("key", "menunggu KISP")
    alone.require_accessible()
    holder.accept(play.invite([key]))
    holder.take_part()
    holder.wait_for("key", "Kunci bersama sudah jadi.")
    alone.look("key")
    alone.look("paper")
    lines = lines_of(holder.print_paper())
    assert "Kertasnya benar." in holder.check_paper(lines)
    alone.require_accessible()
    holder.go("drill")
    assert "Kunci ini berfungsi." in holder.press("Uji kunci saya")
    alone.require_accessible()
    play.election.create()
    alone.look("sign")
    alone.look(f"sign/{play.election.uuid}")
    holder.sign(play.election.uuid)
    holder.agree()
    play.open_voting()
    close_voting(play.board.owner, play.election.uuid, early=True)
    alone.look("decrypt")
    holder.check_total()
    alone.require_accessible()
    holder.send_share()
    alone.look("decrypt")
    alone.look("confirm")
    holder.page.goto(f"{play.board.address}/keys/{play.election.run}")
    alone.require_accessible()


@pytest.mark.timeout(600)
def test_a_key_comes_back_from_paper_and_ends(alone: Alone) -> None:
    holder, play = alone.holder, alone.play
    holder.start()
    holder.accept(play.invite([holder.create()]))
    holder.take_part()
    holder.wait_for("key", "Kunci bersama sudah jadi.")
    lines = lines_of(holder.print_paper())
    holder.kill()
    for path in holder.home.iterdir():
        path.unlink()
    holder.start()
    holder.page.get_by_text("Berkas kunci saya hilang").click()
    holder.page.get_by_label("Kode QR atau baris").fill("\n".join(lines[:7]))
    assert "Masih kurang: baris 8, 9" in holder.press("Pulihkan kunci")
    alone.require_accessible()
    holder.page.get_by_label("Kode QR atau baris").fill("\n".join(reversed(lines)))
    holder.page.get_by_label("Frasa sandi yang berlaku").fill(holder.passphrase)
    assert "dipulihkan dari cadangan" in holder.press("Pulihkan kunci")
    holder.go("drill")
    assert "Kunci ini berfungsi." in holder.press("Uji kunci saya")
    holder.go("destroy")
    holder.page.get_by_text("Musnahkan kunci selamanya").click()
    alone.require_accessible()
    holder.page.get_by_label("Untuk memusnahkan kunci").fill("HAPUS")
    assert "Kunci sudah dimusnahkan." in holder.press("Musnahkan kunci")
    alone.require_accessible()
    assert not (holder.home / "trustee.key").exists()
    assert "Program sudah berakhir." in holder.press("Akhiri program")
    assert holder.process is not None
    holder.process.wait(20)
