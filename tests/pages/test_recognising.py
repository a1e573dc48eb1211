"""Finished sentences are told again by their templates; what is none of ours stays as it is, whoever wrote it."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.recognising import LONGEST, Recogniser, Template, take_apart
from pages.translations import INNER, texts_of

OURS = texts_of((INNER,), "id")
TEXTS = {
    "The board says {reason}": "Papan berkata {reason}",
    "Line {number} of {total} is wrong.": "Baris {number} dari {total} salah.",
    "the share is for another election": "bagian ini untuk pemilihan lain",
    "phase voting": "tahap memilih",
    "It is in the phase {phase}.": "Tahapnya {phase}.",
    "{a} {b}": "{b} {a}",
    'Send {"machine": "Bilik-1"}, a name.': 'Kirim {"machine": "Bilik-1"}, sebuah nama.',
    "Sekolah": "School",
}
SAY = Recogniser(TEXTS).say


def test_a_template_is_found_by_what_stands_around_its_values() -> None:
    assert take_apart("Line {number} of {total} is wrong.") == Template(
        ("Line ", " of ", " is wrong."), ("number", "total")
    )
    assert take_apart("Nothing here.") is None
    assert take_apart("{first}{second} stand side by side") is None
    assert take_apart("not closed {") is None
    assert take_apart('{"json": 1} is no value') is None


def test_a_sentence_is_said_with_its_values() -> None:
    assert SAY("Line 3 of 12 is wrong.") == "Baris 3 dari 12 salah."
    assert SAY("Line 3 of 12 is right.") == "Line 3 of 12 is right."
    assert SAY('Send {"machine": "Bilik-1"}, a name.') == 'Kirim {"machine": "Bilik-1"}, sebuah nama.'


def test_a_value_may_be_a_sentence_or_a_word_of_ours() -> None:
    assert SAY("The board says Line 3 of 12 is wrong.") == "Papan berkata Baris 3 dari 12 salah."
    assert SAY("It is in the phase voting.") == "Tahapnya tahap memilih."
    assert SAY("It is in the phase {phase}.") == "Tahapnya {phase}."
    assert Recogniser(TEXTS).value("phase", "voting") == "tahap memilih"
    assert Recogniser(TEXTS).value("stage", "voting") == "voting"


def test_a_word_alone_may_be_a_name() -> None:
    assert SAY("Sekolah") == "Sekolah"
    assert SAY("phase voting") == "phase voting"


def test_full_stops_are_put_where_the_text_has_them() -> None:
    assert SAY("the share is for another election") == "bagian ini untuk pemilihan lain"
    assert SAY("the share is for another election.") == "bagian ini untuk pemilihan lain."
    assert SAY("Line 3 of 12 is wrong") == "Baris 3 dari 12 salah"


def test_sentences_in_a_row() -> None:
    assert SAY("Line 1 of 2 is wrong; the share is for another election.") == (
        "Baris 1 dari 2 salah; bagian ini untuk pemilihan lain."
    )
    assert SAY("Line 1 of 2 is wrong. Line 2 of 2 is wrong.") == "Baris 1 dari 2 salah. Baris 2 dari 2 salah."
    assert SAY("Line 1 of 2 is wrong. Somebody else said this.") == "Baris 1 dari 2 salah. Somebody else said this."


def test_a_name_that_comes_twice_is_one_value() -> None:
    say = Recogniser({"From {place} back to {place} again.": "Dari {place} ke {place} lagi."}).say
    assert say("From A back to A again.") == "Dari A ke A lagi."
    assert say("From A back to B again.") == "From A back to B again."


@given(st.text(max_size=200))
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert Recogniser({"the share is for another election": "x"}).say(text) == text


@given(st.lists(st.sampled_from([*OURS, "{reason}", "; ", ". ", "{", "}", "{0.__class__}", "%", "<b>"]), max_size=6))
def test_any_mixture_of_our_own_texts_is_said(parts: list[str]) -> None:
    assert isinstance(Recogniser(OURS).say(" ".join(parts)), str)


@pytest.mark.parametrize("piece", ["; ", ". ", "key holder ", "Line 1 of 2 is wrong. ", "Certificate 1: ", "Entry "])
def test_no_text_keeps_a_page_busy(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = Counter[str]()
    values = Template.values

    def counted(template: Template, text: str) -> dict[str, str] | None:
        looked["templates"] += 1
        return values(template, text)

    monkeypatch.setattr(Template, "values", counted)
    recogniser = Recogniser({**OURS, **TEXTS})
    for times in (1, 2, 19, 20, 21, LONGEST):
        recogniser.say((piece * times)[:LONGEST])
    # A look takes less than a millionth of a second.
    assert looked["templates"] < 300_000
    looked.clear()
    assert recogniser.say(piece * (LONGEST + 1)) == piece * (LONGEST + 1)
    assert not looked
