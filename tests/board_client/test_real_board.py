"""The client against the real board: every route that it knows, and a whole election verified from its address."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from board_client.client import BoardClient
from board_client.errors import BoardError
from bulletin_board.app import create_app
from record.ballot import parse_ballot, short_code, tracking_code
from record.receipt import parse_receipt, verify_receipt
from tests.support.board_elections import BoardElection, fresh_board
from tests.support.served import served
from verifier.run import verify
from verifier.source import open_source


class RealBoard:
    """A served board with one open election."""

    def __init__(self, client: BoardClient, election: BoardElection) -> None:
        self.client = client
        self.election = election
        self.uuid = election.uuid


@pytest.fixture
def real(tmp_path: Path) -> Iterator[RealBoard]:
    board = fresh_board(f"sqlite:///{tmp_path / 'board.db'}", tmp_path)
    election = BoardElection(board).create()
    with served(create_app(board.config, board)) as address:
        yield RealBoard(BoardClient(address, attempts=1), election)


def test_a_whole_election_is_held_and_verified_over_http(real: RealBoard) -> None:
    client, election, uuid = real.client, real.election, real.uuid
    for signer in range(3):
        client.countersign(uuid, election.countersignature(signer))
    election.open_only()
    ballots = [election.ballot(0), election.ballot(1, 2), election.ballot(2, 3), election.ballot(0, 0, seed=9)]
    casts = [client.cast(uuid, ballot) for ballot in ballots]
    assert client.cast(uuid, ballots[1]).index == casts[1].index
    tested = tracking_code(parse_ballot(election.ballot(1, 1, seed=7)))
    client.challenge(uuid, election.challenge(1, tested))
    client.replace_card(uuid, election.replacement(3))
    election.close()
    for owner in (1, 2):
        client.send_share(uuid, *election.share(owner))
    election.publish()
    client.cosign(uuid, election.cosigned_head())

    summary = client.election(uuid)
    assert (summary.uuid, summary.name, summary.ballots, summary.counted) == (uuid, election.name, 4, 3)
    assert [each.uuid for each in client.elections()] == [uuid]
    assert [each.code for each in client.all_ballots(uuid)] == [each.code for each in casts]
    assert [each.number for each in client.ballots(uuid, after=casts[2].number)] == [casts[3].number]
    assert client.code(uuid, casts[0].code).superseded_by == casts[3].number
    assert client.code(uuid, short_code(casts[1].code)).status == "counted"
    assert client.openapi()["paths"]

    report = verify(open_source(f"{client.base_url}/e/{uuid}"))
    assert report.findings == ()
    assert (report.verdict, report.phase, report.ballots, report.counted) == ("accepted", "published", 4, 3)
    assert report.result == ((1, 0, 1, 1),)


def test_a_receipt_proves_the_ballot(real: RealBoard) -> None:
    real.election.open()
    ballot = real.election.ballot(0)
    cast = real.client.cast(real.uuid, ballot)
    summary = real.client.election(real.uuid)
    leaf = next(real.client.log(real.uuid).leaves(summary.size, cast.index))
    verified = verify_receipt(parse_receipt(cast.receipt.encode()), leaf, summary.origin, summary.board)
    assert verified.index == cast.index


def test_refusals_carry_the_boards_code(real: RealBoard) -> None:
    with pytest.raises(BoardError) as unknown:
        real.client.election("1" * 14)
    assert (unknown.value.status, bool(unknown.value.code), bool(unknown.value.detail)) == (404, True, True)
    with pytest.raises(BoardError) as closed:
        real.client.cast(real.uuid, real.election.ballot(0))
    assert closed.value.status in (409, 422)
    assert closed.value.code != "board-answer"
