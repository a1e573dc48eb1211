"""Schools, accounts and signed-in browsers for tests of the committee's pages."""

import re
from dataclasses import dataclass, field

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bulletin_board.board import Board
from bulletin_board.committee.access import SESSION_COOKIE, Role
from bulletin_board.committee.accounts.passwords import hash_password
from bulletin_board.committee.accounts.people import add_account, give_role, set_administrator
from bulletin_board.committee.accounts.schools import add_organisation, add_school, find_organisation
from bulletin_board.committee.accounts.second_factor import code_at
from bulletin_board.committee.accounts.sessions import begin_session
from bulletin_board.committee.accounts.tokens import new_token
from bulletin_board.committee.forms_guard import PATH, VISIT_COOKIE, form_token
from bulletin_board.key_file import read_committee_key
from bulletin_board.storage.database import writing

TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "empat kata acak sekali"
_FIELD = re.compile(r'name="csrf_token" value="([0-9a-f]{64})"')
_HASHED: dict[str, str] = {}


def school(board: Board, name: str = "SMAN Contoh", zone: str = "WIB", organisation: str = "KPU Kota Contoh") -> int:
    """A new school; answers its number."""
    with writing(board.store.engine) as connection:
        number = find_organisation(connection, organisation) or add_organisation(connection, organisation)
        return add_school(connection, number, name, zone)


def account(
    board: Board, login: str, *, administrator: bool = False, roles: dict[int, Role] | None = None, used: int = 0
) -> int:
    """A new account with :data:`PASSWORD` and :data:`TOTP_SECRET`; ``used`` is its last used time step."""
    if PASSWORD not in _HASHED:
        _HASHED[PASSWORD] = hash_password(PASSWORD)
    hashed = _HASHED[PASSWORD]
    with writing(board.store.engine) as connection:
        number = add_account(
            connection, read_committee_key(board.config.key_file), login=login, name=f"Nama {login}", password=hashed,
            secret=TOTP_SECRET, step=used, now=int(board.config.clock().timestamp()),
        )  # fmt: skip
        set_administrator(connection, number, administrator)
        for each, role in (roles or {}).items():
            give_role(connection, number, each, role)
    return number


@dataclass
class Visitor:
    """A browser on the committee's pages; with a session or without."""

    app: Flask
    board: Board
    token: str = ""
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = FlaskClient(self.app, self.app.response_class)
        if self.token:
            self.client.set_cookie(SESSION_COOKIE, self.token, path=PATH)

    def get(self, path: str) -> TestResponse:
        """A page; ``path`` is what follows /committee."""
        return self.client.get(f"{PATH}{path}")

    def post(self, path: str, **fields: object) -> TestResponse:
        """A form with its token against forgery; file fields are ``(stream, name)``."""
        return self.client.post(f"{PATH}{path}", data={"csrf_token": self.form_token(), **fields})

    def form_token(self) -> str:
        """What our own pages put into forms for this browser."""
        for name in (SESSION_COOKIE, VISIT_COOKIE):
            cookie = self.client.get_cookie(name, path=PATH)
            if cookie is not None:
                return form_token(cookie.value)
        visit = new_token()
        self.client.set_cookie(VISIT_COOKIE, visit, path=PATH)
        return form_token(visit)

    def code(self) -> str:
        """The app's code of now."""
        return code_at(TOTP_SECRET, int(self.board.config.clock().timestamp()))


def token_in(page: TestResponse) -> str:
    """The token in the first form of a page."""
    found = _FIELD.search(page.get_data(as_text=True))
    assert found is not None, page.get_data(as_text=True)
    return found[1]


def signed_in(app: Flask, board: Board, account: int) -> Visitor:
    """A browser with a new session, whose second factor was shown just now."""
    with writing(board.store.engine) as connection:
        token = begin_session(connection, account, int(board.config.clock().timestamp()), "Firefox, Linux")
    return Visitor(app, board, token)
