"""Sealing: choices and a fresh seed become an unsigned ballot and its tracking code; signing happens only to cast.

Invariant: a :class:`SealedBallot` is a function of election, public credential, choices and seed, so a seal test can
recompute it; every seal uses a fresh 32-byte seed, and a seed that was opened is never cast.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass

from crypto.credential import credential_secret, public_credential
from crypto.group import Secret
from record.ballot import UnsignedBallot, tracking_code
from record.ballot_making import make_unsigned_ballot, sign_ballot
from record.ledger import BallotFacts, SetupFacts
from voter_client.choices import Choices
from voter_client.errors import UnknownCardError

SEED_BYTES = 32


@dataclass(frozen=True, slots=True)
class Card:
    """An opened credential card: its secret scalar and the text of its public credential."""

    secret: Secret
    credential: str


@dataclass(frozen=True, slots=True, repr=False)
class SealedBallot:
    """A sealed ballot before it is cast or tested; choices and seed stay on this device."""

    unsigned: UnsignedBallot
    code: str
    choices: Choices
    seed: bytes

    def __repr__(self) -> str:
        return f"SealedBallot(code={self.code})"

    @property
    def facts(self) -> BallotFacts:
        """Code and credential, which a Challenge binds."""
        return BallotFacts(self.code, self.unsigned.credential)


def open_card(setup: SetupFacts, code: str) -> Card:
    """The card of a normalised 20-character code; :class:`UnknownCardError` if it is not on the list.

    Takes about 20,000 SHA-256 rounds on purpose (docs/protocol.md, section 2).
    """
    secret = credential_secret(setup.group, setup.uuid, code)
    credential = public_credential(setup.group, secret).text
    if credential not in setup.credentials:
        raise UnknownCardError("This card is not on the list of this election. Check that it is for this election.")
    return Card(secret, credential)


def seal(
    setup: SetupFacts, card: Card, choices: Choices, random_bytes: Callable[[int], bytes] = os.urandom
) -> SealedBallot:
    """Encrypt and prove the choices under a fresh seed; the choices must come from :mod:`voter_client.choices`."""
    seed = random_bytes(SEED_BYTES)
    unsigned = make_unsigned_ballot(
        setup.election, setup.fingerprint, setup.group.decode(card.credential), choices, seed
    )
    return SealedBallot(unsigned, tracking_code(unsigned), choices, seed)


def sign(setup: SetupFacts, card: Card, sealed: SealedBallot) -> bytes:
    """The bytes of the ballot to cast; signing the same sealed ballot again gives the same bytes."""
    return sign_ballot(setup.group, sealed.unsigned, card.secret)
