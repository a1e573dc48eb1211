"""What a booth shows beside the names of an election: school, time zone, photos, visions and missions.

Invariant: a genesis names the SHA-256 of these bytes, which registrar and key holders countersign, and the bytes name
the SHA-256 of every photo; so no voter can be shown another face or text than everybody else unseen. Neither the
document nor a photo is part of the log: candidates are minors, and what a log holds can never be erased.
"""

import unicodedata
from collections.abc import Iterator
from typing import Annotated, Final, Literal

import msgspec

from record.canonical import decode, encode
from record.election import Election
from record.errors import FormatError

DOCUMENT_LIMIT: Final = 1024 * 1024
"""Bytes of a document; a booth loads it before it shows anything."""
PHOTO_LIMIT: Final = 120 * 1024
"""Bytes of one photo."""
MAX_PHOTOS: Final = 100
"""Different photos of one election."""
SCHOOL_LIMIT: Final = 200
VISION_LIMIT: Final = 2000
MISSION_LIMIT: Final = 4000
"""Characters of a text, as Unicode counts them."""

Zone = Literal["WIB", "WITA", "WIT"]
"""Indonesia's time zones: 7, 8 and 9 hours ahead of UTC."""

_STEERING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")
"""Characters that turn the direction of the text after them, or end a line where JSON sees none."""


class CandidatePresentation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands beside one answer: ``photo`` is the SHA-256 (hex) of an image or empty; texts may be empty."""

    photo: Annotated[str, msgspec.Meta(pattern=r"\A([0-9a-f]{64})?\Z")] = ""
    vision: Annotated[str, msgspec.Meta(max_length=VISION_LIMIT)] = ""
    mission: Annotated[str, msgspec.Meta(max_length=MISSION_LIMIT)] = ""


class Presentation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Everything beside the names; ``candidates`` has a tuple for each question, an item for each answer in order.

    ``school`` is shown with the election's name, ``zone`` is the one in which its times are told.
    """

    version: Literal[1] = 1
    school: Annotated[str, msgspec.Meta(max_length=SCHOOL_LIMIT)]
    zone: Zone
    candidates: tuple[tuple[CandidatePresentation, ...], ...]

    @property
    def photos(self) -> tuple[str, ...]:
        """The hashes of its photos, each once, in the order in which they are first shown."""
        shown = (each.photo for candidates in self.candidates for each in candidates if each.photo != "")
        return tuple(dict.fromkeys(shown))


def encode_presentation(presentation: Presentation) -> bytes:
    """The canonical bytes whose SHA-256 a genesis names; ``FormatError`` if they could not be read again."""
    data = encode(presentation)
    parse_presentation(data)
    return data


def parse_presentation(data: bytes) -> Presentation:
    """The presentation in these canonical bytes, at most ``DOCUMENT_LIMIT``; ``FormatError`` for all others."""
    presentation = decode(data, Presentation, limit=DOCUMENT_LIMIT)
    if len(presentation.photos) > MAX_PHOTOS:
        raise FormatError(f"At most {MAX_PHOTOS} photos can be shown.")
    for where, text in _texts(presentation):
        if presentable(text) != text:
            raise FormatError(f"{where} has a character that is not shown, such as a tab: type the text anew.")
    return presentation


def presentable(text: str) -> str:
    """The text as a presentation may hold it: line feeds end lines, tabs are spaces, nothing else steers a screen."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(each for each in plain if each == "\n" or _is_shown(each))


def presentation_problems(presentation: Presentation, election: Election) -> list[str]:
    """What does not fit the election that it is to be shown with: a sentence for each; empty if it fits."""
    if len(presentation.candidates) != len(election.questions):
        return [f"The presentation is for {len(presentation.candidates)} questions, not {len(election.questions)}."]
    return [
        f"Question {number}: the presentation shows {len(shown)} candidates, the ballot has {len(question.answers)}."
        for number, (shown, question) in enumerate(
            zip(presentation.candidates, election.questions, strict=True), start=1
        )
        if len(shown) != len(question.answers)
    ]


def _is_shown(character: str) -> bool:
    return unicodedata.category(character) != "Cc" and character not in _STEERING


def _texts(presentation: Presentation) -> Iterator[tuple[str, str]]:
    yield "The name of the school", presentation.school.replace("\n", "\t")
    for question, candidates in enumerate(presentation.candidates, start=1):
        for number, candidate in enumerate(candidates, start=1):
            yield f"The vision of candidate {number} of question {question}", candidate.vision
            yield f"The mission of candidate {number} of question {question}", candidate.mission
