"""Complaints without a reason, at the wrong time, or in another's name."""

import msgspec

from crypto.channel import ChannelKey
from record.identifiers import new_identifier
from record.key_making_messages import (
    COMPLAINT,
    Complaint,
)
from tests.simulator import SimulatedKeyMaking
from tests.support.cheating.cheater import Cheater


def complaint(cheater: Cheater, **changes: object) -> Complaint:
    message = Complaint(cheater.genesis.run, cheater.owner, cheater.victim, cheater.secrets.channel, "")
    return COMPLAINT.sign(cheater.holder.store.identity, msgspec.structs.replace(message, **changes))


def false_complaint(cheater: Cheater, board: SimulatedKeyMaking) -> Complaint:
    return complaint(cheater)


def complaint_with_another_key(cheater: Cheater, board: SimulatedKeyMaking) -> Complaint:
    return complaint(cheater, channel_secret=ChannelKey.generate().reveal().hex())


def complaint_before_the_box(cheater: Cheater, board: SimulatedKeyMaking) -> Complaint | None:
    return None if cheater.victim in board.state.coefficients else complaint(cheater)


def complaint_after_the_key(cheater: Cheater, board: SimulatedKeyMaking) -> Complaint | None:
    return complaint(cheater) if cheater.owner in board.state.verification_keys else None


def complaint_in_the_victims_name(cheater: Cheater, _: SimulatedKeyMaking) -> Complaint:
    return complaint(cheater, owner=cheater.victim, accused=cheater.owner)


def complaint_about_oneself(cheater: Cheater, _: SimulatedKeyMaking) -> Complaint:
    return complaint(cheater, accused=cheater.owner)


def complaint_of_another_run(cheater: Cheater, _: SimulatedKeyMaking) -> Complaint:
    return complaint(cheater, run=new_identifier())
