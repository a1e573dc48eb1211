"""What the board says of an election or a key making as a whole, from its head and its first two entries."""

from typing import Any

from bulletin_board.board import Board
from bulletin_board.errors import StageError
from bulletin_board.opening_hours import phase_of
from bulletin_board.presentations import Shown, read_shown
from bulletin_board.storage.database import reading
from bulletin_board.storage.head import Head, read_heads
from bulletin_board.storage.view import ElectionReading
from bulletin_board.storage.writing import replay


def all_summaries(board: Board) -> list[dict[str, Any]]:
    """The summaries of all elections, the newest first."""
    with reading(board.store.engine) as connection:
        shown = read_shown(connection)
        return [summarise(board, head, shown.get(head.log_id)) for head in read_heads(connection, "election")]


def election_summary(board: Board, uuid: str) -> dict[str, Any]:
    """The summary of one election, and who has signed and decrypted; ``ElectionUnknownError``."""
    with board.store.read_election(uuid) as election:
        return summarise_reading(board, election) | {
            "countersigned": sorted(election.view.signers()),
            "shares": sorted(election.view.share_owners()),
        }


def summarise_reading(board: Board, election: ElectionReading) -> dict[str, Any]:
    """The summary of an election that is being read."""
    log_id = election.head.log_id
    return summarise(board, election.head, read_shown(election.connection, log_id).get(log_id))


def summarise(board: Board, head: Head, shown: Shown | None) -> dict[str, Any]:
    """Name, rules and state of an election. ``ballots`` are all in the box, ``counted`` the last one of each card.

    ``shown`` is what its presentation says of school and zone; without one the zone is the board's.
    """
    state = head.state
    announced = state.announced
    if announced is None:
        raise StageError("This log has no genesis.")
    return {
        "uuid": head.name,
        "name": announced.name,
        "kind": announced.kind,
        "stage": state.stage,
        "phase": phase_of(state.stage, announced.opens, state.closes, board.config.clock()),
        "origin": head.origin,
        "board": announced.board,
        "size": head.size,
        "voters": announced.voters,
        "ballots": state.ballots,
        "counted": state.counted,
        "challenges": state.challenges,
        "revoting": announced.revoting,
        "k": announced.k,
        "opens": announced.opens,
        "closes": state.closes,
        "fingerprint": announced.fingerprint,
        "presentation": announced.presentation,
        "school": "" if shown is None else shown.school,
        "zone": board.config.zone if shown is None else shown.zone,
    }


def key_making_summary(board: Board, run: str) -> dict[str, Any]:
    """How far a key making is; ``missing`` are the owners whose message its stage waits for."""
    with board.store.read_log("keys", run) as (connection, head):
        state = replay(connection, head)
    genesis = state.genesis
    return {
        "run": run,
        "stage": state.stage.value,
        "missing": list(state.missing),
        "origin": head.origin,
        "size": head.size,
        "board": "" if genesis is None else genesis.board,
        "group": "" if genesis is None else genesis.group,
        "threshold": 0 if genesis is None else genesis.threshold,
        "holders": [] if genesis is None else list(genesis.holders),
        "election": "" if genesis is None else genesis.election,
        "reason": "" if state.verdict is None else state.verdict.reason,
    }
