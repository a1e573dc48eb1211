"""The rules of a key making (V45), each a pure function of the state and one message that yields sentences.

They are :mod:`record.trustee_checks` taken apart by rounds: what a joint key must satisfy as a whole is checked here
for each contribution when it arrives, and our additions with it (commitment, channel key, boxes, own signatures).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from crypto.channel import ChannelKeyError, decode_channel_key
from crypto.errors import CryptoError
from crypto.group import Element, Group
from crypto.groups import group_by_name
from crypto.possession import possession_statement
from crypto.signature import message_prefix, signature_statement
from crypto.signing_key import SigningKeyError, decode_public_key
from crypto.statement import Statement, hold
from crypto.threshold import verification_key_public
from record.digests import sha256_hex
from record.errors import FormatError
from record.key_making_messages import (
    CERTIFICATE,
    COEFFICIENTS,
    COMPLAINT,
    VERIFICATION_KEY,
    Certificate,
    Coefficients,
    Complaint,
    KeyMakingGenesis,
    VerificationKey,
)
from record.trustee_checks import certificates_message
from record.trustees import (
    CertificateContext,
    CertificateKeys,
    SignedCertificates,
    SignedMessage,
    parse_certificate,
    parse_commitments,
)
from record.wire import ScalarProof, decode_proof


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """A certificate that was accepted: the message, the keys in it, and the decoded verification key."""

    message: Certificate
    keys: CertificateKeys
    verification: Element


@dataclass(frozen=True, slots=True)
class CoefficientFacts:
    """Coefficients that were accepted, and the decoded commitments, ``threshold`` of them."""

    message: Coefficients
    commitments: tuple[Element, ...]


class KeyMakingView(Protocol):
    """What the rules ask about the entries before; dictionaries are keyed by owner number."""

    @property
    def genesis(self) -> KeyMakingGenesis | None:
        """The payload of entry 0."""
        ...

    @property
    def certificates(self) -> dict[int, CertificateFacts]:
        """Accepted certificates."""
        ...

    @property
    def coefficients(self) -> dict[int, CoefficientFacts]:
        """Accepted coefficients."""
        ...

    @property
    def verification_keys(self) -> dict[int, VerificationKey]:
        """Accepted verification keys."""
        ...


def genesis_problems(genesis: KeyMakingGenesis) -> Iterator[str]:
    """What the message types alone cannot say about the rules of a key making."""
    try:
        group_by_name(genesis.group)
    except CryptoError:
        yield f"the group {genesis.group[:60]!r} is not one that we know"
    if genesis.threshold > len(genesis.holders):
        yield f"{genesis.threshold} of {len(genesis.holders)} key holders can never decrypt"
    keys = [genesis.board, *genesis.holders]
    if len(set(keys)) != len(keys):
        yield "two parties have the same signing key"
    for key in keys:
        try:
            decode_public_key(key)
        except SigningKeyError:
            yield f"the signing key {key} is not a valid Ed25519 public key"


def sender_problems(
    genesis: KeyMakingGenesis, message: Certificate | Coefficients | VerificationKey | Complaint
) -> Iterator[str]:
    """A message is of this run, and signed by the own key of the holder that it names."""
    if message.run != genesis.run:
        yield "it was made for another key making"
    if message.owner > len(genesis.holders):
        yield f"key holder {message.owner} is nobody of this key making"
    elif not _signed(genesis.holders[message.owner - 1], message):
        yield f"it is not signed by key holder {message.owner}"


def _signed(public_hex: str, message: Certificate | Coefficients | VerificationKey | Complaint) -> bool:
    match message:
        case Certificate():
            return CERTIFICATE.verify(public_hex, message)
        case Coefficients():
            return COEFFICIENTS.verify(public_hex, message)
        case VerificationKey():
            return VERIFICATION_KEY.verify(public_hex, message)
        case Complaint():
            return COMPLAINT.verify(public_hex, message)


def certificate_problems(view: KeyMakingView, group: Group, message: Certificate) -> Iterator[str]:
    """Context, keys, commitment and signature of a certificate; nobody else's key or commitment in it."""
    if view.genesis is None:
        return
    try:
        facts = read_certificate(group, message)
    except (CryptoError, FormatError) as error:
        yield f"the certificate of key holder {message.owner} is malformed: {error}"
        return
    expected = CertificateContext(group.name, len(view.genesis.holders), view.genesis.threshold, message.owner)
    if facts.keys.context != expected:
        yield f"the certificate of key holder {message.owner} was made for another key making or another place in it"
    if not isinstance(facts.keys.commitment, str):
        yield f"key holder {message.owner} does not commit to its coefficients before seeing those of the others"
    if not _signature_holds(group, facts.verification, message.certificate):
        yield f"the signature of the certificate of key holder {message.owner} does not hold"
    try:
        decode_channel_key(message.channel)
    except ChannelKeyError as error:
        yield f"the channel key of key holder {message.owner} is not usable: {error}"
    for owner, other in view.certificates.items():
        copied = (
            other.message.channel == message.channel
            or other.keys.verification == facts.keys.verification
            or other.keys.encryption == facts.keys.encryption
            or other.keys.commitment == facts.keys.commitment
        )
        if copied:
            yield f"key holder {message.owner} copied a part of the certificate of key holder {owner}"


def read_certificate(group: Group, message: Certificate) -> CertificateFacts:
    """The keys in a certificate; ``FormatError`` or ``crypto.errors.ElementError``. No signature is verified."""
    keys = parse_certificate(message.certificate)
    group.decode(keys.encryption)
    return CertificateFacts(message, keys, group.decode(keys.verification))


def coefficients_problems(view: KeyMakingView, group: Group, message: Coefficients) -> Iterator[str]:
    """Commitments in number and groups as committed to, both signatures, and a box for each holder."""
    own = view.certificates.get(message.owner)
    if view.genesis is None or own is None:
        return
    if sha256_hex(message.coefexps.message.encode("utf-8")) != own.keys.commitment:
        yield f"key holder {message.owner} revealed other coefficients than it had committed to"
    try:
        facts = read_coefficients(group, message)
    except (CryptoError, FormatError) as error:
        yield f"the coefficient commitments of key holder {message.owner} are malformed: {error}"
        return
    threshold = view.genesis.threshold
    if len(facts.commitments) != threshold:
        yield f"key holder {message.owner} gave {len(facts.commitments)} coefficient commitments instead of {threshold}"
    if not _signature_holds(group, own.verification, message.coefexps):
        yield f"key holder {message.owner} did not sign its coefficient commitments"
    seen = SignedMessage(seen_message(view, facts.commitments), message.certs_signature)
    if not _signature_holds(group, own.verification, seen):
        yield f"key holder {message.owner} signed other certificates than those of this key making"
    if len(message.shares) != len(view.genesis.holders):
        yield f"key holder {message.owner} sent {len(message.shares)} boxes to {len(view.genesis.holders)} key holders"


def read_coefficients(group: Group, message: Coefficients) -> CoefficientFacts:
    """The coefficient commitments; ``FormatError`` or ``crypto.errors.ElementError``. No signature is verified."""
    texts = parse_commitments(message.coefexps).coefexps
    return CoefficientFacts(message, tuple(group.decode(text, allow_identity=True) for text in texts))


def seen_message(view: KeyMakingView, commitments: Sequence[Element]) -> str:
    """What ``certs_signature`` signs (spec "Polynomials"): all certificates in order, and the own commitments."""
    certificates = tuple(view.certificates[owner].message.certificate for owner in sorted(view.certificates))
    return certificates_message(SignedCertificates(certificates, tuple(element.text for element in commitments)))


def computed_verification_key(view: KeyMakingView, group: Group, owner: int) -> Element:
    """The part of the joint key that is ``owner``'s, from everybody's coefficient commitments; ``ThresholdError``."""
    in_order = [view.coefficients[dealer].commitments for dealer in sorted(view.coefficients)]
    return verification_key_public(group, in_order, owner)


def verification_key_problems(view: KeyMakingView, group: Group, message: VerificationKey) -> Iterator[str]:
    """The key is the computed one, its private key is known, and it is signed as version 1 wants."""
    own = view.certificates.get(message.owner)
    if view.genesis is None or own is None or len(view.coefficients) != len(view.genesis.holders):
        return
    key = message.public_key
    if isinstance(key.name, str):
        yield f"the verification key of key holder {message.owner} has a name, which this key making does not use"
    try:
        expected = computed_verification_key(view, group, message.owner)
        element = group.decode(key.public_key)
        if element != expected:
            yield f"the verification key of key holder {message.owner} is not the one that the coefficients give"
        if not _holds(group, possession_statement(group, element, decode_proof(group, key.pok))):
            yield f"key holder {message.owner} did not prove that it knows the private key of its verification key"
    except CryptoError as error:
        yield f"the verification key of key holder {message.owner} is malformed: {error}"
        return
    if not isinstance(key.signature, ScalarProof):
        yield f"key holder {message.owner} did not sign its verification key in the way of version 1"
    elif not _signature_holds(group, own.verification, SignedMessage(key.public_key, key.signature)):
        yield f"the signature of key holder {message.owner} on its verification key does not hold"


def complaint_problems(view: KeyMakingView, message: Complaint) -> Iterator[str]:
    """A complaint is about another holder's box, from one who has not declared that all shares are right."""
    if message.accused == message.owner:
        yield "nobody complains about a box of its own"
    if message.accused not in view.coefficients:
        yield f"key holder {message.accused} has not sent any box yet"
    if message.owner in view.verification_keys:
        yield f"key holder {message.owner} has declared already that all its shares are right"


def _signature_holds(group: Group, key: Element, signed: SignedMessage) -> bool:
    try:
        proof = decode_proof(group, signed.signature)
    except CryptoError:
        return False
    return _holds(group, signature_statement(group, key, message_prefix(signed.message), proof))


def _holds(group: Group, statement: Statement) -> bool:
    return hold(group, [statement])[0]
