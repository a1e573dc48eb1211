"""QR codes as a camera sees them: drawn by the booth's own library under Node, as a picture or as a film."""

import json
import struct
import subprocess
import zlib
from pathlib import Path

from voter_client.web.build import WEB, find_node

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


def _grey(rows: list[list[bool]], width: int, height: int) -> list[bytes]:
    """Lines of grey pixels: the code in the middle of a light ground."""
    scale = min(width, height) // len(rows)
    left, top = (width - scale * len(rows)) // 2, (height - scale * len(rows)) // 2
    blank = b"\xe0" * width
    lines = [blank] * top
    for row in rows:
        drawn = b"".join((b"\x10" if dark else b"\xe0") * scale for dark in row)
        lines += [b"\xe0" * left + drawn + b"\xe0" * (width - left - len(drawn))] * scale
    return lines + [blank] * (height - len(lines))


def photograph(text: str, file: Path, size: int = 900) -> Path:
    """A PNG with the code."""
    lines = _grey(qr_rows(text), size, size)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + line for line in lines))
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b""))
    return file


def film(text: str, file: Path) -> Path:
    """A short film (y4m) of the code, for Chromium's fake camera."""
    width, height = 640, 480
    frame = b"FRAME\n" + b"".join(_grey(qr_rows(text), width, height)) + b"\x80" * (width * height // 2)
    file.write_bytes(b"YUV4MPEG2 W%d H%d F10:1 Ip A1:1 C420jpeg\n" % (width, height) + frame * 5)
    return file
