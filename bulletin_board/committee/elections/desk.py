"""What every page of one election begins with: its draft, its log if there is one, and what the checklist asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bulletin_board.board import Board
from bulletin_board.committee.elections.checklist import Item, RunState, Situation, checklist
from bulletin_board.committee.elections.draft import Draft
from bulletin_board.committee.elections.storage import StoredDraft
from bulletin_board.errors import ElectionUnknownError, KeyMakingUnknownError
from bulletin_board.opening_hours import moment
from bulletin_board.public.presenting import KeyItem, key_items
from bulletin_board.summaries import key_making_summary, summarise_reading
from record.ledger import HEAD_AFTER_SETUP
from record.opening import opening_problems

CLOSED = ("counting", "published", "withheld")
"""Phases after the box was closed."""


@dataclass(frozen=True, slots=True)
class Making:
    """A key making as the page shows it."""

    run: str
    threshold: int
    state: RunState
    holders: tuple[tuple[str, bool], ...]
    """Name, and whether the others wait for this holder."""


@dataclass(frozen=True, slots=True)
class Logged:
    """The election's log: its summary, keys with their holders, who countersigned, and the head after Setup (hex)."""

    summary: dict[str, Any]
    keys: tuple[KeyItem, ...]
    holders: tuple[str, ...]
    registrar_signed: bool
    enough: bool
    root: str
    ends: bool
    """Whether the announced close is past."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One election of a school, now."""

    stored: StoredDraft
    logged: Logged | None
    makings: dict[str, Making]
    items: tuple[Item, ...]

    @property
    def draft(self) -> Draft:
        """What the committee has decided."""
        return self.stored.draft

    @property
    def phase(self) -> str:
        """Empty before the set-up, otherwise as the public pages say it."""
        return "" if self.logged is None else str(self.logged.summary["phase"])


def read_desk(board: Board, stored: StoredDraft) -> Desk:
    """Everything that the pages of an election show."""
    makings = {run: making for run in _runs(stored.draft) if (making := read_making(board, stored.draft, run))}
    logged = read_logged(board, stored) if stored.frozen else None
    situation = Situation(
        now=board.config.clock(),
        runs={run: making.state for run, making in makings.items()},
        rehearsed=_phase(board, stored.draft.rehearsal) in CLOSED,
        phase="" if logged is None else logged.summary["phase"],
        unsigned=() if logged is None else _unsigned(logged),
        registrar_unsigned=logged is not None and not logged.registrar_signed,
        enough=logged is not None and logged.enough,
    )
    return Desk(stored, logged, makings, tuple(checklist(stored.draft, situation)))


def read_logged(board: Board, stored: StoredDraft) -> Logged | None:
    """The log of an election that is set up; None if the set-up did not get so far."""
    try:
        with board.store.read_election(stored.uuid) as election:
            view = election.view
            keys = key_items(election)
            summary = summarise_reading(board, election)
            return Logged(
                summary=summary,
                keys=keys,
                holders=tuple(holder_names(stored.draft, keys)),
                registrar_signed=0 in view.signers(),
                enough=not list(opening_problems(view)),
                root=view.root_at(HEAD_AFTER_SETUP) or "",
                ends=board.config.clock() >= moment(summary["closes"]),
            )
    except ElectionUnknownError:
        return None


def read_making(board: Board, draft: Draft, run: str) -> Making | None:
    """A key making with the names that the committee gave to its holders; None if this board has none such."""
    try:
        summary = key_making_summary(board, run)
    except KeyMakingUnknownError:
        return None
    known = next((each.names for each in draft.runs if each.run == run), ())
    names = [_name(known, place) for place in range(len(summary["holders"]))]
    missing = set(summary["missing"])
    holders = tuple((name, owner in missing) for owner, name in enumerate(names, start=1))
    state = RunState(
        stage=summary["stage"],
        fresh=summary["election"] == draft.uuid,
        holders=len(names),
        missing=tuple(name for name, waited in holders if waited),
    )
    return Making(run, summary["threshold"], state, holders)


def holder_names(draft: Draft, keys: Sequence[KeyItem]) -> list[str]:
    """The names of all key holders in the order of their numbers: the committee's, else the key's, else a number."""
    names: list[str] = []
    for place, item in enumerate(keys):
        trustee = draft.trustees[place] if place < len(draft.trustees) else None
        run = "" if trustee is None else trustee.run
        known = next((each.names for each in draft.runs if run and each.run == run), ())
        if trustee is not None and not run:
            known = (trustee.name,)
        for holder in item.holders:
            within = holder.owner - item.holders[0].owner
            given = known[within] if within < len(known) else ""
            names.append(given or holder.name or _name((), holder.owner - 1))
    return names


def _name(known: Sequence[str], place: int) -> str:
    return known[place] if place < len(known) and known[place] else f"Pemegang kunci {place + 1}"


def _runs(draft: Draft) -> list[str]:
    return list(dict.fromkeys([*(each.run for each in draft.runs), *(each.run for each in draft.trustees if each.run)]))


def _phase(board: Board, uuid: str) -> str:
    if not uuid:
        return ""
    try:
        with board.store.read_election(uuid) as election:
            return str(summarise_reading(board, election)["phase"])
    except ElectionUnknownError:
        return ""


def _unsigned(logged: Logged) -> tuple[str, ...]:
    signed = [holder.signed for item in logged.keys for holder in item.holders]
    return tuple(name for name, done in zip(logged.holders, signed, strict=True) if not done)
