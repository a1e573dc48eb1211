"""QR codes as a camera sees them: drawn by the booth's own library under Node, as a picture or as a film."""

import io
import json
import subprocess
from pathlib import Path
from typing import Final

import zxingcpp
from PIL import Image
from playwright.sync_api import Locator

from voter_client.web.build import WEB, find_node

TILTS: Final = (0, 7, -12, 4, -5)
"""Degrees. One in a hundred codes cannot be decoded as it is drawn, and can as soon as it is held at another angle."""
_DARK, _LIGHT = 0x10, 0xE0
_SCRIPT = """
import encodeQR from "@paulmillr/qr";
process.stdout.write(JSON.stringify(encodeQR(process.argv[1], "raw", { ecc: "medium", border: 4 })));
"""


def qr_rows(text: str) -> list[list[bool]]:
    """The modules, dark ones true, with the quiet zone."""
    command = [str(find_node().program), "--input-type=module", "-e", _SCRIPT, text]
    done = subprocess.run(command, cwd=WEB, check=True, capture_output=True)
    rows: list[list[bool]] = json.loads(done.stdout)
    return rows


def _seen(rows: list[list[bool]], width: int, height: int, tilt: float) -> Image.Image:
    """The code in the middle of a light ground, grey as a camera sees it."""
    side = len(rows)
    code = Image.frombytes("L", (side, side), bytes(_DARK if dark else _LIGHT for row in rows for dark in row))
    code = code.resize((min(width, height) // side * side,) * 2, Image.Resampling.NEAREST)
    ground = Image.new("L", (width, height), _LIGHT)
    ground.paste(code, ((width - code.width) // 2, (height - code.height) // 2))
    return ground.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=_LIGHT)


def photograph(text: str, file: Path, tilt: float = 0, size: int = 900) -> Path:
    """A PNG with the code."""
    _seen(qr_rows(text), size, size, tilt).save(file, "PNG")
    return file


def tilted(picture: Path, tilt: float) -> Path:
    """The same picture, taken once more with the camera held at an angle."""
    with Image.open(picture) as straight:
        turned = straight.convert("L").rotate(tilt, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    file = picture.with_name(f"{picture.stem}-{tilt}.png")
    turned.save(file, "PNG")
    return file


def read_from_screen(code: Locator) -> str:
    """What a phone reads of a code on the screen: the camera looks until it has it, from several angles."""
    picture = Image.open(io.BytesIO(code.screenshot())).convert("L")
    near = picture.resize((picture.width * 3, picture.height * 3))
    for tilt in TILTS:
        held = near.rotate(tilt, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
        if found := zxingcpp.read_barcodes(held):
            return str(found[0].text)
    raise AssertionError("there is no code to be read")


def film(text: str, file: Path) -> Path:
    """A short film (y4m) of the code, held by a hand that is not quite still, for Chromium's fake camera."""
    width, height = 640, 480
    rows = qr_rows(text)
    frames = [_seen(rows, width, height, tilt).tobytes() for tilt in TILTS]
    colours = b"\x80" * (width * height // 2)
    file.write_bytes(
        b"YUV4MPEG2 W%d H%d F10:1 Ip A1:1 C420jpeg\n" % (width, height)
        + b"".join(b"FRAME\n" + frame + colours for frame in frames)
    )
    return file
