"""Archives: one byte string for a sequence of events; everything else is unreadable or malformed."""

import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from record import archive as archive_module
from record.archive import ArchivedEvent, ArchiveHeader, ArchiveReader, ArchiveWriter, UnreadableError
from record.canonical import encode
from record.digests import sha256_hex
from record.errors import FormatError
from record.events import next_event
from record.tar import ArchiveError, Header, header_block, read_header
from tests.support.bare_election import BareElection

TIME = 1_700_000_000


def read(data: bytes) -> list[ArchivedEvent]:
    return list(ArchiveReader(io.BytesIO(data)))


def member(name: str, content: bytes, timestamp: int = TIME) -> bytes:
    return header_block(Header(name, len(content), timestamp)) + content + bytes(-len(content) % 512)


def data_member(content: bytes) -> bytes:
    return member(f"{sha256_hex(content)}.data.json", content)


def event_member(content: bytes) -> bytes:
    return member(f"{sha256_hex(content)}.event.json", content)


def start(header: bytes = b'{"version":1,"timestamp":"1700000000"}') -> bytes:
    return member("BELENIOS", header)


ELECTION = BareElection()
ELECTION.cast(0, [[1, 0, 0]])
ELECTION.close()
ELECTION.open([1])
GOOD = ELECTION.archive()
SETUP = ELECTION.steps[0][1]
SETUP_EVENT = next_event(None, "Setup", SETUP[-1])
SETUP_PART = start() + b"".join(map(data_member, SETUP)) + event_member(SETUP_EVENT)
BALLOT = b'{"any":"thing"}'
BALLOT_EVENT = next_event(SETUP_EVENT, "Ballot", BALLOT)


def test_events_come_with_their_data_in_order() -> None:
    archived = read(GOOD)
    assert [each.event.type for each in archived] == [kind for kind, _ in ELECTION.steps]
    assert [each.blobs for each in archived] == [blobs for _, blobs in ELECTION.steps]
    assert [each.index for each in archived] == list(range(len(archived)))


def test_our_own_small_archive_is_sound() -> None:
    assert [each.event.type for each in read(SETUP_PART)] == ["Setup"]
    assert len(read(SETUP_PART + data_member(BALLOT) + event_member(BALLOT_EVENT))) == 2


def test_reading_and_writing_are_inverse() -> None:
    reader = ArchiveReader(io.BytesIO(GOOD))
    copy = io.BytesIO()
    writer = ArchiveWriter(copy, reader.header)
    for each in reader:
        writer.append(each.event_bytes, each.blobs)
    assert copy.getvalue() == GOOD


def test_a_number_as_time_stamp_is_read_and_kept() -> None:
    data = start(b'{"version":1,"timestamp":1700000000}') + SETUP_PART[1024:]
    reader = ArchiveReader(io.BytesIO(data))
    assert reader.timestamp == TIME
    assert len(list(reader)) == 1
    copy = io.BytesIO()
    ArchiveWriter(copy, reader.header)
    assert copy.getvalue() == data[:1024]


class Trickle(io.RawIOBase):
    """A stream that gives one byte at a time, as a network may."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def read(self, size: int | None = -1) -> bytes:
        return self._data.read(min(1, size if size is not None and size >= 0 else 1))


def test_short_reads_change_nothing() -> None:
    assert list(ArchiveReader(Trickle(SETUP_PART))) == read(SETUP_PART)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "data", [b"", b"PK\3\4", b"BELENIOS", b"\x1f\x8b" + bytes(600), member("other", b"x"), bytes(1024)]
)
def test_what_is_no_archive_is_unreadable(data: bytes) -> None:
    with pytest.raises(UnreadableError) as refused:
        read(data)
    assert refused.value.code == "archive-unreadable"


def other_mode(data: bytes) -> bytes:
    return data.replace(b"0000644", b"0000600", 1)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (start(b'{"version":1,"timestamp":"1700000001"}'), "not the archive's time stamp"),
        (start(b'{"version":1,"timestamp":"01700000000"}'), "canonical decimal"),
        (start(b'{"version":1,"timestamp":"-1"}'), "canonical decimal"),
        (start(b'{"version":1,"timestamp":"0x6553f100"}'), "canonical decimal"),
        (start(b'{"version":1,"timestamp":"9999999999"}'), "fit into a tar header"),
        (start(b'{"version":2,"timestamp":"1700000000"}'), "expected form"),
        (start(b'{"timestamp":"1700000000","version":1}'), "canonical form"),
        (start(b'{"version":1,"timestamp":"1700000000"}' + b" " * 300), "longer than"),
        (start()[:600], "cut"),
        (start(), "no event"),
        (SETUP_PART + data_member(BALLOT), "ends with data"),
        (SETUP_PART + bytes(512), "octal"),
        (SETUP_PART + bytes(1024), "octal"),
        (SETUP_PART + b"x", "cut"),
        (SETUP_PART + data_member(BALLOT)[:511], "cut"),
        (start()[:511], "cut"),
        (SETUP_PART[:-1], "cut"),
        (SETUP_PART[:-512], "cut"),
        (SETUP_PART[:-1] + b"x", "not filled with zeros"),
        (SETUP_PART + event_member(BALLOT_EVENT), "missing"),
        (SETUP_PART + event_member(BALLOT_EVENT) + data_member(BALLOT), "missing"),
        (SETUP_PART + data_member(b"{}") + data_member(BALLOT) + event_member(BALLOT_EVENT), "exactly what it adds"),
        (SETUP_PART + data_member(BALLOT) + data_member(b"{}") + event_member(BALLOT_EVENT), "exactly what it adds"),
        (SETUP_PART + data_member(BALLOT) * 2 + event_member(BALLOT_EVENT), "exactly what it adds"),
        (SETUP_PART + data_member(b"{}") + event_member(next_event(SETUP_EVENT, "EndBallots", None)), "exactly what"),
        (SETUP_PART + b"".join(data_member(b"%d" % number) for number in range(6)), "more data in a row"),
        (start() + b"".join(map(data_member, (*SETUP[1::-1], *SETUP[2:]))) + event_member(SETUP_EVENT), "right order"),
        (start() + b"".join(map(data_member, SETUP[1:])) + event_member(SETUP_EVENT), "right order"),
        (SETUP_PART + member(f"{sha256_hex(b'a')}.data.json", b"b"), "the hash in its name"),
        (SETUP_PART + member(f"{sha256_hex(BALLOT)}.data.json", BALLOT, TIME + 1), "another time"),
        (SETUP_PART + member("../evil.data.json", BALLOT), "does not belong"),
        (SETUP_PART + member(f"{sha256_hex(BALLOT).upper()}.data.json", BALLOT), "does not belong"),
        (SETUP_PART + member(f"{sha256_hex(BALLOT)}.data.json.gz", BALLOT), "does not belong"),
        (SETUP_PART + member("BELENIOS", b'{"version":1,"timestamp":"1700000000"}'), "does not belong"),
        (SETUP_PART + other_mode(data_member(BALLOT)), "not what the protocol's tool writes"),
        (SETUP_PART + data_member(BALLOT).replace(b"0\0\0", b"5\0\0", 1), "not what the protocol's tool writes"),
        (SETUP_PART + event_member(b"{}"), "expected form"),
        (SETUP_PART + event_member(BALLOT_EVENT + b" " * 600), "longer than"),
    ],
)
def test_what_the_official_tool_would_not_write_is_malformed(data: bytes, words: str) -> None:
    with pytest.raises(FormatError, match=words):
        read(data)


def test_a_bomb_costs_no_memory() -> None:
    lie = header_block(Header(f"{sha256_hex(BALLOT)}.data.json", 8 * 1024**3 - 1, TIME))
    with pytest.raises(ArchiveError, match="longer than"):
        read(SETUP_PART + lie)


def test_only_the_credentials_may_be_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_module, "_DATA_LIMIT", max(map(len, (SETUP[0], SETUP[1], SETUP[3]))))
    long = b"[" + b" " * 2000 + b"]"
    setup_data = SETUP[3].replace(sha256_hex(SETUP[2]).encode(), sha256_hex(long).encode())
    event = next_event(None, "Setup", setup_data)
    good = start() + b"".join(map(data_member, (*SETUP[:2], long, setup_data))) + event_member(event)
    assert read(good)[0].blobs[2] == long
    with pytest.raises(ArchiveError, match="longer than"):
        read(SETUP_PART + data_member(long))


def test_the_writer_refuses_what_the_reader_would() -> None:
    writer = ArchiveWriter(io.BytesIO(), TIME)
    for blobs in ([], [BALLOT, BALLOT], [b"other"]):
        with pytest.raises(FormatError):
            writer.append(BALLOT_EVENT, blobs)
    with pytest.raises(ArchiveError):
        ArchiveWriter(io.BytesIO(), -1)


def mutations(data: bytes) -> st.SearchStrategy[bytes]:
    flip: Callable[[tuple[int, int]], bytes] = lambda at: data[: at[0]] + bytes([at[1]]) + data[at[0] + 1 :]  # noqa: E731
    place = st.integers(0, len(data) - 1)
    return (
        st.tuples(place, st.integers(0, 255)).map(flip)
        | place.map(lambda at: data[:at])
        | st.tuples(place, place).map(lambda at: data[: at[0]] + data[at[1] :])
    )


@given(mutations(GOOD))
def test_an_accepted_mutation_is_written_again(data: bytes) -> None:
    try:
        reader = ArchiveReader(io.BytesIO(data))
        archived = list(reader)
    except (FormatError, UnreadableError):
        return
    copy = io.BytesIO()
    writer = ArchiveWriter(copy, reader.header)
    for each in archived:
        writer.append(each.event_bytes, each.blobs)
    assert copy.getvalue() == data


@given(st.binary(max_size=600).map(lambda data: b"BELENIOS\0" + data) | st.binary(max_size=600))
def test_garbage_is_refused_with_our_errors_alone(data: bytes) -> None:
    with pytest.raises((FormatError, UnreadableError)):
        read(data)


@given(st.binary(min_size=512, max_size=512))
def test_garbage_headers_are_refused(block: bytes) -> None:
    with pytest.raises(ArchiveError):
        read_header(block)


@given(st.from_regex(r"\A[!-~]{1,99}\Z"), st.integers(0, 8**11 - 1), st.integers(0, 8**11 - 1))
def test_headers_are_read_as_written(name: str, size: int, timestamp: int) -> None:
    header = Header(name, size, timestamp)
    assert read_header(header_block(header)) == header


@pytest.mark.parametrize(
    "header", [Header("", 0, 0), Header("x" * 100, 0, 0), Header("x", 8**11, 0), Header("x", 0, -1)]
)
def test_headers_that_do_not_fit(header: Header) -> None:
    with pytest.raises(ArchiveError):
        header_block(header)


def test_the_header_is_written_as_release_3_does() -> None:
    assert encode(ArchiveHeader(1, "1700000000")) == b'{"version":1,"timestamp":"1700000000"}'
