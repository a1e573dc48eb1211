import pytest

from record.election import Question
from voter_client.choices import parse_picks, slots
from voter_client.errors import ChoiceError


def question(*, minimum: int = 1, maximum: int = 1, blank: bool = False, answers: int = 3) -> Question:
    names = tuple(f"Pasangan {n}" for n in range(1, answers + 1))
    if blank:
        return Question(answers=names, blank=True, min=minimum, max=maximum, question="Ketua?")
    return Question(answers=names, min=minimum, max=maximum, question="Ketua?")


def test_one_answer() -> None:
    assert slots(question(), [2]) == (0, 1, 0)


def test_blank_takes_the_first_slot() -> None:
    assert slots(question(blank=True), []) == (1, 0, 0, 0)
    assert slots(question(blank=True), [3]) == (0, 0, 0, 1)


def test_several_answers_within_min_and_max() -> None:
    assert slots(question(minimum=0, maximum=2), []) == (0, 0, 0)
    assert slots(question(minimum=0, maximum=2), [3, 1]) == (1, 0, 1)


@pytest.mark.parametrize("picks", [[], [1, 2]])
def test_refuses_a_count_that_is_not_allowed(picks: list[int]) -> None:
    with pytest.raises(ChoiceError, match="Pick exactly 1 answer here"):
        slots(question(), picks)


@pytest.mark.parametrize("pick", [0, 4, -1])
def test_refuses_numbers_that_are_no_answer(pick: int) -> None:
    with pytest.raises(ChoiceError, match="by their numbers"):
        slots(question(), [pick])


def test_refuses_the_same_answer_twice() -> None:
    with pytest.raises(ChoiceError, match="at most once"):
        slots(question(maximum=2), [1, 1])


def test_typed_picks() -> None:
    assert parse_picks(question(), "2") == (2,)
    assert parse_picks(question(maximum=2), " 1, 3 ") == (1, 3)
    assert parse_picks(question(blank=True), "blank") == ()


@pytest.mark.parametrize("text", ["dua", "1.5", "-1", "\u0663", "99999999"])
def test_refuses_typed_picks_that_are_no_numbers(text: str) -> None:
    with pytest.raises(ChoiceError):
        parse_picks(question(), text)


def test_refuses_blank_where_it_is_not_allowed() -> None:
    with pytest.raises(ChoiceError, match="does not allow a blank"):
        parse_picks(question(), "blank")


def test_an_empty_text_is_not_taken_for_blank() -> None:
    with pytest.raises(ChoiceError, match="or blank"):
        parse_picks(question(blank=True), "")
