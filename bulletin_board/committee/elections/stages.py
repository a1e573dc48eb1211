"""The steps of an election, as the list beside every page of it shows them (titles are translated by the template)."""

from flask import url_for

from bulletin_board.committee.elections.checklist import ItemState
from bulletin_board.committee.elections.desk import CLOSED, Desk

Stage = tuple[str, str | None, str]
"""Title, address (None: not yet), and ``done``, ``now`` or ``todo``."""

_TITLES = {
    "schedule": "School and times",
    "candidates": "Candidates",
    "cards": "Voters and cards",
    "keys": "Key holders",
    "rehearsal": "Rehearsal",
    "setup": "Check and set up",
    "open": "Open",
    "close": "Voting day and close",
    "result": "Result",
    "minutes": "Minutes",
}
_ENDPOINTS = {page: f"committee.elections.{page}" for page in _TITLES} | {"minutes": "committee.day.minutes"}


def stages_of(desk: Desk, current: str) -> list[Stage]:
    """All steps of the election; ``current`` is the key of the page that asks."""
    stages: list[Stage] = []
    for page, title in _TITLES.items():
        if page == "rehearsal" and desk.draft.kind == "practice":
            continue
        state = "now" if page == current else "done" if _is_done(desk, page) else "todo"
        stages.append((title, _address(desk, page), state))
    return stages


def next_page(desk: Desk) -> str:
    """The step at which there is something to do now."""
    if not desk.phase:
        pages = ("schedule", "candidates", "cards", "keys")
        return next((page for page in pages if not _is_done(desk, page)), "setup")
    return {"preparing": "open", "waiting": "close", "open": "close", "ended": "close"}.get(desk.phase, "result")


def _address(desk: Desk, page: str) -> str | None:
    reached = page in ("schedule", "candidates", "cards", "keys", "rehearsal", "setup") or desk.logged is not None
    if not reached:
        return None
    return url_for(_ENDPOINTS[page], school=desk.stored.school, draft=desk.stored.id)


def _is_done(desk: Desk, page: str) -> bool:
    match page:
        case "setup":
            return desk.logged is not None
        case "open":
            return desk.phase not in ("", "preparing")
        case "close":
            return desk.phase in CLOSED
        case "result":
            return desk.phase in ("published", "withheld")
        case "minutes":
            return False
        case "rehearsal":
            return any(each.id == "rehearsal" and each.state is ItemState.DONE for each in desk.items)
        case _:
            if desk.logged is not None:
                return True
            lines = [each for each in desk.items if each.page == page]
            return all(each.state is not ItemState.MISSING for each in lines)
