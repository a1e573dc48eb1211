"""Photos of candidates: from whatever a phone or scanner gave to a small portrait without any other data.

Invariant: what :func:`prepare_photo` returns is a JPEG that this program wrote itself, 480 x 640 pixels, at most
:data:`PHOTO_LIMIT` bytes, and holds nothing of the uploaded file but its pixels: no place, no camera, no script.
"""

import io
import struct

from PIL import Image, ImageOps, UnidentifiedImageError

from bulletin_board.committee.elections.errors import PhotoError

UPLOAD_LIMIT = 15 * 1024 * 1024
"""Bytes of an uploaded file."""
PIXEL_LIMIT = 40_000_000
WIDTH, HEIGHT = 480, 640
SMALLEST = 120
"""Pixels of the shorter side below which nobody could be recognised."""
PHOTO_LIMIT = 120 * 1024
_FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITIES = (85, 75, 65, 50, 35, 20)
_STRIP = 64
"""Rows of the small picture that are made at once."""
_FACE = (0.5, 0.35)
"""What stays when a picture is cropped: the middle, and rather the upper part, where the faces are."""


def prepare_photo(data: bytes) -> bytes:
    """The portrait of an uploaded JPEG, PNG or WebP file; ``PhotoError`` for all else, broken and huge ones."""
    if len(data) > UPLOAD_LIMIT:
        raise PhotoError("This file is too large. Upload a photo of at most 15 MB.")
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
            # Known from the header, before a single pixel is decoded.
            if opened.width * opened.height > PIXEL_LIMIT:
                raise PhotoError("This picture has too many pixels. Upload one of at most 40 million.")
            if min(opened.size) < SMALLEST:
                raise PhotoError("This picture is too small. Upload one of at least 480 by 640 pixels.")
            # A JPEG is decoded at an eighth to a half of its size where that is enough.
            opened.draft("RGB", (2 * WIDTH, 2 * HEIGHT))
            plain = ImageOps.exif_transpose(_reduced(opened))
    except UnidentifiedImageError as error:
        raise PhotoError("This is no photo that can be used. Upload a JPEG, PNG or WebP file.") from error
    except Image.DecompressionBombError as error:
        raise PhotoError("This picture has too many pixels. Upload one of at most 40 million.") from error
    except (OSError, EOFError, ValueError, SyntaxError, LookupError, TypeError, ArithmeticError, struct.error) as error:
        # Decoders meet broken files with all of these.
        raise PhotoError("This photo is damaged. Save it again as JPEG and upload that.") from error
    return _encode(ImageOps.fit(plain, (WIDTH, HEIGHT), Image.Resampling.LANCZOS, centering=_FACE))


def _reduced(image: Image.Image) -> Image.Image:
    """The pixels alone on white, the shorter side still at least ``HEIGHT`` if it was.

    Strip by strip: each copy of 40 million pixels takes 160 MB, and a file of 200 KB can have so many.
    """
    image.load()
    factor = max(1, min(image.size) // HEIGHT)
    width, height = (-(-side // factor) for side in image.size)
    small = Image.new("RGB", (width, height))
    for top in range(0, image.height, _STRIP * factor):
        strip = image.crop((0, top, image.width, min(top + _STRIP * factor, image.height)))
        small.paste(_on_white(strip).reduce(factor), (0, top // factor))
    # How the camera was held stands in here.
    small.info.update(image.info)
    return small


def _on_white(image: Image.Image) -> Image.Image:
    """The pixels alone, transparency on white."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layered = image.convert("RGBA")
        ground = Image.new("RGBA", layered.size, "white")
        ground.alpha_composite(layered)
        image = ground
    return image.convert("RGB")


def _encode(image: Image.Image) -> bytes:
    # A fresh image: nothing of the file's own metadata is left in it.
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    for quality in _QUALITIES:
        out = io.BytesIO()
        bare.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
        if out.tell() <= PHOTO_LIMIT:
            return out.getvalue()
    raise PhotoError("This picture cannot be made small enough. Upload a simpler one.")
