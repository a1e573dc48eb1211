"""Photos of candidates: from whatever a phone or scanner gave to a small portrait without any other data.

Invariant: what :func:`prepare_photo` returns is a JPEG that this program wrote itself, 480 x 640 pixels, at most
:data:`PHOTO_LIMIT` bytes, and holds nothing of the uploaded file but its pixels: no place, no camera, no script.
"""

import io

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
            plain = _on_white(ImageOps.exif_transpose(opened))
    except UnidentifiedImageError as error:
        raise PhotoError("This is no photo that can be used. Upload a JPEG, PNG or WebP file.") from error
    except Image.DecompressionBombError as error:
        raise PhotoError("This picture has too many pixels. Upload one of at most 40 million.") from error
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, OverflowError) as error:
        # Decoders meet broken files with all of these.
        raise PhotoError("This photo is damaged. Save it again as JPEG and upload that.") from error
    return _encode(ImageOps.fit(plain, (WIDTH, HEIGHT), Image.Resampling.LANCZOS, centering=_FACE))


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
