"""Minutes and C.Hasil as PDF."""

from pathlib import Path
from typing import Final, Literal

from bulletin_board.committee.day.facts import DayFacts
from bulletin_board.committee.day.minutes import minutes_document
from pages.printing import print_pdf, qr_svg

Form = Literal["minutes", "c_hasil"]
_FOLDER: Final = Path(__file__).parent


def print_form(form: Form, facts: DayFacts, language: str, address: str) -> bytes:
    """A form in a language; ``address`` is that of the public record. The same facts give the same bytes."""
    return print_pdf(_FOLDER / f"{form}.typ", minutes_document(facts, language, address, qr_svg(address)))
