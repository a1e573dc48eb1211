"""The command of a voter shows the school that was agreed on, and refuses another; what was erased is only missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import update

from board_client.client import BoardClient
from bulletin_board.app import create_app
from bulletin_board.presentations import PresentationFiles, erase_presentation
from bulletin_board.storage.database import writing
from bulletin_board.storage.presentation_tables import presentations
from tests.support.board_elections import BoardElection, fresh_board
from tests.support.commands import InProcess
from tests.support.presentations import presented
from tests.support.served import served
from voter_client.election import read_election
from voter_client.errors import AlteredPresentationError
from voter_client.presentation import read_presentation


@dataclass
class Shown:
    """An open election with a presentation, and a client of its board."""

    election: BoardElection
    client: BoardClient

    def read(self) -> object:
        return read_presentation(self.client, read_election(self.client.log(self.election.uuid), self.election.uuid))

    def replace_by(self, document: bytes) -> None:
        with writing(self.election.board.store.engine) as connection:
            connection.execute(update(presentations).values(document=document))


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Shown]:
    board = fresh_board(f"sqlite:///{tmp_path / 'board.db'}", tmp_path)
    election = BoardElection(board, presentation=presented()).create().open()
    with served(create_app(board.config, board)) as address:
        yield Shown(election, BoardClient(address))


def test_what_was_agreed_on_is_read(shown: Shown) -> None:
    found = read_presentation(shown.client, read_election(shown.client.log(shown.election.uuid), shown.election.uuid))
    assert found is not None
    assert (found.school, len(found.photos)) == ("SMAN Contoh", 3)


def test_another_document_is_refused(shown: Shown) -> None:
    shown.replace_by(presented(vision="Visi lain").document)
    with pytest.raises(AlteredPresentationError, match="other photos"):
        shown.read()


def test_what_was_erased_is_missing(shown: Shown) -> None:
    erase_presentation(shown.election.board, shown.election.uuid)
    assert shown.read() is None


def test_an_election_without_any_asks_for_none(tmp_path: Path) -> None:
    board = fresh_board(f"sqlite:///{tmp_path / 'board.db'}", tmp_path)
    election = BoardElection(board).create().open()
    with served(create_app(board.config, board)) as address:
        client = BoardClient(address)
        assert read_presentation(client, read_election(client.log(election.uuid), election.uuid)) is None


def test_the_command_shows_the_school_or_refuses(shown: Shown, tmp_path: Path) -> None:
    card = tmp_path / "card.txt"
    card.write_text("0000-0000-0000-0000-0000\n", "utf-8")
    options = ("--board", shown.client.base_url, "--election", shown.election.uuid, "--card-file", card)
    answer = InProcess()("vote", *options, expect=2)
    assert "SMAN Contoh" in answer.out
    shown.replace_by(PresentationFiles(b"{}", {}).document)
    answer = InProcess()("vote", *options, expect=2)
    assert "voter-presentation" in answer.err
