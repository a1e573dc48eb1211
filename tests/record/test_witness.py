"""The witness' rules, status by status, and the race that compare-and-swap exists for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.signing_key import SigningKey
from record.cosignature import accept_answer, check_policy
from record.entries import WitnessPolicy
from record.errors import RecordError
from record.merkle import consistency_proof, lookup_of
from record.note import Note, NoteFormatError, NoteSignature, parse_note
from record.note_key import board_key
from record.witness import (
    MAX_REQUEST_BYTES,
    NO_HEAD,
    SIZE_TYPE,
    Accepted,
    Answer,
    Head,
    WitnessRequestError,
    add_checkpoint_body,
    judge,
    parse_add_checkpoint,
    parse_conflict,
)
from tests.support.logs import BOARD, ORIGIN, STRANGER, hashes_of, opened_head, signed_head, synthetic_key
from tests.support.test_witness import InMemoryWitness

LOOKUP = lookup_of(hashes_of(40))


def proof(old: int, new: int) -> tuple[bytes, ...]:
    return tuple(consistency_proof(LOOKUP, old, new))


def body(old: int, new: int) -> bytes:
    return add_checkpoint_body(old, proof(old, new), signed_head(new))


@pytest.fixture
def witness() -> InMemoryWitness:
    made = InMemoryWitness("witness.example/w1", synthetic_key("w1"))
    made.watch(ORIGIN, BOARD.public_hex)
    return made


def at(witness: InMemoryWitness, size: int) -> InMemoryWitness:
    assert witness.add_checkpoint(body(0, size)).status == 200
    return witness


@given(st.integers(0, 40).flatmap(lambda new: st.tuples(st.integers(0, new), st.just(new))))
def test_one_request_has_one_body(sizes: tuple[int, int]) -> None:
    data = body(*sizes)
    request = parse_add_checkpoint(data)
    assert (request.old_size, request.checkpoint.size) == sizes
    assert request.serialise() == data


def test_200_cosigns_and_records(witness: InMemoryWitness) -> None:
    for old, new in [(0, 3), (3, 8), (8, 8), (8, 21), (21, 40)]:
        given_answer = witness.add_checkpoint(body(old, new))
        assert given_answer.status == 200
        head = accept_answer(opened_head(new), given_answer.body.decode(), witness.description)
        found = check_policy(head, WitnessPolicy(threshold=1, witnesses=[witness.description]))
        assert found[0].time == witness.time
        assert witness.head(ORIGIN) == Head(new, opened_head(new).root)


def test_200_for_an_empty_log(witness: InMemoryWitness) -> None:
    assert witness.add_checkpoint(body(0, 0)).status == 200
    assert witness.head(ORIGIN) == NO_HEAD


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"old 0\n",
        b"old 0\n\n",
        signed_head(5),
        b"\n" + signed_head(5),
        b"old\n\n" + signed_head(5),
        b"0\n\n" + signed_head(5),
        b"old \n\n" + signed_head(5),
        b"old 00\n\n" + signed_head(5),
        b"old -1\n\n" + signed_head(5),
        b"Old 0\n\n" + signed_head(5),
        b"old 0\r\n\n" + signed_head(5),
        b"old 0\nAAAA\n\n" + signed_head(5),
        b"old 0\nnot base64\n\n" + signed_head(5),
        b"old 0\n\n\n" + signed_head(5),
        b"old 0\n\n" + signed_head(5)[:-1],
        b"old 0\n\n" + signed_head(5) + b"\n",
        b"old 0\n\n\xff" + signed_head(5),
        b"old 0\n" + (b"A" * 43 + b"=\n") * 64 + b"\n" + signed_head(5),
        b"old 0\n\n" + b"x" * MAX_REQUEST_BYTES,
    ],
)
def test_400_malformed(witness: InMemoryWitness, data: bytes) -> None:
    assert witness.add_checkpoint(data).status == 400
    assert witness.head(ORIGIN) == NO_HEAD


def test_63_proof_lines_are_not_malformed(witness: InMemoryWitness) -> None:
    data = b"old 0\n" + (b"A" * 43 + b"=\n") * 63 + b"\n" + signed_head(5)
    assert witness.add_checkpoint(data).status == 422


def test_400_old_size_above_the_checkpoint(witness: InMemoryWitness) -> None:
    at(witness, 8)
    assert witness.add_checkpoint(add_checkpoint_body(8, (), signed_head(7))).status == 400


def test_404_unknown_log(witness: InMemoryWitness) -> None:
    data = add_checkpoint_body(0, (), signed_head(5, origin="suarasah/Another1234567"))
    assert witness.add_checkpoint(data).status == 404


@pytest.mark.parametrize("signer", [STRANGER])
def test_403_not_signed_by_the_board(witness: InMemoryWitness, signer: SigningKey) -> None:
    assert witness.add_checkpoint(add_checkpoint_body(0, (), signed_head(5, signer))).status == 403


def test_403_false_signature_beside_a_true_one(witness: InMemoryWitness) -> None:
    note = parse_note(signed_head(5))
    key = board_key(ORIGIN, BOARD.public_hex)
    note = Note(note.text, (*note.signatures, NoteSignature(key.name, key.key_id, bytes(64))))
    assert witness.add_checkpoint(add_checkpoint_body(0, (), note.serialise())).status == 403


def test_the_witness_ignores_other_signatures(witness: InMemoryWitness) -> None:
    note = parse_note(signed_head(5))
    note = Note(note.text, (NoteSignature("someone.example", b"abcd", b"junk"), *note.signatures))
    assert witness.add_checkpoint(add_checkpoint_body(0, (), note.serialise())).status == 200


@pytest.mark.parametrize("old", [0, 7, 9])
def test_409_tells_the_size(witness: InMemoryWitness, old: int) -> None:
    at(witness, 8)
    refused = witness.add_checkpoint(body(old, 21))
    assert (refused.status, refused.body, refused.media_type) == (409, b"8\n", SIZE_TYPE)
    assert parse_conflict(refused.body) == 8


def test_409_before_422(witness: InMemoryWitness) -> None:
    assert witness.add_checkpoint(add_checkpoint_body(3, (), signed_head(5))).status == 409


@pytest.mark.parametrize(
    ("first", "old", "lines", "head"),
    [
        (0, 0, proof(3, 5), signed_head(5)),  # a proof where none is due
        (0, 0, (), signed_head(0, root=bytes(32))),  # an empty log with another root
        (8, 8, (), signed_head(8, root=bytes(32))),  # one size, two roots
        (8, 8, proof(3, 5), signed_head(8)),  # equal sizes need no proof
        (8, 8, (), signed_head(21)),  # no proof
        (8, 8, proof(7, 21), signed_head(21)),  # another proof
        (8, 8, proof(8, 21), signed_head(21, root=bytes(32))),  # attack 37: rewritten
        (8, 8, proof(8, 21), signed_head(22)),
    ],
)
def test_422_keeps_the_suspect(
    witness: InMemoryWitness, first: int, old: int, lines: tuple[bytes, ...], head: bytes
) -> None:
    at(witness, first)
    before = witness.head(ORIGIN)
    refused = witness.add_checkpoint(add_checkpoint_body(old, lines, head))
    assert refused.status == 422
    assert [s.suspect.data for s in witness.suspects if s.suspect] == [head]
    assert witness.head(ORIGIN) == before


def test_only_422_accuses(witness: InMemoryWitness) -> None:
    at(witness, 8)
    for data in (b"", body(0, 21), add_checkpoint_body(0, (), signed_head(5, STRANGER))):
        assert witness.add_checkpoint(data).suspect is None
    assert witness.suspects == []


def test_a_slower_request_does_not_roll_the_witness_back(witness: InMemoryWitness) -> None:
    at(witness, 3)
    slow = judge(body(3, 8), witness.logs.get)
    fast = judge(body(3, 21), witness.logs.get)
    assert isinstance(slow, Accepted)
    assert isinstance(fast, Accepted)
    assert witness.commit(fast).status == 200
    refused = witness.commit(slow)
    assert (refused.status, refused.body) == (409, b"21\n")
    assert witness.head(ORIGIN).size == 21


@pytest.mark.parametrize("data", [b"", b"8", b"88", b"08\n", b"8\n\n", b"-8\n", b"\xff\n", b"8" * 40 + b"\n"])
def test_a_malformed_conflict(data: bytes) -> None:
    with pytest.raises(WitnessRequestError):
        parse_conflict(data)


def test_only_a_checkpoint_is_sent() -> None:
    with pytest.raises(NoteFormatError):
        add_checkpoint_body(0, (), b"junk")


@given(st.binary(max_size=120) | st.binary(max_size=60).map(lambda tail: b"old 0\n\n" + tail))
def test_garbage(data: bytes) -> None:
    refused = judge(data, lambda origin: None)
    assert isinstance(refused, Answer)
    assert refused.status == 400
    with pytest.raises(RecordError):
        parse_add_checkpoint(data)
