"""What the API says of a public credential before, during and after it votes."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bulletin_board.app import create_app
from bulletin_board.casting import cast
from bulletin_board.posting import post
from tests.support.board_elections import BoardElection, fresh_board
from tests.support.described_client import DescribedClient
from tests.support.problems import assert_problem


def status(client: FlaskClient, election: BoardElection, credential: str) -> tuple[str, int, int, bool]:
    answer = client.get(f"/api/v1/elections/{election.uuid}/cards/{credential}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    found = answer.get_json()
    assert found["revoting"] is election.revoting
    return found["status"], found["ballots"], found["challenges"], found["may_vote"]


def test_cards_of_all_states(client: FlaskClient, opened: BoardElection) -> None:
    post(opened.board, opened.uuid, "CardReplacement", opened.replacement(3))
    assert status(client, opened, opened.cards[0].text) == ("active", 0, 0, True)
    assert status(client, opened, opened.cards[3].text) == ("revoked", 0, 0, False)
    assert status(client, opened, opened.spare_texts[0]) == ("active", 0, 0, True)
    stranger = BoardElection(opened.board).cards[0].text
    assert status(client, opened, stranger) == ("unknown", 0, 0, False)


def test_a_spare_is_inactive_until_it_replaces_a_card(client: FlaskClient, opened: BoardElection) -> None:
    assert status(client, opened, opened.spare_texts[0]) == ("inactive", 0, 0, False)


def test_ballots_and_seal_tests_are_counted(client: FlaskClient, opened: BoardElection) -> None:
    post(opened.board, opened.uuid, "Challenge", opened.challenge(0, "A" * 43))
    for seed in (1, 2):
        cast(opened.board, opened.uuid, opened.ballot(0, seed=seed))
    assert status(client, opened, opened.cards[0].text) == ("active", 2, 1, True)
    assert status(client, opened, opened.cards[1].text) == ("active", 0, 0, True)


def test_a_used_card_may_not_vote_again_without_revoting(sqlite_url: str, tmp_path: Path) -> None:
    election = BoardElection(fresh_board(sqlite_url, tmp_path), revoting=False).create().open()
    app = create_app(election.board.config, election.board)
    app.test_client_class = DescribedClient
    client = app.test_client()
    assert status(client, election, election.cards[0].text) == ("active", 0, 0, True)
    cast(election.board, election.uuid, election.ballot(0))
    assert status(client, election, election.cards[0].text) == ("active", 1, 0, False)


@pytest.mark.parametrize("text", ["x", "%00", "%F0%9F%97%B3", "0", "A" * 2000])
def test_a_text_that_is_no_credential_is_unknown(client: FlaskClient, opened: BoardElection, text: str) -> None:
    assert status(client, opened, text) == ("unknown", 0, 0, False)


def test_an_unknown_election(client: FlaskClient) -> None:
    assert_problem(client.get(f"/api/v1/elections/UnknownElection1/cards/{'a' * 64}"), 404, "election-unknown")
