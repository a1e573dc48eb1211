"""The checklist: a complete draft has no open line, and each thing that is missing has a line of its own."""

from dataclasses import replace

import pytest
from msgspec import structs

from bulletin_board.committee.elections.checklist import (
    ItemState,
    RunState,
    Situation,
    checklist,
    may_set_up,
)
from bulletin_board.committee.elections.draft import Cards, Draft, DraftQuestion, DraftTrustee, Pair
from tests.bulletin_board.committee.elections.complete import COMPLETE, FINISHED, NOW, PAIRS, READY, RUN

DONE, WARNING, MISSING = ItemState.DONE, ItemState.WARNING, ItemState.MISSING


def not_done(draft: Draft, situation: Situation = READY) -> dict[str, ItemState]:
    return {each.id: each.state for each in checklist(draft, situation) if each.state is not DONE}


def test_a_complete_draft_may_be_set_up() -> None:
    items = checklist(COMPLETE, READY)
    assert {each.state for each in items} == {DONE}
    assert may_set_up(items)


def question(**changes: object) -> Draft:
    return structs.replace(COMPLETE, questions=(structs.replace(COMPLETE.questions[0], **changes),))


@pytest.mark.parametrize(
    ("draft", "line", "state"),
    [
        (structs.replace(COMPLETE, opens=""), "times", MISSING),
        (structs.replace(COMPLETE, closes="2026-02-30T08:00"), "times", MISSING),
        (structs.replace(COMPLETE, closes=COMPLETE.opens), "times", MISSING),
        (structs.replace(COMPLETE, opens="2026-11-01T08:00", closes="2026-11-01T09:00"), "times", MISSING),
        (structs.replace(COMPLETE, opens="2026-11-01T08:00"), "times", WARNING),
        (structs.replace(COMPLETE, questions=()), "questions", MISSING),
        (question(pairs=(PAIRS[0], PAIRS[0])), "question-1", MISSING),
        (question(pairs=PAIRS[:1]), "question-1", MISSING),
        (question(min=2), "question-1", MISSING),
        (question(max=3), "question-1", MISSING),
        (question(pairs=(PAIRS[0], structs.replace(PAIRS[1], photo=""))), "photos", WARNING),
        (question(pairs=(PAIRS[0], structs.replace(PAIRS[1], vision="", mission=""))), "visions", WARNING),
        (structs.replace(COMPLETE, cards=None), "cards", MISSING),
        (structs.replace(COMPLETE, spares=21), "cards", MISSING),
        (structs.replace(COMPLETE, k=101), "small", MISSING),
        (structs.replace(COMPLETE, k=51), "small", WARNING),
        (structs.replace(COMPLETE, trustees=()), "keys", MISSING),
        (structs.replace(COMPLETE, trustees=(DraftTrustee(holder="b" * 64, name="Kepala sekolah"),)), "keys", WARNING),
    ],
)
def test_what_is_missing_has_its_line(draft: Draft, line: str, state: ItemState) -> None:
    assert not_done(draft) == {line: state}
    assert may_set_up(checklist(draft, READY)) == (state is WARNING)


def test_a_question_without_candidates_is_named_by_its_number() -> None:
    draft = structs.replace(COMPLETE, questions=(*COMPLETE.questions, DraftQuestion("Siapa ketua MPK?")))
    assert not_done(draft) == {"question-2": MISSING}


def test_a_sole_pair_may_run_against_the_empty_box() -> None:
    assert not_done(question(pairs=PAIRS[:1], blank=True)) == {}


@pytest.mark.parametrize(
    ("run", "lines"),
    [
        (None, {"key-1": MISSING, "fresh": MISSING, "keys": DONE}),
        (replace(FINISHED, stage="broken"), {"key-1": MISSING, "fresh": MISSING}),
        (replace(FINISHED, stage="certificates", missing=("Pemegang 2",)), {"key-1": MISSING}),
        (replace(FINISHED, fresh=False), {"fresh": MISSING}),
        (replace(FINISHED, holders=1), {"keys": WARNING}),
    ],
)
def test_a_key_making_must_be_finished_and_one_key_be_fresh(run: RunState | None, lines: dict[str, ItemState]) -> None:
    situation = replace(READY, runs={} if run is None else {RUN: run})
    assert not_done(COMPLETE, situation) == {name: state for name, state in lines.items() if state is not DONE}


def test_who_is_missing_in_a_key_making_is_named() -> None:
    run = RunState("certificates", fresh=True, holders=3, missing=("Pemegang 1", "Pemegang 3"))
    line = next(each for each in checklist(COMPLETE, replace(READY, runs={RUN: run})) if each.id == "key-1")
    assert line.sentence % line.values == "Key making 1 is not finished. Waiting for: Pemegang 1, Pemegang 3."


def test_a_reusable_key_joined_by_a_fresh_single_one_is_fine() -> None:
    draft = structs.replace(COMPLETE, trustees=(*COMPLETE.trustees, DraftTrustee(holder="b" * 64)))
    assert not_done(draft, replace(READY, runs={RUN: replace(FINISHED, fresh=False)})) == {}


def test_a_rehearsal_is_advised_for_the_real_election_alone() -> None:
    situation = replace(READY, rehearsed=False)
    assert not_done(COMPLETE, situation) == {"rehearsal": WARNING}
    assert not_done(structs.replace(COMPLETE, kind="practice"), situation) == {}


@pytest.mark.parametrize(
    ("enough", "unsigned", "phase", "state"),
    [
        (False, ("Pemegang 1",), "preparing", MISSING),
        (True, ("Pemegang 1",), "preparing", WARNING),
        (True, (), "preparing", DONE),
        (True, ("Pemegang 1",), "open", DONE),
    ],
)
def test_countersignatures_are_awaited_after_the_set_up(
    enough: bool, unsigned: tuple[str, ...], phase: str, state: ItemState
) -> None:
    situation = replace(READY, phase=phase, enough=enough, unsigned=unsigned)
    line = next(each for each in checklist(COMPLETE, situation) if each.id == "countersignatures")
    assert line.state is state
    assert line.sentence % line.values


@pytest.mark.parametrize(
    ("registrar", "holders", "sentence"),
    [
        (True, (), "Still to countersign: the registrar."),
        (True, ("Pemegang 1",), "Still to countersign: the registrar, Pemegang 1."),
        (False, ("Pemegang 1", "Pemegang 2"), "Still to countersign: Pemegang 1, Pemegang 2."),
    ],
)
def test_who_must_still_countersign_is_named(registrar: bool, holders: tuple[str, ...], sentence: str) -> None:
    situation = replace(READY, phase="preparing", registrar_unsigned=registrar, unsigned=holders)
    line = next(each for each in checklist(COMPLETE, situation) if each.id == "countersignatures")
    assert line.state is MISSING
    assert line.sentence % line.values == sentence


def test_times_that_have_passed_are_no_complaint_once_the_election_is_set_up() -> None:
    later = replace(READY, now=NOW.replace(year=2027), phase="published")
    assert not_done(COMPLETE, later) == {}


def test_every_sentence_has_its_values() -> None:
    drafts = [COMPLETE, structs.replace(COMPLETE, spares=1, k=60, cards=Cards("a" * 64, 70, 2), trustees=())]
    drafts.append(question(pairs=(Pair("Ketua A"),)))
    for draft in drafts:
        for item in checklist(draft, replace(READY, phase="preparing", unsigned=("Pemegang 1",), rehearsed=False)):
            assert "%(" not in item.sentence % item.values
