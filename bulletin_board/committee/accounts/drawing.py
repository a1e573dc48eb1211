"""How a secret for an app is shown: as a square to scan."""

import segno
from markupsafe import Markup


def qr_code(text: str) -> Markup:
    """A QR code as SVG inside of a page, black on white in either scheme."""
    svg = segno.make(text, error="m", micro=False).svg_inline(border=4, omitsize=True, light="#fff")
    return Markup(svg)  # noqa: S704 - segno's own drawing; the text is in it as squares alone
