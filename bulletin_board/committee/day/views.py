"""The pages of the day: turnout over time, machines seen, remarks for the minutes, and the printed forms.

Never a count before it is published: the line shows how many cards have voted, and nothing about for whom.
"""

from dataclasses import replace
from datetime import timedelta, timezone

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from bulletin_board.committee.access import RENEWED, Role, board, current_actor, current_school, needs, notice, now
from bulletin_board.committee.audit_log import append_audit
from bulletin_board.committee.day.acts import read_act_times
from bulletin_board.committee.day.chart import draw_chart
from bulletin_board.committee.day.errors import RemarksConflictError, RemarksError
from bulletin_board.committee.day.facts import DayFacts, read_facts, revisions_of
from bulletin_board.committee.day.minutes import FINAL, attendance_gap
from bulletin_board.committee.day.printing import Form, print_form
from bulletin_board.committee.day.remarks import Remarks, keep_remarks, typed_remarks
from bulletin_board.committee.elections.cards import booth_address
from bulletin_board.committee.elections.desk import Desk
from bulletin_board.committee.elections.page import board_address, load_desk
from bulletin_board.committee.elections.stages import stages_of
from bulletin_board.config import ZONES
from bulletin_board.machines import SILENT_MINUTES, machines_seen
from bulletin_board.presentations import find_presentation
from bulletin_board.public.presenting import local_time, outcomes, utc_now
from bulletin_board.storage.database import writing
from bulletin_board.storage.view import ElectionReading
from bulletin_board.turnout import turnout_points
from pages.look import request_language

routes = Blueprint(
    "day", __name__, template_folder="templates", url_prefix="/schools/<int:school>/elections/<int:draft>/day"
)
_REFRESH_SECONDS = 60


@routes.get("/turnout")
@needs(Role.SAKSI)
def turnout(school: int, draft: int) -> ResponseReturnValue:
    """How many have voted over time, and which machines work."""
    desk = _logged(school, draft)
    here = utc_now(board().config.clock)
    with board().store.read_election(desk.stored.uuid) as found:
        facts = read_facts(board(), found, current_school().name)
        points = turnout_points(found, here)
        machines = machines_seen(found, here)
    zone = timezone(timedelta(hours=ZONES[facts.zone]))
    language = request_language()
    page = render_template(
        "day/turnout.html",
        stages=stages_of(desk, "close"),
        desk=desk,
        facts=facts,
        chart=draw_chart(points, facts.opens.astimezone(zone), facts.closes.astimezone(zone), facts.figures.roll or 0),
        points=[(point.time.astimezone(zone).strftime("%d/%m %H.%M"), point.counted) for point in points],
        machines=machines,
        silent=SILENT_MINUTES,
        station=f"{booth_address(desk.draft)}&tps=Bilik-1",
        now_text=local_time(here.strftime("%Y-%m-%dT%H:%M:%SZ"), facts.zone, language, here),
        closes_text=local_time(facts.closes.strftime("%Y-%m-%dT%H:%M:%SZ"), facts.zone, language, here),
    )
    response = Response(page)
    if facts.phase in ("waiting", "open"):
        response.headers["Refresh"] = f"{_REFRESH_SECONDS}; url=?{RENEWED}=1"
    return response


@routes.get("/minutes")
@needs(Role.SAKSI)
def minutes(school: int, draft: int) -> ResponseReturnValue:
    """The figures, the remarks, and the forms to print."""
    return _minutes(_logged(school, draft))


@routes.post("/minutes")
@needs(Role.COMMITTEE)
def keep(school: int, draft: int) -> ResponseReturnValue:
    """Keep what was typed as the next revision."""
    desk = _logged(school, draft)
    fields = ("place", "attendance", "incidents", "objections")
    typed = {name: request.form.get(name, "") for name in fields}
    seen = request.form.get("revision", "")
    number = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1
    try:
        remarks = typed_remarks(**typed)
        with board().store.read_election(desk.stored.uuid) as found:
            log_id = found.head.log_id
        with writing(board().store.engine) as connection:
            revision = keep_remarks(connection, log_id, number, remarks)
            # What was typed stands in the revisions; the audit log says who kept which.
            details: dict[str, str | int] = {"election": desk.stored.uuid, "revision": revision}
            append_audit(connection, now(), current_actor().account, school, "keep-remarks", details)
    except (RemarksError, RemarksConflictError) as error:
        return _minutes(desk, typed, error)
    notice("The remarks are kept.")
    return redirect(url_for("committee.day.minutes", school=school, draft=draft), 303)


@routes.get("/minutes.pdf")
@needs(Role.SAKSI)
def minutes_pdf(school: int, draft: int) -> ResponseReturnValue:
    """The minutes to print."""
    return _form("minutes", "berita-acara", school, draft)


@routes.get("/c-hasil.pdf")
@needs(Role.SAKSI)
def c_hasil_pdf(school: int, draft: int) -> ResponseReturnValue:
    """The record of the count to print."""
    return _form("c_hasil", "c-hasil", school, draft)


def _logged(school: int, draft: int) -> Desk:
    desk = load_desk(school, draft)
    if desk.logged is None:
        raise NotFound
    return desk


def _minutes(
    desk: Desk, typed: dict[str, str] | None = None, error: RemarksError | RemarksConflictError | None = None
) -> ResponseReturnValue:
    presentation = find_presentation(board(), desk.stored.uuid)
    with board().store.read_election(desk.stored.uuid) as found:
        facts = _facts(found, desk)
        revisions = revisions_of(found)
    page = render_template(
        "day/minutes.html",
        stages=stages_of(desk, "minutes"),
        desk=desk,
        facts=facts,
        final=facts.phase in FINAL,
        outcomes=outcomes(facts.figures, presentation),
        gap=attendance_gap(facts),
        values=typed or _values(facts.remarks),
        theirs=facts.remarks if isinstance(error, RemarksConflictError) else None,
        problem="" if error is None else str(error),
        revisions=revisions,
        may_act=current_actor().may(Role.COMMITTEE, desk.stored.school),
    )
    return page, 200 if error is None else 409 if isinstance(error, RemarksConflictError) else 422


def _values(remarks: Remarks) -> dict[str, str]:
    return {
        "place": remarks.place,
        "attendance": "" if remarks.attendance is None else str(remarks.attendance),
        "incidents": remarks.incidents,
        "objections": remarks.objections,
    }


def _form(form: Form, name: str, school: int, draft: int) -> ResponseReturnValue:
    desk = _logged(school, draft)
    with board().store.read_election(desk.stored.uuid) as found:
        facts = _facts(found, desk)
    # Where the cards lead, not what this browser calls this machine.
    address = f"{board_address(desk.draft)}/e/{facts.uuid}"
    response = Response(print_form(form, facts, request_language(), address), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}-{facts.uuid}.pdf"'
    return response


def _facts(found: ElectionReading, desk: Desk) -> DayFacts:
    """The facts with what only the committee's pages know: its names for key holders, and when it opened and closed."""
    facts = read_facts(board(), found, current_school().name)
    names = iter(() if desk.logged is None else desk.logged.holders)
    keys = tuple(
        replace(key, holders=tuple(replace(holder, name=next(names, holder.name)) for holder in key.holders))
        for key in facts.keys
    )
    return replace(facts, keys=keys, acts=read_act_times(found.connection, desk.stored.school, facts.uuid))
