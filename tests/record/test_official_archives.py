"""What the official tool writes is read, passes every check, and is written again; and the other way round."""

import io
from collections.abc import Mapping
from pathlib import Path

import pytest

from record.archive import ArchivedEvent, ArchiveReader, ArchiveWriter
from record.ballot_checks import Examination, ballot_context, ballot_problems, examine_ballot
from record.canonical import encode
from record.credentials import credential_entries, parse_public_credentials, write_public_credentials
from record.election import election_problems, fingerprint, parse_election
from record.events import EventType, event_hash, link_problem, order_problem, payload_problem
from record.result import compute_counts, encode_result, parse_result, result_problem
from record.tally import (
    DecodedShare,
    EncryptedTally,
    parse_encrypted_tally,
    parse_owned_share,
    parse_share,
    parse_sized_tally,
    total_weight,
)
from record.tallying import TallyAccumulator, encrypted_tally_problem
from record.trustee_checks import trustees_problems
from record.trustees import owner_keys, parse_trustees
from tests.official.archives import ELECTIONS
from tests.official.tool import OfficialTool
from tests.support.bare_election import BLANKABLE, CHAIR, BareElection

NAMES = pytest.mark.parametrize("name", sorted(ELECTIONS))


def events_of(path: Path) -> list[ArchivedEvent]:
    with path.open("rb") as stream:
        return list(ArchiveReader(stream))


def payloads(events: list[ArchivedEvent], kind: EventType) -> list[tuple[bytes, ...]]:
    return [each.blobs for each in events if each.event.type == kind]


@NAMES
def test_rewriting_gives_identical_bytes(official_archives_both: Mapping[str, Path], name: str) -> None:
    data = official_archives_both[name].read_bytes()
    reader = ArchiveReader(io.BytesIO(data))
    copy = io.BytesIO()
    writer = ArchiveWriter(copy, reader.header)
    for archived in reader:
        writer.append(archived.event_bytes, archived.blobs)
    assert copy.getvalue() == data


@NAMES
def test_the_chain_and_the_order_hold(official_archives_both: Mapping[str, Path], name: str) -> None:
    previous: ArchivedEvent | None = None
    for each in events_of(official_archives_both[name]):
        parent = None if previous is None else event_hash(previous.event_bytes)
        height, kind = (None, None) if previous is None else (previous.event.height, previous.event.type)
        assert link_problem(parent, height, each.event) is None
        assert payload_problem(each.event) is None
        assert order_problem(kind, each.event.type) is None
        assert each.index == each.event.height
        previous = each


@NAMES
def test_the_setup_is_sound_and_written_as_we_would(official_archives_both: Mapping[str, Path], name: str) -> None:
    election_bytes, trustees_bytes, credentials_bytes, _ = events_of(official_archives_both[name])[0].blobs
    election, trustees = parse_election(election_bytes), parse_trustees(trustees_bytes)
    context = ballot_context(election, fingerprint(election_bytes))
    credentials = parse_public_credentials(credentials_bytes, context.group)
    assert election_problems(election) == []
    assert trustees_problems(context.group, trustees, election.public_key) == []
    assert encode(election) == election_bytes
    assert encode(trustees) == trustees_bytes
    expected = ELECTIONS[name]
    assert credentials.total_weight == sum(expected.weights or [1] * (expected.voters or len(expected.votes)))


def examine_all(events: list[ArchivedEvent]) -> list[Examination]:
    election_bytes, _, credentials_bytes, _ = events[0].blobs
    context = ballot_context(parse_election(election_bytes), fingerprint(election_bytes))
    credentials = parse_public_credentials(credentials_bytes, context.group)
    return [examine_ballot(context, blobs[0], credentials) for blobs in payloads(events, "Ballot")]


@NAMES
def test_every_ballot_is_sound(official_archives_both: Mapping[str, Path], name: str) -> None:
    events = events_of(official_archives_both[name])
    context = ballot_context(parse_election(events[0].blobs[0]), fingerprint(events[0].blobs[0]))
    assert ballot_problems(context.group, examine_all(events)) == [[]] * ELECTIONS[name].ballot_count


@NAMES
def test_tally_shares_and_result_are_recomputed(official_archives_both: Mapping[str, Path], name: str) -> None:
    events = events_of(official_archives_both[name])
    election_bytes, trustees_bytes, credentials_bytes, _ = events[0].blobs
    context = ballot_context(parse_election(election_bytes), fingerprint(election_bytes))
    group, questions = context.group, context.questions
    trustees = parse_trustees(trustees_bytes)
    credentials = parse_public_credentials(credentials_bytes, group)
    last = {each.ballot.credential: each for each in examine_all(events) if each.ballot}
    accumulator = TallyAccumulator(group, questions)
    for credential, examined in last.items():
        assert examined.votes is not None
        accumulator.add(examined.votes, credentials.weight(credential) or 0)
    tally: EncryptedTally | None = None
    weight = 0
    for tally_bytes, sized_bytes in payloads(events, "EncryptedTally"):
        assert encrypted_tally_problem(group, questions, accumulator, tally_bytes, sized_bytes) is None
        tally, weight = parse_encrypted_tally(group, tally_bytes), total_weight(parse_sized_tally(sized_bytes))
    shares: dict[int, DecodedShare] = {}
    for share_bytes, owned_bytes in payloads(events, "PartialDecryption"):
        owner, share = parse_owned_share(owned_bytes).owner, parse_share(group, share_bytes)
        key = group.decode(owner_keys(trustees)[owner - 1].public_key)
        assert tally is not None
        assert list(share.problems(group, context.fingerprint, key, tally)) == []
        shares[owner] = share
    results = payloads(events, "Result")
    expected = ELECTIONS[name].expected_result()
    assert len(results) == (expected is not None)
    for (result_bytes,) in results:
        assert tally is not None
        counts = parse_result(result_bytes)
        assert [list(question) for question in counts] == expected
        assert result_problem(group, trustees, tally, shares, weight, counts) is None
        assert encode_result(compute_counts(group, trustees, tally, shares, weight)) == result_bytes


def test_credentials_are_written_as_the_official_tool_does(official_archives: Mapping[str, Path]) -> None:
    data = events_of(official_archives["ed25519-single"])[0].blobs[2]
    election = parse_election(events_of(official_archives["ed25519-single"])[0].blobs[0])
    group = ballot_context(election, "").group
    credentials = parse_public_credentials(data, group)
    entries = [(text, weight or 1) for text, weight in credential_entries(data)]
    ours = write_public_credentials(entries, weighted=credentials.weighted)
    assert len(ours) == len(data)
    assert set(credential_entries(ours)) == set(credential_entries(data))


OURS = {
    "single": BareElection(),
    "joint with commitments": BareElection(joint=(2, 3)),
    "blank and weights": BareElection(questions=(CHAIR, BLANKABLE), weights=(1, 20, 300), weighted=True),
    "finite field": BareElection(group_name="BELENIOS-2048", joint=(1, 1)),
}
OWNERS = {"single": [1], "joint with commitments": [1, 3, 4], "blank and weights": [1], "finite field": [1, 2]}


@pytest.mark.parametrize("name", sorted(OURS))
def test_the_official_tool_accepts_what_we_write(official_tool: OfficialTool, tmp_path: Path, name: str) -> None:
    election = OURS[name]
    if len(election.steps) == 1:
        choices = (
            ([[0, 1, 0], [1, 0, 0]], [[1, 0, 0], [0, 1, 1]])
            if len(election.questions) > 1
            else ([[0, 1, 0]], [[1, 0, 0]])
        )
        election.cast(0, choices[0])
        election.cast(1, choices[0])
        election.cast(0, choices[1], b"again".ljust(32))
        election.close()
        election.open(OWNERS[name])
    archive = tmp_path / "ours.bel"
    archive.write_bytes(election.archive())
    verdict = official_tool.check(archive)
    assert verdict.accepted, verdict.words
