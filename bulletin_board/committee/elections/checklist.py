"""What is still missing before an election can be set up and opened: pure, from the draft and what the board knows.

Sentences are English with ``%(name)s`` for values, as gettext wants them; pages translate them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bulletin_board.committee.elections.draft import Draft, DraftQuestion
from bulletin_board.committee.elections.times import local_moment


class ItemState(StrEnum):
    """``missing`` stops the set-up (or the opening); ``warning`` is for people to decide."""

    DONE = "done"
    WARNING = "warning"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Item:
    """One line: a stable ``id``, the sentence with its values, and the ``page`` where to mend it."""

    id: str
    state: ItemState
    sentence: str
    page: str
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunState:
    """How far a key making is: ``fresh`` if it is for this election alone; ``missing`` names who must act."""

    stage: str
    fresh: bool
    holders: int
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """What the board knows beside the draft.

    ``runs`` by their identifiers; ``rehearsed``: the rehearsal's box was closed; ``phase`` is "" before the set-up;
    ``unsigned`` names the key holders who must still countersign, ``registrar_unsigned`` whether the registrar must,
    ``enough`` whether those who did are enough.
    """

    now: datetime
    runs: Mapping[str, RunState] = field(default_factory=dict)
    rehearsed: bool = False
    phase: str = ""
    unsigned: tuple[str, ...] = ()
    registrar_unsigned: bool = False
    enough: bool = False


def checklist(draft: Draft, situation: Situation) -> list[Item]:
    """All lines, in the order of the pages."""
    items = [*_times(draft, situation), *_questions(draft), *_cards(draft), *_keys(draft, situation)]
    if draft.kind == "real":
        items.append(_rehearsal(situation))
    if situation.phase:
        items.append(_countersignatures(situation))
    return items


def may_set_up(items: list[Item]) -> bool:
    """Whether nothing is missing for the set-up; warnings do not stop it."""
    return all(each.state != ItemState.MISSING for each in items if each.id != "countersignatures")


def _line(bad: bool, identifier: str, page: str, good_text: str, bad_text: str, **values: str | int) -> Item:
    state = ItemState.MISSING if bad else ItemState.DONE
    return Item(identifier, state, bad_text if bad else good_text, page, values)


def _times(draft: Draft, situation: Situation) -> Iterator[Item]:
    opens, closes = local_moment(draft.opens, draft.zone), local_moment(draft.closes, draft.zone)
    if opens is None or closes is None:
        yield Item("times", ItemState.MISSING, "Say when voting opens and closes.", "schedule")
    elif opens >= closes:
        yield Item("times", ItemState.MISSING, "Voting closes before it opens. Mend the times.", "schedule")
    elif not situation.phase and closes <= situation.now:
        yield Item("times", ItemState.MISSING, "The close is in the past. Choose a later time.", "schedule")
    elif not situation.phase and opens < situation.now:
        yield Item("times", ItemState.WARNING, "The opening time is in the past: voting begins at once.", "schedule")
    else:
        yield Item("times", ItemState.DONE, "The times are set.", "schedule")


def _questions(draft: Draft) -> Iterator[Item]:
    if not draft.questions:
        yield Item("questions", ItemState.MISSING, "Write the question that voters answer.", "candidates")
        return
    for number, question in enumerate(draft.questions, start=1):
        sentence = _question_problem(question)
        yield _line(
            bool(sentence),
            f"question-{number}",
            "candidates",
            "Question %(number)s is complete.",
            sentence,
            number=number,
        )
    pairs = [pair for question in draft.questions for pair in question.pairs]
    if not pairs:
        return
    without = sum(not pair.photo for pair in pairs)
    if without:
        text = "Without a photo: %(count)s. The booth shows names only."
        yield Item("photos", ItemState.WARNING, text, "candidates", {"count": without})
    else:
        yield Item("photos", ItemState.DONE, "Every candidate has a photo.", "candidates")
    silent = sum(not (pair.vision or pair.mission) for pair in pairs)
    if silent:
        text = "Without vision and mission: %(count)s."
        yield Item("visions", ItemState.WARNING, text, "candidates", {"count": silent})


def _question_problem(question: DraftQuestion) -> str:
    answers = [pair.answer for pair in question.pairs]
    if not answers:
        return "Question %(number)s has no candidates."
    if len(set(answers)) != len(answers):
        return "Question %(number)s has the same candidates twice."
    if len(answers) == 1 and not question.blank:
        return "Question %(number)s has only one choice. Allow the empty box."
    if question.min > question.max:
        return "Question %(number)s asks for more at least than at most."
    if question.max > len(answers):
        return "Question %(number)s asks for more choices than there are."
    return ""


def _cards(draft: Draft) -> Iterator[Item]:
    cards = draft.cards
    if cards is None:
        yield Item("cards", ItemState.MISSING, "Upload the registrar's card list.", "cards")
        return
    if cards.spares != draft.spares:
        text = "The card list has %(found)s spare cards, the form says %(wanted)s."
        yield Item("cards", ItemState.MISSING, text, "cards", {"found": cards.spares, "wanted": draft.spares})
    else:
        text = "The card list is here: %(voters)s voter cards, %(spares)s spare cards."
        yield Item("cards", ItemState.DONE, text, "cards", {"voters": cards.voters, "spares": cards.spares})
    if draft.k > cards.voters:
        text = "Only %(voters)s voters, but at least %(k)s ballots are needed to open the total. It could never open."
        yield Item("small", ItemState.MISSING, text, "schedule", {"voters": cards.voters, "k": draft.k})
    elif cards.voters < 2 * draft.k:
        text = (
            "A small group: %(voters)s voters. If fewer than %(k)s vote, the total stays closed. "
            "Think of merging groups."
        )
        yield Item("small", ItemState.WARNING, text, "schedule", {"voters": cards.voters, "k": draft.k})


def _keys(draft: Draft, situation: Situation) -> Iterator[Item]:
    if not draft.trustees:
        yield Item("keys", ItemState.MISSING, "Choose who holds the keys.", "keys")
        return
    holders, fresh = 0, False
    for number, trustee in enumerate(draft.trustees, start=1):
        if not trustee.run:
            holders, fresh = holders + 1, True
            continue
        run = situation.runs.get(trustee.run)
        if run is None or run.stage == "broken":
            text = "Key making %(number)s was broken off. Start a new one."
            yield Item(f"key-{number}", ItemState.MISSING, text, "keys", {"number": number})
            continue
        holders, fresh = holders + run.holders, fresh or run.fresh
        if run.stage != "finished":
            text = "Key making %(number)s is not finished. Waiting for: %(names)s."
            values: dict[str, str | int] = {"number": number, "names": ", ".join(run.missing)}
            yield Item(f"key-{number}", ItemState.MISSING, text, "keys", values)
    if not fresh:
        text = "All keys are used in other elections too. Add a key that is made for this election."
        yield Item("fresh", ItemState.MISSING, text, "keys")
    if holders == 1:
        text = "One person alone holds the key. Choose several, so that nobody can open votes alone."
        yield Item("keys", ItemState.WARNING, text, "keys")
    else:
        yield Item("keys", ItemState.DONE, "Key holders are chosen: %(count)s.", "keys", {"count": holders})


def _rehearsal(situation: Situation) -> Item:
    if situation.rehearsed:
        return Item("rehearsal", ItemState.DONE, "The rehearsal is done.", "rehearsal")
    return Item("rehearsal", ItemState.WARNING, "No rehearsal yet. One hour now saves the day.", "rehearsal")


def _countersignatures(situation: Situation) -> Item:
    waiting = situation.registrar_unsigned or bool(situation.unsigned)
    if situation.phase != "preparing" or not waiting:
        return Item("countersignatures", ItemState.DONE, "The countersignatures are here.", "setup")
    if not situation.registrar_unsigned:
        text = "Still to countersign: %(names)s."
    elif situation.unsigned:
        text = "Still to countersign: the registrar, %(names)s."
    else:
        text = "Still to countersign: the registrar."
    state = ItemState.WARNING if situation.enough else ItemState.MISSING
    return Item("countersignatures", state, text, "setup", {"names": ", ".join(situation.unsigned)})
