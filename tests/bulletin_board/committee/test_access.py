"""Every route of the committee, walked by everybody: who reaches the view and who does not, by the written table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Blueprint, Flask
from werkzeug.routing import Rule

from bulletin_board.app import create_app
from bulletin_board.board import Board
from bulletin_board.committee import access, application
from bulletin_board.committee.policies import PolicyError, Role, needs, needs_account, policy_of, public_route
from tests.bulletin_board.committee.rights import Right, rights
from tests.support.board_elections import TurnedClock, fresh_board
from tests.support.committee import Visitor, account, school, signed_in, token_in

REACHED = "the view was reached"
RIGHTS = rights()
PUBLIC = {f"committee.accounts.{name}" for name in ("sign_in", "sign_in_post", "invitation", "invitation_post")}


def hollow(board: Board) -> Flask:
    """The application with every view of the committee replaced by one that says it was reached; policies stay."""
    app = create_app(board.config, board)
    for endpoint, view in list(app.view_functions.items()):
        if endpoint.startswith("committee."):

            def stub(**values: object) -> str:
                return REACHED

            stub.__dict__.update(view.__dict__)
            app.view_functions[endpoint] = stub
    return app


@dataclass
class Building:
    """A board with two schools and accounts in every role; made once, as it takes a second."""

    board: Board
    clock: TurnedClock
    real: Flask
    hollow: Flask
    here: int
    there: int
    people: dict[str, int]


@dataclass
class House:
    """New sessions of them all, whose second factor was shown just now, on the hollow application."""

    app: Flask
    visitors: dict[str, Visitor]
    here: int


@pytest.fixture(scope="module")
def building(tmp_path_factory: pytest.TempPathFactory) -> Building:
    folder, clock = tmp_path_factory.mktemp("access"), TurnedClock()
    board = fresh_board(f"sqlite:///{folder / 'board.db'}", folder, clock)
    here, there = school(board, "SMAN Contoh"), school(board, "SMPN Contoh")
    people = {
        "saksi": account(board, "saksi", roles={here: Role.SAKSI}),
        "committee": account(board, "panitia", roles={here: Role.COMMITTEE}),
        "elsewhere": account(board, "tetangga", roles={there: Role.COMMITTEE}),
        "administrator": account(board, "admin", administrator=True),
    }
    return Building(board, clock, create_app(board.config, board), hollow(board), here, there, people)


@pytest.fixture
def house(building: Building) -> House:
    app, board = building.hollow, building.board
    visitors = {name: signed_in(app, board, number) for name, number in building.people.items()}
    return House(app, visitors | {"anonymous": Visitor(app, board)}, building.here)


@pytest.fixture
def clock(building: Building) -> TurnedClock:
    return building.clock


@pytest.fixture
def board(building: Building) -> Board:
    return building.board


@pytest.fixture
def app(building: Building) -> Flask:
    return building.real


def routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    """All routes under /committee with each of their methods."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("committee."):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method


def address(house: House, rule: Rule) -> str:
    """An address of a rule at the school ``here``; whatever else it names need not exist."""
    values: dict[str, object] = {
        name: house.here if name == "school" else 1 if "Integer" in type(converter).__name__ else "x"
        for name, converter in rule._converters.items()
    }
    with house.app.test_request_context():
        built: str = house.app.url_map.bind("localhost").build(rule.endpoint, values)
    return built.removeprefix("/committee")


def right_of(rule: Rule, method: str) -> Right:
    """What the written table says, not what the view declares."""
    return RIGHTS[method, str(rule)]


def expected(rule: Rule, method: str, visitor: str) -> int:
    """The status that the right means: 200 is reached."""
    who = right_of(rule, method).who
    scoped = "school" in rule.arguments
    if who == "public":
        return 200
    if visitor == "anonymous":
        return 303
    if who == "account" or visitor == "administrator":
        return 200
    if scoped and visitor == "elsewhere":
        return 404
    allowed = {"saksi": {"saksi", "committee"}, "committee": {"committee"}, "administrator": set[str]()}
    return 200 if scoped and visitor in allowed[who] else 403


def test_the_views_declare_what_the_table_says(house: House) -> None:
    declared = {}
    for rule, method in routes(house.app):
        policy = policy_of(house.app, rule.endpoint)
        who = "public" if policy.public else "account" if policy.role is None else policy.role.value
        declared[method, str(rule)] = Right(who, policy.fresh)
    assert declared == RIGHTS


def test_every_route_lets_in_exactly_those_of_the_table(house: House) -> None:
    walked, wrong = 0, []
    for rule, method in routes(house.app):
        for name, visitor in house.visitors.items():
            path = address(house, rule)
            answer = visitor.get(path) if method == "GET" else visitor.post(path)
            status = expected(rule, method, name)
            if answer.status_code != status or (answer.get_data(as_text=True) == REACHED) != (status == 200):
                wrong.append(f"{method} {rule} as {name}: {answer.status}, not {status}")
            if status == 303:
                assert answer.location.startswith("/committee/sign-in")
            assert answer.headers["Cache-Control"] == "no-store"
            walked += 1
    assert walked > 100
    assert not wrong, "\n".join(wrong)


def test_no_form_counts_without_its_token(house: House) -> None:
    for rule, method in routes(house.app):
        if method == "GET":
            continue
        for name, visitor in house.visitors.items():
            if expected(rule, method, name) != 200:
                continue
            for token in ("", "0" * 64, "é", house.visitors["elsewhere"].form_token() if name != "elsewhere" else "x"):
                answer = visitor.post(address(house, rule), csrf_token=token)
                assert answer.status_code == 400, f"{rule} as {name} with {token}"
                assert "Formulir ini sudah lama" in answer.get_data(as_text=True)


def test_a_form_from_another_site_is_refused_even_with_the_token(house: House) -> None:
    visitor = house.visitors["administrator"]
    fields = {"csrf_token": visitor.form_token()}
    for headers, status in (
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 400),
        ({"Sec-Fetch-Site": "same-site"}, 400),
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "http://evil.example"}, 400),
        ({"Origin": "null"}, 400),
    ):
        answer = visitor.client.post("/committee/schools/new", data=fields, headers=headers)
        assert answer.status_code == status, headers


def test_dangerous_acts_ask_for_the_second_factor_after_ten_minutes(house: House, clock: TurnedClock) -> None:
    visitor = house.visitors["administrator"]
    dangerous = [(rule, method) for rule, method in routes(house.app) if right_of(rule, method).fresh]
    assert dangerous
    clock.now += timedelta(minutes=9, seconds=59)
    for rule, method in dangerous:
        path = address(house, rule)
        assert (visitor.get(path) if method == "GET" else visitor.post(path)).status_code == 200, str(rule)
    clock.now += timedelta(seconds=1)
    for rule, method in dangerous:
        path = address(house, rule)
        answer = visitor.get(path) if method == "GET" else visitor.post(path, a="<b>&", confirm="x")
        assert answer.get_data(as_text=True) != REACHED
        if method == "GET":
            assert answer.location == f"/committee/confirm?next=/committee{path}"
        else:
            text = answer.get_data(as_text=True)
            assert answer.status_code == 403
            assert 'name="a" value="&lt;b&gt;&amp;"' in text, "what was typed is not lost"
            assert f'action="/committee{path}"' in text
    assert visitor.post("/schools/new").status_code == 200, "other acts go on"


def test_a_code_confirms_the_form_that_was_held_back(house: House, clock: TurnedClock) -> None:
    visitor = house.visitors["administrator"]
    clock.now += timedelta(minutes=10)
    wrong = visitor.post("/invitations", confirm_code="000000")
    assert wrong.status_code == 403
    assert "Kode ini salah" in wrong.get_data(as_text=True)
    code = visitor.code()
    assert visitor.post("/invitations", confirm_code=code).get_data(as_text=True) == REACHED
    assert visitor.post("/invitations").status_code == 200, "for the next ten minutes"
    clock.now += timedelta(minutes=10)
    assert visitor.post("/invitations", confirm_code=code).status_code == 403, "a code works once"


def test_only_these_views_are_open_to_everybody(house: House) -> None:
    assert {rule.endpoint for rule, method in routes(house.app) if right_of(rule, method).who == "public"} == PUBLIC


def test_saksi_only_read(house: House) -> None:
    for rule, method in routes(house.app):
        if expected(rule, method, "saksi") == 200 and "school" in rule.arguments:
            assert method == "GET", str(rule)


@pytest.mark.parametrize(
    ("path", "mark", "says"),
    [
        ("/x", None, "neither"),
        ("/x", needs(Role.COMMITTEE), "no <int:school>"),
        ("/x", needs(Role.SAKSI), "no <int:school>"),
        ("/s/<int:school>", needs_account(), "needs no role"),
        ("/s/<int:school>", public_route, "needs no role"),
        ("/s/<int:school>", needs(Role.SAKSI), "let a saksi change"),
    ],
)
def test_a_view_without_a_sound_policy_stops_the_board(
    board: Board, monkeypatch: pytest.MonkeyPatch, path: str, mark: object, says: str
) -> None:
    part = Blueprint("added", __name__)

    def view(**values: object) -> str:
        return ""

    if callable(mark):
        mark(view)
    part.add_url_rule(path, view_func=view, methods=["POST"])
    monkeypatch.setattr(application, "PARTS", (*application.PARTS, part))
    with pytest.raises(PolicyError, match=says):
        create_app(board.config, board)


def test_a_school_that_is_not_there_and_one_of_others_look_the_same(app: Flask, building: Building) -> None:
    visitor = signed_in(app, building.board, building.people["committee"])
    assert visitor.get(f"/schools/{building.here}/").status_code == 200
    others, nothing = visitor.get(f"/schools/{building.there}/"), visitor.get("/schools/9999/")
    assert others.status_code == nothing.status_code == 404
    assert others.data == nothing.data
    assert "SMPN" not in visitor.get("/").get_data(as_text=True)


def test_every_answer_has_the_strict_headers(app: Flask, building: Building) -> None:
    visitor = signed_in(app, building.board, building.people["administrator"])
    for path in ("/", "/people", "/nowhere", "/schools/77/", "/audit.jsonl", "/invitation/x"):
        headers = visitor.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "script" not in policy
        assert "unsafe" not in policy
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in headers


def test_large_forms_of_strangers_are_not_read(app: Flask, board: Board) -> None:
    stranger = Visitor(app, board)
    answer = stranger.post("/sign-in", login="x" * access.PUBLIC_FORM_LIMIT)
    assert answer.status_code == 413
    assert "Terlalu besar" in answer.get_data(as_text=True)


def test_the_token_of_a_form_is_the_browsers_own(app: Flask, board: Board) -> None:
    first, second = Visitor(app, board), Visitor(app, board)
    assert token_in(first.get("/sign-in")) == token_in(first.get("/sign-in"))
    stolen = token_in(first.get("/sign-in"))
    assert token_in(second.get("/sign-in")) != stolen
    assert second.post("/sign-in", csrf_token=stolen).status_code == 400
