"""Everything that is read: summaries, the box, tracking codes, archive, tiles, payloads, and what is cached how."""

import gzip
import io
from base64 import b64decode
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from bulletin_board.administration import extend_voting
from bulletin_board.board import Board
from bulletin_board.casting import cast
from bulletin_board.posting import post
from bulletin_board.sharing import send_share
from bulletin_board.storage.reading import blob_hashes
from record.archive import ArchiveReader
from record.ballot import parse_ballot, short_code, tracking_code
from record.checkpoint import open_checkpoint
from record.digests import sha256_hex
from record.merkle import (
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    lookup_of,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from record.tiles import TILE_WIDTH
from tests.support.board_elections import CLOSES, OPENS, BoardElection, TurnedClock, time_text
from tests.support.flask_transport import board_client
from tests.support.problems import assert_problem


def test_an_empty_board(client: FlaskClient) -> None:
    assert client.get("/api/v1/elections").get_json() == []


def test_summaries_follow_an_election(client: FlaskClient, election: BoardElection, clock: TurnedClock) -> None:
    base = f"/api/v1/elections/{election.uuid}"

    def phases() -> tuple[str, str]:
        found = client.get(base).get_json()
        listed = client.get("/api/v1/elections").get_json()[0]
        assert listed.items() <= found.items()
        return found["stage"], found["phase"]

    assert phases() == ("setup", "preparing")
    election.open()
    clock.now = OPENS - timedelta(seconds=1)
    assert phases() == ("voting", "waiting")
    clock.now = OPENS
    assert phases() == ("voting", "open")
    for voter, seed in ((0, 1), (0, 2), (1, 3)):
        cast(election.board, election.uuid, election.ballot(voter, seed=seed))
    post(election.board, election.uuid, "Challenge", election.challenge(2, "A" * 43))
    clock.now = CLOSES
    assert phases() == ("voting", "ended")
    extend_voting(election.board, election.uuid, time_text(CLOSES + timedelta(hours=1)), "queue")
    assert phases() == ("voting", "open")
    election.close()
    assert phases() == ("tally", "counting")
    for owner in (2, 1):
        send_share(election.board, election.uuid, *election.share(owner))
    election.publish()
    assert phases() == ("published", "published")
    found = client.get(base).get_json()
    assert {name: found[name] for name in ("voters", "ballots", "counted", "challenges", "revoting", "k")} == {
        "voters": 4, "ballots": 3, "counted": 2, "challenges": 1, "revoting": True, "k": 2
    }  # fmt: skip
    assert (found["countersigned"], found["shares"]) == ([0, 1, 2], [1, 2])
    assert found["closes"] == time_text(CLOSES + timedelta(hours=1))


def test_too_few_ballots_are_withheld(client: FlaskClient, opened: BoardElection) -> None:
    cast(opened.board, opened.uuid, opened.ballot(0))
    opened.close()
    assert client.get(f"/api/v1/elections/{opened.uuid}").get_json()["phase"] == "withheld"


def test_the_box_page_by_page(client: FlaskClient, opened: BoardElection) -> None:
    codes = [cast(opened.board, opened.uuid, opened.ballot(0, seed=seed)).code for seed in range(5)]
    base = f"/api/v1/elections/{opened.uuid}/ballots"
    assert client.get(base).get_json() == [{"number": n, "code": code} for n, code in enumerate(codes, start=1)]
    assert [each["number"] for each in client.get(f"{base}?after=1&limit=2").get_json()] == [2, 3]
    assert [ballot.code for ballot in board_client(client).all_ballots(opened.uuid)] == codes
    for query in ("after=-1", "after=x", "limit=0", "limit=1001", "limit=1.0", "after=%C2%B2", "limit=", "after=1e3"):
        assert_problem(client.get(f"{base}?{query}"), 400, "parameter-malformed")
    assert_problem(client.get("/api/v1/elections/UnknownElection1/ballots"), 404, "election-unknown")


def test_tracking_codes(client: FlaskClient, opened: BoardElection) -> None:
    api = board_client(client)
    first, second = (cast(opened.board, opened.uuid, opened.ballot(0, seed=seed)).code for seed in (1, 2))
    tested = tracking_code(parse_ballot(opened.ballot(1)))
    post(opened.board, opened.uuid, "Challenge", opened.challenge(1, tested))
    found = api.code(opened.uuid, first)
    assert (found.code, found.status, found.number, found.superseded_by) == (first, "superseded", 1, 2)
    found = api.code(opened.uuid, second)
    assert (found.status, found.number, found.superseded_by) == ("in-box", 2, None)
    assert api.code(opened.uuid, short_code(second)) == found
    assert api.code(opened.uuid, short_code(second).replace("-", " ").lower()) == found
    assert (api.code(opened.uuid, tested).status, api.code(opened.uuid, tested).number) == ("tested", None)
    opened.close()
    assert api.code(opened.uuid, second).status == "counted"
    assert api.code(opened.uuid, first).status == "superseded"
    base = f"/api/v1/elections/{opened.uuid}/codes"
    assert_problem(client.get(f"{base}/{'A' * 43}"), 404, "code-unknown")
    assert_problem(client.get(f"{base}/K7QX-2M9D-VT4A"), 404, "code-unknown")
    for text in ("x", "A" * 42, "K7QX-2M9D-VT4!", "%00", "K7QX2M9DVT4AA"):
        assert_problem(client.get(f"{base}/{text}"), 400, "code-malformed")


def test_two_codes_with_one_short_form(client: FlaskClient, opened: BoardElection) -> None:
    # 60 bits cannot be made to meet here: two seal tests of chosen codes can, since a tested code is only a text.
    codes = ["ABCDEFGHIJ" + "k" * 33, "ABCDEFGHIJ" + "m" * 33]
    assert short_code(codes[0]) == short_code(codes[1])
    for voter, code in enumerate(codes):
        post(opened.board, opened.uuid, "Challenge", opened.challenge(voter, code))
    base = f"/api/v1/elections/{opened.uuid}/codes"
    assert_problem(client.get(f"{base}/{short_code(codes[0])}"), 409, "code-ambiguous")
    assert client.get(f"{base}/{codes[1]}").get_json()["code"] == codes[1]


def test_the_archive_at_any_time(client: FlaskClient, opened: BoardElection) -> None:
    cast(opened.board, opened.uuid, opened.ballot(0))
    post(opened.board, opened.uuid, "Challenge", opened.challenge(1, "A" * 43))
    answer = client.get(f"/api/v1/elections/{opened.uuid}/archive")
    assert [each.event.type for each in ArchiveReader(io.BytesIO(answer.get_data()))] == ["Setup", "Ballot"]
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{opened.uuid}.bel"'
    assert_problem(client.get("/api/v1/elections/UnknownElection1/archive"), 404, "election-unknown")


def test_the_log_through_tiles(client: FlaskClient, opened: BoardElection) -> None:
    cast(opened.board, opened.uuid, opened.ballot(0))
    log = board_client(client).log(opened.uuid)
    public, origin = opened.board.store.key.public_hex, f"suarasah/{opened.uuid}"
    old = open_checkpoint(log.checkpoint(), origin, public)
    old_leaves = list(log.leaves(old.size))
    for voter in (1, 2):
        cast(opened.board, opened.uuid, opened.ballot(voter))
    new = open_checkpoint(log.checkpoint(), origin, public)
    nodes = log.nodes(new.size)
    for index, leaf in enumerate(log.leaves(new.size)):
        verify_inclusion(leaf_hash(leaf), index, new.size, inclusion_proof(nodes, index, new.size), new.root)
    proof = consistency_proof(nodes, old.size, new.size)
    verify_consistency(old.size, old.root, new.size, new.root, proof)
    # Whoever holds the older head still gets its partial tiles, and the head itself.
    assert list(log.leaves(old.size)) == old_leaves
    assert client.get(f"/log/{opened.uuid}/checkpoint/{old.size}").get_data() == old.data


def test_full_tiles(client: FlaskClient, board: Board) -> None:
    election = BoardElection(board, voters=1, spares=0).create().open()
    with board.store.append_to_election(election.uuid) as transaction:
        while transaction.head.size < 2 * TILE_WIDTH + 3:
            transaction.append("BoothChange", b'{"booth":[]}')
    log = board_client(client).log(election.uuid)
    head = open_checkpoint(log.checkpoint(), f"suarasah/{election.uuid}", board.store.key.public_hex)
    leaves = list(log.leaves(head.size))
    nodes = log.nodes(head.size)
    for index in (0, 255, 256, 511, head.size - 1):
        proof = inclusion_proof(nodes, index, head.size)
        verify_inclusion(leaf_hash(leaves[index]), index, head.size, proof, head.root)
    base = f"/log/{election.uuid}/tile"
    for path in ("0/000", "0/001", "0/002.p/3", "entries/001", "1/000.p/2", "0/001.p/255", "entries/002.p/1"):
        answer = client.get(f"{base}/{path}")
        assert answer.status_code == 200, path
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for path in ("0/002", "0/002.p/4", "entries/003.p/1", "1/000", "2/000.p/1", "0/2", "x/000", "0/000.p/256", "0/-1"):
        assert_problem(client.get(f"{base}/{path}"), 404, "resource-unknown")


def proof_of(answer: TestResponse) -> list[bytes]:
    document = answer.get_json()
    assert (answer.status_code, list(document)) == (200, ["proof"])
    assert answer.headers["Cache-Control"] == "no-store"
    return [b64decode(value, validate=True) for value in document["proof"]]


def test_consistency_between_any_two_heads(client: FlaskClient, opened: BoardElection) -> None:
    while opened.head_size() < 21:
        change = opened.head_size().to_bytes(32).hex()
        with opened.board.store.append_to_election(opened.uuid) as transaction:
            transaction.append("BoothChange", f'{{"booth":["{change}"]}}'.encode())
    hashes = [leaf_hash(leaf) for leaf in board_client(client).log(opened.uuid).leaves(21)]
    base = f"/api/v1/elections/{opened.uuid}/consistency"
    for new in range(1, 22):
        for old in range(1, new + 1):
            proof = proof_of(client.get(f"{base}/{old}/{new}"))
            assert proof == consistency_proof(lookup_of(hashes), old, new)
            verify_consistency(old, root_of(hashes[:old]), new, root_of(hashes[:new]), proof)


def test_consistency_is_read_in_one_query_of_nodes(client: FlaskClient, opened: BoardElection) -> None:
    size = opened.head_size()
    asked: list[str] = []
    engine = opened.board.store.engine
    event.listen(engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    assert client.get(f"/api/v1/elections/{opened.uuid}/consistency/3/{size}").status_code == 200
    assert len([statement for statement in asked if "FROM nodes" in statement]) == 1


def test_no_consistency_of_heads_that_never_were(client: FlaskClient, opened: BoardElection) -> None:
    base, size = f"/api/v1/elections/{opened.uuid}/consistency", opened.head_size()
    for old, new in ((0, 1), (0, size), (3, 2), (1, size + 1), (size + 1, size + 1), (2**70, 2**70), (1, 2**53)):
        assert_problem(client.get(f"{base}/{old}/{new}"), 404, "resource-unknown")
    for rest in ("-1/2", "x/2", "1/x", "1.0/2", "1/", "1", "1/2/3", "%C2%B2/3"):
        assert_problem(client.get(f"{base}/{rest}"), 404, "not-found")
    assert_problem(client.get("/api/v1/elections/UnknownElection1/consistency/1/2"), 404, "election-unknown")


def test_payloads_and_heads(client: FlaskClient, opened: BoardElection) -> None:
    other = BoardElection(opened.board, k=3).create()
    with opened.board.store.read_election(opened.uuid) as now:
        payload = now.head.state.last_entry[1] or (now.facts.setup and now.facts.setup.setup_hash)
    base = f"/log/{opened.uuid}"
    answer = client.get(f"{base}/data/{payload}")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert_problem(client.get(f"/log/{other.uuid}/data/{payload}"), 404, "resource-unknown")
    for name in ("0" * 64, "A" * 64, "x", "%00"):
        assert_problem(client.get(f"{base}/data/{name}"), 404, "resource-unknown")
    size = opened.head_size()
    assert client.get(f"{base}/checkpoint").headers["Cache-Control"] == "no-cache"
    for number in (0, size + 1, 2**70):
        assert_problem(client.get(f"{base}/checkpoint/{number}"), 404, "resource-unknown")
    assert_problem(client.get("/log/UnknownElection1/checkpoint"), 404, "election-unknown")


def test_long_payloads_come_compressed_to_those_who_accept_it(client: FlaskClient, board: Board) -> None:
    opened = BoardElection(board, voters=30).create()
    with opened.board.store.read_election(opened.uuid) as election:
        hashes = blob_hashes(election.connection, election.head.log_id)
    zipped = 0
    for sha256 in hashes:
        plain = client.get(f"/log/{opened.uuid}/data/{sha256}")
        assert sha256_hex(plain.get_data()) == sha256
        assert "Content-Encoding" not in plain.headers
        answer = client.get(f"/log/{opened.uuid}/data/{sha256}", headers={"Accept-Encoding": "br, gzip"})
        assert answer.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
        if answer.headers.get("Content-Encoding") == "gzip":
            zipped += 1
            assert len(answer.get_data()) < len(plain.get_data())
            assert gzip.decompress(answer.get_data()) == plain.get_data()
        else:
            assert len(plain.get_data()) < 1024
    assert 0 < zipped < len(hashes)


def test_what_the_framework_refuses_is_a_problem_too(client: FlaskClient) -> None:
    assert_problem(client.get("/api/v1/nothing"), 404, "not-found")
    assert_problem(client.get("/log/x"), 404, "not-found")
    answer = client.delete("/api/v1/elections")
    assert_problem(answer, 405, "method-not-allowed")
    assert "GET" in answer.headers["Allow"]


def test_a_fault_of_the_board_tells_nothing(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from bulletin_board.api import elections

    def broken(board: Board) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(elections, "all_summaries", broken)
    problem = assert_problem(client.get("/api/v1/elections"), 500, "internal")
    assert "secret detail" not in str(problem)
    assert "secret detail" in caplog.text


def test_a_database_that_is_away_is_busy_and_not_a_fault(
    client: FlaskClient, board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy.exc import OperationalError

    def away() -> None:
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(board.store.engine, "connect", away)
    answer = client.get("/api/v1/elections")
    assert_problem(answer, 503, "board-busy")
    assert answer.headers["Retry-After"] == "1"


def test_headers(client: FlaskClient) -> None:
    answer = client.get("/api/v1/elections")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    refused = client.post("/api/v1/elections/x/ballots", data=b"", content_type="application/json")
    assert "Access-Control-Allow-Origin" not in refused.headers
