"""Lies in the third round: verification keys of another share, of another run, or in another's name."""

import msgspec

from record.identifiers import new_identifier
from record.key_making_messages import (
    VERIFICATION_KEY,
    VerificationKey,
)
from record.trustee_making import (
    make_verification_key,
)
from record.trustees import TrusteePublicKey
from tests.simulator import SimulatedKeyMaking
from tests.support.cheating.cheater import Cheater, Lie


def signed_key(cheater: Cheater, public: TrusteePublicKey, **changes: object) -> VerificationKey:
    message = VerificationKey(cheater.genesis.run, cheater.owner, public, "")
    return VERIFICATION_KEY.sign(cheater.holder.store.identity, msgspec.structs.replace(message, **changes))


def another_key(cheater: Cheater, _: SimulatedKeyMaking) -> VerificationKey:
    return signed_key(cheater, make_verification_key(cheater.group, cheater.group.random_secret(), cheater.signing))


def own_public_key(cheater: Cheater, board: SimulatedKeyMaking) -> TrusteePublicKey | None:
    honest = cheater.verification_key(board)
    return None if honest is None else honest.public_key


def wrong_proof(cheater: Cheater, board: SimulatedKeyMaking) -> VerificationKey | None:
    """The right key, with the proof that one knows another one."""
    right = own_public_key(cheater, board)
    other = make_verification_key(cheater.group, cheater.group.random_secret(), cheater.signing)
    return None if right is None else signed_key(cheater, msgspec.structs.replace(right, pok=other.pok))


def key_signed_by_nobody(cheater: Cheater, board: SimulatedKeyMaking) -> VerificationKey | None:
    x, group = cheater.share(board), cheater.group
    return None if x is None else signed_key(cheater, make_verification_key(group, x, group.random_secret()))


def key_of_another_run(cheater: Cheater, board: SimulatedKeyMaking) -> VerificationKey | None:
    right = own_public_key(cheater, board)
    return None if right is None else signed_key(cheater, right, run=new_identifier())


def key_in_the_victims_name(cheater: Cheater, board: SimulatedKeyMaking) -> VerificationKey | None:
    if cheater.victim in board.state.verification_keys:
        return None
    right = own_public_key(cheater, board)
    return None if right is None else signed_key(cheater, right, owner=cheater.victim)


KEY_LIES: dict[str, Lie] = {
    "another verification key": another_key,
    "a wrong proof": wrong_proof,
    "a verification key that nobody signed": key_signed_by_nobody,
    "a verification key of another run": key_of_another_run,
    "a verification key in another's name": key_in_the_victims_name,
}
