"""Seal tests, countersignatures, replacements, confirmations: appended once, refused by the rule that they break."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bulletin_board.casting import cast
from record.ballot import parse_ballot, tracking_code
from tests.support.board_elections import CLOSES, OPENS, BoardElection, TurnedClock
from tests.support.logs import synthetic_key
from tests.support.problems import assert_problem


def send(client: FlaskClient, election: BoardElection, route: str, data: bytes) -> TestResponse:
    return client.post(
        f"/api/v1/elections/{election.uuid}/{route}", data=data, content_type="application/json; charset=utf-8"
    )


def code_of(election: BoardElection, voter: int) -> str:
    return tracking_code(parse_ballot(election.ballot(voter)))


def messages(election: BoardElection) -> dict[str, bytes]:
    return {
        "challenges": election.challenge(0, code_of(election, 0)),
        "card-replacements": election.replacement(3),
    }


def assert_appended_once(client: FlaskClient, election: BoardElection, route: str, data: bytes) -> None:
    size = election.head_size()
    first = send(client, election, route, data)
    assert (first.status_code, first.get_json()["index"]) == (201, size)
    again = send(client, election, route, data)
    assert (again.status_code, again.get_json()["index"]) == (200, size)
    assert election.head_size() == size + 1


@pytest.mark.parametrize("route", ["challenges", "card-replacements"])
def test_messages_while_open(client: FlaskClient, opened: BoardElection, route: str) -> None:
    assert_appended_once(client, opened, route, messages(opened)[route])


def test_countersignatures(client: FlaskClient, election: BoardElection) -> None:
    for signer in (0, 1, 2):
        assert_appended_once(client, election, "countersignatures", election.countersignature(signer))


def test_confirmations(client: FlaskClient, closed: BoardElection) -> None:
    first = closed.confirmation(1, 2)
    assert_appended_once(client, closed, "confirmations", first)
    of_the_newer_head = closed.confirmation(1, 2)
    assert of_the_newer_head != first
    assert_problem(send(client, closed, "confirmations", of_the_newer_head), 422, "entry-refused", "V51")
    assert_appended_once(client, closed, "confirmations", closed.confirmation(2, 1))


def test_seal_tests_only_while_open_but_answered_afterwards(
    client: FlaskClient, opened: BoardElection, clock: TurnedClock
) -> None:
    first, second = (opened.challenge(voter, code_of(opened, voter)) for voter in (0, 1))
    clock.now = OPENS - timedelta(seconds=1)
    assert_problem(send(client, opened, "challenges", first), 409, "voting-not-open")
    clock.now = OPENS
    assert send(client, opened, "challenges", first).status_code == 201
    clock.now = CLOSES
    assert_problem(send(client, opened, "challenges", second), 409, "voting-closed")
    assert send(client, opened, "challenges", first).status_code == 200


def test_a_tested_ballot_is_not_cast_and_a_cast_one_not_tested(client: FlaskClient, opened: BoardElection) -> None:
    send(client, opened, "challenges", opened.challenge(0, code_of(opened, 0)))
    refused = client.post(
        f"/api/v1/elections/{opened.uuid}/ballots", data=opened.ballot(0), content_type="application/json"
    )
    assert_problem(refused, 422, "entry-refused", "V37")
    cast(opened.board, opened.uuid, opened.ballot(1))
    assert_problem(
        send(client, opened, "challenges", opened.challenge(1, code_of(opened, 1))), 422, "entry-refused", "V37"
    )


def test_a_stranger_cannot_block_a_ballot_by_testing_its_code(client: FlaskClient, opened: BoardElection) -> None:
    assert send(client, opened, "challenges", opened.challenge(1, code_of(opened, 0))).status_code == 201
    assert cast(opened.board, opened.uuid, opened.ballot(0)).new


def test_refusals_name_their_rule_and_leave_no_trace(client: FlaskClient, opened: BoardElection) -> None:
    stolen = BoardElection(opened.board)
    stolen.uuid, stolen.cards, stolen.spare_texts = opened.uuid, opened.cards, opened.spare_texts
    stolen.registrar = synthetic_key("stranger")
    spare_card = opened.voters
    cases = [
        ("challenges", stolen.challenge(0, code_of(opened, 0)), "V36"),
        ("challenges", opened.challenge(spare_card, code_of(opened, 0)), "V42"),
        ("card-replacements", stolen.replacement(0), "V40"),
        ("countersignatures", b"", "V03"),
    ]
    cast(opened.board, opened.uuid, opened.ballot(2))
    cases.append(("card-replacements", opened.replacement(2), "V41"))
    size = opened.head_size()
    for route, data, rule in cases:
        status, code = (400, "entry-malformed") if rule == "V03" else (422, "entry-refused")
        assert_problem(send(client, opened, route, data), status, code, rule)
    assert opened.head_size() == size


def test_countersignatures_that_are_refused(client: FlaskClient, election: BoardElection) -> None:
    message = election.countersignature(1)
    other = BoardElection(election.board, k=3).create()
    for data in (message.replace(b'"signer":1', b'"signer":2'), other.countersignature(1)):
        assert_problem(send(client, election, "countersignatures", data), 422, "entry-refused", "V34")
    election.open()
    late = election.countersignature(1).replace(b'"signer":1', b'"signer":9')
    assert_problem(send(client, election, "countersignatures", late), 422, "entry-refused", "V33")


@pytest.mark.parametrize("route", ["challenges", "countersignatures", "card-replacements", "confirmations"])
def test_bodies_that_are_refused_before_the_rules(client: FlaskClient, opened: BoardElection, route: str) -> None:
    for body in (b"", b"null", b"{}", b"\xff", b"[" * 9_000, b'{"uuid":"' + opened.uuid.encode() + b'"}'):
        assert_problem(send(client, opened, route, body), 400, "entry-malformed", "V03")
    base = f"/api/v1/elections/{opened.uuid}/{route}"
    assert_problem(client.post(base, data=b"{}"), 415, "media-type")
    too_long = b" " * (opened.board.config.message_limit + 1)
    assert_problem(client.post(base, data=too_long, content_type="application/json"), 413, "body-too-large")
    assert_problem(
        client.post(f"/api/v1/elections/UnknownElection/{route}", data=b"{}", content_type="application/json"),
        400,
        "entry-malformed",
        "V03",
    )


def test_messages_to_unknown_elections(client: FlaskClient, opened: BoardElection) -> None:
    for route, data in messages(opened).items():
        answer = client.post(f"/api/v1/elections/UnknownElection1/{route}", data=data, content_type="application/json")
        assert_problem(answer, 404, "election-unknown")
