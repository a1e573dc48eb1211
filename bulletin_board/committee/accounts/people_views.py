"""Views for administrators: all accounts, their roles, and who else is an administrator."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from bulletin_board.committee.access import Role, board, current_actor, needs, notice, now, own_schools
from bulletin_board.committee.accounts.blueprint import routes
from bulletin_board.committee.accounts.invitations import (
    create_invitation,
    open_invitations,
    revoke_invitation,
    revoke_links_of,
    revoke_resets,
)
from bulletin_board.committee.accounts.people import (
    Account,
    all_accounts,
    all_memberships,
    count_administrators,
    find_account,
    give_role,
    set_active,
    set_administrator,
    take_role,
)
from bulletin_board.committee.accounts.presenting import link_page
from bulletin_board.committee.accounts.sessions import end_sessions
from bulletin_board.committee.audit_log import append_audit
from bulletin_board.storage.database import reading, writing

LAST_ADMINISTRATOR = "There must be one administrator at least. Make somebody else an administrator first."
SAVED = "Saved."


@routes.get("/people")
@needs(Role.ADMINISTRATOR)
def people() -> str:
    """All accounts and all open invitations."""
    with reading(board().store.engine) as connection:
        roles: dict[int, list[str]] = {}
        for each in all_memberships(connection):
            roles.setdefault(each.account, []).append(each.school_name)
        return render_template(
            "committee/accounts/people.html",
            accounts=all_accounts(connection),
            roles=roles,
            invitations=open_invitations(connection, now()),
        )


@routes.post("/invitations")
@needs(Role.ADMINISTRATOR, fresh=True)
def invite_administrator() -> ResponseReturnValue:
    """A link for one more administrator."""
    with writing(board().store.engine) as connection:
        me = current_actor().account
        token = create_invitation(connection, now(), role=Role.ADMINISTRATOR, created_by=me)
        append_audit(connection, now(), me, None, "invite", {"role": Role.ADMINISTRATOR.value})
    return link_page(token, url_for("committee.accounts.people"))


@routes.post("/invitations/<int:number>/revoke")
@needs(Role.ADMINISTRATOR)
def revoke_any_invitation(number: int) -> ResponseReturnValue:
    """Take a link back."""
    with writing(board().store.engine) as connection:
        revoked = revoke_invitation(connection, number)
        if revoked:
            append_audit(connection, now(), current_actor().account, None, "revoke-invitation", {"number": number})
    if not revoked:
        raise NotFound
    notice("The invitation is taken back.")
    return redirect(url_for("committee.accounts.people"), 303)


@routes.get("/people/<int:account>")
@needs(Role.ADMINISTRATOR)
def person(account: int) -> str:
    """One account with its roles."""
    return _person_page(_found(account))


@routes.post("/people/<int:account>/administrator")
@needs(Role.ADMINISTRATOR, fresh=True)
def change_administrator(account: int) -> ResponseReturnValue:
    """Make somebody an administrator, or no longer; no longer also ends the links that it made."""
    wanted = request.form.get("administrator") == "yes"
    found = _found(account)
    with writing(board().store.engine) as connection:
        if not wanted and _is_last(found, count_administrators(connection)):
            return _person_page(found, LAST_ADMINISTRATOR), 409
        set_administrator(connection, account, wanted)
        if not wanted:
            revoke_links_of(connection, account)
        act = "make-administrator" if wanted else "unmake-administrator"
        append_audit(connection, now(), current_actor().account, None, act, {"subject": account})
    return _back_to(account)


@routes.post("/people/<int:account>/active")
@needs(Role.ADMINISTRATOR, fresh=True)
def change_active(account: int) -> ResponseReturnValue:
    """Let somebody sign in, or no longer; no longer also ends all sessions and links."""
    wanted = request.form.get("active") == "yes"
    found = _found(account)
    with writing(board().store.engine) as connection:
        if not wanted and _is_last(found, count_administrators(connection)):
            return _person_page(found, LAST_ADMINISTRATOR), 409
        set_active(connection, account, wanted)
        if not wanted:
            end_sessions(connection, account)
            revoke_resets(connection, account)
            revoke_links_of(connection, account)
        act = "activate-account" if wanted else "deactivate-account"
        append_audit(connection, now(), current_actor().account, None, act, {"subject": account})
    return _back_to(account)


@routes.post("/people/<int:account>/reset")
@needs(Role.ADMINISTRATOR, fresh=True)
def reset_account(account: int) -> ResponseReturnValue:
    """A link with which somebody sets a new password and second factor."""
    _found(account)
    with writing(board().store.engine) as connection:
        revoke_resets(connection, account)
        me = current_actor().account
        token = create_invitation(connection, now(), role="", account=account, created_by=me)
        append_audit(connection, now(), me, None, "invite-reset", {"subject": account})
    return link_page(token, url_for("committee.accounts.person", account=account))


@routes.post("/people/<int:account>/roles")
@needs(Role.ADMINISTRATOR, fresh=True)
def change_role(account: int) -> ResponseReturnValue:
    """Give a role at a school, or take it away; without that of the committee its links there end."""
    _found(account)
    school, role = request.form.get("school_id", ""), request.form.get("role", "")
    number = int(school) if school.isascii() and school.isdigit() and len(school) < 16 else 0
    if number not in current_actor().schools or role not in (Role.COMMITTEE, Role.SAKSI, ""):
        raise NotFound
    with writing(board().store.engine) as connection:
        if role:
            give_role(connection, account, number, role)
        else:
            take_role(connection, account, number)
        if role != Role.COMMITTEE:
            revoke_links_of(connection, account, number)
        details: dict[str, str | int] = {"subject": account, "role": role or "none"}
        append_audit(connection, now(), current_actor().account, number, "change-role", details)
    return _back_to(account)


def _found(account: int) -> Account:
    with reading(board().store.engine) as connection:
        found = find_account(connection, number=account)
    if found is None:
        raise NotFound
    return found


def _is_last(found: Account, administrators: int) -> bool:
    return found.administrator and found.active and administrators <= 1


def _person_page(found: Account, problem: str = "") -> str:
    with reading(board().store.engine) as connection:
        roles = [each for each in all_memberships(connection) if each.account == found.id]
    return render_template(
        "committee/accounts/person.html", person=found, roles=roles, schools=own_schools(), problem=problem
    )


def _back_to(account: int) -> ResponseReturnValue:
    notice(SAVED)
    return redirect(url_for("committee.accounts.person", account=account), 303)
