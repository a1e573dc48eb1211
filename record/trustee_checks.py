"""The rules V06 to V11: the election key is what its holders made together, and each of them knows its part.

Each rule is one pure function of the messages that returns None or a sentence; :func:`trustees_problems` runs all.
Multi-exponentiations happen only in :func:`crypto.statement.hold`.
"""

from collections.abc import Sequence

from msgspec import UNSET

from crypto.errors import CryptoError
from crypto.group import Element, Group
from crypto.possession import possession_statement
from crypto.signature import message_prefix, signature_statement
from crypto.statement import Statement, hold
from crypto.threshold import evaluate_commitments_public, joint_commitments_public, sub_key_public
from record.canonical import encode
from record.digests import sha256_hex
from record.errors import FormatError
from record.problems import Problem
from record.trustees import (
    HOLDERS_LIMIT,
    CertificateContext,
    SignedCertificates,
    Single,
    ThresholdParameters,
    TrusteeKind,
    TrusteePublicKey,
    parse_certificate,
    parse_commitments,
)
from record.wire import ScalarProof, decode_proof


def certificates_message(seen: SignedCertificates) -> str:
    """What a key holder signs to say that it saw these certificates and gave these coefficient commitments."""
    return "certs_sig|" + encode(seen).decode("utf-8")


def single_problem(group: Group, key: TrusteePublicKey) -> str | None:
    """V06: the holder proves that it knows the private key (defeats keys computed from those of others)."""
    try:
        element = group.decode(key.public_key)
        statement = possession_statement(group, element, decode_proof(group, key.pok))
    except CryptoError as error:
        return f"The key is malformed: {error}"
    return None if _holds(group, [statement]) else "The proof of knowing the private key does not hold."


def inner_messages_problem(parameters: ThresholdParameters) -> str | None:
    """V03: the messages inside of signed messages are canonical."""
    for index, (certificate, coefexps) in enumerate(zip(parameters.certs, parameters.coefexps, strict=False), start=1):
        try:
            parse_certificate(certificate)
        except FormatError as error:
            return f"Certificate {index}: {error}"
        try:
            parse_commitments(coefexps)
        except FormatError as error:
            return f"Coefficient commitments {index}: {error}"
    return None


def counts_problem(parameters: ThresholdParameters) -> str | None:
    """V07: there are n certificates, and as many of everything else, and t is from 1 to n."""
    size = len(parameters.certs)
    if not 1 <= size <= HOLDERS_LIMIT:
        return f"The joint key has {size} certificates; it must have 1 to {HOLDERS_LIMIT}."
    signatures = parameters.signatures
    if signatures is UNSET:
        return "The certificates and coefficient commitments are not signed by their holders."
    if not len(parameters.coefexps) == len(signatures) == len(parameters.verification_keys) == size:
        return "The joint key does not have one of everything for each of its holders."
    if not 1 <= parameters.threshold <= size:
        return f"{parameters.threshold} of {size} holders can never decrypt."
    return None


def certificates_problem(group: Group, parameters: ThresholdParameters) -> str | None:
    """V07: each certificate is for this group, n, t and place, has sound keys, and is signed with its own key."""
    statements = []
    for index, certificate in enumerate(parameters.certs, start=1):
        keys = parse_certificate(certificate)
        expected = CertificateContext(group.name, len(parameters.certs), parameters.threshold, index)
        if keys.context != expected:
            return f"Certificate {index} was made for another key making or another place in it."
        try:
            verification = group.decode(keys.verification)
            group.decode(keys.encryption)
            statements.append(_signature(group, verification, certificate.message, certificate.signature))
        except CryptoError as error:
            return f"Certificate {index} is malformed: {error}"
    return _first_failure(group, statements, "The signature of certificate {} does not hold.")


def commitments_problem(group: Group, parameters: ThresholdParameters) -> str | None:
    """V08: each holder gave exactly t elements, and signed them, and signed them together with all certificates."""
    statements = []
    signatures = () if parameters.signatures is UNSET else parameters.signatures
    for index, (certificate, coefexps, signature) in enumerate(
        zip(parameters.certs, parameters.coefexps, signatures, strict=True), start=1
    ):
        texts = parse_commitments(coefexps).coefexps
        if len(texts) != parameters.threshold:
            return f"Key holder {index} gave {len(texts)} coefficient commitments instead of {parameters.threshold}."
        try:
            for text in texts:
                group.decode(text, allow_identity=True)
            verification = group.decode(parse_certificate(certificate).verification)
            seen = certificates_message(SignedCertificates(parameters.certs, texts))
            statements.append(_signature(group, verification, coefexps.message, coefexps.signature))
            statements.append(_signature(group, verification, seen, signature))
        except CryptoError as error:
            return f"The coefficient commitments of key holder {index} are malformed: {error}"
    for place, good in enumerate(hold(group, statements)):
        if not good:
            what = "its coefficient commitments" if place % 2 == 0 else "the certificates that it saw"
            return f"Key holder {place // 2 + 1} did not sign {what}."
    return None


def verification_keys_problem(group: Group, parameters: ThresholdParameters) -> str | None:
    """V09: each verification key is the one that the coefficients give, is signed, and its private key is known."""
    joint = joint_commitments_public(group, decode_commitments(group, parameters))
    statements = []
    for index, (certificate, key) in enumerate(
        zip(parameters.certs, parameters.verification_keys, strict=True), start=1
    ):
        expected = evaluate_commitments_public(group, joint, index)
        if key.public_key != expected.text:
            return f"The verification key of key holder {index} is not the one that the coefficients give."
        if key.signature is UNSET:
            return f"Key holder {index} did not sign its verification key."
        try:
            element = group.decode(key.public_key)
            verification = group.decode(parse_certificate(certificate).verification)
            statements.append(possession_statement(group, element, decode_proof(group, key.pok)))
            statements.append(_signature(group, verification, key.public_key, key.signature))
        except CryptoError as error:
            return f"The verification key of key holder {index} is malformed: {error}"
    for place, good in enumerate(hold(group, statements)):
        if not good:
            what = "prove that it knows the private key of" if place % 2 == 0 else "sign"
            return f"Key holder {place // 2 + 1} did not {what} its verification key."
    return None


def commitment_problem(parameters: ThresholdParameters, *, required: bool) -> str | None:
    """V10: where a certificate commits to coefficients, they are those; ``required`` with our own log."""
    for index, (certificate, coefexps) in enumerate(zip(parameters.certs, parameters.coefexps, strict=True), start=1):
        commitment = parse_certificate(certificate).commitment
        if commitment is UNSET:
            if required:
                return f"Key holder {index} did not commit to its coefficients before the others revealed theirs."
        elif commitment != sha256_hex(coefexps.message.encode("utf-8")):
            return f"Key holder {index} revealed other coefficients than it had committed to."
    return None


def sub_key(group: Group, item: TrusteeKind) -> Element:
    """An item's part of the election key; ``crypto.errors.CryptoError`` or ``FormatError`` for a malformed item."""
    if isinstance(item, Single):
        return group.decode(item.key.public_key)
    return sub_key_public(group, decode_commitments(group, item.parameters))


def election_key(group: Group, trustees: Sequence[TrusteeKind]) -> Element:
    """The product of the items' keys: the key that ballots are sealed for; errors as :func:`sub_key`."""
    return group.product_public([sub_key(group, item) for item in trustees])


def election_key_problem(group: Group, trustees: Sequence[TrusteeKind], public_key: str) -> str | None:
    """V11: the election's public key is the product of the items' keys."""
    if not trustees:
        return "The election has no key holders."
    try:
        product = election_key(group, trustees)
    except (CryptoError, FormatError) as error:
        return f"The election key cannot be computed: {error}"
    return None if product.text == public_key else "The election key is not the product of the key holders' keys."


def decode_commitments(group: Group, parameters: ThresholdParameters) -> list[list[Element]]:
    """The coefficient commitments of all holders; ``CryptoError`` or ``FormatError`` for malformed ones."""
    return [
        [group.decode(text, allow_identity=True) for text in parse_commitments(coefexps).coefexps]
        for coefexps in parameters.coefexps
    ]


def pedersen_problems(group: Group, parameters: ThresholdParameters, *, require_commitments: bool) -> list[Problem]:
    """Everything wrong with a joint key (V03, V07 to V10), up to the first part on which the others depend."""
    for rule, problem in (("V07", counts_problem(parameters)), ("V03", inner_messages_problem(parameters))):
        if problem is not None:
            return [Problem(rule, problem)]
    found = [
        ("V07", certificates_problem(group, parameters)),
        ("V08", commitments_problem(group, parameters)),
        ("V10", commitment_problem(parameters, required=require_commitments)),
    ]
    if found[1][1] is None:
        found.append(("V09", verification_keys_problem(group, parameters)))
    return [Problem(rule, problem) for rule, problem in found if problem is not None]


def trustees_problems(
    group: Group, trustees: Sequence[TrusteeKind], public_key: str, *, require_commitments: bool = False
) -> list[Problem]:
    """Everything wrong with the trustees (V03, V06 to V11); ``public_key`` is the text of the election's.

    ``require_commitments`` makes commit-before-reveal mandatory, as with our own log.
    """
    problems: list[Problem] = []
    for number, item in enumerate(trustees, start=1):
        if isinstance(item, Single):
            problem = single_problem(group, item.key)
            found = [] if problem is None else [Problem("V06", problem)]
        else:
            found = pedersen_problems(group, item.parameters, require_commitments=require_commitments)
        problems.extend(Problem(rule, f"Trustees item {number}: {sentence}") for rule, sentence in found)
    problem = election_key_problem(group, trustees, public_key)
    return problems if problem is None else [*problems, Problem("V11", problem)]


def _signature(group: Group, key: Element, message: str, signature: ScalarProof) -> Statement:
    return signature_statement(group, key, message_prefix(message), decode_proof(group, signature))


def _holds(group: Group, statements: Sequence[Statement]) -> bool:
    return all(hold(group, statements))


def _first_failure(group: Group, statements: Sequence[Statement], sentence: str) -> str | None:
    for number, good in enumerate(hold(group, statements), start=1):
        if not good:
            return sentence.format(number)
    return None
