"""Messages that parties post as exact payload bytes: seal tests, countersignatures, replacements, confirmations.

The same bytes always get the same entry. A message is judged once without the lock, so that only sound ones wait for
it, and again under the lock, which is what counts.
"""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from bulletin_board.board import Board
from bulletin_board.errors import EntryMalformedError, EntryRefusedError
from bulletin_board.opening_hours import require_open
from bulletin_board.storage.reading import find_entry, receipt_under
from bulletin_board.storage.writing import LogTransaction, next_entry
from record.canonical import decode
from record.digests import sha256_hex
from record.entries import CardReplacement, Challenge, Confirmation, Countersignature
from record.errors import RecordError
from record.key_making_messages import decode_key_making_message
from record.phases import judge

POSTED: dict[str, type[msgspec.Struct]] = {
    "Challenge": Challenge,
    "Countersignature": Countersignature,
    "CardReplacement": CardReplacement,
    "Confirmation": Confirmation,
}
"""The entry types that parties post to an election."""
KEY_MAKING_POSTED = ("Certificate", "Coefficients", "VerificationKey", "Complaint")
"""The entry types that key holders post to a key making."""


@dataclass(frozen=True, slots=True)
class Appended:
    """An entry in a log: its index and its receipt. ``new``: this call put it there."""

    index: int
    receipt: bytes
    new: bool


def post(
    board: Board, uuid: str, entry_type: str, data: bytes, beside: Callable[[LogTransaction], None] | None = None
) -> Appended:
    """Append the message of these exact bytes to an election; ``beside`` writes more into the transaction of a new
    entry.

    Raises ``ElectionUnknownError``, ``EntryMalformedError``, ``EntryRefusedError``, ``BusyError``, and for a seal
    test ``VotingNotOpenError`` or ``VotingClosedError``.
    """
    readable(lambda: decode(data, POSTED[entry_type]))
    with board.store.read_election(uuid) as election:
        head = election.head
        index = find_entry(election.connection, head.log_id, entry_type, sha256_hex(data))
        if index is not None:
            return Appended(index, receipt_under(election.connection, head, index), new=False)
        if entry_type == "Challenge":
            require_open(head.state, board.config.clock())
        findings = judge(election.view, next_entry(head, entry_type, data)).findings
        if findings:
            raise EntryRefusedError(findings)
    with board.store.append_to_election(uuid) as transaction:
        index = transaction.find(entry_type, data)
        if index is None:
            if entry_type == "Challenge":
                require_open(transaction.head.state, board.config.clock())
            transaction.append(entry_type, data)
            if beside is not None:
                beside(transaction)
    if index is None:
        return Appended(transaction.head.size - 1, transaction.last_receipt(), new=True)
    return Appended(index, board.store.receipt("election", uuid, index), new=False)


def post_to_key_making(board: Board, run: str, entry_type: str, data: bytes) -> Appended:
    """Append a key holder's message to a key making; ``KeyMakingUnknownError`` and errors as above."""
    readable(lambda: decode_key_making_message(entry_type, data))
    with board.store.append_to_key_making(run) as transaction:
        index = transaction.find(entry_type, data)
        if index is None:
            transaction.append(entry_type, data)
    if index is None:
        return Appended(transaction.head.size - 1, transaction.last_receipt(), new=True)
    return Appended(index, board.store.receipt("keys", run, index), new=False)


def readable(decoder: Callable[[], object]) -> None:
    """``EntryMalformedError`` unless the bytes are the canonical form of the message."""
    try:
        decoder()
    except RecordError as error:
        raise EntryMalformedError(str(error)) from error
