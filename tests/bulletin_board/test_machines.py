"""Machines of polling stations: what is kept of them, when, and how many."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select

from bulletin_board import machines
from bulletin_board.machines import MachineSeen, machines_seen
from bulletin_board.storage.turnout_tables import machines as table
from tests.support.board_elections import CLOSES, OPENS, BoardElection, TurnedClock
from tests.support.problems import assert_problem


def report(client: FlaskClient, uuid: str, label: Any) -> Any:
    return client.post(f"/api/v1/elections/{uuid}/machines", json={"machine": label})


def seen(election: BoardElection) -> list[MachineSeen]:
    with election.board.store.read_election(election.uuid) as found:
        return machines_seen(found, election.board.config.clock())


def test_a_machine_was_seen_so_many_minutes_ago(client: FlaskClient, opened: BoardElection, clock: TurnedClock) -> None:
    for label in ("Bilik-2", "Bilik-1", "Ruang Guru é"):
        answer = report(client, opened.uuid, label)
        assert (answer.status_code, answer.get_data()) == (204, b"")
    clock.now = OPENS + timedelta(minutes=3)
    report(client, opened.uuid, "Bilik-1")
    clock.now = OPENS + timedelta(minutes=4, seconds=30)
    assert seen(opened) == [MachineSeen("Bilik-1", 1), MachineSeen("Bilik-2", 4), MachineSeen("Ruang Guru é", 4)]


@pytest.mark.parametrize("label", ["", "x" * 41, "a\nb", " Bilik", "Bilik ", "a\u202eb", 7, None])
def test_other_names_are_refused(client: FlaskClient, opened: BoardElection, label: object) -> None:
    assert_problem(report(client, opened.uuid, label), 400, "machine-malformed")
    assert seen(opened) == []


@pytest.mark.parametrize("data", [b"", b"{}", b'{"machine":"a","voter":"b"}', b"\xff", b"[" * 900])
def test_other_bodies_are_refused(client: FlaskClient, opened: BoardElection, data: bytes) -> None:
    answer = client.post(
        f"/api/v1/elections/{opened.uuid}/machines", data=data, headers={"Content-Type": "application/json"}
    )
    assert_problem(answer, 400, "machine-malformed")


def test_an_unknown_election_and_a_long_body(client: FlaskClient, opened: BoardElection) -> None:
    assert_problem(report(client, "UnknownElection1", "Bilik-1"), 404, "election-unknown")
    assert_problem(report(client, opened.uuid, "x" * 2000), 413, "body-too-large")


def test_nothing_is_kept_outside_of_voting(client: FlaskClient, election: BoardElection, clock: TurnedClock) -> None:
    assert report(client, election.uuid, "Bilik-1").status_code == 204
    assert seen(election) == []
    election.open()
    clock.now = OPENS - timedelta(minutes=30)
    report(client, election.uuid, "Bilik-1")
    clock.now = CLOSES
    report(client, election.uuid, "Bilik-2")
    assert [each.label for each in seen(election)] == ["Bilik-1"]


def test_one_write_a_minute(client: FlaskClient, opened: BoardElection, clock: TurnedClock) -> None:
    report(client, opened.uuid, "Bilik-1")
    written: list[str] = []
    event.listen(
        opened.board.store.engine,
        "before_cursor_execute",
        lambda connection, cursor, statement, *rest: written.append(statement),
    )
    for _ in range(5):
        report(client, opened.uuid, "Bilik-1")
    assert not [each for each in written if each.startswith(("INSERT", "UPDATE", "DELETE"))]
    clock.now += timedelta(minutes=1)
    report(client, opened.uuid, "Bilik-1")
    assert [each.split()[0] for each in written if each.startswith(("INSERT", "UPDATE", "DELETE"))] == ["UPDATE"]


def test_invented_machines_do_not_fill_the_list_for_long(
    client: FlaskClient, opened: BoardElection, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machines, "LABELS", 3)
    for label in "abc":
        report(client, opened.uuid, label)
    assert_problem(report(client, opened.uuid, "d"), 409, "machines-full")
    assert report(client, opened.uuid, "a").status_code == 204
    clock.now += timedelta(minutes=10)
    report(client, opened.uuid, "a")
    assert report(client, opened.uuid, "d").status_code == 204
    assert [each.label for each in seen(opened)] == ["a", "c", "d"]


def test_what_is_stored_is_label_and_minute(client: FlaskClient, opened: BoardElection) -> None:
    report(client, opened.uuid, "Bilik-1")
    with opened.board.store.engine.connect() as connection:
        (row,) = connection.execute(select(table)).all()
    assert tuple(row)[1:] == ("Bilik-1", int(OPENS.timestamp()) // 60)
