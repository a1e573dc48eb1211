"""Confirming head and tally for another holder of one's joint key, whose key was restored from a backup.

A confirmation says: I have verified this record, I have signed its Setup, and it is the only tally of this election
that I decrypt or confirm. So a holder without a memory borrows that of others. It is durable before it leaves.
"""

from record.canonical import encode
from record.entries import CONFIRMATION, Confirmation
from trustee.board import ElectionBoard
from trustee.errors import ConfirmationRefusedError
from trustee.journal import Confirmed, Journal
from trustee.key_file import KeyContents
from trustee.verifying import VerifiedTally, Verify, check_one_tally, verify_tally
from verifier.source import Source


def confirm(
    board: ElectionBoard,
    source: Source,
    uuid: str,
    owner: int,
    contents: KeyContents,
    journal: Journal,
    verify: Verify,
) -> bytes:
    """Verify the record and confirm its tally for the holder ``owner``; returns the payload that was sent.

    Raises what :func:`trustee.verifying.verify_tally` does, ``ConfirmationRefusedError``, ``JournalError``, and
    ``BoardError``; confirming again sends the same bytes.
    """
    verified = verify_tally(source, uuid, contents, journal, verify)
    return confirm_verified(board, verified, owner, contents, journal)


def confirm_verified(
    board: ElectionBoard, verified: VerifiedTally, owner: int, contents: KeyContents, journal: Journal
) -> bytes:
    """Confirm a tally that this holder has verified; the errors of :func:`confirm` but those of verifying."""
    uuid = verified.genesis.uuid
    # Again: time may have passed since the record was verified.
    check_one_tally(journal, uuid, verified.tally_hash)
    if owner == verified.owner:
        raise ConfirmationRefusedError("You cannot confirm for yourself. Ask other holders of your key.")
    if owner not in verified.item.owners:
        raise ConfirmationRefusedError("Key holder {owner} does not hold a part of your joint key.", owner=owner)
    if verified.key.public_key in journal.unknown_past:
        raise ConfirmationRefusedError(
            "Your own key was restored, so you do not know what you have decrypted before: your word would say nothing."
        )
    known = next((record for record in journal.confirmed(uuid) if record.owner == owner), None)
    if known is None:
        message = Confirmation(
            uuid=uuid,
            owner=owner,
            confirmer=verified.owner,
            size=verified.head.size,
            root=verified.head.root.hex(),
            tally=verified.tally_hash,
            signature="",
        )
        payload = encode(CONFIRMATION.sign(contents.signing_key(), message)).decode()
        known = Confirmed(uuid, owner, verified.tally_hash, payload)
        journal.append(known)
    board.confirm(uuid, known.payload.encode())
    return known.payload.encode()
