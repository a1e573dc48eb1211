"""A key holder's share of the total: made once, for one tally of each election, and durable before it leaves.

All that :mod:`trustee.verifying` refuses is refused first. What is added here: the share is written into the journal
before it is sent, and a second time the same bytes are sent, until the record shows them (:mod:`trustee.arrival`); a
restored key, which cannot know what it has decrypted before, needs the confirmation of t - 1 other holders of its key.
"""

from dataclasses import dataclass

from crypto.errors import CryptoError
from crypto.share_binding import prove_share_binding
from record.canonical import encode
from record.decrypting import binding_problems
from record.digests import sha256_hex
from record.entries import CONFIRMATION, SHARE_PROOF, ShareProof
from record.ledger import Stage
from record.printable import ended
from record.tally import make_share, parse_share
from record.wire import ScalarProof, encode_proof
from trustee.arrival import Part, look_for_part, note_record, part_of
from trustee.board import ElectionBoard
from trustee.errors import (
    AlreadyDecryptedError,
    ConfirmationsMissingError,
    LeftOutError,
    RecordRejectedError,
    WrongShareError,
)
from trustee.journal import Decrypted, Journal
from trustee.key_file import KeyContents, secret_of
from trustee.verifying import VerifiedRecord, VerifiedTally, Verify, check_one_tally, require_tally, verify_record
from verifier.source import Source


@dataclass(frozen=True, slots=True)
class SentShare:
    """A share as it was sent; ``again`` if the journal had it already, ``shown`` if the record shows it.

    ``record`` is what was verified before.
    """

    owner: int
    share_proof: bytes
    partial_decryption: bytes
    again: bool
    shown: bool
    record: VerifiedRecord | VerifiedTally


def decrypt(
    board: ElectionBoard, source: Source, uuid: str, contents: KeyContents, journal: Journal, verify: Verify
) -> SentShare:
    """Verify the record, make this holder's share of its tally, send it, and look whether the record shows it.

    ``source`` is the board's log. Raises what :func:`look_first` does, ``ConfirmationsMissingError``,
    ``AlreadyDecryptedError``, ``WrongShareError``, ``JournalError`` before anything was sent, and ``BoardError`` if
    the board did not take the share: decrypting again sends the same bytes.
    """
    looked = look_first(source, uuid, contents, journal, verify)
    return looked if isinstance(looked, SentShare) else send_verified(board, looked, contents, journal)


def look_first(
    source: Source, uuid: str, contents: KeyContents, journal: Journal, verify: Verify
) -> VerifiedTally | SentShare:
    """Verify the record: the tally that waits for this holder's share, or the share if the record shows it already.

    Raises what :func:`trustee.verifying.verify_tally` does, and ``LeftOutError`` for an election that has ended
    without the share that was sent.
    """
    record = verify_record(source, uuid, contents, journal, verify)
    known = journal.decrypted(uuid)
    if known is not None and record.ledger.tally is not None:
        check_one_tally(journal, uuid, record.ledger.tally[1])
    note_record(record, journal)
    if known is not None and record.has_own_share:
        return _as_sent(record, known, again=True, shown=True)
    if known is not None and record.ledger.stage in (Stage.PUBLISHED, Stage.WITHHELD):
        raise LeftOutError(
            "The election has ended without your part: enough other holders had sent theirs. The result is right "
            "without it. If the board had said that it took your part, tell the committee and observers."
        )
    return require_tally(record, journal)


def send_verified(board: ElectionBoard, verified: VerifiedTally, contents: KeyContents, journal: Journal) -> SentShare:
    """Make this holder's share of a tally that it has verified, send it, and look whether the log shows it.

    The errors of :func:`decrypt` but those of verifying, and after sending ``LogRefusedError`` (rollback, split view)
    for a log that does not continue the verified one.
    """
    uuid = verified.genesis.uuid
    # Again: time may have passed since the record was verified.
    check_one_tally(journal, uuid, verified.tally_hash)
    known = journal.decrypted(uuid)
    again = known is not None
    if known is None:
        if verified.owner in verified.ledger.share_owners():
            raise AlreadyDecryptedError("Your share is in the log already. There is nothing left to do for you.")
        _check_restored(verified, journal)
        known = make_signed_share(verified, contents)
        journal.append(known)
    if part_of(journal, uuid) is Part.SHOWN:
        return _as_sent(verified, known, again=again, shown=True)
    board.send_share(uuid, known.share_proof.encode(), known.partial_decryption.encode())
    shown = look_for_part(board, verified, known, journal)
    return _as_sent(verified, known, again=again, shown=shown)


def _as_sent(record: VerifiedRecord | VerifiedTally, share: Decrypted, *, again: bool, shown: bool) -> SentShare:
    return SentShare(record.owner, share.share_proof.encode(), share.partial_decryption.encode(), again, shown, record)


def make_signed_share(verified: VerifiedTally, contents: KeyContents) -> Decrypted:
    """The share and its signed proof, checked as the board and everybody else will check them."""
    group, x = verified.setup.group, secret_of(verified.key)
    public_key = verified.setup.owner_keys[verified.owner - 1]
    share_bytes = make_share(group, verified.setup.fingerprint, x, verified.tally)
    share = parse_share(group, share_bytes)
    factors = [factor for question in share.factors for factor in question]
    try:
        proof = encode_proof(
            prove_share_binding(group, verified.setup.setup_hash, x, public_key, verified.tally.alphas(), factors)
        )
    except CryptoError as error:
        raise RecordRejectedError("The tally cannot be decrypted: {reason}", reason=str(error)) from error
    message = SHARE_PROOF.sign(contents.signing_key(), _unsigned(verified, share_bytes, proof))
    # A faulty machine must not publish a share that is wrong, least of all one from which the key could be computed.
    problems = [
        *share.problems(group, verified.setup.fingerprint, public_key, verified.tally),
        *binding_problems(verified.setup, verified.tally, message, share),
    ]
    if problems:
        raise WrongShareError(
            "This machine computed a wrong share, which was not sent: {reason} Try again, or on another machine.",
            reason=ended(problems[0]),
        )
    return Decrypted(
        verified.genesis.uuid,
        verified.setup.setup_hash,
        verified.tally_hash,
        encode(message).decode(),
        share_bytes.decode(),
    )


def _unsigned(verified: VerifiedTally, share_bytes: bytes, proof: ScalarProof) -> ShareProof:
    return ShareProof(
        uuid=verified.genesis.uuid,
        owner=verified.owner,
        setup=verified.setup.setup_hash,
        tally=verified.tally_hash,
        size=verified.head.size,
        root=verified.head.root.hex(),
        share=sha256_hex(share_bytes),
        proof=proof,
        signature="",
    )


def _check_restored(verified: VerifiedTally, journal: Journal) -> None:
    """A restored key waits for t - 1 other holders of it who confirm this tally."""
    if verified.key.public_key not in journal.unknown_past:
        return
    confirmers = {
        message.confirmer
        for message in verified.confirmations
        if message.owner == verified.owner
        and message.uuid == verified.genesis.uuid
        and message.tally == verified.tally_hash
        and message.confirmer in verified.item.owners
        and message.confirmer != verified.owner
        and CONFIRMATION.verify(verified.genesis.holders[message.confirmer - 1], message)
    }
    if len(confirmers) < verified.item.threshold - 1:
        raise ConfirmationsMissingError(
            "Your key was restored from a backup, so nobody knows what it has decrypted before: {needed} other "
            "holders of it must confirm, and {count} did. Ask them to confirm for key holder {owner}, then try again.",
            needed=verified.item.threshold - 1,
            count=len(confirmers),
            owner=verified.owner,
        )
