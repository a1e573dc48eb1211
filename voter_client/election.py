"""The election as a voter's device trusts it: read from the log's first entries, never from the board's word.

Invariant: :func:`read_election` returns only what a registrar and enough key holders have countersigned and what the
signed head begins with. It reads the entries up to ``Open`` and no ballots.

Who registrar and key holders are, the log's own genesis says. A board could make up a whole election for one voter,
with the true cards and with keys of its own, and read her vote; the heads that it signs would betray it afterwards, to
whoever compares them. Only the fingerprint of genesis and Setup, which the key holders compared by voice and which
stands on posters or cards, shows it before she votes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from record.checkpoint import OpenedCheckpoint, open_checkpoint, origin_of
from record.entries import Genesis
from record.errors import RecordError
from record.ledger import HEAD_AFTER_SETUP, Ledger, SetupFacts, Stage
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
    """Genesis and Setup of an election that was opened as its countersigners agreed, and the head that was seen.

    ``fingerprint`` is the root (hex) of the log's first two entries: what countersigners sign and compare by voice.
    """

    genesis: Genesis
    setup: SetupFacts
    head: OpenedCheckpoint
    fingerprint: str


def read_election(log: Log, uuid: str, *, board_key: str | None = None, fingerprint: str | None = None) -> OpenElection:
    """Read and check the log of election ``uuid`` up to its opening.

    ``fingerprint`` pins genesis and Setup, and with them all keys, questions and cards; ``board_key`` the board's
    public key alone (both 64 hex digits, from a card or a poster). Without them the board is believed which election
    this is, and :attr:`OpenElection.fingerprint` is there to be compared. Raises :class:`NotOpenError` before the
    opening and :class:`ElectionMismatchError` for everything that does not fit together.
    """
    try:
        election = _read(log, uuid, board_key)
    except RecordError as error:
        raise ElectionMismatchError(f"The board's election record is not sound: {error}") from error
    if fingerprint is not None and "".join(fingerprint.split()).lower() != election.fingerprint:
        raise ElectionMismatchError(
            "This is not the election whose fingerprint you gave: its keys, questions or cards are others. Do not vote "
            "here; tell the committee and the key holders."
        )
    return election


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
    genesis, setup, agreed = ledger.genesis, ledger.setup, ledger.root_at(HEAD_AFTER_SETUP)
    if genesis is None or setup is None or setup_entry is None or agreed is None or genesis.uuid != uuid:
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
    return OpenElection(genesis, setup, head, agreed)
