"""A key holder's own messages of a key making: pure functions of its secrets and of the log.

What is made here satisfies :mod:`record.key_making_rules` if the log so far does. Sealed boxes and proofs hold fresh
randomness, so every message is made once, kept as its bytes, and never made again (:mod:`trustee.key_file`).
"""

from collections.abc import Sequence

from crypto.channel import ChannelKey, seal
from crypto.group import Group, Secret
from crypto.groups import group_by_name
from crypto.signing_key import SigningKey
from crypto.threshold import Polynomial, share_for, sum_of_shares
from record.canonical import encode
from record.digests import sha256_hex
from record.key_making import KeyMakingState
from record.key_making_complaint import box_plaintext, encode_share, open_box
from record.key_making_messages import (
    CERTIFICATE,
    CHANNEL_SHARE,
    COEFFICIENTS,
    COMPLAINT,
    VERIFICATION_KEY,
    Certificate,
    ChannelShare,
    Coefficients,
    Complaint,
    KeyMakingGenesis,
    VerificationKey,
)
from record.trustee_making import (
    commitment_to,
    make_certificate,
    make_verification_key,
    sign_certificates,
    sign_coefficients,
)
from record.trustees import CertificateContext
from trustee.key_file import RunSecrets


def begin(identity: SigningKey, genesis: KeyMakingGenesis, owner: int) -> RunSecrets:
    """Fresh secrets for a run, and the certificate that commits to them. ``genesis`` must be sound."""
    group = group_by_name(genesis.group)
    signing, channel = group.random_secret(), ChannelKey.generate()
    polynomial = Polynomial.generate(group, genesis.threshold)
    context = CertificateContext(group.name, len(genesis.holders), genesis.threshold, owner)
    # Version 1 wants an encryption key in a certificate. Boxes of ours are sealed for the channel key instead, so
    # nobody keeps the private key of this one.
    encryption = group.generator_power_secret(group.random_secret())
    certificate = make_certificate(group, signing, encryption, context, commitment_to(polynomial.commitments))
    message = Certificate(genesis.run, owner, certificate, channel.public_hex, "")
    return RunSecrets(
        run=genesis.run,
        owner=owner,
        genesis=sha256_hex(encode(genesis)),
        group=group.name,
        signing=signing.reveal().hex(),
        channel=channel.reveal().hex(),
        coefficients=tuple(coefficient.reveal().hex() for coefficient in polynomial.coefficients),
        certificate=encode(CERTIFICATE.sign(identity, message)).decode(),
    )


def coefficients(identity: SigningKey, secrets: RunSecrets, state: KeyMakingState) -> str:
    """The second message, once all certificates are in the log: commitments, and a box for each holder."""
    group = group_by_name(secrets.group)
    polynomial = _polynomial(group, secrets)
    signing = _secret(group, secrets.signing)
    certificates = [state.certificates[owner].message for owner in state.owners]
    boxes = [_box(identity, secrets, polynomial, to.owner, to.channel) for to in certificates]
    message = Coefficients(
        secrets.run,
        secrets.owner,
        sign_coefficients(group, signing, polynomial.commitments),
        sign_certificates(group, signing, [each.certificate for each in certificates], polynomial.commitments),
        tuple(boxes),
        "",
    )
    return encode(COEFFICIENTS.sign(identity, message)).decode()


def _box(identity: SigningKey, secrets: RunSecrets, polynomial: Polynomial, recipient: int, channel: str) -> str:
    share = encode_share(share_for(polynomial, recipient))
    message = CHANNEL_SHARE.sign(identity, ChannelShare(secrets.run, secrets.owner, recipient, share, ""))
    return seal(channel, box_plaintext(message)).hex()


def received_share(secrets: RunSecrets, state: KeyMakingState, sender: int) -> Secret:
    """The share in the box from ``sender``; ``BoxError`` if it is not right."""
    return open_box(state, group_by_name(secrets.group), _channel(secrets), sender, secrets.owner)


def private_key(secrets: RunSecrets, shares: Sequence[Secret]) -> Secret:
    """This holder's part of the joint private key, from everybody's shares."""
    return sum_of_shares(group_by_name(secrets.group), shares)


def verification_key(identity: SigningKey, secrets: RunSecrets, x: Secret) -> str:
    """The third message: the public key of this holder's part."""
    group = group_by_name(secrets.group)
    public = make_verification_key(group, x, _secret(group, secrets.signing))
    return encode(VERIFICATION_KEY.sign(identity, VerificationKey(secrets.run, secrets.owner, public, ""))).decode()


def complaint(identity: SigningKey, secrets: RunSecrets, accused: int) -> str:
    """The message that reveals this run's channel key, so that anybody can open the box from ``accused``."""
    message = Complaint(secrets.run, secrets.owner, accused, secrets.channel, "")
    return encode(COMPLAINT.sign(identity, message)).decode()


def _polynomial(group: Group, secrets: RunSecrets) -> Polynomial:
    return Polynomial.from_coefficients(group, [_secret(group, text) for text in secrets.coefficients])


def _channel(secrets: RunSecrets) -> ChannelKey:
    return ChannelKey.from_secret_bytes(bytes.fromhex(secrets.channel))


def _secret(group: Group, text: str) -> Secret:
    return group.secret_from_bytes(bytes.fromhex(text))
