"""Cosignatures: of named witnesses, under heads that the log had; they appear under the checkpoint."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bulletin_board.casting import cast
from record.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from record.cosignature import check_policy, cosign
from record.note import Note
from tests.support.board_elections import BoardElection
from tests.support.logs import synthetic_key
from tests.support.problems import assert_problem


def send(client: FlaskClient, election: BoardElection, data: bytes) -> TestResponse:
    return client.post(f"/api/v1/elections/{election.uuid}/cosignatures", data=data, content_type="text/plain")


def cosigned(checkpoint: Checkpoint, name: str, label: str) -> bytes:
    return Note(checkpoint.text(), (cosign(checkpoint, name, synthetic_key(label), 1_700_000_000),)).serialise()


def test_cosignatures_stand_under_the_checkpoint_and_in_receipts(client: FlaskClient, opened: BoardElection) -> None:
    answer = cast(opened.board, opened.uuid, opened.ballot(0))
    head = opened.cosigned_head()
    assert send(client, opened, head).get_json() == {"witnesses": 1}
    assert send(client, opened, head).get_json() == {"witnesses": 1}
    assert send(client, opened, opened.cosigned_head("two", "two")).get_json() == {"witnesses": 2}
    with opened.board.store.read_election(opened.uuid) as election:
        genesis = election.facts.genesis
    assert genesis is not None
    data = client.get(f"/log/{opened.uuid}/checkpoint").get_data()
    head_now = open_checkpoint(data, f"suarasah/{opened.uuid}", opened.board.store.key.public_hex)
    expected = 2
    assert len(check_policy(head_now, genesis.witnesses)) == expected
    found = client.get(f"/api/v1/elections/{opened.uuid}/codes/{url_code(answer.code)}").get_json()
    assert found["witnesses"] == expected
    assert "two" in found["receipt"]
    cast(opened.board, opened.uuid, opened.ballot(1))
    newer = client.get(f"/log/{opened.uuid}/checkpoint").get_data()
    assert check_nobody(newer)
    same = client.get(f"/log/{opened.uuid}/checkpoint/{head_now.size}").get_data()
    assert same == data


def check_nobody(data: bytes) -> bool:
    return data.count(b"\n\xe2\x80\x94 ") == 1


def url_code(code: str) -> str:
    return code.replace("+", "-").replace("/", "_")


def test_refused_cosignatures(client: FlaskClient, opened: BoardElection) -> None:
    cast(opened.board, opened.uuid, opened.ballot(0))
    size = opened.head_size()
    origin = f"suarasah/{opened.uuid}"
    name = "witness.example/one"
    with opened.board.store.read_election(opened.uuid) as election:
        from bulletin_board.storage.reading import checkpoint_at

        true_head = checkpoint_at(election.connection, election.head, size)
    forged = opened.cosigned_head().decode().splitlines()
    forged[4] = forged[4][:-8] + "AAAA" + forged[4][-4:]
    cases = [
        b"",
        b"nonsense",
        b"\xff\xff",
        cosigned(Checkpoint(origin, size, bytes(32)), name, "one"),
        cosigned(Checkpoint(origin, size + 1, true_head.root), name, "one"),
        cosigned(Checkpoint("suarasah/OtherElection1", size, true_head.root), name, "one"),
        cosigned(true_head, name, "stranger"),
        cosigned(true_head, "stranger.example", "one"),
        ("\n".join(forged) + "\n").encode(),
        sign_checkpoint(true_head, opened.board.store.key),
    ]
    for data in cases:
        assert_problem(send(client, opened, data), 422, "cosignature-refused")
    assert check_nobody(client.get(f"/log/{opened.uuid}/checkpoint").get_data())


def test_cosignatures_elsewhere(client: FlaskClient, opened: BoardElection) -> None:
    answer = client.post(
        "/api/v1/elections/UnknownElection1/cosignatures", data=opened.cosigned_head(), content_type="text/plain"
    )
    assert_problem(answer, 404, "election-unknown")
    base = f"/api/v1/elections/{opened.uuid}/cosignatures"
    assert_problem(client.post(base, data=b"x", content_type="application/json"), 415, "media-type")
    too_long = b"x" * (opened.board.config.message_limit + 1)
    assert_problem(client.post(base, data=too_long, content_type="text/plain"), 413, "body-too-large")


@pytest.mark.parametrize("label", ["one"])
def test_an_older_head_may_still_be_cosigned(client: FlaskClient, opened: BoardElection, label: str) -> None:
    head = opened.cosigned_head()
    cast(opened.board, opened.uuid, opened.ballot(0))
    assert send(client, opened, head).status_code == 200
