"""Drafts: numbers stay 1, 2, 3; copies take along what they should and nothing else."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin_board.committee.elections.draft import (
    Cards,
    Draft,
    DraftQuestion,
    DraftTrustee,
    Pair,
    copy_of,
    encode_draft,
    parse_draft,
    rehearsal_of,
    with_pair,
    with_question,
    without_pair,
    without_programmes,
)
from bulletin_board.committee.elections.errors import DraftError
from record.identifiers import new_identifier

PAIRS = tuple(Pair(f"Ketua {letter}", f"Wakil {letter}", photo=f"{number}" * 64) for number, letter in enumerate("ABC"))
QUESTION = DraftQuestion("Siapa pilihanmu?", PAIRS)
DRAFT = Draft(
    uuid=new_identifier(),
    school="SMAN Contoh",
    name="Pilketos",
    opens="2026-11-24T08:00",
    closes="2026-11-24T13:00",
    questions=(QUESTION,),
    trustees=(DraftTrustee(run=new_identifier()),),
    cards=Cards("a" * 64, 100, 20),
)


def test_a_draft_is_read_back_as_it_was_written() -> None:
    assert parse_draft(encode_draft(DRAFT)) == DRAFT


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b"[" * 10_000, encode_draft(DRAFT) + b" "])
def test_what_is_no_draft_is_an_error_of_ours(data: bytes) -> None:
    with pytest.raises(DraftError):
        parse_draft(data)


@given(st.none() | st.integers(0, 2), st.integers(-1, 9))
def test_a_pair_gets_its_number_and_the_others_keep_their_order(place: int | None, number: int) -> None:
    moved = Pair("Ketua D")
    question = with_pair(QUESTION, place, moved, number)
    others = [pair for index, pair in enumerate(PAIRS) if index != place]
    assert [pair for pair in question.pairs if pair is not moved] == others
    assert question.pairs.index(moved) == min(max(number, 1), len(others) + 1) - 1


def test_a_removed_pair_leaves_no_gap() -> None:
    assert without_pair(QUESTION, 1).pairs == (PAIRS[0], PAIRS[2])


def test_questions_are_added_changed_and_removed_in_place() -> None:
    other = DraftQuestion("Siapa ketua MPK?")
    added = with_question(DRAFT, 1, other)
    assert added.questions == (QUESTION, other)
    assert with_question(added, 0, None).questions == (other,)
    assert with_question(added, 1, QUESTION).questions == (QUESTION, QUESTION)


def test_last_years_election_gives_texts_and_rules_but_no_pictures_keys_cards_or_times() -> None:
    copy = copy_of(DRAFT, "x" * 22, "Pilketos 2027", pairs=True)
    assert copy == msgspec.structs.replace(
        DRAFT,
        uuid="x" * 22,
        name="Pilketos 2027",
        opens="",
        closes="",
        questions=(DraftQuestion("Siapa pilihanmu?", tuple(msgspec.structs.replace(p, photo="") for p in PAIRS)),),
        trustees=(),
        cards=None,
    )
    assert copy_of(DRAFT, "x" * 22, "Pilketos 2027", pairs=False).questions == (DraftQuestion("Siapa pilihanmu?"),)


def test_a_rehearsal_shows_the_same_and_shares_neither_identifier_keys_nor_cards() -> None:
    copy = rehearsal_of(DRAFT, "y" * 22)
    assert (copy.kind, copy.uuid, copy.k, copy.trustees, copy.cards) == ("practice", "y" * 22, 2, (), None)
    assert (copy.questions, copy.name, copy.photos()) == (DRAFT.questions, DRAFT.name, DRAFT.photos())


def test_without_programmes_only_names_are_left() -> None:
    question = DraftQuestion("Siapa?", (Pair("Ketua A", "Wakil A", "0" * 64, "Visi", "Misi"),))
    bare = without_programmes(msgspec.structs.replace(DRAFT, questions=(question,)))
    assert bare.questions[0].pairs == (Pair("Ketua A", "Wakil A"),)
