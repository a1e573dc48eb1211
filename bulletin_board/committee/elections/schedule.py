"""School and times: what the election is called, when voting opens and closes, and its rules."""

import unicodedata

from flask.typing import ResponseReturnValue
from msgspec.structs import replace

from bulletin_board.committee.access import board, current_school
from bulletin_board.committee.accounts.schools import all_schools
from bulletin_board.committee.elections.draft import Draft
from bulletin_board.committee.elections.forms import Field, Problems, Values, checked
from bulletin_board.committee.elections.page import change, go_to, load, load_desk, show
from bulletin_board.committee.elections.storage import StoredDraft
from bulletin_board.config import ZONES
from bulletin_board.storage.database import reading

FORM = (
    Field("name", "Name of the election", hint="Such as: Pilketos SMAN Contoh 2026", required=True),
    Field("school", "Name of the school", required=True),
    Field("description", "What this election is about", "area", hint="One or two sentences for voters.", limit=2000),
    Field(
        "zone", "Time zone", "choice", options=tuple((zone, f"{zone} (UTC+{hours})") for zone, hours in ZONES.items())
    ),
    Field("opens", "Voting opens", "moment"),
    Field("closes", "Voting closes", "moment"),
    Field(
        "revoting",
        "Voters may vote again; the last ballot counts",
        "check",
        hint="At polling stations leave this off, so that no device can vote again behind a voter's back.",
    ),
    Field(
        "k",
        "The total is opened only from this many ballots on",
        "number",
        hint="Protects small groups: with fewer ballots a total could show how somebody voted. Usually 10.",
        low=1,
        high=1_000_000,
    ),
)


def values_of(draft: Draft) -> Values:
    """What stands in the form."""
    return {
        "name": draft.name,
        "school": draft.school,
        "description": draft.description,
        "zone": draft.zone,
        "opens": draft.opens,
        "closes": draft.closes,
        "revoting": checked(draft.revoting),
        "k": str(draft.k),
    }


def edit(draft: Draft, values: Values) -> Draft:
    """The draft with what the form says."""
    zone = values["zone"]
    return replace(
        draft,
        name=values["name"],
        school=values["school"],
        description=values["description"],
        zone="WITA" if zone == "WITA" else "WIT" if zone == "WIT" else "WIB",
        opens=values["opens"],
        closes=values["closes"],
        revoting=bool(values["revoting"]),
        k=int(values["k"]),
    )


def _school_problem(values: Values) -> Problems:
    """A committee names its own school as it likes, but not as another one of the board is called."""
    wanted, own = _compared(values["school"]), current_school()
    with reading(board().store.engine) as connection:
        others = {_compared(each.name) for each in all_schools(connection) if each.id != own.id}
    if wanted in others and wanted != _compared(own.name):
        return {"school": "This is the name of another school on this board."}
    return {}


def _compared(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def schedule(school: int, draft: int) -> ResponseReturnValue:
    """The page."""
    desk = load_desk(school, draft)
    return show("schedule", desk, "schedule", fields=FORM, values=values_of(desk.draft))


def change_schedule(school: int, draft: int) -> ResponseReturnValue:
    """Keep what was typed."""

    def again(values: Values, problems: Problems) -> ResponseReturnValue:
        return show(
            "schedule", load_desk(school, draft), "schedule", 422, fields=FORM, values=values, problems=problems
        )

    kept = change(load(school, draft), FORM, values_of, edit, again, "change-schedule", _school_problem)
    return go_to("schedule", kept, "Saved.") if isinstance(kept, StoredDraft) else kept
