"""Views: schools and organisations for administrators, and the people of one school for its committee."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from werkzeug.exceptions import NotFound

from bulletin_board.committee.access import Role, board, current_actor, current_school, needs, notice, now
from bulletin_board.committee.accounts.blueprint import routes
from bulletin_board.committee.accounts.invitations import (
    create_invitation,
    open_invitations,
    revoke_invitation,
    revoke_links_of,
)
from bulletin_board.committee.accounts.people import account_names, all_memberships, take_role
from bulletin_board.committee.accounts.presenting import link_page
from bulletin_board.committee.accounts.schools import (
    NAME_LIMIT,
    add_organisation,
    add_school,
    change_school,
    find_organisation,
    name_is_taken,
    organisations_of_board,
    school_problems,
)
from bulletin_board.committee.audit_log import append_audit
from bulletin_board.config import ZONES
from bulletin_board.storage.database import reading, writing

TAKEN = "This organisation has a school of this name already."
_FIELDS = ("organisation", "name", "zone", "npsn")


@routes.get("/schools/new")
@needs(Role.ADMINISTRATOR)
def new_school() -> str:
    """The empty form."""
    return _form(dict.fromkeys(_FIELDS, "") | {"zone": board().config.zone}, {}, None)


@routes.post("/schools/new", endpoint="new_school_post")
@needs(Role.ADMINISTRATOR)
def create_school() -> ResponseReturnValue:
    """Add a school, and its organisation if it is new."""
    typed = _typed()
    problems = school_problems(typed["name"], typed["zone"], typed["npsn"])
    if not 1 <= len(typed["organisation"]) <= NAME_LIMIT:
        problems["organisation"] = "Write who is responsible, for example the city's election commission."
    if problems:
        return _form(typed, problems, None), 422
    with writing(board().store.engine) as connection:
        organisation = find_organisation(connection, typed["organisation"])
        if organisation is None:
            organisation = add_organisation(connection, typed["organisation"])
        if name_is_taken(connection, organisation, typed["name"]):
            return _form(typed, {"name": TAKEN}, None), 422
        school = add_school(connection, organisation, typed["name"], typed["zone"], typed["npsn"])
        _audit(connection, school, "add-school", {"name": typed["name"]})
    notice("The school is on the board. Now invite its committee.")
    return redirect(url_for("committee.accounts.school_people", school=school), 303)


@routes.get("/schools/<int:school>/change")
@needs(Role.ADMINISTRATOR)
def change_school_page(school: int) -> str:
    """The form with what is known."""
    found = current_school()
    return _form({"name": found.name, "zone": found.zone, "npsn": found.npsn}, {}, school)


@routes.post("/schools/<int:school>/change", endpoint="change_school_post")
@needs(Role.ADMINISTRATOR)
def store_school(school: int) -> ResponseReturnValue:
    """Other words for a school."""
    typed = _typed()
    problems = school_problems(typed["name"], typed["zone"], typed["npsn"])
    if problems:
        return _form(typed, problems, school), 422
    with writing(board().store.engine) as connection:
        if name_is_taken(connection, current_school().organisation, typed["name"], but=school):
            return _form(typed, {"name": TAKEN}, school), 422
        change_school(connection, school, typed["name"], typed["zone"], typed["npsn"])
        _audit(connection, school, "change-school", {"name": typed["name"]})
    notice("Saved.")
    return redirect(url_for("committee.accounts.school_page", school=school), 303)


@routes.get("/schools/<int:school>/people")
@needs(Role.COMMITTEE)
def school_people(school: int) -> str:
    """Who has a role there, and open invitations."""
    with reading(board().store.engine) as connection:
        return render_template(
            "committee/accounts/school_people.html",
            members=all_memberships(connection, school),
            names=account_names(connection),
            invitations=open_invitations(connection, now(), school),
        )


@routes.post("/schools/<int:school>/invitations")
@needs(Role.COMMITTEE, fresh=True)
def invite_to_school(school: int) -> ResponseReturnValue:
    """A link for a role at this school."""
    role = request.form.get("role", "")
    if role not in (Role.COMMITTEE, Role.SAKSI):
        raise NotFound
    with writing(board().store.engine) as connection:
        token = create_invitation(connection, now(), role=role, school=school, created_by=current_actor().account)
        _audit(connection, school, "invite", {"role": role})
    return link_page(token, url_for("committee.accounts.school_people", school=school))


@routes.post("/schools/<int:school>/invitations/<int:number>/revoke")
@needs(Role.COMMITTEE)
def revoke_school_invitation(school: int, number: int) -> ResponseReturnValue:
    """Take a link back."""
    with writing(board().store.engine) as connection:
        revoked = revoke_invitation(connection, number, school)
        if revoked:
            _audit(connection, school, "revoke-invitation", {"number": number})
    if not revoked:
        raise NotFound
    notice("The invitation is taken back.")
    return redirect(url_for("committee.accounts.school_people", school=school), 303)


@routes.post("/schools/<int:school>/people/<int:account>/remove")
@needs(Role.COMMITTEE, fresh=True)
def remove_member(school: int, account: int) -> ResponseReturnValue:
    """Take somebody's role at this school away, and the links that it made for it."""
    with writing(board().store.engine) as connection:
        removed = take_role(connection, account, school)
        if removed:
            revoke_links_of(connection, account, school)
            _audit(connection, school, "change-role", {"subject": account, "role": "none"})
    if not removed:
        raise NotFound
    notice("Saved.")
    if account == current_actor().account and not current_actor().administrator:
        return redirect(url_for("committee.accounts.home"), 303)
    return redirect(url_for("committee.accounts.school_people", school=school), 303)


def _typed() -> dict[str, str]:
    return {name: " ".join(request.form.get(name, "").split()) for name in _FIELDS}


def _form(typed: dict[str, str], problems: dict[str, str], school: int | None) -> str:
    with reading(board().store.engine) as connection:
        known = [name for _, name in organisations_of_board(connection)]
    return render_template(
        "committee/accounts/school_form.html",
        typed=typed,
        problems=problems,
        changed=school,
        organisations=known,
        zones=list(ZONES),
    )


def _audit(connection: Connection, school: int, act: str, details: dict[str, str | int]) -> None:
    append_audit(connection, now(), current_actor().account, school, act, details)
