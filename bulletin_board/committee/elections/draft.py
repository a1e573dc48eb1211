"""An election in preparation, as the committee thinks of it: pairs, local times, key holders, cards.

Invariant: a :class:`Draft` may be unfinished but never malformed; every text has its limit. The place of a pair in its
question is its *nomor urut*, from 1, as booth, ballot and result count. Times are local: ``2026-11-24T08:00`` in the
draft's zone, or empty.
"""

from typing import Annotated, Literal

import msgspec

from bulletin_board.committee.elections.errors import DraftError
from record.canonical import decode, encode
from record.entries import Hex32, Uuid, WitnessPolicy
from record.errors import RecordError
from record.trustees import TrusteePublicKey

DRAFT_LIMIT = 4 * 1024 * 1024
"""Bytes of a stored draft."""
QUESTIONS = 5
PAIRS = 20
RUNS = 20
TRUSTEES = 10

Line = Annotated[str, msgspec.Meta(max_length=200)]
LocalTime = Annotated[str, msgspec.Meta(pattern=r"\A([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2})?\Z")]
Photo = Annotated[str, msgspec.Meta(pattern=r"\A([0-9a-f]{64})?\Z")]
Kind = Literal["real", "practice"]
Zone = Literal["WIB", "WITA", "WIT"]


class Pair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Chair and deputy, or one name alone; ``photo`` is the SHA-256 (hex) of the prepared picture, or empty."""

    chair: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    deputy: Annotated[str, msgspec.Meta(max_length=100)] = ""
    photo: Photo = ""
    vision: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    mission: Annotated[str, msgspec.Meta(max_length=4000)] = ""

    @property
    def answer(self) -> str:
        """The pair as the ballot writes it."""
        return f"{self.chair} & {self.deputy}" if self.deputy else self.chair


class DraftQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question with its pairs in the order of their numbers; ``blank`` is *tidak memilih*, or *kotak kosong*."""

    question: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
    pairs: Annotated[tuple[Pair, ...], msgspec.Meta(max_length=PAIRS)] = ()
    min: Annotated[int, msgspec.Meta(ge=0, le=PAIRS)] = 1
    max: Annotated[int, msgspec.Meta(ge=1, le=PAIRS)] = 1
    blank: bool = False


class KeyMaking(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A key making that this committee began, or that it knows of; ``names`` of its holders, in their order."""

    run: Uuid
    threshold: Annotated[int, msgspec.Meta(ge=1, le=200)]
    names: Annotated[tuple[Line, ...], msgspec.Meta(max_length=200)]


class DraftTrustee(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One key of the election: ``run``, a key making on this board, or a single ``holder`` with its ``key``."""

    run: Annotated[str, msgspec.Meta(pattern=r"\A([1-9A-HJ-NP-Za-km-z]{14,64})?\Z")] = ""
    name: Line = ""
    holder: Photo = ""
    key: TrusteePublicKey | None = None


class Cards(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the uploaded card list says: the registrar's key, cards for voters, spare cards."""

    registrar: Hex32
    voters: Annotated[int, msgspec.Meta(ge=0)]
    spares: Annotated[int, msgspec.Meta(ge=0)]


class Draft(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Everything that the committee has decided so far.

    ``rehearsal`` is the uuid of this election's practice copy, ``earlier`` has those of copies before it.
    """

    version: Literal[1] = 1
    uuid: Uuid
    kind: Kind = "real"
    school: Line
    zone: Zone = "WIB"
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    description: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    opens: LocalTime = ""
    closes: LocalTime = ""
    questions: Annotated[tuple[DraftQuestion, ...], msgspec.Meta(max_length=QUESTIONS)] = ()
    revoting: bool = False
    k: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 10
    spares: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 20
    address: Annotated[str, msgspec.Meta(max_length=200)] = ""
    runs: Annotated[tuple[KeyMaking, ...], msgspec.Meta(max_length=RUNS)] = ()
    trustees: Annotated[tuple[DraftTrustee, ...], msgspec.Meta(max_length=TRUSTEES)] = ()
    witnesses: WitnessPolicy = WitnessPolicy(0, [])
    cards: Cards | None = None
    rehearsal: Annotated[str, msgspec.Meta(pattern=r"\A([1-9A-HJ-NP-Za-km-z]{14,64})?\Z")] = ""
    earlier: tuple[Uuid, ...] = ()

    def photos(self) -> frozenset[str]:
        """The hashes of all pictures that the draft shows."""
        return frozenset(pair.photo for each in self.questions for pair in each.pairs if pair.photo)


def encode_draft(draft: Draft) -> bytes:
    """The stored form; ``DraftError`` for what could not be read again, which would close all pages of a school."""
    try:
        data = encode(draft)
        decode(data, Draft, limit=DRAFT_LIMIT)
    except RecordError as error:
        raise DraftError("This cannot be kept: shorten what you typed, and use plain characters.") from error
    return data


def parse_draft(data: bytes) -> Draft:
    """The draft of its stored form; ``DraftError`` for anything else."""
    try:
        return decode(data, Draft, limit=DRAFT_LIMIT)
    except RecordError as error:
        raise DraftError("The stored draft cannot be read. Restore the board's database from its backup.") from error


def with_question(draft: Draft, place: int, question: DraftQuestion | None) -> Draft:
    """The draft with another question at ``place`` (from 0; one past the last adds it), or without it (None)."""
    kept = list(draft.questions)
    kept[place : place + 1] = () if question is None else (question,)
    return msgspec.structs.replace(draft, questions=tuple(kept))


def with_pair(question: DraftQuestion, place: int | None, pair: Pair, number: int) -> DraftQuestion:
    """The question with a pair moved to a number (from 1); ``place`` is where it stood (None: it is new).

    The others keep their order and close up, so that numbers are always 1, 2, 3 ...
    """
    kept = [each for index, each in enumerate(question.pairs) if index != place]
    kept.insert(min(max(number, 1), len(kept) + 1) - 1, pair)
    return msgspec.structs.replace(question, pairs=tuple(kept))


def without_pair(question: DraftQuestion, place: int) -> DraftQuestion:
    """The question without the pair at ``place`` (from 0)."""
    return msgspec.structs.replace(question, pairs=(*question.pairs[:place], *question.pairs[place + 1 :]))


def copy_of(last: Draft, uuid: str, name: str, *, pairs: bool) -> Draft:
    """A new draft from an earlier election: its texts and rules, and its pairs if wanted; no times, keys or cards.

    Pictures are never taken along: those of last year's pupils have no place in this year's election.
    """
    return msgspec.structs.replace(
        last,
        uuid=uuid,
        kind="real",
        name=name,
        opens="",
        closes="",
        questions=tuple(_copied(each, pairs=pairs) for each in last.questions),
        runs=(),
        trustees=(),
        cards=None,
        rehearsal="",
        earlier=(),
    )


def _copied(question: DraftQuestion, *, pairs: bool) -> DraftQuestion:
    kept = tuple(msgspec.structs.replace(pair, photo="") for pair in question.pairs) if pairs else ()
    return msgspec.structs.replace(question, pairs=kept)


def without_programmes(draft: Draft) -> Draft:
    """The draft without pictures, visions and missions: what stays when they are erased."""
    replace = msgspec.structs.replace
    questions = tuple(
        replace(each, pairs=tuple(replace(pair, photo="", vision="", mission="") for pair in each.pairs))
        for each in draft.questions
    )
    return replace(draft, questions=questions)


REHEARSAL_K = 2
"""A rehearsal has few voters, and its total must be opened all the same, or decrypting would never be rehearsed."""


def rehearsal_of(draft: Draft, uuid: str) -> Draft:
    """The practice copy: everything that voters see, with times, keys and cards of its own.

    A key that was made for the real election alone can be used in no other, so the copy starts with none.
    """
    return msgspec.structs.replace(
        draft,
        uuid=uuid,
        kind="practice",
        opens="",
        closes="",
        k=min(draft.k, REHEARSAL_K),
        spares=min(draft.spares, 5),
        runs=(),
        trustees=(),
        cards=None,
        rehearsal="",
        earlier=(),
    )
