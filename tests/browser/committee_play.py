"""A school's committee in the browser, from an empty form to printed minutes: one method for each page and act."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.committee import Member
from tests.browser.next_page import next_page

WIB = timezone(timedelta(hours=7))
Visit = Callable[[Page, str], None]
"""Called with the page and a name for it whenever a page is worth a look."""


def local(moment: datetime) -> str:
    """As a field for day and time takes it, on the clock of the school."""
    return moment.astimezone(WIB).strftime("%Y-%m-%dT%H:%M")


def do_nothing(page: Page, name: str) -> None:
    """For plays that nobody looks at."""


@dataclass
class CommitteePlay:
    """One election of one school, played by ``member``; ``files`` is where downloads and uploads are kept."""

    member: Member
    files: Path
    visit: Visit = do_nothing
    uuid: str = ""
    base: str = ""
    opens: datetime = field(default_factory=lambda: datetime.now(UTC) - timedelta(minutes=1))

    @property
    def page(self) -> Page:
        """The browser's page."""
        return self.member.page

    def go(self, step: str) -> None:
        """A step of the list beside every page."""
        self.follow(self.page.get_by_role("navigation", name="Langkah pemilihan").get_by_role("link", name=step))
        expect(self.page.get_by_role("heading", level=1, name=step)).to_be_visible()

    def press(self, name: str) -> None:
        """A button."""
        self.follow(self.page.get_by_role("button", name=name, exact=True))

    def follow(self, pressed: Locator) -> None:
        """Press what leads to another page, and wait for that."""
        with next_page(self.page):
            pressed.click()

    def confirm(self, word: str, button: str) -> None:
        """Type the word of an act that cannot be undone."""
        form = self.page.locator("form").filter(has=self.page.get_by_role("button", name=button, exact=True))
        form.get_by_label(f"Untuk memastikan, ketik: {word}", exact=True).fill(word.lower())
        self.follow(form.get_by_role("button", name=button, exact=True))

    # -- before ------------------------------------------------------------------------------------------------------
    def create(self, school: str, name: str) -> None:
        """A new election of the school, with times of now."""
        self.follow(self.page.get_by_role("link", name="Sekolah", exact=True))
        self.follow(self.page.get_by_role("link", name=school))
        self.follow(self.page.get_by_role("link", name="Pemilihan", exact=False).first)
        self.follow(self.page.get_by_role("link", name="Pemilihan baru"))
        self.page.get_by_label("Nama pemilihan").fill(name)
        self.press("Buat pemilihan")
        self.set_times()

    def set_times(self) -> None:
        """Voting from now on; few ballots are enough."""
        self.base = self.page.url.rpartition("/")[0]
        self.page.get_by_label("Pemungutan suara dibuka").fill(local(self.opens))
        self.page.get_by_label("Pemungutan suara ditutup").fill(local(self.opens + timedelta(hours=3)))
        self.page.get_by_label("Jumlah suara dibuka hanya jika").fill("2")
        self.visit(self.page, "schedule")
        self.press("Simpan")

    def add_question(self, text: str, pairs: list[tuple[str, str, Path | None]]) -> None:
        """The question on the ballot and its pairs with photo, vision and mission."""
        self.go("Pasangan calon")
        self.follow(self.page.get_by_role("link", name="Tambah pertanyaan"))
        self.page.get_by_label("Pertanyaan di surat suara").fill(text)
        self.page.get_by_label("Pemilih boleh tidak memilih").check()
        self.press("Simpan")
        for chair, deputy, photo in pairs:
            self.follow(self.page.get_by_role("link", name="Tambah pasangan calon"))
            self.page.get_by_label("Calon ketua").fill(chair)
            self.page.get_by_label("Calon wakil").fill(deputy)
            self.page.get_by_label("Visi").fill(f"Visi {chair}: sekolah yang ramah")
            self.page.get_by_label("Misi").fill("1. Mendengar semua kelas.\n2. Kegiatan seni tiap bulan.")
            if photo is not None:
                self.page.get_by_label("Foto").set_input_files(photo)
            self.visit(self.page, "pair")
            self.press("Simpan")
        self.visit(self.page, "candidates")
        self.follow(self.page.get_by_role("link", name="Lihat seperti pemilih"))
        self.visit(self.page, "preview")

    def order_cards(self, spares: int, address: str) -> Path:
        """The card order that the registrar gets."""
        self.go("Pemilih dan kartu")
        self.page.get_by_label("Kartu cadangan untuk yang hilang").fill(str(spares))
        self.page.get_by_label("Alamat papan ini").fill(address)
        self.press("Simpan")
        with self.page.expect_download() as download:
            self.page.get_by_role("link", name="Unduh pesanan kartu").click()
        path = self.files / "pesanan-kartu.json"
        download.value.save_as(path)
        found = re.search(r"pesanan-kartu-(\w+)\.json", download.value.suggested_filename)
        assert found is not None
        self.uuid = found[1]
        return path

    def order_uuid(self, address: str) -> str:
        """The election's identifier, as its card order has it."""
        self.order_cards(1, address)
        return self.uuid

    def begin_rehearsal(self) -> None:
        """Make the practice copy, and go to its form of times."""
        self.go("Geladi bersih")
        self.visit(self.page, "rehearsal")
        self.press("Buat salinan latihan")
        self.go("Sekolah dan waktu")

    def upload_cards(self, card_list: Path) -> None:
        """The registrar's card list, whatever the board says to it."""
        self.go("Pemilih dan kartu")
        self.page.get_by_label("Daftar kartu dari petugas pendaftaran").set_input_files(card_list)
        self.press("Unggah daftar kartu")
        self.visit(self.page, "cards")

    def begin_key_making(self, threshold: int, keys: list[tuple[str, str]]) -> str:
        """A joint key making of these holders (name, public key); its run."""
        self.go("Pemegang kunci")
        for number, (name, key) in enumerate(keys, 1):
            self.page.get_by_label(f"Nama pemegang kunci {number}").fill(name)
            self.page.get_by_label(f"Kunci publik pemegang kunci {number}").fill(key)
        self.page.get_by_label("Berapa orang yang harus membuka").fill(str(threshold))
        self.visit(self.page, "keys")
        self.press("Mulai pembuatan kunci")
        found = re.search(r"--run (\w+)", self.page.content())
        assert found is not None
        return found[1]

    def set_up(self) -> None:
        """Genesis and Setup, after a look at the checklist."""
        self.go("Periksa dan siapkan")
        self.visit(self.page, "checklist")
        self.confirm("SIAPKAN", "Siapkan pemilihan")
        expect(self.page.get_by_role("heading", name="Siapa yang sudah ikut menandatangani")).to_be_visible()

    # -- the day -----------------------------------------------------------------------------------------------------
    def open(self) -> str:
        """Open voting; the fingerprint that is read out."""
        self.go("Buka")
        self.visit(self.page, "open")
        agreed = self.page.locator(".fingerprints dd.code").first.inner_text()
        self.confirm("BUKA", "Buka pemungutan suara")
        expect(self.page.get_by_role("status")).to_be_visible()
        return agreed

    def replace_card(self, file: Path) -> None:
        """Hand in the registrar's file for a lost card."""
        self.go("Pemilih dan kartu")
        self.page.get_by_label("Berkas petugas pendaftaran untuk kartu hilang").set_input_files(file)
        self.press("Serahkan")

    def extend(self) -> None:
        """Close half an hour later because of a power cut."""
        self.go("Hari pemilihan dan tutup")
        self.page.get_by_text("Undur waktu tutup").click()
        self.page.get_by_label("Waktu tutup baru").fill(local(self.opens + timedelta(hours=3, minutes=30)))
        self.page.get_by_label("Alasan").select_option(label="Listrik padam")
        self.visit(self.page, "extend")
        self.confirm("PERPANJANG", "Tutup lebih lambat")

    def look_at_turnout(self) -> str:
        """What the page of the day says."""
        self.go("Hari pemilihan dan tutup")
        self.follow(self.page.get_by_role("link", name="Tingkat partisipasi"))
        self.visit(self.page, "turnout")
        return self.page.get_by_role("main").inner_text()

    def close_early(self) -> None:
        """Everybody has voted."""
        self.go("Hari pemilihan dan tutup")
        self.page.get_by_text("Tutup sebelum waktunya").click()
        self.visit(self.page, "close")
        self.confirm("TUTUP SEKARANG", "Tutup kotak suara")

    # -- after -------------------------------------------------------------------------------------------------------
    def publish(self) -> None:
        """Publish, once the shares are there."""
        self.go("Hasil")
        self.visit(self.page, "shares")
        self.confirm("UMUMKAN", "Umumkan hasil")

    def remark(self, attendance: int, incidents: str) -> None:
        """What the minutes need that no machine knows."""
        self.go("Berita acara")
        self.page.get_by_label("Tempat").fill("Aula SMAN Contoh")
        self.page.get_by_label("Tanda tangan di daftar hadir").fill(str(attendance))
        self.page.get_by_label("Kejadian khusus").fill(incidents)
        self.press("Simpan catatan")
        self.visit(self.page, "minutes")

    def print(self, link: str) -> bytes:
        """One of the forms to sign."""
        self.go("Berita acara")
        address = self.page.get_by_role("link", name=link).get_attribute("href")
        assert address is not None
        answer = self.page.request.get(self.member.address + address)
        assert answer.ok
        assert answer.headers["content-type"] == "application/pdf"
        return answer.body()
