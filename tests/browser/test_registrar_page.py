"""The registrar's page in a browser: keyboard, screen reader and small screens at every step, and a clean history."""

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from pages.local_serving import serve
from record.canonical import encode
from registrar.cards.stub import stub_number
from registrar.local.application import create_local_app
from registrar.local.desk import Desk
from registrar.register import load_register
from tests.browser.accessibility import accessibility_findings
from tests.browser.next_page import next_page
from tests.registrar.roll_files import dapodik_xlsx, pupils
from tests.registrar.test_exporting import order
from tests.support.commands import cheap_passphrases

PASSPHRASE = "perahu kertas enam belas"
TOKEN = "a" * 43


@dataclass(frozen=True)
class RegistrarPage:
    """The page in a browser, over a folder with a card order and a roll that has problems."""

    page: Page
    folder: Path
    base: str

    def press(self, button: str) -> None:
        """Press the first button with this text and wait for the next page."""
        with next_page(self.page):
            self.page.get_by_role("button", name=button, exact=True).first.click()

    def go(self, step: str) -> None:
        """Open a step by its link in the list of steps."""
        self.page.goto(f"{self.base}/{step}")

    def require_accessible(self) -> None:
        """Everything that can be found automatically, in light and dark, small and large."""
        assert accessibility_findings(self.page) == [], self.page.url


@pytest.fixture
def registrar_page(contexts: Callable[..., BrowserContext], tmp_path: Path) -> Iterator[RegistrarPage]:
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    folder = tmp_path / "registers"
    folder.mkdir()
    threading.Thread(target=serve, args=(create_local_app(Desk(folder), TOKEN, port), listener), daemon=True).start()
    roll = pupils(5)
    roll[2] = replace(roll[2], nisn=roll[1].nisn)
    roll[4] = replace(roll[4], nisn="", nipd="")
    (tmp_path / "order.json").write_bytes(encode(order(kind="practice")))
    (tmp_path / "roll.xlsx").write_bytes(dapodik_xlsx(roll, numbers=True))
    page = contexts().new_page()
    page.goto(f"http://127.0.0.1:{port}/start/{TOKEN}")
    with cheap_passphrases():
        yield RegistrarPage(page, tmp_path, f"http://127.0.0.1:{port}")


@pytest.mark.timeout(600)
def test_every_step_is_accessible(registrar_page: RegistrarPage) -> None:
    it, page = registrar_page, registrar_page.page
    assert page.url == f"{it.base}/file"
    it.require_accessible()
    page.get_by_label("Nama berkas, misalnya pilketos-2026").fill("geladi")
    page.get_by_label("Frasa sandi: empat kata yang tidak ditebak siapa pun").fill(PASSPHRASE)
    page.get_by_label("Frasa sandi yang sama sekali lagi").fill(PASSPHRASE)
    it.press("Buat berkas")
    page.get_by_label("Pesanan kartu (.json)").set_input_files(it.folder / "roll.xlsx")
    it.press("Baca pesanan kartu")
    assert "Ini bukan pesanan kartu." in page.get_by_role("alert").inner_text()
    it.require_accessible()
    page.get_by_label("Pesanan kartu (.json)").set_input_files(it.folder / "order.json")
    it.press("Baca pesanan kartu")
    assert "GELADI BERSIH" in page.inner_text("main")
    it.require_accessible()
    it.go("roll")
    page.get_by_label("Daftar pemilih (xlsx, xls, ods, csv)").set_input_files(it.folder / "roll.xlsx")
    it.press("Lihat daftar")
    assert page.get_by_text("Putuskan:").count() == 1
    it.require_accessible()
    page.get_by_label("Kembalikan angka nol sampai sepuluh digit").check()
    page.locator('input[name="without"][value="9"]').check()
    it.press("Pakai keputusan ini dan lihat lagi")
    with next_page(page):
        page.get_by_role("link", name="Lanjut: buat kartu").click()
    it.require_accessible()
    it.press("Buat kartu")
    assert page.url == f"{it.base}/print"
    it.require_accessible()
    it.go("export")
    page.get_by_role("checkbox").check()
    it.press("Tanda tangani daftar kartu")
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh daftar kartu").click()
    assert download.value.suggested_filename.startswith("daftar-kartu-")
    it.require_accessible()
    it.go("countersign")
    it.require_accessible()
    register = load_register(it.folder / "registers" / "geladi.box", PASSPHRASE)
    assert [voter.number for voter in register.voters].count("") == 2
    lost = next(card.serial for card in register.cards if not card.spare)
    it.go("lost")
    page.get_by_label("Nomor di potongan kartu, misalnya 0142-7KQX").fill(stub_number(register, lost).lower())
    it.press("Tanda tangani penggantian")
    assert stub_number(register, lost) in page.inner_text("main")
    it.require_accessible()
    it.go("erase")
    it.require_accessible()
    page.get_by_label("Untuk memusnahkan berkas, ketik: HAPUS").fill("HAPUS")
    it.press("Musnahkan berkas registrar")
    assert [path.name for path in (it.folder / "registers").iterdir()] == ["pemusnahan-geladi.pdf"]
    it.require_accessible()


def test_the_token_is_not_in_the_history(registrar_page: RegistrarPage) -> None:
    page = registrar_page.page
    assert TOKEN not in page.url
    assert page.evaluate("history.length") <= 2
    registrar_page.go("file")
    page.go_back()
    assert TOKEN not in page.url
    assert page.context.cookies()[0]["httpOnly"]
    assert TOKEN not in str(page.context.cookies())
