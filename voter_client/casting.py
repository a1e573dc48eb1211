"""Casting and seal testing against a board, and checking what it answers.

Invariant: a function here returns a receipt only after this device has verified it: the board's signature on the
head, the inclusion of the leaf, and that the leaf is of this very ballot or Challenge. A board that answers with a
receipt for another ballot, an old one or with a wrong key is caught; :func:`require_same_log` catches one that
answers from another log than the one that it showed before.
"""

from dataclasses import dataclass
from typing import Protocol

from record.canonical import encode
from record.checkpoint import OpenedCheckpoint
from record.digests import sha256_hex
from record.entries import decode_leaf
from record.errors import RecordError
from record.events import Event
from record.merkle import consistency_proof, verify_consistency
from record.receipt import parse_receipt, verify_receipt
from record.voting import sign_challenge
from voter_client.election import Log, OpenElection
from voter_client.errors import ReceiptError
from voter_client.sealing import Card, SealedBallot, sign


class Answer(Protocol):
    """What the client reads of a board's answer: the receipt's text."""

    @property
    def receipt(self) -> str:
        """A C2SP tlog-proof whose extra line holds the leaf."""
        ...


class Board(Protocol):
    """The two routes that a voter needs; ``board_client.client.BoardClient`` has them."""

    def cast(self, uuid: str, ballot: bytes) -> Answer:
        """Put a ballot into the box."""
        ...

    def challenge(self, uuid: str, payload: bytes) -> Answer:
        """Enter a seal test."""
        ...


@dataclass(frozen=True, slots=True)
class VerifiedEntry:
    """A receipt that this device verified: where the entry stands, its ballot number, and the receipt's bytes."""

    index: int
    number: int | None
    receipt: bytes
    head: OpenedCheckpoint


def cast_ballot(board: Board, election: OpenElection, card: Card, sealed: SealedBallot) -> VerifiedEntry:
    """Sign and cast a sealed ballot; casting it again after a lost answer gives the same entry.

    Raises :class:`ReceiptError` when the answer does not prove that exactly this ballot is in the box, and the
    board client's errors when the board refuses or cannot be reached.
    """
    ballot = sign(election.setup, card, sealed)
    answer = board.cast(election.setup.uuid, ballot)
    return verify_entry(election, answer.receipt.encode("utf-8", "replace"), "Ballot", ballot)


def enter_challenge(board: Board, election: OpenElection, card: Card, sealed: SealedBallot) -> VerifiedEntry:
    """Enter the seal test of a sealed ballot, and check that it is in the log before anything is opened."""
    payload = encode(sign_challenge(election.setup.group, election.setup.uuid, sealed.facts, card.secret))
    answer = board.challenge(election.setup.uuid, payload)
    return verify_entry(election, answer.receipt.encode("utf-8", "replace"), "Challenge", payload)


def verify_entry(election: OpenElection, receipt_bytes: bytes, entry_type: str, payload: bytes) -> VerifiedEntry:
    """What a receipt proves about an entry with this type and payload; :class:`ReceiptError` if it does not."""
    try:
        receipt = parse_receipt(receipt_bytes)
        leaf = decode_leaf(receipt.extra)
        verified = verify_receipt(receipt, receipt.extra, election.head.origin, election.genesis.board)
    except RecordError as error:
        raise ReceiptError(f"The board's receipt is not valid: {error} Keep it and tell the committee.") from error
    if leaf.type != entry_type or leaf.payload != sha256_hex(payload):
        raise ReceiptError("The board's receipt is for something else than what was sent. Tell the committee.")
    if verified.head.size < election.head.size:
        raise ReceiptError("The board's receipt is older than what the board showed before. Tell the committee.")
    # The number on the screen is the height of the ballot's event.
    number = leaf.height if isinstance(leaf, Event) else None
    return VerifiedEntry(verified.index, number, receipt_bytes, verified.head)


def require_same_log(log: Log, election: OpenElection, entry: VerifiedEntry) -> None:
    """Check that the receipt's head continues the head that was seen before; keep the receipt first.

    Raises :class:`ReceiptError` if it does not, and the board client's errors when the board cannot be reached.
    """
    old, new = election.head, entry.head
    try:
        proof = consistency_proof(log.nodes(new.size), old.size, new.size)
        verify_consistency(old.size, old.root, new.size, new.root, proof)
    except RecordError as error:
        raise ReceiptError(
            "The board's receipt is from another log than the one that it showed before. Keep the receipt, and show it "
            "to the committee and the observers: it is signed by the board."
        ) from error
