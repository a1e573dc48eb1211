"""Paper: typst templates filled with data, set in fonts that are shipped with this program.

Invariant: what a person typed is data and never typst markup, and the same template, data and files give the same
bytes on every machine: system fonts, the clock and packages are out of reach, and any warning is an error (an unknown
font would only warn). Data stays in memory: secrets such as credential codes never touch the disk on their way.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec
import segno
import typst

SANS = "Atkinson Hyperlegible Next"
"""The typeface of all texts."""
MONO = "Atkinson Hyperlegible Mono"
"""The typeface of codes and fingerprints: zero, O, one, l and I differ."""
_FONTS = Path(__file__).parent / "fonts"


class PrintingError(Exception):
    """A page cannot be set: a mistake in a template, never in what a person typed."""

    code = "printing"


def print_pdf(template: Path, data: Any) -> bytes:
    """The PDF that a template (``.typ``) makes of ``data``; :class:`PrintingError`.

    The template reads it with ``#let data = json(bytes(sys.inputs.data))``. It sees
    its own folder only.
    """
    found = _compile(template, data, "pdf", None)
    return b"".join(found)


def print_png(template: Path, data: Any, pixels_per_inch: float) -> list[bytes]:
    """The same as one PNG for each page; ``pixels_per_inch`` is the resolution of the paper."""
    return _compile(template, data, "png", pixels_per_inch)


def qr_svg(text: str, *, error: Literal["l", "m", "q", "h"] = "m", border: int = 4) -> str:
    """A QR code as SVG, for ``image(bytes(...), format: "svg")``; ``border`` in modules (4 by ISO 18004).

    ``error`` is the level of correction: cards are folded and copied, so level m or higher for them.
    """
    return segno.make(text, error=error, micro=False, boost_error=False).svg_inline(border=border, omitsize=True)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_FONTS)])


def _compile(template: Path, data: Any, kind: Literal["pdf", "png"], resolution: float | None) -> list[bytes]:
    compiler = typst.Compiler(root=str(template.parent), font_paths=_fonts())
    try:
        pages, warnings = compiler.compile_with_warnings(
            input=str(template),
            format=kind,
            ppi=resolution,
            sys_inputs={"data": msgspec.json.encode(data).decode()},
        )
    except typst.TypstError as error:
        raise PrintingError(f"{template.name} cannot be set: {error.message}") from error
    if warnings:
        raise PrintingError(f"{template.name} is not sound: {_first(warnings)}")
    return pages if isinstance(pages, list) else [pages or b""]


def _first(warnings: Sequence[typst.TypstWarning]) -> str:
    return str(warnings[0].message)
