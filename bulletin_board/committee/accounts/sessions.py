"""Sessions: who is signed in, since when and for how long.

A session ends :data:`IDLE_SECONDS` after its last request and :data:`WHOLE_SECONDS` after its beginning, whichever
comes first, or when somebody ends it. Its token is only in the browser's cookie; a new one is made at every sign-in.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, Row, delete, insert, select, update

from bulletin_board.committee.accounts.tokens import is_token, new_token, token_hash
from bulletin_board.storage.committee_tables import accounts, sessions

IDLE_SECONDS = 30 * 60
WHOLE_SECONDS = 12 * 3600
CONFIRMED_SECONDS = 10 * 60
"""How long after the second factor was shown dangerous acts need no further confirmation."""
SEEN_SECONDS = 60
"""How exactly the last request is remembered: every request would otherwise write."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session that has not ended. ``hash`` names it; times in seconds since 1970."""

    hash: str
    account: int
    created: int
    seen: int
    confirmed: int
    device: str
    notice: str

    def is_confirmed(self, now: int) -> bool:
        """Whether the second factor was shown a short while ago."""
        return now < self.confirmed + CONFIRMED_SECONDS


def begin_session(connection: Connection, account: int, now: int, device: str) -> str:
    """A new session; answers its token. Removes the account's sessions that have ended."""
    ended = (sessions.c.seen <= now - IDLE_SECONDS) | (sessions.c.created <= now - WHOLE_SECONDS)
    connection.execute(delete(sessions).where(ended))
    token = new_token()
    values = {
        "hash": token_hash(token), "account_id": account, "created": now, "seen": now, "confirmed": now,
        "device": device, "notice": "",
    }  # fmt: skip
    connection.execute(insert(sessions).values(values))
    return token


def find_session(connection: Connection, token: str, now: int) -> Session | None:
    """The session of a cookie; None for none, an ended one, or one of an account that is no longer active."""
    if not is_token(token):
        return None
    query = select(sessions).join(accounts).where(sessions.c.hash == token_hash(token), accounts.c.active)
    row = connection.execute(query).first()
    if row is None or row.seen + IDLE_SECONDS <= now or row.created + WHOLE_SECONDS <= now:
        return None
    return _session(row)


def sessions_of(connection: Connection, account: int, now: int) -> list[Session]:
    """An account's sessions that have not ended, the newest first."""
    query = select(sessions).where(
        sessions.c.account_id == account,
        sessions.c.seen > now - IDLE_SECONDS,
        sessions.c.created > now - WHOLE_SECONDS,
    )
    return [_session(row) for row in connection.execute(query.order_by(sessions.c.created.desc()))]


def mark_seen(connection: Connection, session: Session, now: int) -> None:
    """Remember a request, and that the notice was shown."""
    connection.execute(update(sessions).where(sessions.c.hash == session.hash).values(seen=now, notice=""))


def mark_confirmed(connection: Connection, session: Session, now: int) -> None:
    """Remember that the second factor was shown."""
    connection.execute(update(sessions).where(sessions.c.hash == session.hash).values(confirmed=now))


def leave_notice(connection: Connection, session: Session, sentence: str) -> None:
    """A sentence for the next page that this session sees."""
    connection.execute(update(sessions).where(sessions.c.hash == session.hash).values(notice=sentence))


def end_session(connection: Connection, account: int, name: str) -> bool:
    """End one session of an account, named by its hash; whether there was one."""
    done = connection.execute(delete(sessions).where(sessions.c.hash == name, sessions.c.account_id == account))
    return done.rowcount == 1


def end_sessions(connection: Connection, account: int, *, but: str = "") -> None:
    """End all sessions of an account, or all but the one with this hash."""
    connection.execute(delete(sessions).where(sessions.c.account_id == account, sessions.c.hash != but))


def _session(row: Row[tuple[object, ...]]) -> Session:
    found = row._mapping
    return Session(
        found["hash"], found["account_id"], found["created"], found["seen"], found["confirmed"], found["device"],
        found["notice"],
    )  # fmt: skip
