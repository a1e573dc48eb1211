"""Joint keys whose making was not honest (V07 to V10)."""

from collections.abc import Callable, Sequence

from msgspec import UNSET
from msgspec.structs import replace

from record.election import Election
from record.trustee_making import encode_trustees
from record.trustees import (
    CertificateKeys,
    SignedMessage,
    Single,
    ThresholdParameters,
    TrusteePublicKey,
)
from record.wire import ScalarProof
from tests.attacks.elements import with_torsion
from tests.attacks.forging import ZERO
from tests.attacks.vector import Catalogue
from tests.support.election_builder import ElectionBuilder
from tests.support.election_parties import JOINT_LABEL, make_parties, parties
from tests.support.honest_election import Plan, honest, short
from tests.support.joint_key import Hooks, resigned

CATALOGUE = Catalogue("joint keys", ("log", "archive"))
attack = CATALOGUE.attack


def _election(change: Callable[[Election], Election], plan: Plan | None = None) -> Plan:
    return (plan or short()).instead("setup", lambda b: b.setup(election=change(b.honest_election())))


# -- V07 to V10: the joint key ----------------------------------------------------------------------------------------


def _joint(hooks: Hooks) -> Plan:
    return honest(make_parties(hooks=hooks))


def _for(owner: int, change: Callable[[CertificateKeys], CertificateKeys]) -> Hooks:
    return Hooks(certificate=lambda number, keys: change(keys) if number == owner else keys)


def _context(**changes: object) -> Callable[[], Plan]:
    return lambda: _joint(_for(2, lambda keys: replace(keys, context=replace(keys.context, **changes))))


for _name, _changes in (
    ("of another place", {"index": 3}),
    ("of a key making with another threshold", {"threshold": 3}),
    ("of a key making with another size", {"size": 4}),
    ("of another group", {"group": "BELENIOS-2048"}),
):
    CATALOGUE.add(
        f"certificate {_name}",
        f"A key holder's certificate was made in a key making {_name}, and signed.",
        "V07",
        _context(**_changes),
        25,
        27,
        log_rules="V07 V45",
        views=("archive", "log"),
    )


def _certificate_signature(index: int, signed: SignedMessage) -> SignedMessage:
    return replace(signed, signature=ZERO) if index == 2 else signed


CATALOGUE.add(
    "certificate without its signature",
    "A certificate is signed with zeros, and everybody signs that they saw it.",
    "V07",
    lambda: _joint(Hooks(signed_certificate=_certificate_signature)),
    41,
    views=("archive", "log"),
    log_rules="V07 V45",
)
CATALOGUE.add(
    "certificate signed by another holder",
    "The third holder signs the certificate of the second.",
    "V07",
    lambda: _joint(
        Hooks(signed_certificate=lambda i, s: resigned(parties().group, JOINT_LABEL, 3, s, s.message) if i == 2 else s)
    ),
    27,
    41,
    views=("archive", "log"),
    log_rules="V07 V45",
)
CATALOGUE.add(
    "certificate with a small point",
    "The encryption key of a certificate has a point of order 8 added.",
    "V07",
    lambda: _joint(_for(1, lambda keys: replace(keys, encryption=with_torsion(keys.encryption, 1)))),
    6,
    views=("archive", "log"),
    log_rules="V07 V45",
)


def _parameters(change: Callable[[ThresholdParameters], ThresholdParameters], *, until: str = "setup") -> Plan:
    def act(builder: ElectionBuilder) -> None:
        joint = builder.parties.joint
        if joint is None:
            raise AssertionError("the plan has a joint key")
        changed = replace(joint.item, parameters=change(joint.item.parameters))
        builder.setup(trustees=encode_trustees((builder.parties.items[0], changed)))

    return honest().instead("setup", act).until(until)


@attack("V07", 29, log_rules="V07 V45", views=("archive", "log"))
def threshold_of_none() -> Plan:
    """A threshold of 0: nobody need decrypt."""
    return _parameters(lambda p: replace(p, threshold=0))


@attack("V07", 29, log_rules="V07 V45", views=("archive", "log"))
def threshold_above_the_holders() -> Plan:
    """Four of three."""
    return _parameters(lambda p: replace(p, threshold=4))


@attack("V07", 41, log_rules="V07 V45", views=("archive", "log"))
def joint_key_without_signatures() -> Plan:
    """Nobody signed which certificates they saw."""
    return _parameters(lambda p: replace(p, signatures=UNSET))


@attack("V07", 11, log_rules="V07 V32 V45", views=("archive", "log"))
def verification_key_left_out() -> Plan:
    """Two verification keys for three holders."""
    return _parameters(lambda p: replace(p, verification_keys=p.verification_keys[:-1]))


@attack("V07", 11, log_rules="V07 V45", views=("archive", "log"))
def certificate_left_out() -> Plan:
    """Two certificates for three holders."""
    return _parameters(lambda p: replace(p, certs=p.certs[:-1]))


def _coefficients(change: Callable[[int, SignedMessage], SignedMessage]) -> Callable[[], Plan]:
    return lambda: _joint(Hooks(coefficients=change))


CATALOGUE.add(
    "coefficients signed with zeros",
    "A holder's coefficient commitments have a signature of zeros.",
    "V08",
    _coefficients(lambda i, s: replace(s, signature=ZERO) if i == 2 else s),
    41,
    views=("archive", "log"),
    log_rules="V08 V45",
)
CATALOGUE.add(
    "coefficients signed by another holder",
    "Another holder signs the coefficient commitments of the second: an answer to what the others revealed.",
    "V08",
    _coefficients(lambda i, s: resigned(parties().group, JOINT_LABEL, 1, s, s.message) if i == 2 else s),
    26,
    41,
    views=("archive", "log"),
    log_rules="V08 V45",
)


@attack("V08", 27, log_rules="V08 V45", views=("archive", "log"))
def certificates_signed_are_others() -> Plan:
    """One holder saw other certificates than the rest: its signature does not cover those in the record."""
    return _parameters(lambda p: replace(p, signatures=(*_signatures(p)[:1], _signatures(p)[0], *_signatures(p)[2:])))


def _signatures(parameters: ThresholdParameters) -> tuple[ScalarProof, ...]:
    return () if parameters.signatures is UNSET else parameters.signatures


@attack("V08 V10 V11", 29, log_rules="V08 V10 V11 V45", views=("archive", "log"))
def coefficient_more() -> Plan:
    """A holder gives three coefficient commitments where two are asked for, signed by it."""
    return _parameters(lambda p: replace(p, coefexps=_more_coefficients(p.coefexps)))


def _more_coefficients(coefexps: Sequence[SignedMessage]) -> tuple[SignedMessage, ...]:
    first, *rest = coefexps
    text = first.message.replace('"]}', f'","{parties().group.generator.text}"]}}')
    return (resigned(parties().group, JOINT_LABEL, 1, first, text), *rest)


@attack("V08", 10, 26, log_rules="V08 V45", views=("archive", "log"))
def coefficients_exchanged_after_the_signatures() -> Plan:
    """A holder exchanges a coefficient commitment for another, and its certificate commits to the new one."""
    changed = _joint(Hooks(commitments=lambda i, c: (c[0], c[0]) if i == 2 else c)).everybody
    other = changed.items[1]
    honest_item = parties().joint
    if honest_item is None or isinstance(other, Single):
        raise AssertionError("the plan has a joint key")
    signatures = honest_item.item.parameters.signatures
    parameters = replace(other.parameters, signatures=signatures)
    return _parameters(lambda _: parameters)


# -- V09 --------------------------------------------------------------------------------------------------------------


def _verification(change: Callable[[TrusteePublicKey], TrusteePublicKey]) -> Callable[[], Plan]:
    return lambda: _joint(Hooks(verification_key=lambda i, key: change(key) if i == 3 else key))


for _name, _story, _change in (
    (
        "verification key without possession",
        "A holder does not prove that it knows its private key.",
        lambda key: replace(key, pok=ZERO),
    ),
    (
        "verification key without a signature",
        "A holder did not sign its verification key.",
        lambda key: replace(key, signature=UNSET),
    ),
    (
        "verification key signed with zeros",
        "The signature of a verification key is made of zeros.",
        lambda key: replace(key, signature=ZERO),
    ),
    (
        "verification key of somebody else",
        "A holder's verification key is another sound key, so its shares prove nothing.",
        lambda key: replace(key, public_key=parties().stranger.text),
    ),
):
    CATALOGUE.add(
        _name,
        _story,
        "V09",
        _verification(_change),
        29,
        views=("archive",),
    )


@attack("V09", 6, views=("archive",), alone=False)
def verification_key_plus_a_small_point() -> Plan:
    """A verification key has a point of order 8 added."""
    return _parameters(
        lambda p: replace(
            p,
            verification_keys=(
                replace(p.verification_keys[0], public_key=with_torsion(p.verification_keys[0].public_key, 1)),
                *p.verification_keys[1:],
            ),
        )
    )


# -- V10 --------------------------------------------------------------------------------------------------------------


@attack("V10", 26, log_rules="V10 V45", views=("archive", "log"))
def coefficients_other_than_committed() -> Plan:
    """A holder commits to other coefficients than it reveals, having seen those of the others."""
    return _joint(_for(2, lambda keys: replace(keys, commitment="ab" * 32)))


@attack("V10", 26, log_rules="V10 V45", views=("log",), alone=False)
def no_commitment_in_our_own_log() -> Plan:
    """A certificate without a commitment: fine in other people's archives, not with our log."""
    return _joint(_for(2, lambda keys: replace(keys, commitment=UNSET)))


@attack("V03", 8, log_rules="V03 V45", views=("archive", "log"))
def certificate_with_a_space() -> Plan:
    """The message inside of a certificate has a space, and its holder signed it so."""

    def spaced(number: int, signed: SignedMessage) -> SignedMessage:
        if number != 2:
            return signed
        return resigned(parties().group, JOINT_LABEL, 2, signed, signed.message.replace(",", ", ", 1))

    return _joint(Hooks(signed_certificate=spaced))
