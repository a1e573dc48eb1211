"""Records that once made a rule fall over instead of refusing them: the verifier ends with a report on each.

A record that stops the verifier is as good as a hidden one, so every rule is applied to what other rules have refused.
"""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from crypto.proof import Proof
from record.decrypting import binding_problems
from record.entries import ShareProof
from record.setup import read_setup
from record.tally import DecodedShare, EncryptedTally
from record.trustee_making import encode_trustees
from record.trustees import Pedersen, ThresholdParameters
from record.wire import encode_proof
from tests.support.built_record import BuiltRecord
from tests.support.election_builder import ElectionBuilder
from tests.support.honest_election import honest, short
from verifier.run import verify
from verifier.source.archive import ArchiveSource

Change = Callable[[ThresholdParameters], ThresholdParameters]
replaced = msgspec.structs.replace


def with_joint_key(change: Change) -> BuiltRecord:
    """The honest election, but for its joint key."""

    def setup(builder: ElectionBuilder) -> None:
        items = [
            Pedersen(change(item.parameters)) if isinstance(item, Pedersen) else item for item in builder.parties.items
        ]
        builder.setup(trustees=encode_trustees(items))

    return honest().instead("setup", setup).record()


def failed(record: BuiltRecord, place: Path) -> set[str]:
    """The broken rules of the archive; the log is verified too, and breaks them as well."""
    log = {found.rule for found in verify(record.source()).findings}
    archive = {found.rule for found in verify(ArchiveSource(record.write_archive(place / "record.bel"))).findings}
    assert archive <= log
    return archive


CHANGES: dict[str, tuple[Change, str]] = {
    "no coefficients at all": (
        lambda p: replaced(p, coefexps=tuple(replaced(c, message='{"coefexps":[]}') for c in p.coefexps)),
        "V08",
    ),
    "a threshold of nobody": (lambda p: replaced(p, threshold=0), "V07"),
    "a threshold above everybody": (lambda p: replaced(p, threshold=9), "V07"),
    "no certificates": (lambda p: replaced(p, certs=()), "V07"),
    "no commitments": (lambda p: replaced(p, coefexps=()), "V07"),
    "no signatures": (lambda p: replaced(p, signatures=()), "V07"),
    "no verification keys": (lambda p: replaced(p, verification_keys=()), "V07"),
    "one certificate more": (lambda p: replaced(p, certs=(*p.certs, p.certs[0])), "V07"),
    "certificates that are no JSON": (
        lambda p: replaced(p, certs=tuple(replaced(c, message="\u0000") for c in p.certs)),
        "V03",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_joint_key_that_is_none(name: str, tmp_path: Path) -> None:
    change, rule = CHANGES[name]
    assert rule in failed(with_joint_key(change), tmp_path)


@pytest.mark.parametrize("closes", ["9999-12-31T00:00:00Z", "9999-12-25T00:00:00Z"])
def test_an_extension_at_the_end_of_the_calendar(closes: str) -> None:
    plan = short().instead("genesis", lambda b: b.genesis(closes="9999-12-24T23:59:59Z"))
    found = verify(plan.before("vote 0", lambda b: b.extend(closes)).record().source()).findings
    assert found == ()


def test_an_extension_back_to_the_beginning_of_the_calendar() -> None:
    plan = short().before("vote 0", lambda b: b.extend("0001-01-01T00:00:00Z"))
    assert {found.rule for found in verify(plan.record().source()).findings} == {"V43"}


def test_a_share_of_nothing() -> None:
    """V47 of an election without questions (V05), whose tally and shares are empty."""
    entry = honest().record().entries[1]
    setup = read_setup(entry)
    proof = encode_proof(Proof(0, 0))
    message = ShareProof(setup.uuid, 1, setup.setup_hash, "0" * 64, 2, "0" * 64, "0" * 64, proof, "")
    assert list(binding_problems(setup, EncryptedTally(()), message, DecodedShare((), ())))
