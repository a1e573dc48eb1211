"""The chain of events and the order in which they may happen."""

import pytest
from msgspec import UNSET

from record.canonical import encode
from record.digests import sha256_hex
from record.errors import FormatError
from record.events import (
    Event,
    EventType,
    event_hash,
    link_problem,
    next_event,
    order_problem,
    parse_event,
    payload_problem,
)
from record.payloads import (
    OwnedShare,
    SetupData,
    SizedTally,
    expected_hashes,
    make_setup_data,
    referenced_hashes,
)

FIRST = next_event(None, "Setup", b"setup")
SECOND = next_event(FIRST, "Ballot", b"ballot")
A, B, C, D = (letter * 64 for letter in "abcd")


def test_the_form_is_that_of_the_specification() -> None:
    setup_hash, ballot_hash = sha256_hex(b"setup"), sha256_hex(b"ballot")
    assert b'{"height":0,"type":"Setup","payload":"%s"}' % setup_hash.encode() == FIRST
    assert (
        b'{"parent":"%s","height":1,"type":"Ballot","payload":"%s"}'
        % (
            sha256_hex(FIRST).encode(),
            ballot_hash.encode(),
        )
        == SECOND
    )
    assert next_event(SECOND, "EndBallots", None).endswith(b'"height":2,"type":"EndBallots"}')


@pytest.mark.parametrize(
    "data",
    [
        SECOND.replace(b'"Ballot"', b'"Open"'),
        SECOND.replace(b'"height":1', b'"height":-1'),
        SECOND.replace(sha256_hex(FIRST).encode(), sha256_hex(FIRST).upper().encode()),
        SECOND.replace(sha256_hex(FIRST).encode(), sha256_hex(FIRST).encode() + b"\\n"),
        SECOND.replace(sha256_hex(FIRST).encode(), sha256_hex(FIRST)[:-1].encode()),
        SECOND + b" " * 512,
    ],
)
def test_other_forms_are_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        parse_event(data)


def test_links_that_hold() -> None:
    assert link_problem(None, None, parse_event(FIRST)) is None
    assert link_problem(event_hash(FIRST), 0, parse_event(SECOND)) is None


@pytest.mark.parametrize(
    ("previous_hash", "previous_height", "event"),
    [
        (None, None, Event(height=1, type="Setup", payload=A)),
        (None, None, Event(parent=B, height=0, type="Setup", payload=A)),
        (B, 0, Event(parent=C, height=1, type="Ballot", payload=A)),
        (B, 0, Event(height=1, type="Ballot", payload=A)),
        (B, 0, Event(parent=B, height=2, type="Ballot", payload=A)),
        (B, 0, Event(parent=B, height=0, type="Ballot", payload=A)),
    ],
)
def test_links_that_do_not_hold(previous_hash: str | None, previous_height: int | None, event: Event) -> None:
    assert link_problem(previous_hash, previous_height, event) is not None


@pytest.mark.parametrize("kind", ["Setup", "Ballot", "EncryptedTally", "PartialDecryption", "Result"])
def test_events_that_add_something_need_a_payload(kind: EventType) -> None:
    assert payload_problem(Event(height=0, type=kind, payload=A)) is None
    assert payload_problem(Event(height=0, type=kind)) is not None


def test_the_end_of_ballots_adds_nothing() -> None:
    assert payload_problem(Event(height=0, type="EndBallots")) is None
    assert payload_problem(Event(height=0, type="EndBallots", payload=A)) is not None


ORDERS: list[tuple[EventType | None, EventType]] = [
    (None, "Setup"),
    ("Setup", "Ballot"),
    ("Setup", "EndBallots"),
    ("Ballot", "Ballot"),
    ("Ballot", "EndBallots"),
    ("EndBallots", "EncryptedTally"),
    ("EncryptedTally", "PartialDecryption"),
    ("PartialDecryption", "PartialDecryption"),
    ("PartialDecryption", "Result"),
]
TYPES: list[EventType] = [
    "Setup", "Ballot", "EndBallots", "EncryptedTally", "Shuffle", "EndShuffles", "PartialDecryption", "Result",
]  # fmt: skip


@pytest.mark.parametrize("previous", [None, *TYPES])
@pytest.mark.parametrize("following", TYPES)
def test_the_order_of_events(previous: EventType | None, following: EventType) -> None:
    assert (order_problem(previous, following) is None) == ((previous, following) in ORDERS)


def test_payloads_name_their_data_in_the_archive_s_order() -> None:
    assert referenced_hashes("Setup", encode(SetupData(A, B, C))) == (A, B, C)
    assert referenced_hashes("Setup", encode(SetupData(A, B, C, D))) == (A, B, C, D)
    assert referenced_hashes("EncryptedTally", encode(SizedTally(1, 1, A))) == (A,)
    assert referenced_hashes("PartialDecryption", encode(OwnedShare(1, A))) == (A,)
    assert referenced_hashes("Ballot", b"anything") == ()
    assert expected_hashes(Event(height=0, type="Result", payload=B), b"result") == (B,)
    assert expected_hashes(Event(height=0, type="EndBallots", payload=UNSET), b"left over") == ()


def test_setup_data_are_hashes_of_what_they_name() -> None:
    assert referenced_hashes("Setup", make_setup_data(b"e", b"t", b"c")) == tuple(map(sha256_hex, (b"e", b"t", b"c")))


@pytest.mark.parametrize("kind", ["Shuffle", "EndShuffles", "EndBallots"])
def test_some_events_may_add_no_data(kind: EventType) -> None:
    with pytest.raises(FormatError):
        expected_hashes(Event(height=0, type=kind, payload=A), b"{}")


def test_a_missing_payload_is_named() -> None:
    with pytest.raises(FormatError, match="missing"):
        expected_hashes(Event(height=0, type="Ballot", payload=A), None)


@pytest.mark.parametrize("owner", [0, -1, 1_000_001])
def test_owners_are_numbered_from_one(owner: int) -> None:
    with pytest.raises(FormatError):
        referenced_hashes("PartialDecryption", encode(OwnedShare(owner, A)))
