"""What a school does before voting, up to the countersigned set-up: for tests, and for whoever photographs it."""

from collections.abc import Callable
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import BrowserContext, expect

from tests.browser.committee import Member
from tests.browser.committee_play import CommitteePlay
from tests.browser.next_page import next_page
from tests.browser.school_parties import SchoolParties
from tests.registrar.roll_files import CANARIES, pupils

ROLL = 12
SPARES = 2


def committee_of(admin: Member, page_of: Callable[..., BrowserContext], school: str) -> Member:
    """The school and its committee, invited by a link."""
    admin.open("/")
    with next_page(admin.page):
        admin.page.get_by_role("link", name="Tambah sekolah").click()
    admin.page.get_by_label("Nama sekolah").fill(school)
    admin.page.get_by_label("Penyelenggara").fill("KPU Kota Contoh")
    with next_page(admin.page):
        admin.page.get_by_role("button", name="Simpan").click()
    admin.page.get_by_label("Tugas", exact=True).select_option("committee")
    with next_page(admin.page):
        admin.page.get_by_role("button", name="Buat tautan").click()
    member = Member(page_of().new_page(), admin.address, f"panitia.{school.split()[0].lower()}")
    member.make_account(admin.link(), f"Ketua Panitia {school}")
    return member


def portrait(path: Path, colour: str) -> Path:
    """A synthetic photo, as a camera leaves it: sideways, with a place in its metadata."""
    picture = Image.new("RGB", (1200, 900), colour)
    exif = picture.getexif()
    exif[0x0112], exif[0x010F] = 6, CANARIES[4]
    picture.save(path, "JPEG", exif=exif)
    return path


def prepare(play: CommitteePlay, parties: SchoolParties, school: str, keys: int, *, third: str = "Ketua C <b>") -> None:
    """Everything up to the countersigned set-up; ``third`` is the name that heads the third pair."""
    play.create(school, f"Pilketos {school}")
    photos = [portrait(play.files / f"{colour}.jpg", colour) for colour in ("teal", "olive")]
    play.add_question(
        "Siapa Ketua dan Wakil Ketua OSIS pilihanmu?",
        [("Ketua A", "Wakil A", photos[0]), ("Ketua B", "Wakil B", photos[1]), (third, "Wakil C", None)],
    )
    order = play.order_cards(SPARES, parties.address)
    play.upload_cards(parties.make_cards(order, pupils(ROLL, seed=len(school))))
    expect(play.page.get_by_text("Daftar kartu sudah ada.", exact=True)).to_be_visible()
    numbers = tuple(range(1, keys + 1))
    holders = [(f"Pemegang {number}", parties.new_holder(number)) for number in numbers]
    parties.make_key(play.begin_key_making(2, holders), numbers)
    play.set_up()
    parties.countersign(play.uuid, numbers[:2])


def printed_text(pdf: bytes) -> str:
    """All text of a printed form on one line."""
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    return " ".join(" ".join(pages).split())
