"""Voter cards as PDF: the only paper with codes on it.

Invariant: a card's two QR codes are the booth's address and its bare code; its stub has the number and no code. What
is printed here is secret until the close: whoever holds a code can vote with it.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pages.printing import print_pdf, print_png
from record.card_files import CardOrder
from registrar.cards.layout import CARDS_PER_SHEET, address_qr, code_qr, sizes, typed_address
from registrar.cards.selection import Envelope, PrintableCard
from registrar.cards.when import voting_time
from registrar.cards.words import WORDS, Language
from registrar.errors import CardError

TEMPLATE = Path(__file__).with_name("cards.typ")


def print_cards(order: CardOrder, envelopes: Sequence[Envelope], language: Language = "id") -> bytes:
    """The PDF of all cards, eight on an A4 sheet; each envelope's cards begin on a sheet of their own.

    Names stand on the cards that have one. Raises :class:`CardError` without cards, and for an address or a date
    that cannot be printed.
    """
    return print_pdf(TEMPLATE, cards_data(order, envelopes, language))


def picture_cards(
    order: CardOrder, envelopes: Sequence[Envelope], language: Language = "id", pixels_per_inch: float = 150
) -> list[bytes]:
    """The same sheets as PNG, for a preview; raises what :func:`print_cards` raises."""
    return print_png(TEMPLATE, cards_data(order, envelopes, language), pixels_per_inch)


def cards_data(order: CardOrder, envelopes: Sequence[Envelope], language: Language) -> dict[str, Any]:
    """What cards.typ is filled with."""
    if not any(envelope.cards for envelope in envelopes):
        raise CardError("There is no card to print: none was made, or all of them were replaced or withheld.")
    words = WORDS[language]
    practice = order.kind == "practice"
    return {
        "language": language,
        "practice": practice,
        "sizes": sizes(),
        "words": {
            "title": words["card_title"],
            "card": words["practice" if practice else "card"],
            "code": f"{words['code']} · {words['practice_note']}" if practice else words["code"],
            "number": words["number"],
            "secret": words["secret"],
            "steps": _steps(order.address, words),
        },
        "election": {
            "name": order.name,
            "school": order.school,
            "when": voting_time(order, language),
            "qr": address_qr(order.address),
        },
        "sheets": [sheet for envelope in envelopes for sheet in _sheets(order, envelope, words)],
    }


def envelope_title(envelope: Envelope, words: Mapping[str, str]) -> str:
    """What an envelope is called: its class, or that it holds the spares."""
    return words["spare"] if envelope.spare else envelope.group or words["no_class"]


def _steps(address: str, words: Mapping[str, str]) -> list[str]:
    typed = typed_address(address)
    first = words["step_open_address"].format(address=typed) if typed else words["step_open"]
    return [first, words["step_enter"], words["step_seal"], words["step_cast"]]


def _sheets(order: CardOrder, envelope: Envelope, words: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    starts = range(0, len(envelope.cards), CARDS_PER_SHEET)
    title = envelope_title(envelope, words)
    for page, start in enumerate(starts, start=1):
        cards = envelope.cards[start : start + CARDS_PER_SHEET]
        yield {
            "footer": words["sheet"].format(group=title, page=page, pages=len(starts)),
            "cards": [_card(order, card, words) for card in cards],
        }


def _card(order: CardOrder, card: PrintableCard, words: Mapping[str, str]) -> dict[str, str]:
    mark = words["spare"] if card.spare else card.name or card.group
    owner = [words["spare"]] if card.spare else [card.name, card.group]
    return {
        "code": card.grouped_code,
        "qr": code_qr(card.code),
        "number": card.number,
        "mark": mark,
        "stub_mark": " · ".join(text for text in [*owner, order.school or order.name] if text),
        "keep_apart": words["keep_apart_spare" if card.spare else "keep_apart"],
    }
