"""Elections are read in one form, and everything outside of the profile is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace

from crypto.groups import group_by_name
from record.canonical import encode
from record.election import (
    Election,
    OutsideProfileError,
    Question,
    answerable_problem,
    election_problems,
    encode_election,
    fingerprint,
    parse_election,
)
from record.errors import FormatError

GROUP = group_by_name("Ed25519")
QUESTION = Question(answers=("A", "B", "C"), min=0, max=2, question="?")
ELECTION = Election(
    version=1,
    description="d",
    name="n",
    group="Ed25519",
    public_key=GROUP.generator.text,
    questions=(QUESTION,),
    uuid="12345678abcdef",
)


def test_the_form_is_that_of_the_specification() -> None:
    data = encode_election(replace(ELECTION, administrator="a", language=("id", "ltr")))
    assert data == (
        b'{"version":1,"description":"d","name":"n","group":"Ed25519","public_key":"'
        + GROUP.generator.text.encode()
        + b'","questions":[{"answers":["A","B","C"],"min":0,"max":2,"question":"?"}],"uuid":"12345678abcdef",'
        b'"administrator":"a","language":["id","ltr"]}'
    )


def test_the_fingerprint_is_unpadded_base64_of_sha256() -> None:
    assert fingerprint(b"abc") == "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0"


def test_an_absent_blank_and_a_false_one_are_different_bytes() -> None:
    absent, false = QUESTION, replace(QUESTION, blank=False)
    assert absent.slots == false.slots == 3
    assert replace(QUESTION, blank=True).slots == 4
    assert encode(absent) != encode(false)


def test_a_sound_election_has_no_problem() -> None:
    assert election_problems(ELECTION) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"group": "Ed448"}, "group"),
        ({"questions": ()}, "no question"),
        ({"questions": (QUESTION,) * 101}, "at most 100"),
        ({"questions": (replace(QUESTION, answers=(), max=0),)}, "no answers"),
        ({"questions": (replace(QUESTION, answers=("A",) * 1001),)}, "at most 1000"),
        ({"questions": (replace(QUESTION, min=2, max=1),)}, "2 to 1"),
        ({"questions": (replace(QUESTION, max=1001),)}, "0 to 1001"),
        ({"questions": (replace(QUESTION, min=-1),)}, "-1 to 2"),
        ({"name": "x" * 20_001}, "20000 characters"),
        ({"administrator": "x" * 20_001}, "20000 characters"),
        ({"questions": (replace(QUESTION, answers=("x" * 20_001, "B")),)}, "20000 characters"),
        ({"public_key": GROUP.identity.text}, "public key"),
        ({"public_key": "00"}, "public key"),
    ],
)
def test_what_is_outside_of_the_profile_is_named(change: dict[str, object], words: str) -> None:
    problems = election_problems(replace(ELECTION, **change))
    assert len(problems) == 1
    assert words in problems[0]


@pytest.mark.parametrize(
    "uuid", ["1234567abcdef", "12345678abcde0", "12345678abcdeO", "12345678abcdeI", "12345678abcdel", "1" * 65]
)
def test_identifiers_are_base58_of_a_sane_length(uuid: str) -> None:
    with pytest.raises(FormatError):
        encode_election(replace(ELECTION, uuid=uuid))


def test_an_identifier_with_a_final_newline_is_refused() -> None:
    with pytest.raises(FormatError):
        encode_election(replace(ELECTION, uuid="12345678abcdef\n"))


def test_another_version_is_refused() -> None:
    with pytest.raises(FormatError):
        parse_election(encode(ELECTION).replace(b'"version":1', b'"version":2'))


@pytest.mark.parametrize("kind", ["NonHomomorphic", "Lists", "Homomorphic"])
def test_other_kinds_of_questions_are_outside_of_the_profile(kind: str) -> None:
    typed = b'{"type":"%s","value":{"answers":["A"],"question":"?"}}' % kind.encode()
    data = encode(ELECTION).replace(encode(QUESTION), encode(QUESTION) + b"," + typed)
    with pytest.raises(OutsideProfileError, match=f"Question 2 is of the kind '{kind}'"):
        parse_election(data)


def test_a_plain_mistake_is_not_called_outside_of_the_profile() -> None:
    with pytest.raises(FormatError) as refused:
        parse_election(encode(ELECTION) + b" ")
    assert refused.value.code == "record-format"


texts = st.text(max_size=30)
questions = st.builds(
    Question,
    answers=st.lists(texts, max_size=4).map(tuple),
    blank=st.sampled_from([UNSET, True, False]),
    min=st.integers(0, 4),
    max=st.integers(0, 4),
    question=texts,
)
elections = st.builds(
    Election,
    version=st.just(1),
    description=texts,
    name=texts,
    group=texts,
    public_key=texts,
    questions=st.lists(questions, max_size=3).map(tuple),
    uuid=st.from_regex(r"\A[1-9A-HJ-NP-Za-km-z]{14,64}\Z"),
    administrator=texts | st.just(UNSET),
    credential_authority=texts | st.just(UNSET),
    language=st.tuples(texts, st.sampled_from(["ltr", "rtl"])) | st.just(UNSET),
)


@given(elections)
def test_what_is_written_is_read(election: Election) -> None:
    data = encode_election(election)
    assert parse_election(data) == election
    assert encode(parse_election(data)) == data


@given(st.binary(max_size=100) | st.text(max_size=100).map(str.encode))
def test_garbage_is_refused_with_our_error_alone(data: bytes) -> None:
    with pytest.raises(FormatError):
        parse_election(data)


def test_reads_a_question_that_asks_for_more_answers_than_it_has_but_never_makes_one() -> None:
    election = replace(ELECTION, questions=(replace(QUESTION, max=4),))
    assert election_problems(election) == []
    assert answerable_problem(election) == "Question 1 asks for up to 4 of only 3 answers."
    assert answerable_problem(ELECTION) is None
