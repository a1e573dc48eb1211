"""Lies in the first round: certificates that are somebody else's, of other rules, copied or unsigned."""

import msgspec

from crypto.group import Secret
from record.identifiers import new_identifier
from record.key_making_messages import (
    CERTIFICATE,
    Certificate,
)
from record.trustee_making import (
    commitment_to,
    make_certificate,
    sign_text,
)
from record.trustees import parse_certificate
from tests.simulator import SimulatedKeyMaking
from tests.support.cheating.cheater import Cheater, Lie
from trustee import contributions
from trustee.key_file import RunSecrets


def signed_certificate(cheater: Cheater, changed: Certificate) -> Certificate:
    return CERTIFICATE.sign(cheater.holder.store.identity, changed)


def own_certificate(
    cheater: Cheater, *, commitment: str | None = "", signer: Secret | None = None, **context: int
) -> Certificate:
    """The cheater's certificate with another context, commitment (None: none), or signature."""
    honest = cheater.certificate()
    keys = parse_certificate(honest.certificate)
    group = cheater.group
    kept = commitment_to(cheater.polynomial.commitments) if commitment == "" else commitment
    made = make_certificate(
        group,
        cheater.signing,
        group.decode(keys.encryption),
        msgspec.structs.replace(keys.context, **context),
        kept,
    )
    if signer is not None:
        made = msgspec.structs.replace(made, signature=sign_text(group, signer, made.message))
    return signed_certificate(cheater, msgspec.structs.replace(honest, certificate=made))


def of_another_run(cheater: Cheater, _: SimulatedKeyMaking) -> Certificate:
    return CERTIFICATE.decode(another_run(cheater).certificate.encode())


def another_run(cheater: Cheater) -> RunSecrets:
    genesis = msgspec.structs.replace(cheater.genesis, run=new_identifier())
    return contributions.begin(cheater.holder.store.identity, genesis, cheater.owner)


def in_the_victims_name(cheater: Cheater, _: SimulatedKeyMaking) -> Certificate:
    return signed_certificate(cheater, msgspec.structs.replace(cheater.certificate(), owner=cheater.victim))


def with_copied_channel(cheater: Cheater, board: SimulatedKeyMaking) -> Certificate | None:
    theirs = board.state.certificates.get(cheater.victim)
    if theirs is None:
        return None
    return signed_certificate(cheater, msgspec.structs.replace(cheater.certificate(), channel=theirs.message.channel))


def with_copied_commitment(cheater: Cheater, board: SimulatedKeyMaking) -> Certificate | None:
    theirs = board.state.certificates.get(cheater.victim)
    return None if theirs is None else own_certificate(cheater, commitment=str(theirs.keys.commitment))


def with_weak_channel(cheater: Cheater, _: SimulatedKeyMaking) -> Certificate:
    return signed_certificate(cheater, msgspec.structs.replace(cheater.certificate(), channel="00" * 32))


def second_certificate(cheater: Cheater, board: SimulatedKeyMaking) -> Certificate | None:
    if cheater.owner not in board.state.certificates:
        return None
    other = contributions.begin(cheater.holder.store.identity, cheater.genesis, cheater.owner)
    return CERTIFICATE.decode(other.certificate.encode())


CERTIFICATE_LIES: dict[str, Lie] = {
    "a certificate of another run": of_another_run,
    "a certificate for another threshold": lambda c, _: own_certificate(c, threshold=c.genesis.threshold + 1),
    "a certificate for more holders": lambda c, _: own_certificate(c, size=len(c.genesis.holders) + 1),
    "a certificate for another place": lambda c, _: own_certificate(c, index=c.victim),
    "a certificate without commitment": lambda c, _: own_certificate(c, commitment=None),
    "a certificate that nobody signed": lambda c, _: own_certificate(c, signer=c.group.random_secret()),
    "a certificate in another's name": in_the_victims_name,
    "a copied channel key": with_copied_channel,
    "a copied commitment": with_copied_commitment,
    "a channel key of low order": with_weak_channel,
}
