"""Photographs the registrar's page into docs/guides/pictures/, for the guide. All pupils are visibly synthetic.

python -m tests.browser.registrar_screenshots
"""

import socket
import sys
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import Page

from pages.local_serving import serve
from record.canonical import encode
from registrar.local.application import create_local_app
from registrar.local.desk import Desk
from tests.browser.chromium import running_chromium
from tests.browser.committee_screenshots import DESK, FOLDER, Photographer
from tests.registrar.roll_files import Pupil, dapodik_xlsx
from tests.registrar.test_exporting import order
from tests.support.commands import cheap_passphrases

TOKEN = "b" * 43
CLASSES = ("X MERDEKA 1", "XI IPA 2")


def roll() -> bytes:
    """Six pupils, whose numbers Excel has shortened, and one number stands there twice."""
    pupils = [Pupil(f"Siswa {n:03}", f"{9_321_234 + 17 * n:010}", CLASSES[n % 2], str(2400 + n)) for n in range(1, 7)]
    pupils[5] = Pupil(pupils[5].name, pupils[4].nisn, pupils[5].group, pupils[5].nipd)
    return dapodik_xlsx(pupils, numbers=True)


def photograph(page: Page, base: str, files: Path) -> None:
    """The steps that the guide shows."""
    visit = Photographer(FOLDER)
    page.get_by_label("Nama berkas").fill("pilketos-2026")
    for label in ("Frasa sandi: empat kata", "Frasa sandi yang sama"):
        page.get_by_label(label).fill("perahu kertas enam belas")
    page.get_by_role("button", name="Buat berkas").click()
    page.get_by_label("Pesanan kartu (.json)").set_input_files(files / "order.json")
    page.get_by_role("button", name="Baca pesanan kartu").click()
    page.goto(f"{base}/roll")
    page.get_by_label("Daftar pemilih (xlsx, xls, ods, csv)").set_input_files(files / "daftar_pd.xlsx")
    page.get_by_role("button", name="Lihat daftar").click()
    visit(page, "registrar-roll")
    page.get_by_label("Kembalikan angka nol sampai sepuluh digit").check()
    page.locator('input[name="without"][value="12"]').check()
    page.get_by_role("button", name="Pakai keputusan ini dan lihat lagi").first.click()
    page.get_by_role("link", name="Lanjut: buat kartu").click()
    page.get_by_role("button", name="Buat kartu").click()
    visit(page, "registrar-print")


def main() -> int:
    """Write them anew."""
    listener = socket.create_server(("127.0.0.1", 0))
    base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with tempfile.TemporaryDirectory() as name, cheap_passphrases(), running_chromium() as chromium:
        files = Path(name)
        (files / "order.json").write_bytes(encode(order(kind="real")))
        (files / "daftar_pd.xlsx").write_bytes(roll())
        (files / "registers").mkdir()
        app = create_local_app(Desk(files / "registers"), TOKEN, listener.getsockname()[1])
        threading.Thread(target=serve, args=(app, listener), daemon=True).start()
        context = chromium.new_context(viewport=DESK, locale="id-ID", reduced_motion="reduce")
        page = context.new_page()
        page.goto(f"{base}/start/{TOKEN}")
        photograph(page, base, files)
    return 0


if __name__ == "__main__":
    sys.exit(main())
