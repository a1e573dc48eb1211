"""Shares of the decryption: both proofs of each (V23, V47), and whether an accused share is really bad (V49)."""

from collections.abc import Iterator

from crypto.errors import CryptoError
from record.canonical import decode
from record.decrypting import binding_problems, share_proof_problems, share_signature_problems
from record.digests import sha256_hex
from record.entries import SHARE_PROOF, BadShare, LogEntry, ShareProof
from record.errors import RecordError
from record.ledger import LedgerView, SetupFacts
from record.payloads import OwnedShare
from record.problems import Problem
from record.tally import DecodedShare, EncryptedTally, parse_share
from verifier.errors import BrokenRuleError


def check_share(
    setup: SetupFacts, tally: EncryptedTally, owned: OwnedShare, share: DecodedShare, proof: ShareProof | None
) -> Iterator[Problem]:
    """V23 and V47 of a PartialDecryption; ``proof`` is the ShareProof that it follows, None in an archive."""
    yield from (Problem("V23", problem) for problem in share_proof_problems(setup, tally, owned.owner, share))
    if proof is not None and (proof.owner, proof.share) == (owned.owner, owned.payload):
        yield from (Problem("V47", problem) for problem in binding_problems(setup, tally, proof, share))


def read_share(setup: SetupFacts, entry: LogEntry) -> tuple[OwnedShare, DecodedShare] | None:
    """The share of a PartialDecryption entry; None if other rules have said already why it is none.

    Raises :class:`BrokenRuleError` of V23 for a malformed one.
    """
    if len(entry.blobs) != 2:
        return None
    try:
        owned = decode(entry.payload, OwnedShare)
    except RecordError:
        return None
    if owned.owner > len(setup.owner_keys):
        return None
    try:
        return owned, parse_share(setup.group, entry.blobs[0])
    except (CryptoError, RecordError) as error:
        raise BrokenRuleError("V23", f"The share of key holder {owned.owner} is malformed: {error}") from error


def fits(tally: EncryptedTally, share: DecodedShare) -> bool:
    """Whether the share has one factor for each ciphertext, so that it can be combined with others."""
    return [len(question) for question in share.factors] == [len(question) for question in tally.ciphertexts]


def check_bad_share(
    view: LedgerView, setup: SetupFacts, tally: EncryptedTally, message: BadShare, entry: LogEntry
) -> Iterator[Problem]:
    """V49: what the entry accuses is a share that its holder signed for this tally, and that fails the named rule."""
    if len(entry.blobs) != 3:
        return
    try:
        proof = SHARE_PROOF.decode(entry.blobs[0])
    except RecordError as error:
        yield Problem("V49", f"The accusation holds no signed share: {error}")
        return
    unsigned = list(share_signature_problems(view, proof))
    if unsigned or proof.owner > len(setup.owner_keys):
        yield Problem("V49", f"The accused share is not the signed share of a key holder: {'; '.join(unsigned)}")
    elif proof.share != sha256_hex(entry.blobs[1]):
        yield Problem("V49", "The accused share is not the one that the key holder signed.")
    elif broken_rule(setup, tally, proof, entry.blobs[1]) != message.rule:
        yield Problem("V49", f"The accused share of key holder {proof.owner} does not break {message.rule}.")


def broken_rule(setup: SetupFacts, tally: EncryptedTally, proof: ShareProof, share: bytes) -> str | None:
    """The first of V23 and V47 that a signed share breaks; None if both of its proofs hold."""
    try:
        decoded = parse_share(setup.group, share)
    except (CryptoError, RecordError):
        return "V23"
    if any(share_proof_problems(setup, tally, proof.owner, decoded)):
        return "V23"
    return "V47" if any(binding_problems(setup, tally, proof, decoded)) else None
