"""Shares of the decryption: signature first, then both proofs, then ``ShareProof`` and ``PartialDecryption`` together.

An unsigned share leaves no trace, or strangers could fill the log. A signed share that fails a proof becomes a
``BadShare`` entry, once for each holder: one names its author for good. A holder sends one share; the same bytes
again get the same entry, other bytes are refused.
"""

from typing import Literal

from sqlalchemy import func, select

from bulletin_board.board import Board
from bulletin_board.errors import BadShareError, EntryMalformedError, EntryRefusedError, ShareSentError, StageError
from bulletin_board.posting import Appended
from bulletin_board.storage.reading import find_entry, receipt_under, stored_blob
from bulletin_board.storage.tables import bad_shares
from bulletin_board.storage.view import ElectionReading
from bulletin_board.storage.writing import next_entry
from crypto.errors import CryptoError
from record.canonical import decode, encode
from record.decrypting import binding_problems, share_proof_problems
from record.digests import sha256_hex
from record.entries import BadShare, ShareProof
from record.errors import RecordError
from record.phases import judge
from record.rules import Finding
from record.tally import EncryptedTally, make_owned_share, parse_encrypted_tally, parse_share

Failure = tuple[Literal["V23", "V47"], str]
"""The proof that a share fails, and how."""


def send_share(board: Board, uuid: str, share_proof: bytes, share: bytes) -> Appended:
    """Append a key holder's signed share; ``index`` is that of its ShareProof.

    Raises ``ElectionUnknownError``, ``EntryMalformedError``, ``EntryRefusedError`` (nothing logged), ``BadShareError``
    (logged), ``ShareSentError`` or ``BusyError``.
    """
    try:
        message = decode(share_proof, ShareProof)
    except RecordError as error:
        raise EntryMalformedError(str(error)) from error
    with board.store.read_election(uuid) as election:
        stored = _stored(election, share_proof)
        if stored is not None:
            return stored
        _require_acceptable(election, message, share_proof, share)
        failure = _failure(election, message, share)
    if failure is not None:
        _accuse(board, uuid, share_proof, share, failure)
        raise BadShareError(*failure)
    with board.store.append_to_election(uuid) as transaction:
        index = transaction.find("ShareProof", share_proof)
        if index is None:
            if message.owner in transaction.view().share_owners():
                raise _sent(message.owner)
            transaction.append("ShareProof", share_proof)
            transaction.append("PartialDecryption", share, make_owned_share(message.owner, share))
            index = transaction.head.size - 2
            new = True
        else:
            new = False
    return Appended(index, board.store.receipt("election", uuid, index), new)


def _stored(election: ElectionReading, share_proof: bytes) -> Appended | None:
    index = find_entry(election.connection, election.head.log_id, "ShareProof", sha256_hex(share_proof))
    if index is None:
        return None
    return Appended(index, receipt_under(election.connection, election.head, index), new=False)


def _require_acceptable(election: ElectionReading, message: ShareProof, share_proof: bytes, share: bytes) -> None:
    """The share is signed by its holder, in its time and for this tally; only such a share may be logged."""
    view = election.view
    findings = judge(view, next_entry(election.head, "ShareProof", share_proof)).findings
    if findings:
        raise EntryRefusedError(findings)
    if sha256_hex(share) != message.share:
        raise EntryRefusedError((Finding("V46", None, "The partial decryption is not the one that was signed"),))
    if message.owner in view.share_owners():
        raise _sent(message.owner)


def _sent(owner: int) -> ShareSentError:
    return ShareSentError(f"Key holder {owner} has sent another share already; only the first one counts.")


def _failure(election: ElectionReading, message: ShareProof, share: bytes) -> Failure | None:
    """The first proof that a signed share fails, V23 or V47, and how; None for a sound share."""
    setup = election.facts.setup
    if setup is None:
        raise StageError("This election has no setup.")
    tally = read_tally(election)
    try:
        decoded = parse_share(setup.group, share)
    except (RecordError, CryptoError) as error:
        return "V23", f"The share is malformed: {error}"
    for detail in share_proof_problems(setup, tally, message.owner, decoded):
        return "V23", detail
    for detail in binding_problems(setup, tally, message, decoded):
        return "V47", detail
    return None


def read_tally(election: ElectionReading) -> EncryptedTally:
    """The encrypted tally in the log; ``StageError`` if there is none yet."""
    tally, setup = election.head.state.tally, election.facts.setup
    if tally is None or setup is None:
        raise StageError("The box is not closed yet, so there is nothing to decrypt.")
    return parse_encrypted_tally(setup.group, stored_blob(election.connection, election.head.log_id, tally[1]))


def _accuse(board: Board, uuid: str, share_proof: bytes, share: bytes, failure: Failure) -> None:
    """Append the BadShare entry, unless one names this holder already."""
    owner = decode(share_proof, ShareProof).owner
    payload = encode(BadShare(sha256_hex(share_proof), sha256_hex(share), failure[0]))
    with board.store.append_to_election(uuid) as transaction:
        query = select(func.count()).where(bad_shares.c.log_id == transaction.head.log_id, bad_shares.c.owner == owner)
        if transaction.connection.execute(query).scalar_one() == 0:
            transaction.append("BadShare", share_proof, share, payload)
