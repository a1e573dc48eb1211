"""The geometry of a voter card, and QR codes that fit it.

Invariant: a module of a printed QR code is at least 0.5 mm wide, so that cheap phones read it from a copy; an address
that would need smaller ones is refused. A code's QR is of level Q: a quarter of it may be creased or stained.
"""

from typing import Final
from urllib.parse import urlsplit

import segno

from pages.printing import qr_svg
from registrar.errors import CardError

CARD_WIDTH: Final = 95.0
"""Millimetres, as all sizes here; 2 x 4 cards fill an A4 sheet up to what printers leave white."""
CARD_HEIGHT: Final = 70.0
STUB_HEIGHT: Final = 13.0
QR_SIZE: Final = 24.5
"""Side of each QR code with its white border of 4 modules."""
CARDS_PER_SHEET: Final = 8
MODULE: Final = 0.5
"""The least width of a QR module."""
MAX_ADDRESS: Final = 106
"""The longest address in bytes: version 5, level L, is the largest QR code whose modules are wide enough."""
_BORDER: Final = 4
_SHOWN_ADDRESS, _SHOWN_PIECE = 48, 26
"""The longest address, and its longest piece between slashes, that fits the lines of how to vote."""


def sizes() -> dict[str, float]:
    """What the template needs to know."""
    return {"width": CARD_WIDTH, "height": CARD_HEIGHT, "stub": STUB_HEIGHT, "qr": QR_SIZE}


def module_width(text: str, level: str) -> float:
    """How wide the modules of a text's QR code are on a card."""
    return QR_SIZE / segno.make(text, error=level, micro=False, boost_error=False).symbol_size(border=_BORDER)[0]


def code_qr(code: str) -> str:
    """The QR code of a card's code as SVG: the 20 characters alone, without hyphens (25 x 25 modules, level Q)."""
    return qr_svg(code, error="q", border=_BORDER)


def address_qr(address: str) -> str:
    """The QR code of the booth's address as SVG, at level M or, for a long address, L; :class:`CardError`."""
    if len(address.encode()) > MAX_ADDRESS:
        raise CardError(
            "The booth's address is longer than {most} characters, so its QR code would be too fine to be read. "
            "Ask the committee for a shorter address.",
            most=MAX_ADDRESS,
        )
    if module_width(address, "m") >= MODULE:
        return qr_svg(address, error="m", border=_BORDER)
    return qr_svg(address, error="l", border=_BORDER)


def typed_address(address: str) -> str:
    """The booth's address for typing, without the election, which the booth lets people pick; empty if too long."""
    parts = urlsplit(address)
    shown = f"{parts.netloc}{parts.path}" if parts.scheme == "http" else f"{parts.scheme}://{parts.netloc}{parts.path}"
    fits = len(shown) <= _SHOWN_ADDRESS and all(len(piece) <= _SHOWN_PIECE for piece in shown.split("/"))
    return shown if fits else ""
