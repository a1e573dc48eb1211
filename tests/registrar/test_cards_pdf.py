"""Printed cards, read back from the page: by scanner after copying, and as text."""

from functools import cache

import msgspec
import pypdfium2
import pytest
from PIL import Image

from crypto.credential import format_code
from record.card_files import CardOrder
from registrar.cards.layout import MAX_ADDRESS
from registrar.cards.print_cards import picture_cards, print_cards
from registrar.cards.selection import Envelope, spare_envelope, voter_envelopes
from registrar.cards.words import Language
from registrar.errors import CardError
from tests.registrar.card_sheets import (
    ADDRESS,
    ORDER,
    PLACES,
    PRACTICE,
    UUID,
    VOTERS,
    all_text,
    card_texts,
    font_sizes,
    opened_picture,
    register_of,
    scanned,
)

SHUFFLED = voter_envelopes(register_of(named=False))
NAMED = voter_envelopes(register_of(named=True))
SPARES = (spare_envelope(register_of(named=False)),)
LONG = msgspec.structs.replace(
    ORDER,
    name="Pemilihan Ketua dan Wakil Ketua Organisasi Siswa Intra Sekolah " * 4,
    school="Madrasah Aliyah Negeri Contoh " * 6,
    address=f"https://{'pilketos.' * 6}id/booth/?election={UUID}"[:MAX_ADDRESS],
    closes="2026-11-26T06:00:00Z",
)
UNBROKEN = msgspec.structs.replace(ORDER, name="W" * 300, school="W" * 200, kind="practice")
MARKUP = msgspec.structs.replace(ORDER, name="#panic() *OSIS* $x$ @a <b> \\u{41}", school='[#read("/x")] // D\'Contoh')


@cache
def printed(order: CardOrder, envelopes: tuple[Envelope, ...], language: Language = "id") -> bytes:
    """The PDF, set once: setting and reading is what takes time here."""
    return print_cards(order, envelopes, language)


def codes(envelopes: tuple[Envelope, ...]) -> list[str]:
    return [card.code for envelope in envelopes for card in envelope.cards]


@pytest.mark.parametrize(
    ("order", "envelopes", "language"),
    [
        (ORDER, SHUFFLED, "id"),
        (ORDER, NAMED, "en"),
        (PRACTICE, SHUFFLED, "id"),
        (PRACTICE, SPARES, "en"),
        (LONG, NAMED, "id"),
        (UNBROKEN, SHUFFLED, "en"),
        (MARKUP, SPARES, "id"),
    ],
)
def test_both_qr_codes_of_each_card_are_read_from_a_black_and_white_copy(
    order: CardOrder, envelopes: tuple[Envelope, ...], language: Language
) -> None:
    document = pypdfium2.PdfDocument(printed(order, envelopes, language))
    found = [scanned(page, place) for page in document for place in PLACES]
    assert [each for each in found if each] == [[order.address, code] for code in codes(envelopes)]


@pytest.mark.parametrize("order", [ORDER, PRACTICE, LONG, UNBROKEN, MARKUP])
def test_the_code_stands_whole_on_its_card_whatever_else_was_typed(order: CardOrder) -> None:
    texts = list(card_texts(printed(order, SHUFFLED)))
    assert len(texts) == len(VOTERS)
    for (card, stub), code in zip(texts, codes(SHUFFLED), strict=True):
        assert format_code(code) in card
        assert code[:4] not in stub.split()
        assert format_code(code) not in stub


def test_typed_text_is_no_markup() -> None:
    (card, _), *_ = card_texts(printed(MARKUP, SPARES))
    assert "#panic() *OSIS* $x$ @a <b> \\u{41}" in card
    assert "D’Contoh" in card.replace("'", "’")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "id",
            [
                "KARTU PEMILIH",
                "Pemilihan Ketua dan Wakil Ketua OSIS 2026/2027",
                "SMAN Contoh",
                "Selasa, 24 November 2026, 08.00–13.00 WIB",
                "Buka papan.lan/booth/ atau pindai QR kiri.",
                "Masukkan ke kotak suara.",
                "KODE MASUK",
            ],
        ),
        (
            "en",
            [
                "VOTER CARD",
                "Tuesday, 24 November 2026, 08:00–13:00 WIB",
                "Open papan.lan/booth/ or scan the left QR.",
                "Cast it into the ballot box.",
                "ACCESS CODE",
            ],
        ),
    ],
)
def test_a_card_says_for_what_it_is_when_and_how(language: Language, expected: list[str]) -> None:
    for card, _ in card_texts(printed(ORDER, SHUFFLED, language)):
        for text in expected:
            assert text in card


def test_shuffled_cards_bear_a_class_and_no_name_and_the_stub_its_number() -> None:
    pdf = printed(ORDER, SHUFFLED)
    assert "Siswa" not in all_text(pdf)
    texts = list(card_texts(pdf))
    cards = [(envelope.group, card.number) for envelope in SHUFFLED for card in envelope.cards]
    for (card, stub), (group, number) in zip(texts, cards, strict=True):
        assert group in card
        assert number in stub
        assert number not in card


def test_named_cards_bear_the_name_of_their_voter_and_come_by_name() -> None:
    register = register_of(named=True)
    by_code = {format_code(card.code): card.voter for card in register.cards}
    names = []
    for card, stub in card_texts(printed(ORDER, NAMED)):
        voter = next(voter for code, voter in by_code.items() if code in card)
        assert voter is not None
        assert voter.name in card
        assert voter.name in stub
        names.append(voter.name)
    assert names == [voter.name for voter in (*VOTERS[9:], *VOTERS[:9])]


def test_spares_are_marked_and_bear_neither_class_nor_name() -> None:
    texts = list(card_texts(printed(ORDER, SPARES)))
    assert len(texts) == 2
    for card, stub in texts:
        assert "CADANGAN" in card
        assert "CADANGAN" in stub
        assert "MERDEKA" not in card + stub
        assert "Berlaku setelah menggantikan kartu hilang." in stub
    assert "CADANGAN" not in all_text(printed(ORDER, SHUFFLED))


def test_each_class_begins_on_a_sheet_of_its_own_that_says_which() -> None:
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(printed(ORDER, SHUFFLED))]
    footers = ["X MERDEKA 10 · lembar 1 dari 1", "XII TKJ 4 · lembar 1 dari 2", "XII TKJ 4 · lembar 2 dari 2"]
    assert len(pages) == len(footers)
    for page, footer in zip(pages, footers, strict=True):
        assert footer in page
        assert "RAHASIA" in page


@pytest.mark.parametrize(("language", "mark"), [("id", "GELADI BERSIH"), ("en", "PRACTICE")])
def test_a_rehearsal_says_so_on_top_above_the_code_and_on_the_stub(language: Language, mark: str) -> None:
    for card, stub in card_texts(printed(PRACTICE, SHUFFLED, language)):
        assert card.count(mark) == 2
        assert mark in stub
    for card, stub in card_texts(printed(ORDER, SHUFFLED, language)):
        assert mark not in card + stub


def test_a_rehearsal_is_hatched_on_every_side_of_its_codes_after_copying() -> None:
    pictures: dict[str, Image.Image] = {
        order.kind: opened_picture(picture_cards(order, SHUFFLED)[0]).convert("L") for order in (ORDER, PRACTICE)
    }

    def dark(kind: str, left: float, top: float, width: float, height: float) -> float:
        scale = 150 / 25.4
        x, y, *_ = PLACES[0].box()
        sides = (x + left, y + top, x + left + width, y + top + height)
        part = pictures[kind].crop((sides[0] * scale, sides[1] * scale, sides[2] * scale, sides[3] * scale))
        part = part.point(lambda level: 255 if level < 128 else 0)
        return sum(part.histogram()[255:]) / (part.width * part.height)

    # Left and right of both QR codes and of the code, between QR codes and code, and round the stub's text.
    for strip in [(0.5, 9, 1, 46), (93.5, 9, 1, 46), (60, 44.5, 30, 0.8), (10, 55.4, 75, 1), (1, 58, 2, 11)]:
        assert 0.2 < dark("practice", *strip) < 0.8
        assert dark("real", *strip) < 0.1


@pytest.mark.parametrize("order", [ORDER, PRACTICE, LONG])
def test_nothing_is_set_too_small_and_codes_are_large(order: CardOrder) -> None:
    sizes = font_sizes(printed(order, NAMED))
    assert min(sizes) >= 7.5
    assert max(sizes) >= 13


def test_the_same_cards_give_the_same_bytes() -> None:
    assert print_cards(ORDER, SPARES) == print_cards(ORDER, SPARES)


def test_nothing_to_print_is_refused() -> None:
    with pytest.raises(CardError, match="no card to print"):
        print_cards(ORDER, [Envelope("X 1", False, ())])


def test_an_address_whose_qr_code_would_be_too_fine_is_refused() -> None:
    fits = msgspec.structs.replace(ORDER, address=ADDRESS.ljust(MAX_ADDRESS, "x"))
    assert print_cards(fits, SPARES)
    with pytest.raises(CardError, match="shorter address"):
        print_cards(msgspec.structs.replace(fits, address=fits.address + "x"), SPARES)
