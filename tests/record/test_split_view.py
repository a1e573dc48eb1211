"""Attack 35: two signed heads that cannot both be true are evidence, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from record.checkpoint import OpenedCheckpoint, open_checkpoint
from record.errors import RecordError
from record.merkle import consistency_proof, leaf_hash, lookup_of, root_of
from record.note import NoteUnsignedError
from record.split_view import (
    EvidenceFormatError,
    NoSplitViewError,
    SplitView,
    check_split_view,
    find_split_view,
    parse_split_view,
)
from tests.support.logs import BOARD, ORIGIN, STRANGER, hashes_of, opened_head, signed_head

HASHES = hashes_of(30)
FORGED = [*HASHES[:2], leaf_hash(b"forged"), *HASHES[3:]]


def forged_head(size: int) -> OpenedCheckpoint:
    return open_checkpoint(signed_head(size, root=root_of(FORGED[:size])), ORIGIN, BOARD.public_hex)


def found(a: OpenedCheckpoint, b: OpenedCheckpoint, hashes: list[bytes] | None = None) -> SplitView:
    evidence = find_split_view(a, b, None if hashes is None else lookup_of(hashes))
    assert evidence is not None
    return evidence


SAME_SIZE = found(opened_head(8), forged_head(8))
GROWN = found(opened_head(8), forged_head(21), FORGED[:21])


def test_attack_35_two_heads_of_one_size() -> None:
    assert {h.data for h in check_split_view(SAME_SIZE)} == {opened_head(8).data, forged_head(8).data}


def test_attack_35_two_heads_of_different_sizes() -> None:
    for small in range(3, 21):
        evidence = found(forged_head(21), opened_head(small), FORGED[:21])
        assert check_split_view(evidence) == (opened_head(small), forged_head(21))
        assert evidence.prefix_root == root_of(FORGED[:small])


def test_attack_37_rollback_with_other_entries() -> None:
    evidence = found(opened_head(21), forged_head(8), HASHES[:21])
    assert check_split_view(evidence) == (forged_head(8), opened_head(21))


def test_honest_heads_are_no_evidence() -> None:
    assert find_split_view(opened_head(8), opened_head(8)) is None
    for small in range(22):
        assert find_split_view(opened_head(small), opened_head(21), lookup_of(HASHES[:21])) is None
    for small in (1, 2):  # the forged entry comes later
        assert find_split_view(opened_head(small), forged_head(21), lookup_of(FORGED[:21])) is None


def test_nothing_is_concluded_without_the_right_nodes() -> None:
    assert find_split_view(opened_head(8), forged_head(21)) is None
    assert find_split_view(opened_head(8), forged_head(21), lookup_of(HASHES[:21])) is None
    assert find_split_view(opened_head(8), opened_head(21), lookup_of(FORGED[:21])) is None


def test_heads_of_different_logs_say_nothing() -> None:
    other = open_checkpoint(signed_head(8, origin=ORIGIN + "8"), ORIGIN + "8", BOARD.public_hex)
    stranger = open_checkpoint(signed_head(8, STRANGER), ORIGIN, STRANGER.public_hex)
    for head in (other, stranger):
        with pytest.raises(NoSplitViewError):
            find_split_view(opened_head(8), head)


def test_nobody_can_make_evidence_up() -> None:
    honest = lookup_of(HASHES[:21])
    proof = tuple(consistency_proof(honest, 8, 21))
    frame = SplitView(ORIGIN, BOARD.public_hex, opened_head(8).data, opened_head(21).data, opened_head(8).root, proof)
    with pytest.raises(NoSplitViewError, match="agree"):
        check_split_view(frame)
    for wrong in (
        replace(frame, prefix_root=bytes(32)),
        replace(frame, prefix_root=bytes(31)),
        replace(frame, prefix_root=root_of(FORGED[:8]), proof=()),
        replace(GROWN, smaller=GROWN.larger, larger=GROWN.smaller),
        replace(GROWN, proof=GROWN.proof[1:]),
        replace(SAME_SIZE, proof=(bytes(32),)),
        replace(SAME_SIZE, prefix_root=bytes(32)),
    ):
        with pytest.raises(NoSplitViewError):
            check_split_view(wrong)


def test_evidence_needs_the_boards_signature_twice() -> None:
    unsigned = signed_head(8, STRANGER, root=root_of(FORGED[:8]))
    for wrong in (replace(SAME_SIZE, smaller=unsigned), replace(SAME_SIZE, larger=unsigned)):
        with pytest.raises(NoteUnsignedError):
            check_split_view(wrong)
    with pytest.raises(NoteUnsignedError):
        check_split_view(replace(SAME_SIZE, board_public_hex=STRANGER.public_hex))


def test_it_prints() -> None:
    for evidence in (SAME_SIZE, GROWN):
        text = evidence.describe()
        assert evidence.smaller.decode() in text
        assert evidence.larger.decode() in text
        assert ORIGIN in text
        assert opened_head(8).root.hex() in text
        assert root_of(FORGED[:8]).hex() in text
    with pytest.raises(NoSplitViewError):
        replace(GROWN, proof=()).describe()


@pytest.mark.parametrize("evidence", [SAME_SIZE, GROWN])
def test_one_evidence_has_one_byte_string(evidence: SplitView) -> None:
    assert parse_split_view(evidence.serialise()) == evidence


@given(st.data())
def test_changed_bytes_are_refused_or_other_evidence(data: st.DataObject) -> None:
    original = GROWN.serialise()
    at = data.draw(st.integers(0, len(original) - 1))
    changed = original[:at] + data.draw(st.binary(max_size=2)) + original[at + 1 :]
    try:
        assert parse_split_view(changed).serialise() == changed
    except EvidenceFormatError:
        assert changed != original


def test_not_evidence() -> None:
    good = GROWN.serialise()
    for data in (b"", b"{}", b"[" * 100_000, b" " + good, good.replace(b'"proof"', b'"Proof"'), b'"\xff"'):
        with pytest.raises(EvidenceFormatError):
            parse_split_view(data)


@given(st.binary(max_size=100))
def test_garbage(data: bytes) -> None:
    with pytest.raises(RecordError):
        parse_split_view(data)
