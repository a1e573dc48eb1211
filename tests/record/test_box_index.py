"""The compact index of the box answers as plain dictionaries would."""

import sys

from hypothesis import given
from hypothesis import strategies as st

from record.box_index import BoxIndex
from record.credentials import PublicCredentials

CARDS = [f"{number:064x}" for number in range(1, 5)]
UNLISTED = "f" * 64
CODES = [letter * 43 for letter in "ABC"] + ["", "A", "\ud800", "x" * 100_000]


def index() -> BoxIndex:
    box = BoxIndex()
    box.use_list(PublicCredentials((card, None) for card in CARDS))
    return box


@given(st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from([*CARDS, UNLISTED, "", "\udfff"])), max_size=12))
def test_it_answers_as_dictionaries_would(ballots: list[tuple[str, str]]) -> None:
    box = index()
    first: dict[str, str] = {}
    for code, card in ballots:
        box.add(code, card)
        first.setdefault(code, card)
    voters = [card for _, card in ballots if card in CARDS]
    assert [box.has_code(code) for code in CODES] == [code in first for code in CODES]
    assert [[box.is_cast(code, card) for card in CARDS] for code in CODES] == [
        [first.get(code) == card for card in CARDS] for code in CODES
    ]
    assert [box.ballots_of(card) for card in CARDS] == [voters.count(card) for card in CARDS]
    assert box.counted == len(set(voters))
    assert (box.ballots_of(UNLISTED), box.is_cast(CODES[0], UNLISTED)) == (0, False)


def test_without_a_list_codes_are_taken_and_nobody_counts() -> None:
    box = BoxIndex()
    box.add(CODES[0], CARDS[0])
    assert (box.has_code(CODES[0]), box.is_cast(CODES[0], CARDS[0]), box.counted) == (True, False, 0)


def test_long_texts_of_a_hostile_record_are_not_kept() -> None:
    box = index()
    box.add("x" * 1_000_000, "y" * 1_000_000)
    assert sum(map(sys.getsizeof, box._codes)) < 100
