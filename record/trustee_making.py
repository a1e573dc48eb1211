"""Making the public messages of key holders: Single keys, certificates, coefficient commitments, verification keys.

Invariant: what is made here passes every rule of :mod:`record.trustee_checks` if all holders follow the key making.
Signatures' nonces come from the signing key and the message, so that signing the same message again cannot leak the
key. Order of a key making: certificates (with commitments) of all, then coefficients, then verification keys.
"""

from collections.abc import Sequence

from msgspec import UNSET

from crypto.group import Element, Group, Secret
from crypto.possession import prove_possession
from crypto.randomness import signature_nonce
from crypto.signature import message_prefix, sign
from record.canonical import encode
from record.digests import sha256_hex
from record.trustee_checks import certificates_message
from record.trustees import (
    CertificateContext,
    CertificateKeys,
    CoefficientCommitments,
    Pedersen,
    SignedCertificates,
    SignedMessage,
    Single,
    ThresholdParameters,
    TrusteeKind,
    TrusteePublicKey,
)
from record.wire import ScalarProof, encode_proof


def sign_text(group: Group, signing_key: Secret, text: str) -> ScalarProof:
    """The signature of a text under the key of a certificate (specification 4.6.1)."""
    nonce = signature_nonce(group, signing_key, "trustee-message", text)
    return encode_proof(sign(group, signing_key, message_prefix(text), nonce))


def make_single(group: Group, x: Secret, name: str | None = None) -> Single:
    """The item of a holder without whom nothing is decrypted; ``x`` is the private key."""
    return Single(_public_key(group, x, name, None))


def coefficients_message(commitments: Sequence[Element]) -> str:
    """The message ``raw_coefexps`` of a holder's coefficient commitments, constant first."""
    return encode(CoefficientCommitments(tuple(each.text for each in commitments))).decode("utf-8")


def commitment_to(commitments: Sequence[Element]) -> str:
    """What a certificate commits to before anything is revealed: 64 hex digits."""
    return sha256_hex(coefficients_message(commitments).encode("utf-8"))


def make_certificate(
    group: Group,
    signing_key: Secret,
    encryption_key: Element,
    context: CertificateContext,
    commitment: str | None = None,
) -> SignedMessage:
    """The certificate of a holder for one key making.

    ``commitment`` is :func:`commitment_to` of the coefficients that the holder will reveal; mandatory with our log.
    """
    verification_key = group.generator_power_secret(signing_key)
    keys = CertificateKeys(
        context, verification_key.text, encryption_key.text, UNSET if commitment is None else commitment
    )
    return _signed(group, signing_key, encode(keys).decode("utf-8"))


def sign_coefficients(group: Group, signing_key: Secret, commitments: Sequence[Element]) -> SignedMessage:
    """A holder's coefficient commitments, signed; to be shown only after all certificates are there."""
    return _signed(group, signing_key, coefficients_message(commitments))


def sign_certificates(
    group: Group, signing_key: Secret, certificates: Sequence[SignedMessage], commitments: Sequence[Element]
) -> ScalarProof:
    """A holder's word that it saw exactly these certificates when it gave these coefficient commitments."""
    seen = SignedCertificates(tuple(certificates), tuple(each.text for each in commitments))
    return sign_text(group, signing_key, certificates_message(seen))


def make_verification_key(group: Group, x: Secret, signing_key: Secret, name: str | None = None) -> TrusteePublicKey:
    """The verification key of a holder's share ``x`` of the joint key: proven, and signed by its certificate's key."""
    return _public_key(group, x, name, signing_key)


def assemble_joint_key(
    threshold: int,
    certificates: Sequence[SignedMessage],
    coefficients: Sequence[SignedMessage],
    signatures: Sequence[ScalarProof],
    verification_keys: Sequence[TrusteePublicKey],
) -> Pedersen:
    """The item of n holders of whom ``threshold`` decrypt, from what each of them made, in the same order."""
    return Pedersen(
        ThresholdParameters(
            threshold=threshold,
            certs=tuple(certificates),
            coefexps=tuple(coefficients),
            signatures=tuple(signatures),
            verification_keys=tuple(verification_keys),
        )
    )


def encode_trustees(items: Sequence[TrusteeKind]) -> bytes:
    """The canonical bytes of the trustees of an election."""
    return encode(tuple(items))


def _signed(group: Group, signing_key: Secret, message: str) -> SignedMessage:
    return SignedMessage(message, sign_text(group, signing_key, message))


def _public_key(group: Group, x: Secret, name: str | None, signing_key: Secret | None) -> TrusteePublicKey:
    text = group.generator_power_secret(x).text
    signature = UNSET if signing_key is None else sign_text(group, signing_key, text)
    return TrusteePublicKey(encode_proof(prove_possession(group, x)), text, signature, UNSET if name is None else name)
