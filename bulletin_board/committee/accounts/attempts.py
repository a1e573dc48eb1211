"""Guessing is slowed down for each login name: a whole school shares one address.

After five failures in a row a name is blocked for half a minute, then twice as long after each further failure, at
most :data:`LONGEST_SECONDS`. Names that do not exist are counted in the same way, so that this tells nothing.
Against floods there is :mod:`bulletin_board.committee.accounts.stretching`.
"""

import hashlib

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from bulletin_board.storage.committee_tables import login_attempts

FREE_FAILURES = 5
FIRST_SECONDS = 30
LONGEST_SECONDS = 15 * 60
_FORGET_SECONDS = 24 * 3600


def subject_of(login: str, device: str = "") -> str:
    """Under what the failures of a login name are counted (hex): apart for a browser in which it signed in before."""
    return hashlib.sha256(f"login {login} {device}".encode("utf-8", "surrogatepass")).hexdigest()


def blocked_seconds(connection: Connection, subject: str, now: int, *, lock: bool = False) -> int:
    """How long the next attempt has to wait; 0: it may be made.

    With ``lock`` others wait until this transaction has counted its failure: whoever sends many tries at once gets
    one of them judged, not all. SQLite's writers wait for each other anyway.
    """
    query = select(login_attempts.c.blocked_until).where(login_attempts.c.subject == subject)
    until = connection.execute(query.with_for_update() if lock else query).scalar()
    return max(0, (until or 0) - now)


def count_failure(connection: Connection, subject: str, now: int) -> int:
    """One more failure; answers how many in a row. On this occasion old ones are forgotten: the table stays small."""
    connection.execute(delete(login_attempts).where(login_attempts.c.blocked_until < now - _FORGET_SECONDS))
    mine = login_attempts.c.subject == subject
    more = update(login_attempts).where(mine).values(failures=login_attempts.c.failures + 1)
    if connection.execute(more).rowcount == 0:
        try:
            with connection.begin_nested():
                connection.execute(insert(login_attempts).values(subject=subject, failures=1, blocked_until=now))
        except IntegrityError:
            # Another request made the row at this very moment: its failure counts as well as ours.
            connection.execute(more)
    failures: int = connection.execute(select(login_attempts.c.failures).where(mine)).scalar_one()
    connection.execute(update(login_attempts).where(mine).values(blocked_until=now + pause_after(failures)))
    return failures


def forget_failures(connection: Connection, subject: str) -> None:
    """After a success."""
    connection.execute(delete(login_attempts).where(login_attempts.c.subject == subject))


def pause_after(failures: int) -> int:
    """How many seconds to wait after so many failures in a row."""
    if failures < FREE_FAILURES:
        return 0
    return min(LONGEST_SECONDS, FIRST_SECONDS << min(failures - FREE_FAILURES, 16))
