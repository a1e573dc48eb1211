"""Draws the pictures of cards and paper for the guides: ``python -m tests.registrar.card_pictures [FOLDER]``.

The codes on them belong to no election; they stand here so that the pictures come out the same.
"""

import sys
from pathlib import Path

import pypdfium2
from PIL import Image

from registrar.cards.print_cards import print_cards
from registrar.cards.print_lists import print_attendance, print_envelopes, print_slip
from registrar.cards.selection import Attendance, Envelope, PrintableCard
from registrar.cards.words import WORDS, Language
from tests.registrar.card_sheets import ORDER, PLACES, PRACTICE

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "guides" / "cards"
CODES = ("7K2P0QJ14DVN8XW3TY6A", "M3Z9B5C1RH0KQ7E2G8PV", "4TJ6W0XN2SAY9D5MKB1F", "Q8V3H7ZR5G1CPE4K0T2J")
CHECKS = ("9RWD", "C6FT", "1HXN", "E8PM")


def _card(place: int, *, spare: bool = False, name: str = "") -> PrintableCard:
    number = f"{(place * 37 + 5) % 200:04d}-{CHECKS[place % 4]}"
    return PrintableCard(number, CODES[place % 4], "" if spare else "XII TKJ 4", name, spare)


def _page(pdf: bytes, pixels_per_inch: float) -> Image.Image:
    picture: Image.Image = pypdfium2.PdfDocument(pdf)[0].render(scale=pixels_per_inch / 72).to_pil()
    return picture


def draw(folder: Path) -> None:
    """Write a picture of each paper in each language, and one of four cards side by side."""
    folder.mkdir(parents=True, exist_ok=True)
    class_cards = Envelope("XII TKJ 4", False, tuple(_card(place) for place in range(8)))
    named = Envelope("XII TKJ 4", False, (_card(0, name="Siswa 001"),))
    spares = Envelope("", True, tuple(_card(place, spare=True) for place in range(2)))
    names = Attendance("XII TKJ 4", tuple((f"Siswa {number:03}", "") for number in range(1, 31)))
    languages: tuple[Language, ...] = tuple(WORDS)
    for language in languages:
        sheets = {
            "envelopes": print_envelopes(ORDER, [class_cards, spares], language),
            "attendance": print_attendance(ORDER, [names], language),
            "receipt": print_slip(ORDER, class_cards.cards[0].number, spares.cards[1].number, language),
        }
        for name, pdf in sheets.items():
            _save(_page(pdf, 80), folder / f"{name}-{language}.png")
        single = [(ORDER, class_cards), (ORDER, named), (PRACTICE, class_cards), (ORDER, spares)]
        pictures = [_first_card(_page(print_cards(order, [cards], language), 120)) for order, cards in single]
        _save(_side_by_side(pictures), folder / f"cards-{language}.png")


def _first_card(page: Image.Image) -> Image.Image:
    scale = page.width / 210
    left, top, right, bottom = PLACES[0].box()
    return page.crop((round(left * scale), round(top * scale), round(right * scale), round(bottom * scale)))


def _side_by_side(pictures: list[Image.Image], gap: int = 24) -> Image.Image:
    width, height = pictures[0].size
    whole = Image.new("L", (2 * width + 3 * gap, 2 * height + 3 * gap), 224)
    for place, picture in enumerate(pictures):
        whole.paste(picture, (gap + place % 2 * (width + gap), gap + place // 2 * (height + gap)))
    return whole


def _save(picture: Image.Image, path: Path) -> None:
    picture.convert("L").quantize(8).save(path, optimize=True)


if __name__ == "__main__":
    draw(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
