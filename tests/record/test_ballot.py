"""Ballots' bytes and tracking codes."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from record.ballot import (
    Answer,
    Ballot,
    BallotSignature,
    UnsignedBallot,
    parse_ballot,
    read_short_code,
    short_code,
    tracking_code,
)
from record.canonical import encode
from record.digests import sha256_base64
from record.errors import FormatError
from record.wire import ScalarProof, WireCiphertext

PROOF = ScalarProof("1", "2")
ANSWER = Answer((WireCiphertext("a", "b"),), ((PROOF, PROOF),), (PROOF,))
UNSIGNED = UnsignedBallot("u", "h", "c", (ANSWER,))
SIGNED = Ballot("u", "h", "c", (ANSWER,), BallotSignature("s", PROOF))


def test_the_form_is_that_of_the_specification() -> None:
    proof = b'{"challenge":"1","response":"2"}'
    assert encode(SIGNED) == (
        b'{"election_uuid":"u","election_hash":"h","credential":"c","answers":[{"choices":[{"alpha":"a","beta":"b"}],'
        b'"individual_proofs":[[%s,%s]],"overall_proof":[%s]}],"signature":{"hash":"s","proof":%s}}'
        % (proof, proof, proof, proof)
    )


def test_the_tracking_code_leaves_the_signature_out() -> None:
    assert tracking_code(SIGNED) == tracking_code(UNSIGNED) == sha256_base64(encode(UNSIGNED))
    assert tracking_code(SIGNED) != sha256_base64(encode(SIGNED))


def test_the_short_code_is_the_first_60_bits() -> None:
    # 00 .. : all zeros; then the bits 00000 00001 00010 ... in Crockford's alphabet.
    assert short_code("A" * 43) == "0000-0000-0000"
    # Base64 has 6 bits for each character: AEQQ.. is 000000 000100 010000 010000, so 00000 00001 00010 00001 0000.
    assert short_code("AEQQ" + "A" * 39) == "0121-0000-0000"
    assert short_code("/" * 43) == "ZZZZ-ZZZZ-ZZZZ"
    assert short_code("/" * 10 + "A" * 33) == "ZZZZ-ZZZZ-ZZZZ"
    assert short_code("/" * 9 + "A" * 34) == "ZZZZ-ZZZZ-ZZY0"


@pytest.mark.parametrize(
    "code", ["", "A" * 42, "A" * 44, "A" * 42 + "=", "A" * 42 + "\n", "A" * 43 + "\n", "A" * 42 + "-"]
)
def test_only_full_codes_are_shortened(code: str) -> None:
    with pytest.raises(FormatError):
        short_code(code)


@pytest.mark.parametrize("typed", ["k7qx-2m9d-v10a", "K7QX2M9DV10A", " K7QX 2M9D VIOA ", "k7qx-2m9d-vloa"])
def test_typing_is_forgiven(typed: str) -> None:
    assert read_short_code(typed) == "K7QX-2M9D-V10A"


@pytest.mark.parametrize(
    "typed", ["", "K7QX-2M9D-V10", "K7QX-2M9D-V10AA", "K7QX-2M9D-V1UA", "K7QX_2M9D_V10A", "ſ" * 12]
)
def test_what_is_no_short_code_is_refused(typed: str) -> None:
    with pytest.raises(FormatError):
        read_short_code(typed)


@given(st.binary(min_size=32, max_size=32).map(sha256_base64))
def test_a_short_code_is_read_as_shown(code: str) -> None:
    assert read_short_code(short_code(code).lower()) == short_code(code)


@given(st.text(max_size=20))
def test_typed_garbage_is_refused_with_our_error_alone(typed: str) -> None:
    with contextlib.suppress(FormatError):
        assert read_short_code(read_short_code(typed)) == read_short_code(typed)


texts = st.text(max_size=5)
proofs = st.builds(ScalarProof, texts, texts)
branches = st.lists(proofs, max_size=2).map(tuple)
answers = st.builds(
    Answer,
    st.lists(st.builds(WireCiphertext, texts, texts), max_size=2).map(tuple),
    st.lists(branches, max_size=2).map(tuple),
    branches,
    branches | st.just(UNSET),
)
ballots = st.builds(
    Ballot,
    texts,
    texts,
    texts,
    st.lists(answers, max_size=2).map(tuple),
    st.builds(BallotSignature, texts, proofs) | st.just(UNSET),
)


@given(ballots)
def test_what_is_written_is_read(ballot: Ballot) -> None:
    assert parse_ballot(encode(ballot)) == ballot
    assert encode(parse_ballot(encode(ballot))) == encode(ballot)


@given(st.binary(max_size=100))
def test_garbage_is_refused_with_our_error_alone(data: bytes) -> None:
    with pytest.raises(FormatError):
        parse_ballot(data)
