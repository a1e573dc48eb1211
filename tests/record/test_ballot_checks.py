"""Each rule of a ballot is broken alone, everything else made right again, and is the only one that says so."""

from collections.abc import Callable
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace

from crypto.signature import ballot_prefix, sign
from record.ballot import Answer, Ballot, BallotSignature, parse_ballot, tracking_code
from record.ballot_checks import ballot_problems, examine_ballot
from record.ballot_making import make_unsigned_ballot, sign_ballot
from record.canonical import encode
from record.wire import ScalarProof, WireCiphertext, encode_proof
from tests.support.bare_election import BLANKABLE, CHAIR, BareElection

T = TypeVar("T")
ELECTION = BareElection(questions=(CHAIR, BLANKABLE))
GROUP = ELECTION.group
GOOD = parse_ballot(ELECTION.ballot(0, [[0, 1, 0], [0, 1, 1]]))
OTHER = parse_ballot(ELECTION.ballot(0, [[0, 1, 0], [0, 1, 1]], b"other seed".ljust(32)))
CHAIR_ANSWER, BLANK_ANSWER = GOOD.answers


def rules(data: bytes) -> list[str]:
    examined = examine_ballot(ELECTION.context, data, ELECTION.credentials)
    return [problem.rule for problem in ballot_problems(GROUP, [examined])[0]]


def signed(ballot: Ballot, voter: int = 0) -> bytes:
    """The ballot, hashed and signed again as its voter can."""
    code = tracking_code(ballot)
    proof = sign(GROUP, ELECTION.secrets[voter], ballot_prefix(code), GROUP.random_secret())
    return encode(replace(ballot, signature=BallotSignature(code, encode_proof(proof))))


def with_answers(*answers: Answer) -> bytes:
    return signed(replace(GOOD, answers=answers))


def plus_q(proof: ScalarProof) -> ScalarProof:
    return replace(proof, challenge=str(int(proof.challenge) + GROUP.q))


def plus_one(proof: ScalarProof) -> ScalarProof:
    return replace(proof, response=str((int(proof.response) + 1) % GROUP.q))


def first(items: tuple[T, ...], change: Callable[[T], T]) -> tuple[T, ...]:
    return (change(items[0]), *items[1:])


def with_proof(change: Callable[[ScalarProof], ScalarProof]) -> bytes:
    individual = first(CHAIR_ANSWER.individual_proofs, lambda branches: first(branches, change))
    return with_answers(replace(CHAIR_ANSWER, individual_proofs=individual), BLANK_ANSWER)


def with_choice(choice: WireCiphertext) -> bytes:
    return with_answers(replace(CHAIR_ANSWER, choices=(choice, *CHAIR_ANSWER.choices[1:])), BLANK_ANSWER)


SIGNED = signed(GOOD)


def test_a_sound_ballot_breaks_no_rule() -> None:
    assert rules(signed(GOOD)) == []


@pytest.mark.parametrize("kind", [{}, {"group_name": "BELENIOS-2048"}, {"weights": (1, 5), "weighted": True}])
def test_other_elections_ballots_are_sound_too(kind: dict[str, object]) -> None:
    election = BareElection(**kind)  # type: ignore[arg-type]
    examined = examine_ballot(election.context, election.ballot(1, [[0, 0, 1]]), election.credentials)
    assert ballot_problems(election.group, [examined]) == [[]]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        signed(GOOD) + b"\n",
        signed(GOOD).replace(b'"answers"', b'"extra":1,"answers"', 1),
        with_proof(plus_q),
        with_proof(lambda proof: replace(proof, response="0" + proof.response)),
        with_proof(lambda proof: replace(proof, response="-" + proof.response)),
        with_proof(lambda proof: replace(proof, response=f"{int(proof.response) + GROUP.q}")),
    ],
)
def test_v03_other_spellings(data: bytes) -> None:
    assert rules(data) == ["V03"]


def test_v03_the_signature_has_one_spelling_too() -> None:
    ballot = parse_ballot(signed(GOOD))
    assert ballot.signature
    assert rules(
        encode(replace(ballot, signature=replace(ballot.signature, proof=plus_q(ballot.signature.proof))))
    ) == ["V03"]


def test_v13_another_election() -> None:
    assert rules(signed(replace(GOOD, election_uuid="11111111111111"))) == ["V13"]
    assert rules(signed(replace(GOOD, election_hash="A" * 43))) == ["V13"]


def test_v14_a_card_that_is_not_listed() -> None:
    stranger = BareElection(questions=ELECTION.questions)
    unsigned = make_unsigned_ballot(
        ELECTION.election, ELECTION.fingerprint, stranger.cards[0], [[0, 1, 0], [0, 1, 1]], bytes(32)
    )
    assert rules(sign_ballot(GROUP, unsigned, stranger.secrets[0])) == ["V14"]


PROOF = CHAIR_ANSWER.overall_proof[0]


@pytest.mark.parametrize(
    "answers",
    [
        (),
        (CHAIR_ANSWER,),
        (*GOOD.answers, CHAIR_ANSWER),
        (BLANK_ANSWER, CHAIR_ANSWER),
        (replace(CHAIR_ANSWER, choices=CHAIR_ANSWER.choices[:2]), BLANK_ANSWER),
        (replace(CHAIR_ANSWER, choices=CHAIR_ANSWER.choices * 2), BLANK_ANSWER),
        (replace(CHAIR_ANSWER, individual_proofs=CHAIR_ANSWER.individual_proofs[:2]), BLANK_ANSWER),
        (replace(CHAIR_ANSWER, individual_proofs=CHAIR_ANSWER.individual_proofs * 2), BLANK_ANSWER),
        (replace(CHAIR_ANSWER, individual_proofs=((PROOF,), *CHAIR_ANSWER.individual_proofs[1:])), BLANK_ANSWER),
        (replace(CHAIR_ANSWER, individual_proofs=((PROOF,) * 3, *CHAIR_ANSWER.individual_proofs[1:])), BLANK_ANSWER),
        (replace(CHAIR_ANSWER, overall_proof=()), BLANK_ANSWER),
        (replace(CHAIR_ANSWER, overall_proof=CHAIR_ANSWER.overall_proof * 2), BLANK_ANSWER),
        (replace(CHAIR_ANSWER, blank_proof=(PROOF, PROOF)), BLANK_ANSWER),
        (CHAIR_ANSWER, replace(BLANK_ANSWER, blank_proof=UNSET)),
        (CHAIR_ANSWER, replace(BLANK_ANSWER, blank_proof=())),
        (CHAIR_ANSWER, replace(BLANK_ANSWER, blank_proof=(PROOF,))),
        (CHAIR_ANSWER, replace(BLANK_ANSWER, blank_proof=(PROOF, PROOF, PROOF))),
        (CHAIR_ANSWER, replace(BLANK_ANSWER, overall_proof=BLANK_ANSWER.overall_proof[1:])),
    ],
)
def test_v15_other_shapes(answers: tuple[Answer, ...]) -> None:
    assert rules(with_answers(*answers)) == ["V15"]


@pytest.mark.parametrize(
    "text",
    [
        GROUP.identity.text,
        "0" * 64,
        "00" * 31 + "02",
        "f" * 64,
        # y = p + 1 is the identity in another encoding; y = -1 has order 2.
        "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffee",
        "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec",
        GROUP.generator.text + "00",
        "",
        "é",
    ],
)
def test_v16_what_is_no_element(text: str) -> None:
    choice = CHAIR_ANSWER.choices[0]
    assert rules(with_choice(replace(choice, alpha=text))) == ["V16"]
    assert rules(with_choice(replace(choice, beta=text))) == ["V16"]


def test_v16_the_credential_is_an_element_too() -> None:
    assert "V16" in rules(signed(replace(GOOD, credential=GROUP.identity.text)))


def test_v17_individual_proofs() -> None:
    assert rules(with_proof(plus_one)) == ["V17"]


def test_v17_proofs_do_not_move_between_ciphertexts() -> None:
    swapped = (*CHAIR_ANSWER.individual_proofs[1::-1], *CHAIR_ANSWER.individual_proofs[2:])
    assert rules(with_answers(replace(CHAIR_ANSWER, individual_proofs=swapped), BLANK_ANSWER)) == ["V17", "V17"]


def test_v18_overall_proofs() -> None:
    chair = replace(CHAIR_ANSWER, overall_proof=first(CHAIR_ANSWER.overall_proof, plus_one))
    blank = replace(BLANK_ANSWER, overall_proof=first(BLANK_ANSWER.overall_proof, plus_one))
    assert rules(with_answers(chair, BLANK_ANSWER)) == ["V18"]
    assert rules(with_answers(CHAIR_ANSWER, blank)) == ["V18"]


def test_v18_answers_do_not_change_places() -> None:
    permuted = replace(
        CHAIR_ANSWER,
        choices=CHAIR_ANSWER.choices[::-1],
        individual_proofs=CHAIR_ANSWER.individual_proofs[::-1],
    )
    assert rules(with_answers(permuted, BLANK_ANSWER)) == ["V18"]


def test_v19_blank_proofs() -> None:
    assert BLANK_ANSWER.blank_proof
    blank = replace(BLANK_ANSWER, blank_proof=first(BLANK_ANSWER.blank_proof, plus_one))
    assert rules(with_answers(CHAIR_ANSWER, blank)) == ["V19"]


def test_v20_signatures() -> None:
    ballot = parse_ballot(signed(GOOD))
    signature = ballot.signature
    assert signature
    assert rules(signed(GOOD, voter=1)) == ["V20"]
    assert rules(encode(replace(ballot, signature=UNSET))) == ["V20"]
    assert rules(encode(replace(ballot, signature=replace(signature, hash="A" * 43)))) == ["V20"]
    assert rules(encode(replace(ballot, signature=replace(signature, proof=plus_one(signature.proof))))) == ["V20"]


def test_v20_the_signature_of_another_ballot() -> None:
    other = parse_ballot(signed(OTHER))
    assert set(rules(encode(replace(GOOD, signature=other.signature)))) == {"V20"}


def test_a_copied_vote_breaks_every_proof() -> None:
    copied = replace(GOOD, credential=ELECTION.cards[1].text)
    assert set(rules(signed(copied, voter=1))) == {"V17", "V18", "V19"}


def test_many_ballots_in_one_call_are_told_apart() -> None:
    bad = [signed(GOOD, voter=1), signed(GOOD), with_proof(plus_one), b"", signed(OTHER)]
    examined = [examine_ballot(ELECTION.context, data, ELECTION.credentials) for data in bad]
    found = [[problem.rule for problem in problems] for problems in ballot_problems(GROUP, examined)]
    assert found == [["V20"], [], ["V17"], ["V03"], []]


def test_an_examination_keeps_what_the_count_needs() -> None:
    examined = examine_ballot(ELECTION.context, signed(GOOD))
    assert examined.code == tracking_code(GOOD)
    assert examined.votes is not None
    assert [[each.alpha.text for each in question] for question in examined.votes] == [
        [each.alpha for each in answer.choices] for answer in GOOD.answers
    ]
    assert examine_ballot(ELECTION.context, with_choice(WireCiphertext("", ""))).votes is None


@settings(max_examples=100)
@given(st.data())
def test_no_change_of_a_byte_goes_unnoticed_or_raises(data: st.DataObject) -> None:
    raw = bytearray(SIGNED)
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] = data.draw(st.integers(0, 255).filter(lambda byte: byte != raw[place]))
    assert rules(bytes(raw)) != []
