"""Drawn portraits and texts of candidates who do not exist: circles for heads, so that nobody can be meant."""

import colorsys
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from bulletin_board.presentations import PresentationFiles
from record.digests import sha256_hex
from record.presentation import CandidatePresentation, Presentation, encode_presentation

SCHOOL = "SMAN Contoh"
WIDTH, HEIGHT = 480, 640
"""3:4, as the booth shows photos."""
_LABEL = "CONTOH"
_GOLDEN = 0.618
"""Steps on the circle of hues that never come close to each other."""
_VISIONS = (
    "Sekolah yang ramah, bersih, dan berani mencoba hal baru.",
    "OSIS yang mendengar setiap kelas, dari kelas X sampai XII.",
    "Belajar dengan gembira, berkarya bersama, peduli lingkungan.",
)
_MISSIONS = (
    "1. Kotak saran di setiap lantai, dijawab setiap Jumat.\n2. Bank sampah dan kebun sekolah.\n"
    "3. Pentas seni dua kali setahun.\n4. Kelas tambahan oleh kakak kelas.",
    "1. Rapat OSIS terbuka untuk semua siswa.\n2. Lomba antarkelas setiap semester.\n3. Kantin tanpa plastik.",
    "1. Klub baca dan klub sains.\n2. Hari tanpa gawai, sebulan sekali.\n3. Bakti sosial bersama warga sekitar.\n"
    "4. Laporan uang kas setiap bulan.\n5. Papan prestasi untuk semua ekskul.",
)


def portrait(number: int, heads: int = 2) -> bytes:
    """A JPEG of so many drawn people, in the colours of a candidate's number (from 1); the same bytes every time."""
    hue = (number * _GOLDEN) % 1.0
    image = Image.new("RGB", (WIDTH, HEIGHT), _colour(hue, 0.25, 0.97))
    draw = ImageDraw.Draw(image)
    for place in range(heads):
        middle = WIDTH * (2 * place + 1) // (2 * heads)
        size = WIDTH // (heads + 1)
        top = HEIGHT // 3 - size // 2
        draw.rounded_rectangle(
            (middle - size * 0.68, top + size * 1.12, middle + size * 0.68, HEIGHT + size),
            radius=size // 2,
            fill=_colour(hue + 0.08 * place, 0.75, 0.6),
        )
        draw.ellipse(
            (middle - size / 2, top, middle + size / 2, top + size), fill=_colour(0.08, 0.35, 0.9 - 0.2 * place)
        )
        draw.chord((middle - size / 2, top, middle + size / 2, top + size), 180, 360, fill=_colour(hue, 0.5, 0.25))
        for side in (-1, 1):
            eye = middle + side * size / 5
            draw.ellipse((eye - size / 20, top + size * 0.58, eye + size / 20, top + size * 0.68), fill="black")
        draw.arc((middle - size / 5, top + size * 0.6, middle + size / 5, top + size * 0.86), 20, 160, "black", 5)
    font = ImageFont.load_default(size=64)
    draw.rectangle((0, HEIGHT - 110, WIDTH, HEIGHT), fill="white")
    draw.text((WIDTH / 2, HEIGHT - 55), f"{_LABEL} {number}", fill="black", font=font, anchor="mm")
    data = BytesIO()
    image.save(data, "JPEG", quality=82)
    return data.getvalue()


def demo_presentation(candidates: int) -> PresentationFiles:
    """What the demo's booth shows beside the pairs of its one question."""
    photos = [portrait(number) for number in range(1, candidates + 1)]
    shown = tuple(
        CandidatePresentation(sha256_hex(photo), _VISIONS[place % len(_VISIONS)], _MISSIONS[place % len(_MISSIONS)])
        for place, photo in enumerate(photos)
    )
    document = encode_presentation(Presentation(school=SCHOOL, zone="WIB", candidates=(shown,)))
    return PresentationFiles(document, {sha256_hex(photo): photo for photo in photos})


def _colour(hue: float, saturation: float, value: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1.0, saturation, value)
    return round(red * 255), round(green * 255), round(blue * 255)
