"""Lies in the second round that only their victim sees: boxes that do not hold its right share."""

from crypto.channel import seal
from crypto.threshold import share_for
from record.identifiers import new_identifier
from record.key_making_complaint import box_plaintext, encode_share
from record.key_making_messages import (
    ChannelShare,
    Coefficients,
)
from tests.simulator import SimulatedKeyMaking
from tests.support.cheating.cheater import Cheater, Lie
from tests.support.cheating.coefficients import channel_of, sealed_for, signed_coefficients


def with_box(cheater: Cheater, board: SimulatedKeyMaking, box: str) -> Coefficients:
    boxes = list(cheater.coefficients(board).shares)
    boxes[cheater.victim - 1] = box
    return signed_coefficients(cheater, board, shares=tuple(boxes))


def wrong_share(cheater: Cheater, board: SimulatedKeyMaking) -> Coefficients:
    right = int(encode_share(share_for(cheater.polynomial, cheater.victim)))
    wrong = str((right + 1) % cheater.group.q)
    return with_box(cheater, board, sealed_for(cheater, board, cheater.victim, share=wrong))


def share_out_of_range(cheater: Cheater, board: SimulatedKeyMaking) -> Coefficients:
    right = int(encode_share(share_for(cheater.polynomial, cheater.victim)))
    large = str(right + cheater.group.q)
    return with_box(cheater, board, sealed_for(cheater, board, cheater.victim, share=large))


def box_of_another_run(cheater: Cheater, board: SimulatedKeyMaking) -> Coefficients:
    return with_box(cheater, board, sealed_for(cheater, board, cheater.victim, run=new_identifier()))


def box_for_somebody_else(cheater: Cheater, board: SimulatedKeyMaking) -> Coefficients:
    return with_box(cheater, board, cheater.coefficients(board).shares[cheater.owner - 1])


def box_in_the_victims_name(cheater: Cheater, board: SimulatedKeyMaking) -> Coefficients:
    return with_box(cheater, board, sealed_for(cheater, board, cheater.victim, sender=cheater.victim))


def share_for_another_recipient(cheater: Cheater, board: SimulatedKeyMaking) -> Coefficients:
    return with_box(cheater, board, sealed_for(cheater, board, cheater.victim, recipient=cheater.owner))


def unsigned_share(cheater: Cheater, board: SimulatedKeyMaking) -> Coefficients:
    right = encode_share(share_for(cheater.polynomial, cheater.victim))
    share = ChannelShare(cheater.genesis.run, cheater.owner, cheater.victim, right, "00" * 64)
    return with_box(cheater, board, seal(channel_of(board, cheater.victim), box_plaintext(share)).hex())


def no_share_at_all(cheater: Cheater, board: SimulatedKeyMaking) -> Coefficients:
    return with_box(cheater, board, seal(channel_of(board, cheater.victim), b"{}").hex())


BOX_LIES: dict[str, Lie] = {
    "a wrong share": wrong_share,
    "a share out of range": share_out_of_range,
    "a share of another run": box_of_another_run,
    "a box for somebody else": box_for_somebody_else,
    "a share in another's name": box_in_the_victims_name,
    "a share for another recipient": share_for_another_recipient,
    "a share that nobody signed": unsigned_share,
    "a box without a share": no_share_at_all,
}
