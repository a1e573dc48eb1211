"""Presentations: one byte string for each, texts that steer no screen, and a place for every answer."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin_board.presentations import media_type_of
from record.election import Election, Question
from record.errors import FormatError, RecordError
from record.presentation import (
    DOCUMENT_LIMIT,
    MAX_PHOTOS,
    CandidatePresentation,
    Presentation,
    encode_presentation,
    parse_presentation,
    presentable,
    presentation_problems,
)
from tests.vectors.generate_presentations import vectors as generated

PHOTO = "0f" * 32
NOBODY = CandidatePresentation()


def presentation(*candidates: CandidatePresentation, school: str = "SMAN Contoh") -> Presentation:
    return Presentation(school=school, zone="WIB", candidates=(candidates,))


def election(*answers: int) -> Election:
    questions = tuple(
        Question(answers=tuple(f"Paslon {n}" for n in range(1, count + 1)), min=1, max=1, question="Ketua OSIS")
        for count in answers
    )
    return Election(
        version=1, description="", name="Pilketos Uji", group="Ed25519", public_key="00" * 32, questions=questions,
        uuid="4ftD6B2W4gxTm3ohkR8y7f",
    )  # fmt: skip


texts = st.text(max_size=40).map(presentable)
candidates = st.builds(CandidatePresentation, st.sampled_from(["", PHOTO, "a1" * 32]), texts, texts)
presentations = st.builds(
    lambda school, zone, shown: Presentation(school=school.replace("\n", ""), zone=zone, candidates=shown),
    texts,
    st.sampled_from(["WIB", "WITA", "WIT"]),
    st.lists(st.lists(candidates, max_size=3).map(tuple), max_size=3).map(tuple),
)


@given(presentations)
def test_what_is_written_is_read_again(shown: Presentation) -> None:
    assert parse_presentation(encode_presentation(shown)) == shown


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_garbage_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(RecordError):
        parse_presentation(data)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text + " ",
        lambda text: text.replace('"version":1', '"version":2'),
        lambda text: text.replace("WIB", "UTC"),
        lambda text: text.replace(PHOTO, PHOTO.upper()),
        lambda text: text.replace(PHOTO, PHOTO[:-1]),
        lambda text: text.replace('"vision":"Visi"', '"vision":"Visi","more":""'),
        lambda text: text.replace('"vision":"Visi",', ""),
        lambda text: text.replace("Visi", "V\\u0069si"),
    ],
)
def test_other_spellings_are_refused(change: object) -> None:
    honest = encode_presentation(presentation(CandidatePresentation(PHOTO, "Visi", "Misi"))).decode()
    assert callable(change)
    altered = change(honest)
    assert altered != honest
    with pytest.raises(FormatError):
        parse_presentation(altered.encode())


@pytest.mark.parametrize("character", ["\t", "\r", "\x00", "\x1b", "\x85", "\u202e", "\u2067", "\u2028"])
@pytest.mark.parametrize("member", ["vision", "mission"])
def test_characters_that_steer_a_screen_are_refused(member: str, character: str) -> None:
    shown = presentation(NOBODY, msgspec.structs.replace(NOBODY, **{member: f"Sekolah{character}ramah"}))
    with pytest.raises(FormatError, match=f"{member} of candidate 2 of question 1"):
        encode_presentation(shown)
    assert presentable(f"Sekolah{character}ramah").isprintable() or character == "\r"


def test_a_programme_has_lines_and_a_school_has_one() -> None:
    encode_presentation(presentation(CandidatePresentation("", "Satu\nDua", "1. A\n2. B")))
    with pytest.raises(FormatError, match="name of the school"):
        encode_presentation(presentation(NOBODY, school="SMAN\nContoh"))


def test_what_people_paste_can_be_made_presentable() -> None:
    assert presentable("1.\tRamah\r\n2. Bersih\r\u20683. \u2069Jujur 🌱") == "1. Ramah\n2. Bersih\n3. Jujur 🌱"


@pytest.mark.parametrize(
    ("candidate", "school"),
    [
        (CandidatePresentation("", "v" * 2001, ""), ""),
        (CandidatePresentation("", "", "m" * 4001), ""),
        (NOBODY, "s" * 201),
    ],
)
def test_limits_of_texts(candidate: CandidatePresentation, school: str) -> None:
    with pytest.raises(FormatError):
        encode_presentation(presentation(candidate, school=school))


def test_limits_are_counted_in_characters() -> None:
    encode_presentation(presentation(CandidatePresentation("", "🌱" * 2000, "é" * 4000), school="é" * 200))


def test_photos_are_counted_once_each() -> None:
    many = [CandidatePresentation(f"{number:064x}") for number in range(MAX_PHOTOS)]
    shown = presentation(*many, *many)
    assert parse_presentation(encode_presentation(shown)).photos == tuple(each.photo for each in many)
    with pytest.raises(FormatError, match="100 photos"):
        encode_presentation(presentation(*many, CandidatePresentation("f" * 64)))


def test_a_document_has_a_limit() -> None:
    with pytest.raises(FormatError, match="bytes"):
        parse_presentation(b" " * (DOCUMENT_LIMIT + 1))


def test_every_answer_has_its_place() -> None:
    shown = presentation(NOBODY, NOBODY)
    assert presentation_problems(shown, election(2)) == []
    assert "2 candidates, the ballot has 3" in presentation_problems(shown, election(3))[0]
    assert "1 questions, not 2" in presentation_problems(shown, election(2, 2))[0]


VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "presentations.json").read_text("utf-8"))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector['kind']} {vector['name']}")
def test_the_vectors_that_the_booth_shares(vector: dict[str, Any]) -> None:
    if vector["kind"] == "photo":
        assert (media_type_of(bytes.fromhex(vector["data"])) or "") == vector["type"]
        return
    try:
        problems = presentation_problems(parse_presentation(vector["data"].encode()), election(*vector["answers"]))
    except FormatError as error:
        problems = [str(error)]
    assert (problems == []) == (vector["expect"] == "ok"), problems


def test_the_vectors_are_those_that_the_generator_writes() -> None:
    assert generated() == VECTORS
