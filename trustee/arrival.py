"""Whether this holder's part of a total is in the record: believed when the log shows it, never on a board's word.

Invariant: ``Shown`` is written only when the share's entries stand in the log under a signed head that continues the
last one seen; a board that says yes and drops a share keeps its election on the list of waiting ones. After sending,
only what the log has grown by is read: the record up to there was verified just before.
"""

from enum import StrEnum

from board_client.errors import BoardError
from record.checkpoint import origin_of
from record.digests import sha256_hex
from record.entries import decode_leaf, own_leaf
from record.errors import RecordError
from record.events import Event
from record.ledger import Stage
from record.tally import make_owned_share
from trustee.board import ElectionBoard
from trustee.journal import Countersigned, Decrypted, Journal, OverWithout, Shown
from trustee.log_reading import HeadFollower, open_entry, open_head
from trustee.verifying import VerifiedRecord, VerifiedTally

Settled = Shown | OverWithout
"""Journal records after which an election asks nothing more of this holder."""


class Part(StrEnum):
    """What became of this holder's part of an election's total."""

    TO_DO = "to-do"
    SENT = "sent"
    """Made, and perhaps sent; no record has shown it yet."""
    SHOWN = "shown"
    """Seen in the record."""
    MISSED = "missed"
    """The election has ended without it."""


def part_of(journal: Journal, uuid: str) -> Part:
    """What the journal knows of this holder's part of an election."""
    found = {type(record) for record in journal.records if isinstance(record, Settled) and record.uuid == uuid}
    if Shown in found:
        return Part.SHOWN
    if OverWithout in found:
        return Part.MISSED
    return Part.TO_DO if journal.decrypted(uuid) is None else Part.SENT


def waiting_elections(journal: Journal) -> tuple[str, ...]:
    """The elections that were countersigned and that no record has shown to be done with this holder, oldest first."""
    settled = {record.uuid for record in journal.records if isinstance(record, Settled)}
    signed = (record.uuid for record in journal.records if isinstance(record, Countersigned))
    return tuple(dict.fromkeys(uuid for uuid in signed if uuid not in settled))


def unshown_elections(journal: Journal) -> tuple[str, ...]:
    """The elections whose share was made and that no record has shown to be done with this holder, oldest first."""
    settled = {record.uuid for record in journal.records if isinstance(record, Settled)}
    made = (record.uuid for record in journal.records if isinstance(record, Decrypted))
    return tuple(uuid for uuid in made if uuid not in settled)


def note_record(record: VerifiedRecord, journal: Journal) -> None:
    """Note in the journal what a verified record shows: this holder's share, or the election's end without it."""
    if record.has_own_share:
        _note(Shown(record.genesis.uuid, record.head.size, record.head.root.hex()), journal)
    elif record.ledger.stage in (Stage.PUBLISHED, Stage.WITHHELD):
        _note(OverWithout(record.genesis.uuid, record.head.size, record.head.root.hex()), journal)


def look_for_part(board: ElectionBoard, verified: VerifiedTally, sent: Decrypted, journal: Journal) -> bool:
    """Whether the log, read on from the verified head, shows the share that was sent; what it shows is noted.

    A board that does not answer shows nothing. Raises ``LogRefusedError`` (rollback, split view) for a log that does
    not continue the verified one.
    """
    uuid = verified.genesis.uuid
    share = sent.partial_decryption.encode()
    proof_leaf = own_leaf("ShareProof", sent.share_proof.encode())
    owned = sha256_hex(make_owned_share(verified.owner, share))
    shown = set()
    try:
        log = board.log(uuid)
        head = open_head(log.checkpoint(), origin_of(uuid), verified.genesis.board)
        follower = HeadFollower(journal, head, verified.ledger.tree)
        for index, leaf in enumerate(log.leaves(head.size, verified.head.size), start=verified.head.size):
            follower.add(leaf)
            if leaf == proof_leaf or _is_share(leaf, owned):
                # The bytes, too: a hash whose bytes are kept back opens nothing.
                shown.add(open_entry(log, index, leaf, decode_leaf).type)
        follower.finish()
    except BoardError:
        return False
    if shown != {"ShareProof", "PartialDecryption"}:
        return False
    _note(Shown(uuid, head.size, head.root.hex()), journal)
    return True


def _is_share(leaf: bytes, payload: str) -> bool:
    if b'"PartialDecryption"' not in leaf or payload.encode() not in leaf:
        return False
    try:
        decoded = decode_leaf(leaf)
    except RecordError:
        return False
    return isinstance(decoded, Event) and decoded.type == "PartialDecryption" and decoded.payload == payload


def _note(record: Settled, journal: Journal) -> None:
    if not any(isinstance(known, type(record)) and known.uuid == record.uuid for known in journal.records):
        journal.append(record)
