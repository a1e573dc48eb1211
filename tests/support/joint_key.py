"""A joint key, t of n, with everything that its holders sign, remade whole after any change by an attacker.

:func:`make_joint_key` takes hooks that change one message before everything after it is made and signed, so that a
changed certificate is signed by its holder, seen by all others, and covered by their signatures. The key making's log
is derived from the finished item (:meth:`JointKey.log`), so both agree unless a test changes one of them.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from msgspec import UNSET
from msgspec.structs import replace

from crypto.channel import ChannelKey, seal
from crypto.group import Element, Group, Secret
from crypto.signing_key import SigningKey
from crypto.threshold import Polynomial, share_for, sum_of_shares
from record.canonical import encode
from record.digests import sha256_hex
from record.entries import KeyMakingHead, LogEntry
from record.key_making_complaint import box_plaintext, encode_share
from record.key_making_messages import (
    CERTIFICATE,
    CHANNEL_SHARE,
    COEFFICIENTS,
    VERIFICATION_KEY,
    Certificate,
    ChannelShare,
    Coefficients,
    KeyMakingGenesis,
    KeyMakingMessage,
    VerificationKey,
    key_making_entry,
)
from record.merkle import leaf_hash, root_of
from record.trustee_making import (
    coefficients_message,
    make_verification_key,
    sign_certificates,
    sign_text,
)
from record.trustees import (
    CertificateContext,
    CertificateKeys,
    Pedersen,
    SignedMessage,
    ThresholdParameters,
    TrusteePublicKey,
)

RUN = "KunciBersamaUji1"


def synthetic_secret(group: Group, label: str) -> Secret:
    """The scalar of a label: anyone can compute it, so it protects nothing."""
    wide = hashlib.shake_256(b"SYNTHETIC TEST SECRET: " + label.encode()).digest(group.scalar_bytes + 16)
    return group.secret_from_wide(wide)


@dataclass(frozen=True)
class Hooks:
    """What an attacker changes; each takes the holder's number (from 1) and the honest value."""

    certificate: Callable[[int, CertificateKeys], CertificateKeys] = lambda _, keys: keys
    signed_certificate: Callable[[int, SignedMessage], SignedMessage] = lambda _, signed: signed
    commitments: Callable[[int, tuple[Element, ...]], tuple[Element, ...]] = lambda _, elements: elements
    coefficients: Callable[[int, SignedMessage], SignedMessage] = lambda _, signed: signed
    verification_key: Callable[[int, TrusteePublicKey], TrusteePublicKey] = lambda _, key: key
    parameters: Callable[[ThresholdParameters], ThresholdParameters] = lambda parameters: parameters


@dataclass(frozen=True)
class KeyMakingLog:
    """The log of a key making: its entries, and what an election's genesis says of it."""

    entries: tuple[LogEntry, ...]
    head: KeyMakingHead


@dataclass(frozen=True)
class JointKey:
    """The finished item, the private keys of its holders, and what is needed to make its log."""

    group: Group
    item: Pedersen
    private_keys: tuple[Secret, ...]
    polynomials: tuple[Polynomial, ...]

    def log(self, board: SigningKey, holders: Sequence[SigningKey], election: str, run: str = RUN) -> KeyMakingLog:
        """The log of the key making that ended with this item; ``election`` is empty for a reusable key."""
        parameters = self.item.parameters
        channels = [ChannelKey.from_secret_bytes(hashlib.sha256(h.reveal_seed()).digest()) for h in holders]
        messages: list[KeyMakingMessage] = [
            KeyMakingGenesis(
                version=1,
                run=run,
                group=self.group.name,
                threshold=parameters.threshold,
                board=board.public_hex,
                holders=tuple(holder.public_hex for holder in holders),
                election=election,
            )
        ]
        for owner, (holder, channel) in enumerate(zip(holders, channels, strict=True), start=1):
            certificate = Certificate(run, owner, parameters.certs[owner - 1], channel.public_hex, "")
            messages.append(CERTIFICATE.sign(holder, certificate))
        signatures = parameters.signatures if parameters.signatures is not UNSET else ()
        for owner, (holder, polynomial) in enumerate(zip(holders, self.polynomials, strict=True), start=1):
            boxes = []
            for recipient, channel in enumerate(channels, start=1):
                share = ChannelShare(run, owner, recipient, encode_share(share_for(polynomial, recipient)), "")
                boxes.append(seal(channel.public_hex, box_plaintext(CHANNEL_SHARE.sign(holder, share))).hex())
            coefficients = Coefficients(
                run, owner, parameters.coefexps[owner - 1], signatures[owner - 1], tuple(boxes), ""
            )
            messages.append(COEFFICIENTS.sign(holder, coefficients))
        for owner, holder in enumerate(holders, start=1):
            key = VerificationKey(run, owner, parameters.verification_keys[owner - 1], "")
            messages.append(VERIFICATION_KEY.sign(holder, key))
        entries = tuple(key_making_entry(index, message) for index, message in enumerate(messages))
        root = root_of(leaf_hash(entry.leaf) for entry in entries).hex()
        return KeyMakingLog(entries, KeyMakingHead(run, len(entries), root, election))


def make_joint_key(group: Group, threshold: int, size: int, label: str, hooks: Hooks | None = None) -> JointKey:
    """A joint key whose secrets all follow from ``label``; hooks change messages before later ones are made."""
    hooks = hooks or Hooks()
    polynomials = tuple(
        Polynomial.from_coefficients(
            group, [synthetic_secret(group, f"{label}/{owner}/a{k}") for k in range(threshold)]
        )
        for owner in range(1, size + 1)
    )
    signing = [synthetic_secret(group, f"{label}/{owner}/signing") for owner in range(1, size + 1)]
    commitments = [hooks.commitments(owner, each.commitments) for owner, each in enumerate(polynomials, start=1)]
    certificates = []
    for owner, (key, elements) in enumerate(zip(signing, commitments, strict=True), start=1):
        keys = CertificateKeys(
            CertificateContext(group.name, size, threshold, owner),
            group.generator_power_secret(key).text,
            group.generator_power_secret(synthetic_secret(group, f"{label}/{owner}/encryption")).text,
            sha256_hex(coefficients_message(elements).encode()),
        )
        text = encode(hooks.certificate(owner, keys)).decode()
        certificates.append(hooks.signed_certificate(owner, SignedMessage(text, sign_text(group, key, text))))
    coefexps = []
    for owner, (key, elements) in enumerate(zip(signing, commitments, strict=True), start=1):
        text = coefficients_message(elements)
        coefexps.append(hooks.coefficients(owner, SignedMessage(text, sign_text(group, key, text))))
    private = tuple(
        sum_of_shares(group, [share_for(polynomial, index) for polynomial in polynomials])
        for index in range(1, size + 1)
    )
    parameters = ThresholdParameters(
        threshold=threshold,
        certs=tuple(certificates),
        coefexps=tuple(coefexps),
        signatures=tuple(
            sign_certificates(group, key, certificates, elements)
            for key, elements in zip(signing, commitments, strict=True)
        ),
        verification_keys=tuple(
            hooks.verification_key(owner, make_verification_key(group, x, key))
            for owner, (x, key) in enumerate(zip(private, signing, strict=True), start=1)
        ),
    )
    return JointKey(group, Pedersen(hooks.parameters(parameters)), private, polynomials)


def resigned(group: Group, label: str, owner: int, signed: SignedMessage, text: str) -> SignedMessage:
    """Another text under the certificate key of a holder of :func:`make_joint_key`."""
    return replace(signed, message=text, signature=sign_text(group, signing_secret(group, label, owner), text))


def signing_secret(group: Group, label: str, owner: int) -> Secret:
    """The secret of a holder's certificate key."""
    return synthetic_secret(group, f"{label}/{owner}/signing")
