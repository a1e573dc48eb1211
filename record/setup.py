"""The Setup entry: its rules (V03, V05 to V12) and the facts that all later rules need.

A Setup entry carries four blobs in archive order: election, trustees, public credentials, setup_data (a fifth, the
official tool's credentials certificate, is refused with our own log and read over in archives).
"""

from crypto.errors import CryptoError
from crypto.group import Element
from crypto.groups import group_by_name
from record.credentials import CredentialsError, parse_public_credentials
from record.digests import sha256_hex
from record.election import Election, election_problems, fingerprint, parse_election, public_key
from record.entries import LogEntry
from record.errors import RecordError
from record.ledger import SetupFacts, TrusteeItem
from record.problems import Problem
from record.trustee_checks import trustees_problems
from record.trustees import Single, Trustees, item_owners, owner_keys, parse_trustees, threshold_of


class SetupError(RecordError):
    """A Setup entry is so broken that nothing after it can be judged; ``rule`` says which rule it breaks first."""

    code = "record-setup"

    def __init__(self, rule: str, sentence: str) -> None:
        super().__init__(sentence)
        self.rule = rule


def read_setup(entry: LogEntry) -> SetupFacts:
    """The facts of a Setup entry; :class:`SetupError` if they cannot be told. Trustees' proofs are not checked."""
    election, trustees = _messages(entry)
    try:
        group = group_by_name(election.group)
        key = public_key(election, group)
        credentials = parse_public_credentials(entry.blobs[2], group)
    except CredentialsError as error:
        raise SetupError("V12", str(error)) from error
    except CryptoError as error:
        raise SetupError("V05", f"The election's group or public key is unusable: {error}") from error
    return SetupFacts(
        uuid=election.uuid,
        group=group,
        fingerprint=fingerprint(entry.blobs[0]),
        setup_hash=sha256_hex(entry.payload),
        election_key=key,
        items=_items(trustees),
        owner_keys=tuple(_owner_key(text.public_key, election) for text in owner_keys(trustees)),
        credentials=credentials,
        election=election,
    )


def setup_problems(entry: LogEntry, *, require_commitments: bool) -> list[Problem]:
    """Everything wrong with a Setup entry on its own (V03, V05 to V12), as far as it can be read."""
    try:
        election, trustees = _messages(entry)
    except SetupError as error:
        return [Problem(error.rule, str(error))]
    problems = [Problem("V05", sentence) for sentence in election_problems(election)]
    try:
        group = group_by_name(election.group)
    except CryptoError:
        return problems
    problems += trustees_problems(group, trustees, election.public_key, require_commitments=require_commitments)
    try:
        parse_public_credentials(entry.blobs[2], group)
    except CredentialsError as error:
        problems.append(Problem("V12", str(error)))
    return problems


def _messages(entry: LogEntry) -> tuple[Election, Trustees]:
    if len(entry.blobs) < 4:
        raise SetupError("V03", "The setup does not have its election, trustees and public credentials.")
    try:
        return parse_election(entry.blobs[0]), parse_trustees(entry.blobs[1])
    except RecordError as error:
        raise SetupError("V03", str(error)) from error


def _items(trustees: Trustees) -> tuple[TrusteeItem, ...]:
    return tuple(
        TrusteeItem("Single" if isinstance(item, Single) else "Pedersen", owners.start, len(owners), threshold_of(item))
        for item, owners in zip(trustees, item_owners(trustees), strict=True)
    )


def _owner_key(text: str, election: Election) -> Element:
    try:
        return group_by_name(election.group).decode(text)
    except CryptoError as error:
        raise SetupError("V09", f"A key holder's verification key is malformed: {error}") from error
