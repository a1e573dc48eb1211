"""Signed heads and cosignatures: canonical text, the right log, the right keys, and policies that count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from record.checkpoint import (
    Checkpoint,
    CheckpointFormatError,
    OpenedCheckpoint,
    OriginError,
    add_signatures,
    open_checkpoint,
    origin_of,
    parse_checkpoint_text,
    sign_checkpoint,
)
from record.cosignature import (
    Cosignature,
    CosignatureTimeError,
    WitnessPolicyError,
    accept_answer,
    check_policy,
    cosign,
    cosignatures,
    count_cosignatures,
)
from record.entries import Witness, WitnessPolicy
from record.errors import RecordError
from record.merkle import EMPTY_ROOT, MAX_SIZE
from record.note import NoteFormatError, NoteSignature, NoteSignatureError, NoteUnsignedError, parse_note, verify_note
from record.note_key import MAX_TIME, board_key, parse_vkey, witness_key
from tests.support.logs import BOARD, ORIGIN, STRANGER, opened_head, signed_head, synthetic_key, witness_of

HEAD = opened_head(5)
NOW = 1_800_000_000
W1, W2, W3 = (witness_of(label) for label in ("w1", "w2", "w3"))
ROOT_LINE = HEAD.checkpoint.text().split("\n")[2]


def cosigned(head: OpenedCheckpoint, *labels: str, time: int = NOW) -> OpenedCheckpoint:
    lines = tuple(cosign(head.checkpoint, witness_of(w).name, synthetic_key(w), time) for w in labels)
    return add_signatures(head, lines)


def policy(threshold: int, *witnesses: Witness) -> WitnessPolicy:
    return WitnessPolicy(threshold=threshold, witnesses=list(witnesses))


@given(st.builds(Checkpoint, st.just(ORIGIN), st.integers(0, MAX_SIZE), st.binary(min_size=32, max_size=32)))
def test_one_head_has_one_text(checkpoint: Checkpoint) -> None:
    assert parse_checkpoint_text(checkpoint.text()) == checkpoint


def test_open() -> None:
    assert (HEAD.origin, HEAD.size, HEAD.data) == (ORIGIN, 5, signed_head(5))
    assert HEAD.board == board_key(ORIGIN, BOARD.public_hex)
    assert origin_of("TestLog1234567") == ORIGIN


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "\n\n\n",
        f"{ORIGIN}\n5\n",
        f"{ORIGIN}\n5\n{ROOT_LINE}",
        f"{ORIGIN}\n5\n{ROOT_LINE}\nextension",
        f"{ORIGIN}\n5\n{ROOT_LINE}\nextension\n",
        f"{ORIGIN}\n5\n{ROOT_LINE}\n\n",
        f"\n5\n{ROOT_LINE}\n",
        f"a b\n5\n{ROOT_LINE}\n",
        f"{ORIGIN}\n05\n{ROOT_LINE}\n",
        f"{ORIGIN}\n+5\n{ROOT_LINE}\n",
        f"{ORIGIN}\n-5\n{ROOT_LINE}\n",
        f"{ORIGIN}\n 5\n{ROOT_LINE}\n",
        f"{ORIGIN}\n\n{ROOT_LINE}\n",
        f"{ORIGIN}\n5_0\n{ROOT_LINE}\n",
        f"{ORIGIN}\n٥\n{ROOT_LINE}\n",
        f"{ORIGIN}\n{MAX_SIZE + 1}\n{ROOT_LINE}\n",
        f"{ORIGIN}\n{'9' * 5000}\n{ROOT_LINE}\n",
        f"{ORIGIN}\n5\n{ROOT_LINE[:-4]}\n",
        f"{ORIGIN}\n5\n{ROOT_LINE[:-1]}\n",
        f"{ORIGIN}\n5\n{ROOT_LINE} \n",
        f"{ORIGIN}\r\n5\r\n{ROOT_LINE}\r\n",
    ],
)
def test_not_a_checkpoint(text: str) -> None:
    with pytest.raises(CheckpointFormatError):
        parse_checkpoint_text(text)


def test_a_checkpoint_with_an_extension_line_is_refused_even_if_signed() -> None:
    text = HEAD.checkpoint.text() + "extension\n"
    key = board_key(ORIGIN, BOARD.public_hex)
    line = NoteSignature(key.name, key.key_id, BOARD.sign(text.encode())).line()
    data = f"{text}\n{line}".encode()
    assert verify_note(parse_note(data), [key])
    with pytest.raises(CheckpointFormatError):
        open_checkpoint(data, ORIGIN, BOARD.public_hex)


def test_another_log() -> None:
    data = signed_head(5, origin=ORIGIN + "8")
    assert open_checkpoint(data, ORIGIN + "8", BOARD.public_hex).size == 5
    with pytest.raises(OriginError):
        open_checkpoint(data, ORIGIN, BOARD.public_hex)


def test_attack_41_another_key_or_none() -> None:
    with pytest.raises(NoteUnsignedError):
        open_checkpoint(signed_head(5, STRANGER), ORIGIN, BOARD.public_hex)
    stripped = HEAD.checkpoint.text().encode() + b"\n"
    with pytest.raises(NoteFormatError):
        open_checkpoint(stripped, ORIGIN, BOARD.public_hex)
    witness_only = cosign(HEAD.checkpoint, W1.name, synthetic_key("w1"), NOW).line()
    with pytest.raises(NoteUnsignedError):
        open_checkpoint(stripped + witness_only.encode(), ORIGIN, BOARD.public_hex)
    swapped = signed_head(5).replace(b"\n5\n", b"\n6\n")
    with pytest.raises(NoteSignatureError):
        open_checkpoint(swapped, ORIGIN, BOARD.public_hex)


def test_the_empty_log_has_one_root() -> None:
    assert open_checkpoint(signed_head(0), ORIGIN, BOARD.public_hex).root == EMPTY_ROOT
    with pytest.raises(CheckpointFormatError):
        open_checkpoint(signed_head(0, root=bytes(32)), ORIGIN, BOARD.public_hex)


def test_signing_checks_the_head() -> None:
    for size, root, origin in [(-1, bytes(32), "a"), (0, b"", "a"), (MAX_SIZE + 1, bytes(32), "a"), (0, bytes(32), "")]:
        with pytest.raises(CheckpointFormatError):
            sign_checkpoint(Checkpoint(origin, size, root), BOARD)


def test_the_published_cosignature_example_has_the_layout_that_we_read() -> None:
    """The example of c2sp.org/tlog-cosignature: its key is not published, its time is."""
    data = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhc\
yv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbI\
UBkBIfZ+qnA==
""".encode()
    note = parse_note(data)
    assert note.serialise() == data
    assert parse_checkpoint_text(note.text).size == 20852163
    assert len(note.signatures[1].signature) == 8 + 64
    assert int.from_bytes(note.signatures[1].signature[:8], "big") == 1679315147


def test_cosignatures() -> None:
    head = cosigned(HEAD, "w1", "w3")
    assert cosignatures(head, [W1, W2, W3]) == [Cosignature(W1, NOW), Cosignature(W3, NOW)]
    assert count_cosignatures(head, [W2]) == 0
    assert count_cosignatures(HEAD, [W1, W2, W3]) == 0
    assert count_cosignatures(HEAD, []) == 0
    reopened = open_checkpoint(head.data, ORIGIN, BOARD.public_hex)
    assert reopened == head
    assert parse_vkey(witness_key(W1.name, W1.key).vkey()) == witness_key(W1.name, W1.key)


def test_policy() -> None:
    head = cosigned(HEAD, "w1", "w3")
    assert len(check_policy(head, policy(2, W1, W2, W3))) == 2
    assert check_policy(HEAD, policy(0)) == []
    for impossible in (policy(3, W1, W2, W3), policy(2, W1, W2), policy(1, W2)):
        with pytest.raises(WitnessPolicyError):
            check_policy(head, impossible)
    with pytest.raises(WitnessPolicyError, match="more cosignatures than"):
        check_policy(head, policy(3, W1, W3))


def test_a_witness_counts_once() -> None:
    head = cosigned(cosigned(HEAD, "w1", time=NOW + 9), "w1", time=NOW)
    assert len(head.note.signatures) == 3
    assert cosignatures(head, [W1, W2]) == [Cosignature(W1, NOW + 9)]


def test_a_policy_lists_names_and_keys_once() -> None:
    head = cosigned(HEAD, "w1")
    for twice in ([W1, W1], [W1, Witness(name="else", key=W1.key)], [W1, Witness(name=W1.name, key=W2.key)]):
        with pytest.raises(WitnessPolicyError):
            cosignatures(head, twice)


def test_a_board_is_no_witness_of_itself() -> None:
    own = Witness(name="witness.example/own", key=BOARD.public_hex)
    head = add_signatures(HEAD, (cosign(HEAD.checkpoint, own.name, BOARD, NOW),))
    with pytest.raises(WitnessPolicyError, match="cannot watch itself"):
        check_policy(head, policy(1, own))


def test_a_cosignature_binds_time_and_head() -> None:
    line = cosign(HEAD.checkpoint, W1.name, synthetic_key("w1"), NOW)
    later = NoteSignature(line.name, line.key_id, (NOW + 1).to_bytes(8, "big") + line.signature[8:])
    other = cosign(opened_head(6).checkpoint, W1.name, synthetic_key("w1"), NOW)
    short = NoteSignature(line.name, line.key_id, line.signature[8:])
    long = NoteSignature(line.name, line.key_id, line.signature + b"\0")
    untimely = NoteSignature(line.name, line.key_id, b"\xff" + line.signature[1:])
    for false in (later, other, short, long, untimely):
        with pytest.raises(NoteSignatureError):
            cosignatures(add_signatures(HEAD, (false,)), [W1])
        assert count_cosignatures(add_signatures(HEAD, (false,)), [W2]) == 0  # an unknown key's line is ignored


def test_a_time_beyond_the_largest_is_refused_even_if_signed() -> None:
    signer = synthetic_key("w1")
    key = witness_key(W1.name, W1.key)
    for time, good in ((MAX_TIME, True), (MAX_TIME + 1, False)):
        message = f"cosignature/v1\ntime {time}\n{HEAD.checkpoint.text()}".encode()
        line = NoteSignature(key.name, key.key_id, time.to_bytes(8, "big") + signer.sign(message))
        head = add_signatures(HEAD, (line,))
        if good:
            assert cosignatures(head, [W1]) == [Cosignature(W1, MAX_TIME)]
        else:
            with pytest.raises(NoteSignatureError):
                cosignatures(head, [W1])


@pytest.mark.parametrize("time", [1, MAX_TIME])
def test_possible_clock(time: int) -> None:
    head = add_signatures(HEAD, (cosign(HEAD.checkpoint, W1.name, synthetic_key("w1"), time),))
    assert cosignatures(head, [W1]) == [Cosignature(W1, time)]


@pytest.mark.parametrize("time", [0, -1, MAX_TIME + 1])
def test_impossible_clock(time: int) -> None:
    with pytest.raises(CosignatureTimeError):
        cosign(HEAD.checkpoint, W1.name, synthetic_key("w1"), time)


def test_the_answer_of_a_witness() -> None:
    ours = cosign(HEAD.checkpoint, W1.name, synthetic_key("w1"), NOW)
    strange = cosign(HEAD.checkpoint, "someone.example", STRANGER, NOW)
    head = accept_answer(HEAD, strange.line() + ours.line(), W1)
    assert head.note.signatures[1:] == (ours,)
    assert accept_answer(head, ours.line(), W1) == head, "the same line is kept once"
    with pytest.raises(NoteUnsignedError):
        accept_answer(HEAD, strange.line(), W1)
    false = NoteSignature(ours.name, ours.key_id, bytes(72))
    with pytest.raises(NoteSignatureError):
        accept_answer(HEAD, false.line(), W1)
    for junk in ("", "\n", ours.line() + "\n", "no\n", ours.line()[:-1]):
        with pytest.raises(NoteFormatError):
            accept_answer(HEAD, junk, W1)


@given(st.binary(max_size=200))
def test_garbage(data: bytes) -> None:
    with pytest.raises(RecordError):
        open_checkpoint(data, ORIGIN, BOARD.public_hex)
    with pytest.raises(RecordError):
        parse_checkpoint_text(data.decode("utf-8", "surrogateescape"))
