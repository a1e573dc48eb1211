"""Lies in the second round that everybody sees: coefficients too early, chosen last, or over other certificates."""

import msgspec

from crypto.channel import ChannelKey, seal
from crypto.group import Element
from crypto.threshold import share_for
from record.canonical import encode
from record.identifiers import new_identifier
from record.key_making_complaint import box_plaintext, encode_share
from record.key_making_messages import (
    CERTIFICATE,
    CHANNEL_SHARE,
    COEFFICIENTS,
    ChannelShare,
    Coefficients,
)
from record.trustee_making import (
    sign_certificates,
    sign_coefficients,
)
from tests.simulator import SimulatedKeyMaking
from tests.support.cheating.certificates import another_run, own_certificate
from tests.support.cheating.cheater import Cheater, Lie


def signed_coefficients(cheater: Cheater, board: SimulatedKeyMaking, **changes: object) -> Coefficients:
    honest = cheater.coefficients(board)
    return COEFFICIENTS.sign(cheater.holder.store.identity, msgspec.structs.replace(honest, **changes))


def channel_of(board: SimulatedKeyMaking, owner: int) -> str:
    facts = board.state.certificates.get(owner)
    return ChannelKey.generate().public_hex if facts is None else facts.message.channel


def sealed_for(cheater: Cheater, board: SimulatedKeyMaking, to: int, /, **changes: object) -> str:
    share = ChannelShare(cheater.genesis.run, cheater.owner, to, encode_share(share_for(cheater.polynomial, to)), "")
    signed = CHANNEL_SHARE.sign(cheater.holder.store.identity, msgspec.structs.replace(share, **changes))
    return seal(channel_of(board, to), box_plaintext(signed)).hex()


def rushing(cheater: Cheater, board: SimulatedKeyMaking) -> Coefficients | None:
    """Coefficients before the certificates of all are there, over those that are."""
    state, group = board.state, cheater.group
    if cheater.owner not in state.certificates:
        return None
    commitments = cheater.polynomial.commitments
    message = Coefficients(
        cheater.genesis.run,
        cheater.owner,
        sign_coefficients(group, cheater.signing, commitments),
        sign_certificates(
            group, cheater.signing, [each.message.certificate for each in state.certificates.values()], commitments
        ),
        tuple(sealed_for(cheater, board, to) for to in board.state.owners),
        "",
    )
    return COEFFICIENTS.sign(cheater.holder.store.identity, message)


def chosen_last(cheater: Cheater, board: SimulatedKeyMaking) -> Coefficients | None:
    """Another polynomial, whose constant takes the victim's out of the joint key (ATTACKS 25)."""
    theirs = board.state.coefficients.get(cheater.victim)
    if theirs is None:
        return None
    group = cheater.group
    own = cheater.polynomial.commitments
    constant = group.multiply_public(own[0], group.invert_public(theirs.commitments[0]))
    return with_commitments(cheater, board, (constant, *own[1:]))


def with_commitments(cheater: Cheater, board: SimulatedKeyMaking, elements: tuple[Element, ...]) -> Coefficients:
    group = cheater.group
    certificates = [board.state.certificates[owner].message.certificate for owner in board.state.owners]
    return signed_coefficients(
        cheater,
        board,
        coefexps=sign_coefficients(group, cheater.signing, elements),
        certs_signature=sign_certificates(group, cheater.signing, certificates, elements),
    )


def commit_to_one_more(cheater: Cheater) -> None:
    """A polynomial of t + 1 coefficients, so that t holders could not decrypt, committed to as it must be."""
    more = (*cheater.secrets.coefficients, cheater.group.random_secret().reveal().hex())
    cheater.secrets = msgspec.structs.replace(cheater.secrets, coefficients=more)
    cheater.secrets = msgspec.structs.replace(cheater.secrets, certificate=encode(own_certificate(cheater)).decode())


def over_other_certificates(cheater: Cheater, board: SimulatedKeyMaking) -> Coefficients:
    certificates = [board.state.certificates[owner].message.certificate for owner in board.state.owners]
    other = another_run(cheater)
    certificates[cheater.owner - 1] = CERTIFICATE.decode(other.certificate.encode()).certificate
    commitments = cheater.polynomial.commitments
    return signed_coefficients(
        cheater, board, certs_signature=sign_certificates(cheater.group, cheater.signing, certificates, commitments)
    )


def coefficients_signed_by_nobody(cheater: Cheater, board: SimulatedKeyMaking) -> Coefficients:
    other = cheater.group.random_secret()
    commitments = cheater.polynomial.commitments
    return signed_coefficients(cheater, board, coefexps=sign_coefficients(cheater.group, other, commitments))


def a_box_too_few(cheater: Cheater, board: SimulatedKeyMaking) -> Coefficients:
    return signed_coefficients(cheater, board, shares=cheater.coefficients(board).shares[:-1])


def coefficients_of_another_run(cheater: Cheater, board: SimulatedKeyMaking) -> Coefficients:
    return signed_coefficients(cheater, board, run=new_identifier())


COEFFICIENT_LIES: dict[str, Lie] = {
    "coefficients chosen last": chosen_last,
    "coefficients over other certificates": over_other_certificates,
    "coefficients that nobody signed": coefficients_signed_by_nobody,
    "coefficients of another run": coefficients_of_another_run,
    "a box too few": a_box_too_few,
}
