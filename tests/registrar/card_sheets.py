"""Registers and printed sheets for the tests of cards: made once, read back as a person or a phone would."""

import io
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import count
from random import Random

import msgspec
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from crypto.credential import ALPHABET, normalise_code
from crypto.errors import CredentialCheckError
from record.card_files import CardOrder
from registrar.cards.layout import CARD_HEIGHT, CARD_WIDTH, STUB_HEIGHT
from registrar.exporting import export
from registrar.register import Register, issue, new_register
from registrar.replacing import replace_card
from registrar.rolls.voters import Roll, Voter

UUID = "7dQwK3mN5pR8tVxYzB2cFh"
ADDRESS = f"http://papan.lan/booth/?election={UUID}"
ORDER = CardOrder(
    version=1,
    uuid=UUID,
    name="Pemilihan Ketua dan Wakil Ketua OSIS 2026/2027",
    school="SMAN Contoh",
    kind="real",
    group="Ed25519",
    address=ADDRESS,
    spares=2,
    opens="2026-11-24T01:00:00Z",
    closes="2026-11-24T06:00:00Z",
    zone="WIB",
)
PRACTICE = msgspec.structs.replace(ORDER, kind="practice")
VOTERS = tuple(
    Voter(f"Siswa {number:03}", f"00090{number:05}", "XII TKJ 4" if number <= 9 else "X MERDEKA 10")
    for number in range(1, 13)
)
_POINTS = 72 / 25.4
_LEFT, _TOP = (210 - 2 * CARD_WIDTH) / 2, (297 - 4 * CARD_HEIGHT) / 2


@cache
def register_of(*, named: bool) -> Register:
    """12 voters in two classes, two spares.

    Nothing is drawn by chance, so that scanners and readers of PDF see the same sheets in every run.
    """
    begun = msgspec.structs.replace(new_register(), seed=sha256(b"registrar").hexdigest())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "SystemRandom", lambda: Random(7))
        patch.setattr("registrar.register.generate_code", map(fixed_code, count()).__next__)
        register = issue(begun, Roll(VOTERS, (), ()), UUID, "Ed25519", 2, named=named)
    return msgspec.structs.replace(register, order=ORDER)


def fixed_code(number: int) -> str:
    """A code that looks as if it had been drawn, always the same one for a number."""
    start = "".join(ALPHABET[byte % 32] for byte in sha256(f"card {number}".encode()).digest()[:19])
    for check in ALPHABET:
        try:
            return normalise_code(start + check)
        except CredentialCheckError:
            continue
    raise AssertionError("one of the 32 characters makes the code right")


def with_replaced(register: Register, place: int = 0) -> tuple[Register, int, int]:
    """The register after a voter's card was replaced, and the serials of the lost card and of its spare."""
    lost = [card for card in register.cards if not card.spare][place].serial
    after, _, spare = replace_card(export(register)[0], lost)
    return after, lost, spare.serial


@dataclass(frozen=True)
class Place:
    """One of the eight places for a card on a sheet."""

    column: int
    row: int

    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom in millimetres from the sheet's upper left corner."""
        left, top = _LEFT + self.column * CARD_WIDTH, _TOP + self.row * CARD_HEIGHT
        return left, top, left + CARD_WIDTH, top + CARD_HEIGHT

    def tear(self) -> float:
        """Where the stub begins, from the top of the sheet."""
        return self.box()[3] - STUB_HEIGHT


PLACES = tuple(Place(column, row) for row in range(4) for column in range(2))


def text_in(page: pypdfium2.PdfPage, left: float, top: float, right: float, bottom: float) -> str:
    """The text in a part of an A4 page (millimetres), its lines joined."""
    text: str = page.get_textpage().get_text_bounded(
        left * _POINTS, (297 - bottom) * _POINTS, right * _POINTS, (297 - top) * _POINTS
    )
    return " ".join(text.split())


def card_texts(pdf: bytes) -> Iterator[tuple[str, str]]:
    """For each card its text above the tear line and its stub's, in the order of the sheets."""
    for page in pypdfium2.PdfDocument(pdf):
        for place in PLACES:
            left, top, right, bottom = place.box()
            card = text_in(page, left, top, right, place.tear())
            if card:
                yield card, text_in(page, left, place.tear(), right, bottom)


def all_text(pdf: bytes) -> str:
    """The whole document's text in one line."""
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    return " ".join(" ".join(pages).split())


def font_sizes(pdf: bytes) -> set[float]:
    """The sizes in points of all visible characters."""
    raw = pypdfium2.raw
    sizes = set()
    for page in pypdfium2.PdfDocument(pdf):
        text = page.get_textpage()
        for index in range(text.count_chars()):
            if chr(raw.FPDFText_GetUnicode(text.raw, index)).strip():
                sizes.add(round(raw.FPDFText_GetFontSize(text.raw, index), 1))
    return sizes


def copied(picture: Image.Image) -> Image.Image:
    """What a black-and-white copier makes of a page: every pixel is black or white."""
    return picture.convert("L").point(lambda level: 255 if level > 128 else 0).convert("1").convert("L")


def scanned(page: pypdfium2.PdfPage, place: Place, pixels_per_inch: float = 150) -> list[str]:
    """The QR codes that a scanner finds on one card of a page after copying, from left to right."""
    picture = copied(page.render(scale=pixels_per_inch / 72).to_pil())
    box = tuple(round(side / 25.4 * pixels_per_inch) for side in place.box())
    found = zxingcpp.read_barcodes(picture.crop((box[0], box[1], box[2], box[3])))
    return [each.text for each in sorted(found, key=lambda code: code.position.top_left.x)]


def opened_picture(data: bytes) -> Image.Image:
    """A PNG's picture."""
    return Image.open(io.BytesIO(data))
