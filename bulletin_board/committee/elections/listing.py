"""A school's elections: the list, and a new one from nothing or from an earlier one."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bulletin_board.committee.access import Role, board, current_actor, current_school, now
from bulletin_board.committee.audit_log import append_audit
from bulletin_board.committee.elections.desk import read_logged
from bulletin_board.committee.elections.draft import Draft, Zone, copy_of
from bulletin_board.committee.elections.forms import Field, read_form
from bulletin_board.committee.elections.page import address, load_desk
from bulletin_board.committee.elections.stages import next_page
from bulletin_board.committee.elections.storage import StoredDraft, create_draft, school_drafts
from bulletin_board.public.presenting import local_time, utc_now
from bulletin_board.storage.database import reading, writing
from pages.look import request_language
from record.identifiers import new_identifier

NOTHING = ""
_TIMES = ("opens", "closes")
NEW = (
    Field("name", "Name of the election", hint="Such as: Pilketos SMAN Contoh 2026", required=True),
    Field("pairs", "Take along the candidates' names and texts too", "check"),
)


def index(school: int) -> ResponseReturnValue:
    """All elections of the school, the newest first."""
    with reading(board().store.engine) as connection:
        drafts = school_drafts(connection, school)
    rows = []
    for stored in drafts:
        logged = read_logged(board(), stored) if stored.frozen else None
        shown = {"phase": ""}
        if logged is not None:
            language, moment, zone = request_language(), utc_now(board().config.clock), stored.draft.zone
            times = {f"{name}_text": local_time(logged.summary[name], zone, language, moment) for name in _TIMES}
            shown = {"phase": logged.summary["phase"]} | times
        rows.append((stored, shown))
    return render_template(
        "elections/index.html", rows=rows, may_act=current_actor().may(Role.COMMITTEE, school), school_id=school
    )


def overview(school: int, draft: int) -> ResponseReturnValue:
    """On to the step at which there is something to do."""
    desk = load_desk(school, draft)
    return redirect(address(next_page(desk), desk.stored), 303)


def new(school: int) -> ResponseReturnValue:
    """The form of a new election."""
    return _form(school, {"name": ""}, {})


def create(school: int) -> ResponseReturnValue:
    """Make a new election, empty or from an earlier one of the school."""
    values, problems = read_form(NEW, request.form)
    last = _earlier(school).get(request.form.get("source", NOTHING))
    if last is None and request.form.get("source", NOTHING) != NOTHING:
        problems["source"] = "Choose one of the list."
    if problems:
        return _form(school, values | {"source": request.form.get("source", "")}, problems)
    uuid, here = new_identifier(), current_school()
    if last is None:
        draft = Draft(uuid=uuid, school=here.name, zone=_zone(here.zone), name=values["name"])
    else:
        draft = copy_of(last.draft, uuid, values["name"], pairs=bool(values["pairs"]))
    with writing(board().store.engine) as connection:
        stored = create_draft(connection, school, draft)
        append_audit(connection, now(), current_actor().account, school, "create-election", {"election": uuid})
    return redirect(url_for("committee.elections.schedule", school=school, draft=stored.id), 303)


def _form(school: int, values: dict[str, str], problems: dict[str, str]) -> ResponseReturnValue:
    page = render_template(
        "elections/new.html",
        fields=NEW,
        values=values,
        problems=problems,
        earlier=[(key, stored.draft.name) for key, stored in _earlier(school).items()],
        school_id=school,
    )
    return page, 422 if problems else 200


def _earlier(school: int) -> dict[str, StoredDraft]:
    with reading(board().store.engine) as connection:
        return {str(each.id): each for each in school_drafts(connection, school) if each.draft.kind == "real"}


def _zone(zone: str) -> Zone:
    return "WITA" if zone == "WITA" else "WIT" if zone == "WIT" else "WIB"
