"""Shares: both proofs and the signature; a bad signed share is logged and named, an unsigned one leaves no trace."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bulletin_board.storage.reading import log_entries
from record.canonical import decode
from record.entries import BadShare
from tests.support.board_elections import BoardElection, share_body
from tests.support.problems import assert_problem


def send(client: FlaskClient, election: BoardElection, parts: tuple[bytes, bytes]) -> TestResponse:
    return client.post(
        f"/api/v1/elections/{election.uuid}/shares", data=share_body(parts), content_type="application/json"
    )


def types_after(election: BoardElection, start: int) -> list[str]:
    with election.board.store.read_election(election.uuid) as now:
        return [entry.type for entry in log_entries(now.connection, now.head.log_id, start, now.head.size)]


def test_a_share_is_two_entries_and_sent_once(client: FlaskClient, closed: BoardElection) -> None:
    size = closed.head_size()
    parts = closed.share(1)
    first = send(client, closed, parts)
    assert (first.status_code, first.get_json()["index"]) == (201, size)
    assert types_after(closed, size) == ["ShareProof", "PartialDecryption"]
    again = send(client, closed, parts)
    assert (again.status_code, again.get_json()["index"]) == (200, size)
    assert_problem(send(client, closed, closed.share(1)), 409, "share-already-sent", "V23")
    assert closed.head_size() == size + 2


@pytest.mark.parametrize(
    ("fault", "rule"), [({"false_v1": True}, "V23"), ({"false_binding": True}, "V47")], ids=["V23", "V47"]
)
def test_a_signed_bad_share_is_logged_once_and_named(
    client: FlaskClient, closed: BoardElection, fault: dict[str, bool], rule: str
) -> None:
    size = closed.head_size()
    bad = closed.share(1, **fault)
    assert_problem(send(client, closed, bad), 422, "bad-share", rule)
    assert types_after(closed, size) == ["BadShare"]
    with closed.board.store.read_election(closed.uuid) as now:
        entry = next(log_entries(now.connection, now.head.log_id, size, size + 1))
    assert decode(entry.payload, BadShare).rule == rule
    assert entry.blobs[:2] == bad
    # Sent again, or another bad one: refused without more entries.
    assert_problem(send(client, closed, bad), 422, "bad-share", rule)
    assert_problem(send(client, closed, closed.share(1, **fault)), 422, "bad-share", rule)
    assert closed.head_size() == size + 1
    # The holder may still send the right one, and the others theirs.
    assert send(client, closed, closed.share(1)).status_code == 201
    assert send(client, closed, closed.share(2)).status_code == 201


def test_unsigned_shares_leave_no_trace(client: FlaskClient, closed: BoardElection) -> None:
    size = closed.head_size()
    proof, share = closed.share(1)
    foreign, _ = closed.share(2)
    cases = [
        (proof.replace(b'"owner":1', b'"owner":2'), share),
        (proof, closed.share(1)[1]),
        (foreign, share),
    ]
    for parts in cases:
        assert_problem(send(client, closed, parts), 422, "entry-refused", "V46")
    assert closed.head_size() == size


def test_shares_out_of_turn(client: FlaskClient, closed: BoardElection) -> None:
    parts = closed.share(1)
    other = BoardElection(closed.board).create()
    moved = parts[0].replace(closed.uuid.encode(), other.uuid.encode()), parts[1]
    assert_problem(send(client, other, moved), 422, "entry-refused", "V33")


def test_malformed_shares(client: FlaskClient, closed: BoardElection) -> None:
    base = f"/api/v1/elections/{closed.uuid}/shares"
    proof, share = closed.share(1)
    spaced = share_body((proof + b" ", share))
    for body in (b"", b"{}", b"[]", b'{"share_proof":1,"partial_decryption":""}', spaced, share_body((b"{}", share))):
        answer = client.post(base, data=body, content_type="application/json")
        assert_problem(answer, 400, "entry-malformed", "V03")
    assert_problem(client.post(base, data=b"{}"), 415, "media-type")


def test_a_signed_share_that_is_no_share_is_a_bad_share(client: FlaskClient, closed: BoardElection) -> None:
    import msgspec

    from record.canonical import encode
    from record.digests import sha256_hex
    from record.entries import SHARE_PROOF
    from tests.support.logs import synthetic_key

    message = SHARE_PROOF.decode(closed.share(1)[0])
    nonsense = b"{}"
    signed = SHARE_PROOF.sign(synthetic_key("holder 1"), msgspec.structs.replace(message, share=sha256_hex(nonsense)))
    assert_problem(send(client, closed, (encode(signed), nonsense)), 422, "bad-share", "V23")
