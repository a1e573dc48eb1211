"""Cek suaraku: what is in the log under a tracking code, checked on this device.

The board's status word is not proved; that the ballot or the seal test stands in the log that this device has read is.
"""

from dataclasses import dataclass
from typing import Protocol

from record.ballot import parse_ballot, read_short_code, short_code, tracking_code
from record.canonical import decode
from record.entries import Challenge, decode_leaf
from record.errors import RecordError
from record.receipt import parse_receipt
from voter_client.casting import require_same_log, verify_entry
from voter_client.election import Log, OpenElection
from voter_client.errors import ReceiptError

FULL_LENGTH = 43
"""Characters of a full tracking code."""


class CodeAnswer(Protocol):
    """What a board says about a tracking code."""

    @property
    def status(self) -> str:
        """A word: counted, superseded, in-box, tested or revoked."""
        ...

    @property
    def superseded_by(self) -> int | None:
        """The number of the ballot that counts instead."""
        ...

    @property
    def receipt(self) -> str | None:
        """The receipt of the ballot or of the seal test."""
        ...


class CodeBoard(Protocol):
    """The routes that are needed; ``board_client.client.BoardClient`` has them."""

    def code(self, uuid: str, code: str) -> CodeAnswer:
        """What is known of a tracking code."""
        ...

    def log(self, uuid: str) -> Log:
        """The election's log."""
        ...


def read_code(typed: str) -> str:
    """A tracking code as it was typed or scanned: in full (43 characters of base64, also in groups) or short.

    Capitals matter in a full code. Raises ``FormatError`` for a text that is neither.
    """
    code = "".join(typed.split())
    if len(code) != FULL_LENGTH:
        return read_short_code(typed.strip())
    return code.replace("-", "+").replace("_", "/")


def same_code(full: str, typed: str) -> bool:
    """Whether a typed code, short or in full, is that of a full tracking code."""
    code = read_code(typed)
    return code == full if len(code) == FULL_LENGTH else code == short_code(full)


@dataclass(frozen=True, slots=True)
class FoundCode:
    """What the log holds under a tracking code, proved: a ballot or its seal test, and whose credential it names."""

    tested: bool
    credential: str
    sentence: str


def check_code(board: CodeBoard, election: OpenElection, typed: str) -> str:
    """One sentence about a tracking code; :class:`ReceiptError` if the board cannot prove what it says."""
    return look_up(board, election, typed).sentence


def look_up(board: CodeBoard, election: OpenElection, typed: str) -> FoundCode:
    """What stands in the log under a code, short or in full; :class:`ReceiptError` if the board cannot prove it."""
    uuid = election.setup.uuid
    answer = board.code(uuid, read_code(typed))
    if answer.receipt is None:
        raise ReceiptError("The board names no place in its log for this code. Tell the committee.")
    receipt = answer.receipt.encode("utf-8", "replace")
    try:
        leaf = decode_leaf(parse_receipt(receipt).extra)
        payload = board.log(uuid).blob(leaf.payload) if isinstance(leaf.payload, str) else b""
        found, credential = _read_payload(leaf.type, payload)
    except RecordError as error:
        raise ReceiptError(f"The board's answer is not sound: {error} Tell the committee.") from error
    entry = verify_entry(election, receipt, leaf.type, payload)
    if not same_code(found, typed):
        raise ReceiptError("The board answers with another ballot. Tell the committee.")
    require_same_log(board.log(uuid), election, entry)
    if leaf.type == "Challenge":
        sentence = f"This ballot was opened in a seal test (log entry {entry.index}). It is not counted."
        return FoundCode(True, credential, sentence)
    if answer.superseded_by is not None:
        later = f"a later ballot of the same card, {answer.superseded_by}, counts"
        return FoundCode(False, credential, f"In the box, number {entry.number}; {later}.")
    return FoundCode(False, credential, f"In the box, number {entry.number}.")


def _read_payload(entry_type: str, payload: bytes) -> tuple[str, str]:
    """The tracking code and the credential of a Ballot or a Challenge; ``RecordError`` for anything else."""
    if entry_type == "Ballot":
        ballot = parse_ballot(payload)
        return tracking_code(ballot), ballot.credential
    challenge = decode(payload, Challenge)
    return challenge.code, challenge.credential
