"""Invitations: links that make an account or give a role, once, within a week.

A link is bound to what it gives: a role at a school, the role of an administrator, or a new password and second factor
for one account. Of its token only the hash is stored; it is shown once, to whoever made it.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from bulletin_board.board import Board
from bulletin_board.committee.accounts.people import count_administrators
from bulletin_board.committee.accounts.tokens import is_token, new_token, token_hash
from bulletin_board.committee.audit_log import append_audit
from bulletin_board.storage.committee_tables import invitations, schools
from bulletin_board.storage.database import reading, writing

VALID_SECONDS = 7 * 24 * 3600
PATH = "/committee/invitation/"
OPEN, USED, REVOKED = "open", "used", "revoked"


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that is open. No ``school``: the whole board; ``account``: a reset of that account."""

    id: int
    school: int | None
    school_name: str
    role: str
    account: int | None
    expires: int


def create_invitation(
    connection: Connection,
    now: int,
    *,
    role: str,
    school: int | None = None,
    account: int | None = None,
    created_by: int | None = None,
) -> str:
    """A new invitation; answers its token."""
    token = new_token()
    values = {
        "hash": token_hash(token), "school_id": school, "role": role, "account_id": account, "created_by": created_by,
        "created": now, "expires": now + VALID_SECONDS, "state": OPEN,
    }  # fmt: skip
    connection.execute(insert(invitations).values(values))
    return token


def find_invitation(connection: Connection, token: str, now: int) -> Invitation | None:
    """The open invitation of a token; None if it is unknown, used, revoked or too old."""
    if not is_token(token):
        return None
    row = connection.execute(_open(now).where(invitations.c.hash == token_hash(token))).first()
    return None if row is None else _invitation(row)


def open_invitations(connection: Connection, now: int, school: int | None = None) -> list[Invitation]:
    """All open invitations, or those for one school; the newest first."""
    query = _open(now).order_by(invitations.c.id.desc())
    if school is not None:
        query = query.where(invitations.c.school_id == school)
    return [_invitation(row) for row in connection.execute(query)]


def use_invitation(connection: Connection, invitation: Invitation, now: int) -> bool:
    """Use an invitation up; False if somebody else was faster, or it was revoked meanwhile."""
    mine = (invitations.c.id == invitation.id) & (invitations.c.state == OPEN) & (invitations.c.expires > now)
    return connection.execute(update(invitations).where(mine).values(state=USED)).rowcount == 1


def revoke_invitation(connection: Connection, number: int, school: int | None = None) -> bool:
    """End an open invitation, if it is for this school or none is given; whether there was one."""
    mine = (invitations.c.id == number) & (invitations.c.state == OPEN)
    if school is not None:
        mine &= invitations.c.school_id == school
    return connection.execute(update(invitations).where(mine).values(state=REVOKED)).rowcount == 1


def revoke_links_of(connection: Connection, maker: int, school: int | None = None) -> None:
    """End all open links that an account made, or those for one school: with its power goes what it handed out."""
    mine = (invitations.c.created_by == maker) & (invitations.c.state == OPEN)
    if school is not None:
        mine &= invitations.c.school_id == school
    connection.execute(update(invitations).where(mine).values(state=REVOKED))


def revoke_resets(connection: Connection, account: int) -> None:
    """End all open links that reset an account."""
    mine = (invitations.c.account_id == account) & (invitations.c.state == OPEN)
    connection.execute(update(invitations).where(mine).values(state=REVOKED))


def invite_administrator(board: Board) -> str:
    """A link for an administrator, made on the board's machine; answers its path. Ends earlier ones of this kind."""
    now = int(board.config.clock().timestamp())
    with writing(board.store.engine) as connection:
        earlier = invitations.c.created_by.is_(None) & (invitations.c.state == OPEN)
        connection.execute(update(invitations).where(earlier).values(state=REVOKED))
        append_audit(connection, now, None, None, "invite", {"role": "administrator"})
        return PATH + create_invitation(connection, now, role="administrator")


def has_administrator(board: Board) -> bool:
    """Whether anybody can let others in."""
    with reading(board.store.engine) as connection:
        return count_administrators(connection, lock=False) > 0


def _open(now: int) -> Select[Any]:
    query = select(invitations, schools.c.name.label("school_name")).outerjoin(
        schools, invitations.c.school_id == schools.c.id
    )
    return query.where(invitations.c.state == OPEN, invitations.c.expires > now)


def _invitation(row: Row[tuple[object, ...]]) -> Invitation:
    found = row._mapping
    return Invitation(
        found["id"], found["school_id"], found["school_name"] or "", found["role"], found["account_id"],
        found["expires"],
    )  # fmt: skip
