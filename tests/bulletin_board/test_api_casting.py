"""POST .../ballots: a receipt for every accepted ballot, the same one for the same bytes, and every refusal."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bulletin_board.board import Board
from bulletin_board.casting import cast
from bulletin_board.storage.reading import leaves
from record.ballot import parse_ballot, tracking_code
from record.ballot_making import sign_ballot
from record.canonical import encode
from record.ledger import BallotFacts
from record.receipt import parse_receipt, verify_receipt
from tests.support.board_elections import CLOSES, GROUP, OPENS, BoardElection, TurnedClock
from tests.support.problems import assert_problem


def post_ballot(client: FlaskClient, election: BoardElection, data: bytes, **options: Any) -> TestResponse:
    options.setdefault("content_type", "application/json")
    return client.post(f"/api/v1/elections/{election.uuid}/ballots", data=data, **options)


def leaf_at(board: Board, uuid: str, index: int) -> bytes:
    with board.store.read_election(uuid) as election:
        return leaves(election.connection, election.head.log_id, index, index + 1)[0]


def assert_receipt(election: BoardElection, receipt: str, index: int) -> int:
    """The receipt proves the stored entry; answers the size of its head."""
    board = election.board
    leaf = leaf_at(board, election.uuid, index)
    # A voter knows neither parent nor height of her ballot's event: the receipt carries it.
    assert parse_receipt(receipt.encode()).extra == leaf
    verified = verify_receipt(
        parse_receipt(receipt.encode()),
        leaf,
        f"suarasah/{election.uuid}",
        board.store.key.public_hex,
    )
    assert verified.index == index
    return verified.head.size


def test_cast_ballots_get_numbers_and_receipts(client: FlaskClient, opened: BoardElection) -> None:
    first_entry = opened.head_size()
    for voter in range(3):
        ballot = opened.ballot(voter)
        answer = post_ballot(client, opened, ballot)
        assert answer.status_code == 201
        assert answer.json is not None
        assert answer.json["number"] == voter + 1
        assert answer.json["index"] == first_entry + voter
        assert answer.json["code"] == tracking_code(parse_ballot(ballot))
        assert assert_receipt(opened, answer.json["receipt"], answer.json["index"]) == first_entry + voter + 1


def test_the_same_bytes_get_the_same_entry_also_after_the_close(
    client: FlaskClient, opened: BoardElection, clock: TurnedClock
) -> None:
    ballot = opened.ballot(0)
    first = post_ballot(client, opened, ballot).json
    post_ballot(client, opened, opened.ballot(1))
    again = post_ballot(client, opened, ballot)
    assert again.status_code == 200
    clock.now = CLOSES + timedelta(days=1)
    opened.close()
    after = post_ballot(client, opened, ballot)
    assert after.status_code == 200
    for answer in (again.json, after.json):
        assert first is not None
        assert answer is not None
        assert {k: answer[k] for k in ("index", "number", "code")} == {k: first[k] for k in ("index", "number", "code")}
        assert_receipt(opened, answer["receipt"], answer["index"])


def test_other_bytes_under_a_used_code_are_refused(client: FlaskClient, opened: BoardElection) -> None:
    ballot = opened.ballot(0)
    post_ballot(client, opened, ballot)
    parsed = parse_ballot(ballot)
    other = resigned(opened, ballot)
    assert tracking_code(parse_ballot(other)) == tracking_code(parsed)
    assert_problem(post_ballot(client, opened, other), 409, "ballot-code-used", "V21")


def resigned(election: BoardElection, ballot: bytes) -> bytes:
    """The same votes under a second valid signature: signed with a random nonce instead of our own."""
    from crypto.signature import ballot_prefix, sign
    from record.ballot import Ballot, BallotSignature
    from record.wire import encode_proof

    parsed = parse_ballot(ballot)
    code = tracking_code(parsed)
    proof = sign(GROUP, election.secrets[0], ballot_prefix(code), GROUP.random_secret())
    signature = BallotSignature(code, encode_proof(proof))
    return encode(Ballot(parsed.election_uuid, parsed.election_hash, parsed.credential, parsed.answers, signature))


def test_ballots_are_taken_only_between_opens_and_closes(
    client: FlaskClient, election: BoardElection, clock: TurnedClock
) -> None:
    assert_problem(post_ballot(client, election, election.ballot(0)), 409, "voting-not-open")
    election.open()
    clock.now = OPENS - timedelta(seconds=1)
    assert_problem(post_ballot(client, election, election.ballot(0)), 409, "voting-not-open")
    clock.now = CLOSES
    assert_problem(post_ballot(client, election, election.ballot(0)), 409, "voting-closed")
    clock.now = CLOSES - timedelta(seconds=1)
    assert post_ballot(client, election, election.ballot(0)).status_code == 201
    election.close()
    assert_problem(post_ballot(client, election, election.ballot(1)), 409, "voting-closed")


def test_an_election_that_closed_between_check_and_lock_takes_nothing(
    opened: BoardElection, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bulletin_board import casting
    from bulletin_board.errors import VotingClosedError

    def slow(facts: Any, data: bytes) -> BallotFacts:
        clock.now = CLOSES
        ballot = parse_ballot(data)
        return BallotFacts(tracking_code(ballot), ballot.credential)

    monkeypatch.setattr(casting, "_check_proofs", slow)
    size = opened.head_size()
    with pytest.raises(VotingClosedError):
        cast(opened.board, opened.uuid, opened.ballot(0))
    assert opened.head_size() == size


def _wrong_signature(election: BoardElection) -> bytes:
    setup = election.setup
    from record.ballot_making import make_unsigned_ballot

    unsigned = make_unsigned_ballot(setup.election, setup.fingerprint, election.cards[0], [[0, 1, 0, 0]], bytes(32))
    return sign_ballot(GROUP, unsigned, election.secrets[1])


def _unlisted_card(election: BoardElection) -> bytes:
    election.secrets[0] = GROUP.random_secret()
    election.cards[0] = GROUP.generator_power_secret(election.secrets[0])
    return election.ballot(0)


def _with_changed_proof(election: BoardElection) -> bytes:
    return _replace_number(election.ballot(0), "overall_proof")


def _replace_number(ballot: bytes, member: str) -> bytes:
    document = msgspec.json.decode(ballot)
    proof = document["answers"][0][member][0]
    proof["response"] = str((int(proof["response"]) + 1) % GROUP.q)
    return msgspec.json.encode(document)


def _of_another_election(election: BoardElection) -> bytes:
    return BoardElection(election.board, revoting=False).create().ballot(0)


@pytest.mark.parametrize(
    ("make", "rule"),
    [
        (_wrong_signature, "V20"),
        (_unlisted_card, "V14"),
        (_with_changed_proof, "V20"),
        (_of_another_election, "V13"),
        (lambda election: election.ballot(4), "V42"),
    ],
)
def test_ballots_against_the_rules_are_refused_and_leave_no_trace(
    client: FlaskClient, opened: BoardElection, make: Callable[[BoardElection], bytes], rule: str
) -> None:
    ballot = make(opened)
    size = opened.head_size()
    problem = assert_problem(post_ballot(client, opened, ballot), 422, "entry-refused", rule)
    assert rule in {finding["rule"] for finding in problem["findings"]}
    assert opened.head_size() == size


def test_a_second_ballot_of_a_card_where_revoting_is_forbidden(client: FlaskClient, board: Board) -> None:
    election = BoardElection(board, revoting=False).create().open()
    assert post_ballot(client, election, election.ballot(0, seed=1)).status_code == 201
    assert_problem(post_ballot(client, election, election.ballot(0, seed=2)), 422, "entry-refused", "V39")


def test_malformed_bodies(client: FlaskClient, opened: BoardElection) -> None:
    for body in (b"", b"{}", b"[" * 100_000, b"\xff\xfe", opened.ballot(0) + b"\n", b'{"a":' * 5000):
        assert_problem(post_ballot(client, opened, body), 400, "entry-malformed", "V03")
    assert_problem(post_ballot(client, opened, opened.ballot(0), content_type="text/plain"), 415, "media-type")


def test_too_large_bodies_are_refused_unread(client: FlaskClient, opened: BoardElection) -> None:
    limit = opened.board.config.ballot_limit
    assert_problem(post_ballot(client, opened, b" " * (limit + 1)), 413, "body-too-large")


def test_unknown_elections(client: FlaskClient, opened: BoardElection) -> None:
    for uuid in ("UnknownElection1", "..%2F..", "x", "%00", "a" * 500):
        answer = client.post(
            f"/api/v1/elections/{uuid}/ballots", data=opened.ballot(0), content_type="application/json"
        )
        assert_problem(answer, 404, "election-unknown" if "2F" not in uuid else "not-found")
