"""Uploaded photos come out as small upright portraits without metadata; everything else is refused in a sentence."""

import contextlib
import io
import os
import struct
import subprocess
import sys
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from bulletin_board.committee.elections.errors import PhotoError
from bulletin_board.committee.elections.photos import PHOTO_LIMIT, UPLOAD_LIMIT, prepare_photo

CANARY = b"Jalan Contoh 1"


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA", "P"])
@pytest.mark.parametrize("size", [(3000, 1200), (400, 2400), (480, 640), (150, 150)])
def test_any_photo_becomes_a_portrait_of_one_size(kind: str, mode: str, size: tuple[int, int]) -> None:
    source = Image.new("RGB", size, "teal")
    if kind != "JPEG":
        source = source.convert(mode)
    portrait = opened(prepare_photo(saved(source, kind)))
    assert (portrait.format, portrait.size, portrait.mode) == ("JPEG", (480, 640), "RGB")


def test_noise_is_made_small_enough() -> None:
    noise = Image.frombytes("RGB", (1200, 1600), os.urandom(1200 * 1600 * 3))
    assert len(prepare_photo(saved(noise, "PNG"))) <= PHOTO_LIMIT


def test_a_turned_phone_photo_stands_upright() -> None:
    lying = Image.new("RGB", (640, 480), "white")
    lying.paste("red", (0, 0, 320, 480))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned right: what lies left comes to stand on top
    portrait = opened(prepare_photo(saved(lying, "JPEG", exif=exif))).convert("RGB")
    top, bottom = portrait.getpixel((240, 60)), portrait.getpixel((240, 580))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[1] < 60 < 200 < bottom[1]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_and_comments_do_not_come_through(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = CANARY.decode()
    exif.get_ifd(0x8825)[1] = "S"
    options: dict[str, object] = {"exif": exif, "icc_profile": CANARY * 10, "comment": CANARY}
    upload = saved(Image.new("RGB", (600, 800)), kind, **options)
    assert CANARY in upload
    prepared = prepare_photo(upload)
    assert CANARY not in prepared
    assert dict(opened(prepared).getexif()) == {}
    assert "icc_profile" not in opened(prepared).info


def test_what_is_transparent_becomes_white() -> None:
    clear = Image.new("RGBA", (480, 640), (0, 0, 0, 0))
    pixel = opened(prepare_photo(saved(clear, "PNG"))).getpixel((240, 320))
    assert isinstance(pixel, tuple)
    assert min(pixel) > 250


def png_header(width: int, height: int) -> bytes:
    """The beginning of a PNG that claims a size."""

    def chunk(body: bytes) -> bytes:
        return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))

    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(header) + chunk(b"IDAT" + zlib.compress(b"\0" * 1000))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "no photo"),
        (b"<html><script>alert(1)</script>", "no photo"),
        (saved(Image.new("P", (480, 640)), "GIF"), "no photo"),
        (saved(Image.new("RGB", (480, 640)), "BMP"), "no photo"),
        (saved(Image.new("RGB", (480, 640)), "TIFF"), "no photo"),
        (saved(Image.new("RGB", (100, 640)), "PNG"), "too small"),
        (png_header(7000, 7000), "too many pixels"),
        (png_header(60_000, 60_000), "too many pixels"),
        (saved(Image.new("RGB", (480, 640), "red"), "PNG")[:200], "damaged"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "no photo"),
        (b"\xff\xd8\xff" + b"\0" * UPLOAD_LIMIT, "too large"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_everything_else_is_refused_in_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(PhotoError, match=words):
        prepare_photo(data)


def test_a_picture_that_is_also_a_page_comes_out_as_a_picture_alone() -> None:
    both = saved(Image.new("RGB", (480, 640)), "PNG") + b"<script>alert(1)</script>"
    assert b"<script" not in prepare_photo(both)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.integers(0, 2000), st.binary(min_size=1, max_size=8))
def test_a_damaged_photo_is_a_portrait_or_a_photo_error(kind: str, place: int, noise: bytes) -> None:
    data = bytearray(saved(Image.linear_gradient("L").resize((160, 200)), kind))
    place %= len(data)
    data[place : place + len(noise)] = noise
    try:
        prepared = prepare_photo(bytes(data))
    except PhotoError:
        return
    assert opened(prepared).size == (480, 640)


def test_a_huge_picture_takes_little_memory() -> None:
    """A file of 200 KB may say that it has 40 million pixels; every copy of them costs 160 MB."""
    script = (
        "import resource, sys\n"
        "from bulletin_board.committee.elections.photos import prepare_photo\n"
        "data = sys.stdin.buffer.read()\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "prepare_photo(data)\n"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)\n"
    )
    data = saved(Image.new("RGBA", (6300, 6300), (1, 2, 3, 100)), "PNG")
    run = subprocess.run([sys.executable, "-c", script], input=data, capture_output=True, check=True)
    assert int(run.stdout) < 240, "MB"


def test_a_huge_picture_is_not_shifted_or_blurred() -> None:
    left = Image.new("RGBA", (5000, 6000), "white")
    left.paste((200, 0, 0, 255), (0, 0, 2500, 6000))
    for kind in ("PNG", "JPEG"):
        portrait = opened(prepare_photo(saved(left.convert("RGB"), kind))).convert("RGB")
        assert portrait.getpixel((236, 320))[0] > 180 > portrait.getpixel((236, 320))[1]  # type: ignore[index]
        assert min(portrait.getpixel((244, 320))) > 220  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", range(14))
@pytest.mark.parametrize("tag", [0x010E, 0x0100, 0x0112, 0x8825])
def test_what_a_camera_wrote_wrongly_is_no_fault_of_the_board(tag: int, kind: int) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x0100], exif[0x010E] = 6, 7, "abc"
    exif.get_ifd(0x8825)[1] = "N"
    data = bytearray(saved(Image.new("RGB", (480, 640)), "JPEG", exif=exif))
    data[data.index(tag.to_bytes(2, "big")) + 3] = kind  # the type of the tag's value
    with contextlib.suppress(PhotoError):
        prepare_photo(bytes(data))


@pytest.mark.parametrize("fault", [struct.error, EOFError, ZeroDivisionError])
def test_whatever_a_decoder_raises_is_told_as_damage(monkeypatch: pytest.MonkeyPatch, fault: type[Exception]) -> None:
    """Of 3,000 mangled files two made the decoder raise ``struct.error``."""

    def broken(image: Image.Image) -> Image.Image:
        raise fault("required argument is not an integer")

    monkeypatch.setattr(ImageOps, "exif_transpose", broken)
    with pytest.raises(PhotoError, match="damaged"):
        prepare_photo(saved(Image.new("RGB", (480, 640)), "JPEG"))
