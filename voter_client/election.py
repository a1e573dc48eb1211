"""The election as a voter's device trusts it: read from the log's first entries, never from the board's word.

Invariant: :func:`read_election` returns only what the registrar and enough key holders have countersigned and what the
signed head begins with, so neither a board nor somebody on the way can show different voters different questions or
keys unseen. It reads the entries up to ``Open`` and no ballots.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from record.checkpoint import OpenedCheckpoint, open_checkpoint, origin_of
from record.entries import Genesis
from record.errors import RecordError
from record.ledger import Ledger, SetupFacts, Stage
from record.merkle import NodeLookup, consistency_proof, verify_consistency
from record.phases import judge
from record.reading import claimed_size, read_entry
from record.setup import setup_problems
from voter_client.errors import ElectionMismatchError, NotOpenError

MAX_ENTRIES_BEFORE_OPEN = 4096
"""Countersignatures of all holders and changes before the opening fit; a board with more is stalling."""


class Log(Protocol):
    """What is read of a board's log; ``board_client.remote_log.RemoteLog`` has it."""

    def checkpoint(self) -> bytes:
        """The signed head, unverified."""
        ...

    def leaves(self, size: int, start: int = 0) -> Iterator[bytes]:
        """The leaves ``start`` to ``size`` - 1."""
        ...

    def blob(self, sha256_hex: str) -> bytes:
        """A payload by its hash."""
        ...

    def nodes(self, size: int) -> NodeLookup:
        """The tree's nodes, for proofs under a head of ``size`` entries."""
        ...


@dataclass(frozen=True, slots=True)
class OpenElection:
    """Genesis and Setup of an election that was opened as its countersigners agreed, and the head that was seen."""

    genesis: Genesis
    setup: SetupFacts
    head: OpenedCheckpoint


def read_election(log: Log, uuid: str, *, board_key: str | None = None) -> OpenElection:
    """Read and check the log of election ``uuid`` up to its opening.

    ``board_key`` pins the board's public key (64 hex digits), from the card or a poster; without it the key that the
    genesis names counts, which the countersignatures cover. Raises :class:`NotOpenError` before the opening and
    :class:`ElectionMismatchError` for everything that does not fit together.
    """
    try:
        return _read(log, uuid, board_key)
    except RecordError as error:
        raise ElectionMismatchError(f"The board's election record is not sound: {error}") from error


def _read(log: Log, uuid: str, board_key: str | None) -> OpenElection:
    checkpoint = log.checkpoint()
    ledger = Ledger()
    setup_entry = None
    size = claimed_size(checkpoint)
    for index, leaf in enumerate(islice(log.leaves(size), MAX_ENTRIES_BEFORE_OPEN)):
        entry = read_entry(index, leaf, log.blob)
        judgement = judge(ledger, entry)
        if judgement.findings:
            first = judgement.findings[0]
            raise ElectionMismatchError(f"Entry {index} breaks rule {first.rule}: {first.detail}. Tell the committee.")
        if entry.type == "Setup":
            setup_entry = entry
        ledger.append(entry, judgement.effect)
        if ledger.stage is Stage.VOTING:
            break
    if ledger.stage is not Stage.VOTING:
        raise NotOpenError("Voting is not open yet. Come back at the opening time.")
    genesis, setup = ledger.genesis, ledger.setup
    if genesis is None or setup is None or setup_entry is None or genesis.uuid != uuid:
        raise ElectionMismatchError("The board answers with another election. Check the address on your card.")
    for problem in setup_problems(setup_entry, require_commitments=True):
        raise ElectionMismatchError(f"The setup breaks rule {problem.rule}: {problem.sentence} Tell the committee.")
    if board_key is not None and genesis.board != board_key:
        raise ElectionMismatchError("This is not the board whose key you gave. Check its address.")
    head = open_checkpoint(checkpoint, origin_of(uuid), genesis.board)
    # Otherwise a genuine head could come with forged entries, countersigned by whomever they name.
    seen = ledger.tree.size
    proof = consistency_proof(log.nodes(head.size), seen, head.size)
    verify_consistency(seen, ledger.tree.root(), head.size, head.root, proof)
    return OpenElection(genesis, setup, head)
