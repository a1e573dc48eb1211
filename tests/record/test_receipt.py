"""Receipts: one byte string each, and everything in them bound to the board's signature."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from record.checkpoint import OriginError, add_signatures
from record.cosignature import WitnessPolicyError, cosign
from record.entries import WitnessPolicy
from record.errors import RecordError
from record.merkle import MAX_SIZE, InclusionError, inclusion_proof, lookup_of, node_hash
from record.note import NoteFormatError, NoteUnsignedError
from record.receipt import MAX_EXTRA_BYTES, Receipt, ReceiptFormatError, parse_receipt, verify_receipt
from tests.support.logs import (
    BOARD,
    ORIGIN,
    STRANGER,
    hashes_of,
    leaves_of,
    opened_head,
    signed_head,
    synthetic_key,
    witness_of,
)

SIZE = 21
LOOKUP = lookup_of(hashes_of(SIZE))
LEAVES = leaves_of(SIZE)


def receipt(index: int, checkpoint: bytes = signed_head(SIZE)) -> Receipt:
    return Receipt(index, tuple(inclusion_proof(LOOKUP, index, SIZE)), checkpoint)


GOOD = receipt(5).serialise().decode()


def test_every_receipt_verifies() -> None:
    for index in range(SIZE):
        proved = verify_receipt(parse_receipt(receipt(index).serialise()), LEAVES[index], ORIGIN, BOARD.public_hex)
        assert (proved.index, proved.head, proved.cosignatures) == (index, opened_head(SIZE), [])


def test_the_layout_is_that_of_the_specification() -> None:
    lines = GOOD.split("\n")
    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 5"]
    assert lines[2 + 5 :][:2] == ["", ORIGIN]


@given(
    st.integers(0, MAX_SIZE),
    st.lists(st.binary(min_size=32, max_size=32), max_size=63),
    st.integers(0, 30),
    st.binary(max_size=40),
)
def test_one_receipt_has_one_byte_string(index: int, proof: list[bytes], size: int, extra: bytes) -> None:
    made = Receipt(index, tuple(proof), signed_head(size), extra)
    assert parse_receipt(made.serialise()) == made


@given(st.data())
def test_changed_bytes_are_refused_or_another_receipt(data: st.DataObject) -> None:
    original = GOOD.encode()
    at = data.draw(st.integers(0, len(original) - 1))
    changed = original[:at] + data.draw(st.binary(max_size=2)) + original[at + 1 :]
    try:
        parsed = parse_receipt(changed)
    except RecordError:
        return
    assert parsed.serialise() == changed
    if changed != original:
        with pytest.raises(RecordError):
            verify_receipt(parsed, LEAVES[5], ORIGIN, BOARD.public_hex)


PROOF_LINE = GOOD.split("\n")[2] + "\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        GOOD.replace("@v1", "@v2"),
        GOOD.replace("@v1", "@v1 "),
        "\n" + GOOD,
        GOOD.replace("index 5\n", ""),
        GOOD.replace("index 5", "5"),
        GOOD.replace("index 5", "extra AA==\n5"),
        "c2sp.org/tlog-proof@v1\n\n" + signed_head(1).decode(),
        "c2sp.org/tlog-proof@v1\nextra AA==\n\n" + signed_head(1).decode(),
        GOOD.replace("index 5", "index 05"),
        GOOD.replace("index 5", "index -5"),
        GOOD.replace("index 5", "index  5"),
        GOOD.replace("index 5", "Index 5"),
        GOOD.replace("index 5", "index 5 "),
        GOOD.replace("index 5", "index"),
        GOOD.replace("index 5", f"index {MAX_SIZE + 1}"),
        GOOD.replace("index 5", "index 5\nindex 5"),
        GOOD.replace("index 5", "extra \nindex 5"),
        GOOD.replace("index 5", "extra\nindex 5"),
        GOOD.replace("index 5", "extra AB==\nindex 5"),
        GOOD.replace("index 5", "extra AA==\nextra AA==\nindex 5"),
        GOOD.replace("index 5", "index 5\nextra AA=="),
        GOOD.replace(PROOF_LINE, PROOF_LINE.replace("=", "")),
        GOOD.replace(PROOF_LINE, "AAAA\n"),
        GOOD.replace(PROOF_LINE, PROOF_LINE * 60),
        GOOD.replace(PROOF_LINE, PROOF_LINE.replace("\n", "\r\n")),
        GOOD.partition("\n\n")[0],
    ],
)
def test_not_a_receipt(text: str) -> None:
    with pytest.raises(ReceiptFormatError):
        parse_receipt(text.encode())


@pytest.mark.parametrize("text", [GOOD[:-1], GOOD + "\n", GOOD.partition("\n\n")[0] + "\n\n", GOOD.replace("—", "-")])
def test_a_receipt_ends_in_a_note(text: str) -> None:
    with pytest.raises(NoteFormatError):
        parse_receipt(text.encode())


def test_extra_data_have_a_limit() -> None:
    largest = Receipt(0, (), signed_head(1), bytes(MAX_EXTRA_BYTES))
    assert parse_receipt(largest.serialise()) == largest
    with pytest.raises(ReceiptFormatError):
        Receipt(0, (), signed_head(1), bytes(MAX_EXTRA_BYTES + 1))


def test_the_largest_receipt() -> None:
    largest = Receipt(MAX_SIZE, (bytes(32),) * 63, signed_head(1))
    assert parse_receipt(largest.serialise()) == largest


def test_only_a_possible_receipt_is_made() -> None:
    for index, proof in [(-1, ()), (MAX_SIZE + 1, ()), (0, (b"short",)), (0, (bytes(32),) * 64)]:
        with pytest.raises(ReceiptFormatError):
            Receipt(index, proof, signed_head(1))


def test_attack_36_a_proof_against_an_unsigned_root() -> None:
    """The stranger's log proves its own entry; the board never signed its root."""
    forged = receipt(5, signed_head(SIZE, STRANGER))
    with pytest.raises(NoteUnsignedError):
        verify_receipt(forged, LEAVES[5], ORIGIN, BOARD.public_hex)
    other_root = receipt(5, signed_head(SIZE, root=bytes(32)))
    with pytest.raises(InclusionError):
        verify_receipt(other_root, LEAVES[5], ORIGIN, BOARD.public_hex)


def test_a_receipt_proves_one_entry_at_one_place() -> None:
    good = receipt(5)
    for leaf in (LEAVES[4], b"", hashes_of(6)[5]):
        with pytest.raises(InclusionError):
            verify_receipt(good, leaf, ORIGIN, BOARD.public_hex)
    moved = Receipt(4, good.proof, good.checkpoint)
    beyond = Receipt(SIZE, good.proof, good.checkpoint)
    for bad in (moved, beyond):
        with pytest.raises(InclusionError):
            verify_receipt(bad, LEAVES[5], ORIGIN, BOARD.public_hex)


def test_a_receipt_of_another_election() -> None:
    other = receipt(5, signed_head(SIZE, origin="suarasah/Another1234567"))
    with pytest.raises(OriginError):
        verify_receipt(other, LEAVES[5], ORIGIN, BOARD.public_hex)


def test_attack_39_a_node_presented_as_an_entry() -> None:
    """The preimage of an inner node, offered as an entry one level higher."""
    a, b = hashes_of(2)
    proof = inclusion_proof(LOOKUP, 0, SIZE)
    for leaf in (a + b, b"\x01" + a + b, node_hash(a, b)):
        for lines in (proof, proof[1:]):
            with pytest.raises(InclusionError):
                verify_receipt(Receipt(0, tuple(lines), signed_head(SIZE)), leaf, ORIGIN, BOARD.public_hex)


def test_policy() -> None:
    head = opened_head(SIZE)
    head = add_signatures(head, (cosign(head.checkpoint, witness_of("w1").name, synthetic_key("w1"), 7),))
    good = receipt(5, head.data)
    one, two = (WitnessPolicy(threshold=k, witnesses=[witness_of("w1"), witness_of("w2")]) for k in (1, 2))
    assert [c.time for c in verify_receipt(good, LEAVES[5], ORIGIN, BOARD.public_hex, one).cosignatures] == [7]
    with pytest.raises(WitnessPolicyError):
        verify_receipt(good, LEAVES[5], ORIGIN, BOARD.public_hex, two)
    with pytest.raises(WitnessPolicyError):
        verify_receipt(receipt(5), LEAVES[5], ORIGIN, BOARD.public_hex, one)


@given(st.binary(max_size=200) | st.binary(max_size=80).map(lambda tail: b"c2sp.org/tlog-proof@v1\nindex 0\n" + tail))
def test_garbage(data: bytes) -> None:
    with pytest.raises(RecordError):
        parse_receipt(data)
