"""The door to the committee's pages: who asks, and whether a view's policy lets them in.

:func:`guard` runs before every view. It finds the session, holds the view's policy
(:mod:`bulletin_board.committee.policies`) and the rules against forged forms, and answers in the view's place where
they are not met: an account without a role at a school gets the same 404 as for a school that does not exist. The
other parts import from here all that a view needs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from werkzeug.exceptions import NotFound

from bulletin_board.api.exchange import board
from bulletin_board.committee import audit_log
from bulletin_board.committee.accounts.schools import School, all_schools
from bulletin_board.committee.accounts.sessions import SEEN_SECONDS, Session, find_session, leave_notice, mark_seen
from bulletin_board.committee.forms_guard import FIELD, bind_forms_to, csrf_field, is_forged
from bulletin_board.committee.policies import SAFE_METHODS, Role, needs, needs_account, policy_of, public_route
from bulletin_board.storage.committee_tables import accounts, memberships
from bulletin_board.storage.database import reading, writing

__all__ = [
    "RENEWED", "Actor", "Role", "audit", "audited", "board", "csrf_field", "current_actor", "current_school", "needs",
    "needs_account", "notice", "now", "public_route",
]  # fmt: skip

SESSION_COOKIE = "suarasah_committee"
RENEWED = "renewed"
"""The parameter of pages that load themselves again: they do not keep a session from ending."""
PUBLIC_FORM_LIMIT = 64 * 1024
"""Bytes of a form that somebody sends who has not signed in."""
_SESSION = "committee_session"
_ACTOR = "committee_actor"
_SCHOOLS = "committee_schools"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. ``schools`` has the role at each school; for an administrator it has all schools of the board."""

    account: int
    name: str
    administrator: bool
    schools: Mapping[int, Role]

    def may(self, role: Role, school: int) -> bool:
        """Whether a role is enough at a school."""
        found = self.schools.get(school)
        return found is not None and found.includes(role)


def current_actor() -> Actor:
    """Who asks; only where the policy is not public."""
    found: Actor = getattr(g, _ACTOR)
    return found


def optional_actor() -> Actor | None:
    """Who asks on a public page: nobody, or whoever has signed in."""
    found: Actor | None = g.get(_ACTOR)
    return found


def current_session() -> Session:
    """The session that asks; only where the policy is not public."""
    found: Session = getattr(g, _SESSION)
    return found


def current_school() -> School:
    """The school of the address; only where it has ``<int:school>``."""
    schools: Mapping[int, School] = getattr(g, _SCHOOLS)
    return schools[(request.view_args or {})["school"]]


def own_schools() -> list[School]:
    """All schools at which the actor has a role, by organisation and name."""
    schools: Mapping[int, School] = getattr(g, _SCHOOLS)
    return list(schools.values())


def now() -> int:
    """The moment by the board's clock, in seconds since 1970."""
    return int(board().config.clock().timestamp())


def audit(act: str, school: int | None, **details: str | int) -> None:
    """Write a line of the audit log for the actor, in a transaction of its own. No secrets, no pupils' names.

    ``act`` in code style ("open-voting"). To write it together with something else in one transaction use
    :func:`bulletin_board.committee.audit_log.append_audit`.
    """
    account = current_actor().account
    with writing(board().store.engine) as connection:
        audit_log.append_audit(connection, now(), account, school, act, details)


def audited(act: str, school: int, **details: str | int) -> Callable[[Connection], None]:
    """The same line for a transaction of another part: the act and its line stand or fall together."""
    account, moment = current_actor().account, now()
    return lambda connection: audit_log.append_audit(connection, moment, account, school, act, details)


def notice(sentence: str) -> None:
    """Show a sentence (English, translated when shown) on the next page of this session: ``Saved.``"""
    with writing(board().store.engine) as connection:
        leave_notice(connection, current_session(), sentence)


def guard() -> ResponseReturnValue | None:
    """Runs before every view of the committee; answers in its place where the policy is not met."""
    policy = policy_of(current_app, request.endpoint or "")
    if policy.public:
        request.max_content_length = PUBLIC_FORM_LIMIT
    token = request.cookies.get(SESSION_COOKIE, "")
    known = _load(token)
    if known:
        bind_forms_to(token)
    if policy.public:
        return _refuse_forged()
    if not known:
        return redirect(url_for("committee.accounts.sign_in", next=_return_path()), 303)
    actor = current_actor()
    if policy.role is not None and "school" in (request.view_args or {}):
        school = (request.view_args or {})["school"]
        if school not in actor.schools:
            raise NotFound
        if not actor.may(policy.role, school):
            return problem_page(403)
    elif policy.role is not None and not actor.administrator:
        return problem_page(403)
    return _refuse_forged() or (_ask_for_confirmation() if policy.fresh else None)


def problem_page(status: int, kind: str = "", detail: str = "") -> ResponseReturnValue:
    """A page that says what is wrong and what to do; ``detail`` is a sentence of an error."""
    return render_template("committee/problem.html", status=status, kind=kind, detail=detail), status


def template_values() -> dict[str, Any]:
    """What every template of the committee may use."""
    actor = g.get(_ACTOR)
    school = (request.view_args or {}).get("school")
    session: Session | None = g.get(_SESSION)
    return {
        "actor": actor,
        "school": None if actor is None or school not in actor.schools else current_school(),
        "csrf_field": csrf_field,
        "notice": "" if session is None else session.notice,
        "Role": Role,
    }


def _load(token: str) -> bool:
    """Find session and actor of a cookie; whether there are."""
    engine, moment = board().store.engine, now()
    with reading(engine) as connection:
        session = find_session(connection, token, moment)
        if session is None:
            return False
        account = connection.execute(accounts.select().where(accounts.c.id == session.account)).one()
        rows = connection.execute(memberships.select().where(memberships.c.account_id == account.id))
        roles = {row.school_id: Role(row.role) for row in rows}
        found = {school.id: school for school in all_schools(connection) if account.administrator or school.id in roles}
    if account.administrator:
        roles = dict.fromkeys(found, Role.ADMINISTRATOR)
    # A page that renews itself says nothing of whether somebody still sits there.
    seen = session.seen if request.args.get(RENEWED) == "1" else moment
    if session.notice or seen - session.seen >= SEEN_SECONDS:
        with writing(engine) as connection:
            mark_seen(connection, session, seen)
    setattr(g, _SESSION, session)
    setattr(g, _SCHOOLS, found)
    setattr(g, _ACTOR, Actor(account.id, account.name, account.administrator, roles))
    return True


def _refuse_forged() -> ResponseReturnValue | None:
    if request.method in SAFE_METHODS or not is_forged():
        return None
    return problem_page(400, "forged")


def _ask_for_confirmation() -> ResponseReturnValue | None:
    from bulletin_board.committee.accounts.confirming import CODE_FIELD, confirm_session

    if current_session().is_confirmed(now()):
        return None
    if request.method in SAFE_METHODS:
        return redirect(url_for("committee.accounts.confirm", next=_return_path()), 303)
    problem = ""
    if CODE_FIELD in request.form:
        problem = confirm_session(board(), current_session(), request.form[CODE_FIELD])
        if not problem:
            return None
    kept = [(name, value) for name, value in request.form.items(multi=True) if name not in (FIELD, CODE_FIELD)]
    page = render_template("committee/confirm.html", kept=kept, problem=problem, address=request.path)
    return page, 403


def _return_path() -> str | None:
    """Where to go on after signing in: this page, if it is one that can be asked for again."""
    return request.path if request.method in SAFE_METHODS else None
