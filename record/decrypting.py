"""Rules of the decryption: V46, V48, V50, V51, and the two proofs of a share, V23 and V47.

v1's proof of a partial decryption hashes neither alpha nor the factor, so a wrong share can carry a passing proof.
Every share therefore comes with a signed :class:`~record.entries.ShareProof` whose binding proof covers Setup, key,
all alphas, factors and commitments (docs/protocol.md, "Shares").
"""

from collections.abc import Iterator

from crypto.errors import CryptoError
from crypto.share_binding import share_binding_statement
from crypto.statement import hold
from record.entries import CONFIRMATION, SHARE_PROOF, Confirmation, ShareProof, Withheld
from record.ledger import LedgerView, SetupFacts
from record.tally import DecodedShare, EncryptedTally
from record.wire import decode_proof


def share_signature_problems(view: LedgerView, message: ShareProof) -> Iterator[str]:
    """V46: the share is its holder's, for this election, Setup and tally, under a head of this log."""
    genesis, setup, tally = view.genesis, view.setup, view.tally
    if genesis is None or setup is None or tally is None:
        yield "there is nothing to decrypt yet"
        return
    if message.owner > len(genesis.holders):
        yield f"key holder {message.owner} is nobody of this election"
        return
    if message.uuid != genesis.uuid or message.setup != setup.setup_hash or message.tally != tally[1]:
        yield "the share is for another election, setup or tally"
    if message.size < tally[0] or view.root_at(message.size) != message.root:
        yield "the share was made under a head that is none of this log"
    if not SHARE_PROOF.verify(genesis.holders[message.owner - 1], message):
        yield f"the share is not signed by key holder {message.owner}"


def unsigned_share_problems(view: LedgerView, owner: int, share_hash: str) -> Iterator[str]:
    """V46: a PartialDecryption follows at once on the ShareProof of the same owner and bytes."""
    if view.pending_share != (owner, share_hash):
        yield f"the share of key holder {owner} does not follow on its signed proof"


def countersigner_problems(view: LedgerView, owner: int) -> Iterator[str]:
    """V48: only a holder who countersigned the setup decrypts."""
    if owner not in view.signers():
        yield f"key holder {owner} decrypts a setup that it has not countersigned"


def enough_ballots_problems(view: LedgerView) -> Iterator[str]:
    """V50: nothing is opened below k counted ballots."""
    if view.genesis is not None and view.counted < view.genesis.k:
        yield f"only {view.counted} ballots count, fewer than the {view.genesis.k} that this election asks for"


def withheld_problems(view: LedgerView, message: Withheld) -> Iterator[str]:
    """V50: a result is withheld only for too few ballots, with the true figure, and before any share."""
    if message.counted != view.counted:
        yield f"{view.counted} ballots count, not {message.counted}"
    if view.genesis is not None and view.counted >= view.genesis.k:
        yield f"{view.counted} ballots count, so the result must not be withheld"
    if view.share_owners():
        yield "shares are published already, so nothing can be withheld"


def confirmation_problems(view: LedgerView, message: Confirmation) -> Iterator[str]:
    """V51: another holder of the same election confirms a true head and the tally, once, validly signed."""
    genesis, tally = view.genesis, view.tally
    if genesis is None or tally is None:
        yield "there is nothing to confirm yet"
        return
    holders = len(genesis.holders)
    if message.owner > holders or message.confirmer > holders or message.owner == message.confirmer:
        yield "it does not name two key holders of this election"
        return
    if message.uuid != genesis.uuid or message.tally != tally[1]:
        yield "it is for another election or tally"
    if message.size < tally[0] or view.root_at(message.size) != message.root:
        yield "it confirms a head that is none of this log"
    if (message.owner, message.confirmer) in view.confirmations():
        yield f"key holder {message.confirmer} has confirmed for key holder {message.owner} already"
    if not CONFIRMATION.verify(genesis.holders[message.confirmer - 1], message):
        yield f"it is not signed by key holder {message.confirmer}"


def share_proof_problems(setup: SetupFacts, tally: EncryptedTally, owner: int, share: DecodedShare) -> Iterator[str]:
    """V23: the shape of a share and v1's proof for each of its factors."""
    yield from share.problems(setup.group, setup.fingerprint, setup.owner_keys[owner - 1], tally)


def binding_problems(
    setup: SetupFacts, tally: EncryptedTally, message: ShareProof, share: DecodedShare
) -> Iterator[str]:
    """V47: our second proof, over Setup, key, all alphas and all factors at once."""
    alphas = [ciphertext.alpha for question in tally.ciphertexts for ciphertext in question]
    factors = [factor for question in share.factors for factor in question]
    try:
        proof = decode_proof(setup.group, message.proof)
    except CryptoError as error:
        yield f"the binding proof is malformed: {error}"
        return
    if not alphas or len(alphas) != len(factors):
        yield "the share has another number of factors than the tally has ciphertexts, or there are none"
        return
    statement = share_binding_statement(
        setup.group, message.setup, setup.owner_keys[message.owner - 1], alphas, factors, proof
    )
    if not hold(setup.group, [statement])[0]:
        yield f"the binding proof of key holder {message.owner} does not hold"
