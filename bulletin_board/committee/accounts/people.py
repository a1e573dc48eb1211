"""Accounts as the database has them: names, secrets, second factors and roles."""

import re
from dataclasses import dataclass, field

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from bulletin_board.committee.accounts.second_factor import (
    matching_step,
    new_recovery_codes,
    open_secret,
    recovery_hash,
    seal_secret,
)
from bulletin_board.storage.committee_tables import accounts, memberships, recovery_codes, schools

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
NAME_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Account:
    """An account. Its password's hash and its sealed second factor show in no text of it."""

    id: int
    login: str
    name: str
    password: str = field(repr=False)
    totp: bytes = field(repr=False)
    totp_step: int
    administrator: bool
    active: bool


@dataclass(frozen=True, slots=True)
class Membership:
    """A role at a school."""

    account: int
    school: int
    school_name: str
    role: str


def normal_login(typed: str) -> str:
    """A login name as it is compared: without white space around it, in lower case."""
    return typed.strip().lower()


def login_problem(login: str) -> str:
    """Why a login name is refused, as a sentence; empty if it is good."""
    if _LOGIN.fullmatch(login):
        return ""
    return "Use 3 to 40 small letters, digits, dots or dashes, for example ketua.osis."


def name_problem(name: str) -> str:
    """Why a display name is refused, as a sentence; empty if it is good."""
    if 1 <= len(name) <= NAME_LIMIT and name.isprintable():
        return ""
    return "Write the name that others see, at most 100 characters."


def add_account(
    connection: Connection, key: bytes, *, login: str, name: str, password: str, secret: str, step: int, now: int
) -> int:
    """A new account without any role; ``password`` is a hash, ``secret`` that of the second factor, ``step`` its last
    used time step, ``key`` the committee's. The login name must be free. Answers its number."""
    values = {
        "login": login, "name": name, "password": password, "totp": seal_secret(key, secret), "totp_step": step,
        "administrator": False, "active": True, "created": now,
    }  # fmt: skip
    number: int = connection.execute(insert(accounts).values(values).returning(accounts.c.id)).scalar_one()
    return number


def find_account(connection: Connection, *, login: str = "", number: int = 0) -> Account | None:
    """An account by login name or number."""
    where = accounts.c.login == login if login else accounts.c.id == number
    row = connection.execute(select(accounts).where(where)).first()
    return None if row is None else _account(row)


def all_accounts(connection: Connection) -> list[Account]:
    """All accounts, by name."""
    return [_account(row) for row in connection.execute(select(accounts).order_by(accounts.c.name))]


def account_names(connection: Connection) -> dict[int, str]:
    """The names of all accounts, for lists that know numbers."""
    return {row.id: row.name for row in connection.execute(select(accounts.c.id, accounts.c.name))}


def all_memberships(connection: Connection, school: int | None = None) -> list[Membership]:
    """All roles, or those at one school."""
    query = select(memberships, schools.c.name.label("school_name")).join(schools).order_by(schools.c.name)
    if school is not None:
        query = query.where(memberships.c.school_id == school)
    return [Membership(row.account_id, row.school_id, row.school_name, row.role) for row in connection.execute(query)]


def give_role(connection: Connection, account: int, school: int, role: str) -> None:
    """A role at a school, in place of the one before."""
    take_role(connection, account, school)
    connection.execute(insert(memberships).values(account_id=account, school_id=school, role=role))


def take_role(connection: Connection, account: int, school: int) -> bool:
    """Take the role at a school away; whether there was one."""
    where = (memberships.c.account_id == account) & (memberships.c.school_id == school)
    return connection.execute(delete(memberships).where(where)).rowcount == 1


def count_administrators(connection: Connection, *, lock: bool = True) -> int:
    """How many active administrators there are. Locked where the database can, so that two do not leave at once."""
    query = select(accounts.c.id).where(accounts.c.administrator, accounts.c.active)
    return len(connection.execute(query.with_for_update() if lock else query).all())


def set_administrator(connection: Connection, account: int, administrator: bool) -> None:
    """Make an administrator of an account, or no longer."""
    connection.execute(update(accounts).where(accounts.c.id == account).values(administrator=administrator))


def set_active(connection: Connection, account: int, active: bool) -> None:
    """Let an account sign in, or no longer."""
    connection.execute(update(accounts).where(accounts.c.id == account).values(active=active))


def set_name(connection: Connection, account: int, name: str) -> None:
    """Another name that others see."""
    connection.execute(update(accounts).where(accounts.c.id == account).values(name=name))


def set_password(connection: Connection, account: int, password: str) -> None:
    """Another password, as its hash."""
    connection.execute(update(accounts).where(accounts.c.id == account).values(password=password))


def set_second_factor(connection: Connection, key: bytes, account: int, secret: str, step: int) -> None:
    """Another second factor; ``step`` is the time step whose code was used to show that it works."""
    values = {"totp": seal_secret(key, secret), "totp_step": step}
    connection.execute(update(accounts).where(accounts.c.id == account).values(values))


def replace_recovery_codes(connection: Connection, account: int) -> list[str]:
    """Ten new recovery codes in place of all before; they are shown this once."""
    connection.execute(delete(recovery_codes).where(recovery_codes.c.account_id == account))
    codes = new_recovery_codes()
    rows = [{"account_id": account, "hash": recovery_hash(account, code)} for code in codes]
    connection.execute(insert(recovery_codes), rows)
    return codes


def count_recovery_codes(connection: Connection, account: int) -> int:
    """How many recovery codes are left."""
    query = select(func.count()).select_from(recovery_codes).where(recovery_codes.c.account_id == account)
    return connection.execute(query).scalar_one()


def use_second_factor(connection: Connection, key: bytes, account: Account, code: str, now: int) -> bool:
    """Whether a code of the app or a recovery code is right; it is used up by this, also among concurrent requests."""
    secret = open_secret(key, account.totp)
    step = None if secret is None else matching_step(secret, code, now, account.totp_step)
    if step is not None:
        newer = (accounts.c.id == account.id) & (accounts.c.totp_step < step)
        return connection.execute(update(accounts).where(newer).values(totp_step=step)).rowcount == 1
    mine = recovery_codes.c.account_id == account.id
    used = delete(recovery_codes).where(mine, recovery_codes.c.hash == recovery_hash(account.id, code))
    return connection.execute(used).rowcount == 1


def _account(row: Row[tuple[object, ...]]) -> Account:
    found = row._mapping
    return Account(
        found["id"], found["login"], found["name"], found["password"], found["totp"], found["totp_step"],
        found["administrator"], found["active"],
    )  # fmt: skip
