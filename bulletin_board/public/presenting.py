"""What the pages show, as plain data: times in words, turnout, key holders, counts with their shares of all votes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final, get_args

from babel.dates import format_date
from sqlalchemy import select

from bulletin_board.config import ZONES
from bulletin_board.opening_hours import moment
from bulletin_board.storage.reading import log_entries
from bulletin_board.storage.tables import cosignatures
from bulletin_board.storage.view import ElectionReading
from record.canonical import decode
from record.entries import BoothChange, ExtensionReason
from record.figures import ElectionFigures, MovedClose, QuestionFigures
from record.presentation import Presentation
from record.trustees import keys_of
from verifier.figures_text import FIGURE_WORDS

REASONS: Final[Mapping[str, Mapping[str, str]]] = {
    language: {reason: words[reason] for reason in get_args(ExtensionReason)}
    for language, words in FIGURE_WORDS.items()
}
"""Each ``ExtensionReason`` in each language, as the verifier, pages and minutes say it."""


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """A key holder: owner number, name (may be empty), whether it countersigned, whether its share is in the log."""

    owner: int
    name: str
    signed: bool
    decrypted: bool


@dataclass(frozen=True, slots=True)
class KeyItem:
    """One key: ``threshold`` of these holders open it."""

    threshold: int
    holders: tuple[KeyHolder, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a result. ``number`` as on the ballot, 0 for the votes for nobody (``blank``); ``percent`` of the
    ballots that count, 0 to 100; ``photo`` is the SHA-256 of a photo, or empty."""

    number: int
    name: str
    count: int
    percent: float
    blank: bool
    photo: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one question, in the order of the ballot. ``sole``: one pair ran against the empty box."""

    question: str
    bars: tuple[Bar, ...]
    sole: bool


def local_time(time: str, zone: str, language: str, now: datetime) -> str:
    """A ``Time`` of the record in words: ``pukul 13.00 WIB``, with the date unless it is today."""
    here = timezone(timedelta(hours=ZONES[zone]))
    local = moment(time).astimezone(here)
    clock = local.strftime("pukul %H.%M" if language == "id" else "%H:%M") + f" {zone}"
    if local.date() == now.astimezone(here).date():
        return clock
    day = format_date(local.date(), "d MMMM y", locale=language)
    return f"{day} {clock}" if language == "id" else f"{clock} on {day}"


def moved_closes(
    extensions: Sequence[MovedClose], zone: str, language: str, now: datetime
) -> tuple[tuple[str, str], ...]:
    """The new close and the reason of each extension, in words."""
    return tuple((local_time(each.closes, zone, language, now), REASONS[language][each.reason]) for each in extensions)


def percent(part: int, whole: int) -> float:
    """How many per cent of the whole, 0 of nothing."""
    return 100 * part / whole if whole else 0.0


def key_items(election: ElectionReading) -> tuple[KeyItem, ...]:
    """The keys of an election with their holders."""
    setup = election.facts.setup
    if setup is None:
        return ()
    signers, shares = election.view.signers(), election.view.share_owners()
    items = []
    for item, facts in zip(election.facts.trustees, setup.items, strict=True):
        holders = tuple(
            KeyHolder(owner, key.name if isinstance(key.name, str) else "", owner in signers, owner in shares)
            for owner, key in zip(facts.owners, keys_of(item), strict=True)
        )
        items.append(KeyItem(facts.threshold, holders))
    return tuple(items)


def outcomes(figures: ElectionFigures, presentation: Presentation | None) -> tuple[Outcome, ...]:
    """The published result; empty before it is. Without a presentation, or after its erasure, there are no photos."""
    whole = figures.weight or 0
    return tuple(
        Outcome(question.question, tuple(_bars(question, whole, photos)), _is_sole(question))
        for question, photos in zip(figures.questions, _photos(figures, presentation), strict=True)
    )


def _photos(figures: ElectionFigures, presentation: Presentation | None) -> list[list[str]]:
    if presentation is None or not figures.questions:
        return [["" for _ in question.answers] for question in figures.questions]
    return [[candidate.photo for candidate in candidates] for candidates in presentation.candidates]


def _is_sole(question: QuestionFigures) -> bool:
    return len(question.answers) == 1 and question.blank is not None


def _bars(question: QuestionFigures, whole: int, photos: list[str]) -> list[Bar]:
    bars = [
        Bar(number, answer.name, answer.votes, percent(answer.votes, whole), blank=False, photo=photo)
        for number, (answer, photo) in enumerate(zip(question.answers, photos, strict=True), start=1)
    ]
    if question.blank is None:
        return bars
    return [*bars, Bar(0, "", question.blank, percent(question.blank, whole), blank=True)]


def witnesses_of_head(election: ElectionReading) -> list[tuple[str, int]]:
    """The named witnesses, each with the size of the newest head that it cosigned; 0 for none."""
    genesis = election.facts.genesis
    query = select(cosignatures.c.witness, cosignatures.c.size).where(cosignatures.c.log_id == election.head.log_id)
    newest: dict[str, int] = {}
    for row in election.connection.execute(query):
        newest[row.witness] = max(newest.get(row.witness, 0), row.size)
    listed = [] if genesis is None else genesis.witnesses.witnesses
    return [(witness.name, newest.get(witness.name, 0)) for witness in listed]


def booth_of(election: ElectionReading) -> list[str]:
    """The hashes (hex) of the booth's files as the log announced them last."""
    changed = election.head.state.booth_change
    if not changed:
        return [] if election.facts.genesis is None else election.facts.genesis.booth
    (entry,) = log_entries(election.connection, election.head.log_id, changed, changed + 1)
    return decode(entry.payload, BoothChange).booth


def utc_now(clock: Any) -> datetime:
    """The clock's moment in UTC."""
    now: datetime = clock().astimezone(UTC)
    return now
