"""Key makings over the API, with the key holders' real program, and elections with the keys that they made."""

from pathlib import Path

import msgspec
import pytest
from flask.testing import FlaskClient

from board_client.client import BoardClient
from board_client.errors import BoardError
from bulletin_board.administration import new_election, new_key_making
from bulletin_board.board import Board
from bulletin_board.errors import SpecificationError
from bulletin_board.specification import ElectionSpecification, TrusteeSpecification
from record.canonical import decode
from record.checkpoint import open_checkpoint
from record.entries import Genesis
from record.key_making import replay_key_making
from record.key_making_messages import decode_key_making_leaf, key_making_entry_of
from record.trustees import Pedersen
from tests.support.board_elections import BoardElection
from tests.support.flask_transport import board_client
from tests.support.key_makings import Holder, holders_in
from tests.support.problems import assert_problem
from trustee.key_making import read_rules, step


def all_step(api: BoardClient, run: str, holders: list[Holder]) -> None:
    for holder in holders:
        step(api, holder.store, holder.journal, read_rules(api, run, holder.public_hex))


def test_a_key_making_and_an_election_with_it(board: Board, client: FlaskClient, tmp_path: Path) -> None:
    api = board_client(client)
    holders = holders_in(tmp_path, 3)
    run = new_key_making(board, 2, [holder.public_hex for holder in holders])
    for stage in ("certificates", "coefficients", "verification-keys"):
        status = api.key_making(run)
        assert (status.stage, status.missing) == (stage, (1, 2, 3))
        all_step(api, run, holders[:2])
        assert api.key_making(run).missing == (3,)
        assert "Menunggu pemegang kunci 3" in client.get(f"/keys/{run}").text
        all_step(api, run, holders[2:])
    assert (api.key_making(run).stage, api.key_making(run).missing) == ("finished", ())
    assert "Kunci bersama sudah jadi." in client.get(f"/keys/{run}?invitation=apa-saja").text
    assert client.get(f"/keys/{'1' * 22}").status_code == 404
    assert_log_is_sound(api, board, run)
    election = BoardElection(board)
    specification = with_joint_key(election, run)
    new_election(board, specification, election.credentials, [])
    with board.store.read_election(election.uuid) as now:
        genesis, items = now.facts.genesis, now.facts.trustees
    assert genesis is not None
    assert [head.run for head in genesis.key_makings] == [run]
    assert genesis.holders == [election.holders[0].public_hex, *(holder.public_hex for holder in holders)]
    assert [type(item).__name__ for item in items] == ["Single", "Pedersen"]
    assert isinstance(items[1], Pedersen)
    assert decode(msgspec.json.encode(genesis), Genesis) == genesis


def assert_log_is_sound(api: BoardClient, board: Board, run: str) -> None:
    log = api.key_log(run)
    head = open_checkpoint(log.checkpoint(), f"suarasah/keys/{run}", board.store.key.public_hex)
    entries = []
    for index, leaf in enumerate(log.leaves(head.size)):
        own = decode_key_making_leaf(leaf)
        entries.append(key_making_entry_of(index, own.type, log.blob(own.payload or "")))
    state, findings = replay_key_making(entries)
    assert findings == ()
    assert state.tree.root() == head.root


def with_joint_key(election: BoardElection, run: str) -> ElectionSpecification:
    specification = election.specification()
    return msgspec.structs.replace(
        specification, trustees=(specification.trustees[0], TrusteeSpecification(key_making=run))
    )


def test_messages_are_taken_once_and_judged(board: Board, client: FlaskClient, tmp_path: Path) -> None:
    api = board_client(client)
    first, second = holders_in(tmp_path, 2)
    run = new_key_making(board, 2, [first.public_hex, second.public_hex])
    all_step(api, run, [first])
    payload = api.key_log(run).blob(decode_key_making_leaf(list(api.key_log(run).leaves(2))[1]).payload or "")
    assert api.send_certificate(run, payload).index == 1
    base = f"/api/v1/key-makings/{run}"
    foreign = payload.replace(b'"owner":1', b'"owner":2')
    for route, data in (("certificates", foreign), ("certificates", payload.replace(run.encode(), b"U" * 22))):
        answer = client.post(f"{base}/{route}", data=data, content_type="application/json")
        assert_problem(answer, 422, "entry-refused", "V45")
    for route in ("certificates", "coefficients", "verification-keys", "complaints"):
        for body in (b"", b"{}", b"[" * 9000):
            answer = client.post(f"{base}/{route}", data=body, content_type="application/json")
            assert_problem(answer, 400, "entry-malformed", "V03")
        assert_problem(client.post(f"{base}/{route}", data=b"{}"), 415, "media-type")
    too_long = client.post(f"{base}/certificates", data=b" " * (2 * 1024 * 1024 + 1), content_type="application/json")
    assert_problem(too_long, 413, "body-too-large")
    assert api.key_making(run).missing == (2,)


def test_a_complaint_breaks_the_run(board: Board, client: FlaskClient, tmp_path: Path) -> None:
    from record.canonical import encode
    from record.key_making_messages import COMPLAINT, Complaint

    api = board_client(client)
    holders = holders_in(tmp_path, 2)
    run = new_key_making(board, 1, [holder.public_hex for holder in holders])
    for _ in range(2):
        all_step(api, run, holders)
    secret = holders[0].store.contents.run(run)
    assert secret is not None
    message = COMPLAINT.sign(holders[0].store.identity, Complaint(run, 1, 2, secret.channel, "0" * 128))
    assert api.complain(run, encode(message)).index == api.complain(run, encode(message)).index
    assert api.key_making(run).stage == "broken"
    assert client.get(f"/api/v1/key-makings/{run}").get_json()["reason"]
    election = BoardElection(board)
    with pytest.raises(SpecificationError, match="broken off"):
        new_election(board, with_joint_key(election, run), election.credentials, [])


def test_unknown_key_makings(client: FlaskClient, election: BoardElection) -> None:
    for run in ("UnknownRun123456", "%00", election.uuid):
        assert_problem(client.get(f"/api/v1/key-makings/{run}"), 404, "key-making-unknown")
        assert_problem(client.get(f"/log/keys/{run}/checkpoint"), 404, "key-making-unknown")
    with pytest.raises(BoardError):
        board_client(client).key_making("UnknownRun123456")


@pytest.mark.parametrize(("threshold", "names"), [(3, ["one", "two"]), (1, ["one", "one"]), (1, []), (1, ["not hex"])])
def test_key_makings_that_cannot_be(board: Board, threshold: int, names: list[str]) -> None:
    from tests.support.logs import synthetic_key

    holders = [name if " " in name else synthetic_key(name).public_hex for name in names]
    with pytest.raises(SpecificationError):
        new_key_making(board, threshold, holders)
