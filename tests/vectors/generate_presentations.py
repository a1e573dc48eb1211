"""Writes presentations.json: vectors of what booths show beside the names, for Python and for the booth.

    python -m tests.vectors.generate_presentations > tests/vectors/presentations.json

Each vector has a ``name``, a ``kind``, its inputs, and ``expect``: ``ok`` or ``voter-presentation``.

- ``document``: ``data`` (text), ``answers`` (how many answers each question of the election has)
- ``photo``: ``data`` (hex), ``type`` (the media type of a sound one, else empty)
"""

import json
import sys
from collections.abc import Iterator
from typing import Any

from record.canonical import encode
from record.presentation import CandidatePresentation, Presentation

Vector = dict[str, Any]
PHOTO = "0f" * 32
REFUSED = "voter-presentation"
BODY = b"gambar".hex()


def _document(name: str, expect: str, data: str, answers: list[int]) -> Vector:
    return {"name": name, "kind": "document", "expect": expect, "data": data, "answers": answers}


def _text(*questions: list[CandidatePresentation], school: str = "SMAN Contoh", zone: Any = "WIB") -> str:
    shown = tuple(tuple(each) for each in questions)
    return encode(Presentation(school=school, zone=zone, candidates=shown)).decode()


def _programme(text: str) -> str:
    return _text([CandidatePresentation("", text, "")])


def documents() -> Iterator[Vector]:
    """Sound documents, documents of other elections, other spellings, and texts that steer a screen."""
    one, nobody = CandidatePresentation(PHOTO, "Visi", "1. Misi\n2. Misi"), CandidatePresentation()
    honest = _text([one, nobody])
    yield _document("one question", "ok", honest, [2])
    yield _document("two questions", "ok", _text([one], [nobody, nobody], zone="WITA"), [1, 2])
    yield _document("no school", "ok", _text([nobody], school="", zone="WIT"), [1])
    yield _document("an answer too few", REFUSED, honest, [3])
    yield _document("an answer too many", REFUSED, honest, [1])
    yield _document("a question too few", REFUSED, honest, [2, 2])
    yield _document("a space after it", REFUSED, honest + " ", [2])
    yield _document("another version", REFUSED, honest.replace('"version":1', '"version":2'), [2])
    yield _document("another zone", REFUSED, honest.replace("WIB", "UTC"), [2])
    yield _document("a photo in capitals", REFUSED, honest.replace(PHOTO, PHOTO.upper()), [2])
    yield _document("a short photo", REFUSED, honest.replace(PHOTO, PHOTO[:-1]), [2])
    yield _document("another member", REFUSED, honest.replace('"vision":"Visi"', '"vision":"Visi","more":""'), [2])
    yield _document("a member is missing", REFUSED, honest.replace('"vision":"Visi",', "", 1), [2])
    yield _document("an escape", REFUSED, honest.replace('"Visi"', '"V\\u0069si"'), [2])
    yield _document("no JSON", REFUSED, "{", [2])
    yield _document("the longest texts", "ok", _text([CandidatePresentation("", "🌱" * 2000, "é" * 4000)]), [1])
    yield _document("a vision too long", REFUSED, _programme("v" * 2001), [1])
    yield _document("a mission too long", REFUSED, _text([CandidatePresentation("", "", "m" * 4001)]), [1])
    yield _document("the longest school", "ok", _text([nobody], school="é" * 200), [1])
    yield _document("a school too long", REFUSED, _text([nobody], school="s" * 201), [1])
    yield _document("a school of two lines", REFUSED, _text([nobody], school="SMAN\nContoh"), [1])
    for code in (0x00, 0x09, 0x0B, 0x0D, 0x1F, 0x7F, 0x85, 0x9F, 0x2028, 0x2029, 0x202A, 0x202E, 0x2066, 0x2069):
        yield _document(f"U+{code:04X} in a vision", REFUSED, _programme(f"a{chr(code)}b"), [1])
        yield _document(f"U+{code:04X} in a school", REFUSED, _text([nobody], school=f"a{chr(code)}b"), [1])
    for code in (0x0A, 0x20, 0x7E, 0xA0, 0x200E, 0x202F, 0x2065, 0x206A, 0xFEFF, 0x1F331):
        yield _document(f"U+{code:04X} in a vision", "ok", _programme(f"a{chr(code)}b"), [1])
    hundred = [CandidatePresentation(f"{number:064x}") for number in range(100)]
    yield _document("a hundred photos", "ok", _text(hundred, hundred), [100, 100])
    yield _document("a photo more", REFUSED, _text([*hundred, one]), [101])


def photos() -> Iterator[Vector]:
    """Images by their first bytes."""
    sound = {"image/jpeg": "ffd8ff", "image/png": "89504e470d0a1a0a", "image/webp": "524946461000000057454250"}
    others = {
        "a GIF": b"GIF89a".hex(),
        "an SVG": b"<svg xmlns=".hex(),
        "half a PNG": "89504e47",
        "another RIFF": "524946461000000057415645",
        "nothing": "",
    }
    for media_type, start in sound.items():
        yield {"name": media_type, "kind": "photo", "expect": "ok", "data": start + BODY, "type": media_type}
    for name, start in others.items():
        yield {"name": name, "kind": "photo", "expect": REFUSED, "data": start + (BODY if start else ""), "type": ""}


def vectors() -> list[Vector]:
    """All of them."""
    return [*documents(), *photos()]


if __name__ == "__main__":
    json.dump(vectors(), sys.stdout, indent=1, ensure_ascii=True)
    sys.stdout.write("\n")
