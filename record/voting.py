"""Rules of the box while voting is open: V21, V36 to V43.

They look at codes and credentials only; whether a ballot's proofs hold is :mod:`record.ballot_checks`' affair.
"""

from collections.abc import Iterator
from datetime import timedelta

from crypto.errors import CryptoError
from crypto.group import Group, Secret
from crypto.randomness import signature_nonce
from crypto.signature import sign, signature_statement
from crypto.statement import hold
from record.entries import (
    CARD_REPLACEMENT,
    MAX_BALLOTS_PER_CREDENTIAL,
    MAX_CHALLENGES_PER_CREDENTIAL,
    CardReplacement,
    Challenge,
    Extension,
)
from record.ledger import BallotFacts, CardStatus, LedgerView
from record.opening import parse_time
from record.wire import ScalarProof, decode_proof, encode_proof

MAX_EXTENSION = timedelta(days=7)
"""An extension moves the close by at most this much; a longer one is another election."""


def one_ballot_problems(view: LedgerView, ballot: BallotFacts) -> Iterator[str]:
    """V21: one Ballot for each tracking code in a log, whoever signed it."""
    if view.has_ballot(ballot.code):
        yield "a ballot with this tracking code is in the box already"


def tested_ballot_problems(view: LedgerView, ballot: BallotFacts) -> Iterator[str]:
    """V37: no Ballot after the Challenge of the same code and credential."""
    if view.is_challenged(ballot.code, ballot.credential):
        yield "this ballot was opened in a seal test and must not be cast"


def revoting_problems(view: LedgerView, ballot: BallotFacts) -> Iterator[str]:
    """V39: at most one ballot for each credential where genesis forbids revoting, and 100 where it does not.

    Nobody changes their mind a hundred times; the limit only stops one card from flooding the box.
    """
    if view.genesis is None:
        return
    before = view.ballots_of(ballot.credential)
    if before > 0 and not view.genesis.revoting:
        yield "this card has voted already and this election does not allow voting again"
    elif before >= MAX_BALLOTS_PER_CREDENTIAL:
        yield f"this card has cast {MAX_BALLOTS_PER_CREDENTIAL} ballots, which is the limit"


def active_card_problems(view: LedgerView, credential: str, *, listed_only: bool) -> Iterator[str]:
    """V42: ballots and seal tests come from active cards. Unlisted ones are V14's for ballots (``listed_only``)."""
    status = view.card_status(credential)
    if status is CardStatus.REVOKED:
        yield "this card was reported lost and replaced"
    elif status is CardStatus.INACTIVE:
        yield "this spare card was never given out"
    elif status is CardStatus.UNKNOWN and not listed_only:
        yield "this card is not on the list"


def challenge_prefix(challenge: Challenge) -> str:
    """The hash prefix of a Challenge's Schnorr signature: its own tag, the election, code and credential."""
    return f"suarasah/challenge/v1|{challenge.uuid}|{challenge.code}|{challenge.credential}|"


def sign_challenge(group: Group, uuid: str, ballot: BallotFacts, credential_secret: Secret) -> Challenge:
    """A Challenge signed by its credential; deterministic, so posting it again posts the same bytes."""
    unsigned = Challenge(uuid, ballot.code, ballot.credential, ScalarProof("0", "0"))
    prefix = challenge_prefix(unsigned)
    nonce = signature_nonce(group, credential_secret, "challenge", prefix)
    proof = sign(group, credential_secret, prefix, nonce)
    return Challenge(uuid, ballot.code, ballot.credential, encode_proof(proof))


def challenge_signature_problems(view: LedgerView, challenge: Challenge) -> Iterator[str]:
    """V36: for this election, and signed by the credential that it names."""
    setup = view.setup
    if setup is None:
        yield "there is no setup yet"
        return
    if challenge.uuid != setup.uuid:
        yield "the seal test is for another election"
    try:
        credential = setup.group.decode(challenge.credential)
        proof = decode_proof(setup.group, challenge.proof)
    except CryptoError as error:
        yield f"the seal test is malformed: {error}"
        return
    statement = signature_statement(setup.group, credential, challenge_prefix(challenge), proof)
    if not hold(setup.group, [statement])[0]:
        yield "the seal test is not signed by its card"


def cast_before_test_problems(view: LedgerView, challenge: Challenge) -> Iterator[str]:
    """V37: no Challenge after the Ballot of the same code and credential."""
    if view.is_cast(challenge.code, challenge.credential):
        yield "this ballot is in the box already and can no longer be tested"


def challenge_limit_problems(view: LedgerView, challenge: Challenge) -> Iterator[str]:
    """V38: at most 100 seal tests for each credential; far away on purpose, it only stops flooding."""
    if view.challenges_of(challenge.credential) >= MAX_CHALLENGES_PER_CREDENTIAL:
        yield f"this card has made {MAX_CHALLENGES_PER_CREDENTIAL} seal tests, which is the limit"


def replacement_signature_problems(view: LedgerView, message: CardReplacement) -> Iterator[str]:
    """V40: signed by the registrar, for this election."""
    genesis = view.genesis
    if genesis is None or message.uuid != genesis.uuid:
        yield "the card replacement is for another election"
    elif not CARD_REPLACEMENT.verify(genesis.registrar, message):
        yield "the card replacement is not signed by the registrar"


def replacement_problems(view: LedgerView, message: CardReplacement) -> Iterator[str]:
    """V41: an active card without a ballot gives way to an unused spare of the same weight."""
    if view.card_status(message.revoked) is not CardStatus.ACTIVE:
        yield "the lost card is not an active card of this election"
    if view.card_status(message.activated) is not CardStatus.INACTIVE:
        yield "the new card is not an unused spare of this election"
    if view.ballots_of(message.revoked) > 0:
        yield "the lost card has voted already"
    listed = view.setup.credentials if view.setup else None
    if listed is not None and listed.weight(message.revoked) != listed.weight(message.activated):
        yield "the two cards have different weights"


def extension_problems(view: LedgerView, message: Extension) -> Iterator[str]:
    """V43: the close moves later, to a date that exists, by a bounded time."""
    now, new = parse_time(view.closes), parse_time(message.closes)
    if new is None:
        yield "the new close is a date that no calendar has"
    # A difference is never out of the calendar's range, and a sum with its last days would be.
    elif now is not None and not timedelta() < new - now <= MAX_EXTENSION:
        yield f"the new close is not within {MAX_EXTENSION.days} days after the old one"
