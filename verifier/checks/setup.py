"""The Setup entry: V05 to V12, once what :func:`record.phases.judge` says of it is known."""

from collections.abc import Iterator

from msgspec import UNSET

from record.election import election_problems
from record.entries import LogEntry
from record.errors import FormatError
from record.ledger import SetupFacts
from record.problems import Problem
from record.setup import setup_problems
from record.trustee_checks import trustees_problems
from record.trustees import Pedersen, SignedMessage, Trustees, parse_certificate, parse_trustees


def check_setup(entry: LogEntry, facts: SetupFacts | None, *, own_log: bool) -> Iterator[Problem]:
    """V05 to V12. With ``facts`` the list of credentials, which may be long, was found sound already.

    Commitments before reveal (V10) are mandatory in our own log, and checked where they stand in an archive.
    """
    if facts is None:
        yield from setup_problems(entry, require_commitments=own_log)
        return
    yield from (Problem("V05", sentence) for sentence in election_problems(facts.election))
    yield from trustees_problems(
        facts.group, trustees_of(entry), facts.election.public_key, require_commitments=own_log
    )


def trustees_of(entry: LogEntry) -> Trustees:
    """The trustees of a Setup entry that :func:`record.setup.read_setup` could read."""
    return parse_trustees(entry.blobs[1])


def joint_keys_of(trustees: Trustees) -> list[Pedersen]:
    """The t of n items, in order."""
    return [item for item in trustees if isinstance(item, Pedersen)]


def commitments_are_missing(trustees: Trustees) -> bool:
    """Whether some holder of a joint key committed to nothing, as the official tool's key makings do.

    A certificate that cannot be read (V03 or V07 has said so) commits to nothing either.
    """
    return not all(_commits(certificate) for item in joint_keys_of(trustees) for certificate in item.parameters.certs)


def _commits(certificate: SignedMessage) -> bool:
    try:
        return parse_certificate(certificate).commitment is not UNSET
    except FormatError:
        return False
