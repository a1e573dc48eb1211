"""The encrypted tally, the shares of it and the result, against plain addition; and each lie about them."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from crypto.discrete_log import DiscreteLogError
from crypto.errors import CryptoError
from record.ballot_checks import Votes, examine_ballot
from record.canonical import decode, encode
from record.errors import FormatError
from record.payloads import OwnedShare, SizedTally
from record.result import (
    Counts,
    MissingShareError,
    compute_counts,
    encode_result,
    opened_elements,
    owners_to_combine,
    parse_result,
    result_problem,
)
from record.tally import (
    DecodedShare,
    EncryptedTally,
    PartialDecryption,
    make_owned_share,
    make_share,
    parse_encrypted_tally,
    parse_owned_share,
    parse_share,
    parse_sized_tally,
    total_weight,
)
from record.tallying import TallyAccumulator, encrypted_tally_problem
from tests.support.bare_election import BLANKABLE, CHAIR, BareElection

ELECTION = BareElection(questions=(CHAIR, BLANKABLE), weights=(1, 2, 1000, 5), weighted=True, joint=(2, 3))
GROUP = ELECTION.group
CHOICES = (((1, 0, 0), (0, 1, 1)), ((0, 0, 1), (1, 0, 0)), ((0, 1, 0), (0, 0, 1)), ((1, 0, 0), (1, 0, 0)))


def votes_of(ballot: bytes) -> Votes:
    votes = examine_ballot(ELECTION.context, ballot).votes
    assert votes is not None
    return votes


VOTES = [votes_of(ELECTION.ballot(voter, choices)) for voter, choices in enumerate(CHOICES)]
REVOTE = votes_of(ELECTION.ballot(0, CHOICES[1], b"again".ljust(32)))


def tallied(voters: Sequence[int]) -> TallyAccumulator:
    accumulator = TallyAccumulator(GROUP, ELECTION.questions)
    for voter in voters:
        accumulator.add(VOTES[voter], ELECTION.weights[voter])
    return accumulator


FULL = tallied([0, 1, 2, 3])
TALLY = FULL.tally()
COUNTS: Counts = ((6, 1000, 2), (7, 1, 1001))
SHARES = {
    owner: parse_share(GROUP, make_share(GROUP, ELECTION.fingerprint, key, TALLY))
    for owner, key in enumerate(ELECTION.private_keys, start=1)
}
KEYS = [GROUP.generator_power_secret(key) for key in ELECTION.private_keys]


def shares(*owners: int) -> dict[int, DecodedShare]:
    return {owner: SHARES[owner] for owner in owners}


def test_the_shares_open_plain_addition() -> None:
    assert compute_counts(GROUP, ELECTION.items, TALLY, shares(1, 2, 3), FULL.weight) == COUNTS
    assert (FULL.counted, FULL.weight) == (4, 1008)


@pytest.mark.parametrize("owners", [(1, 2, 3), (1, 3, 4), (1, 2, 4), (1, 2, 3, 4)])
def test_any_threshold_of_shares_gives_the_same(owners: tuple[int, ...]) -> None:
    assert result_problem(GROUP, ELECTION.items, TALLY, shares(*owners), FULL.weight, COUNTS) is None


def test_the_first_holders_of_a_joint_key_are_combined() -> None:
    assert owners_to_combine(ELECTION.items, shares(4, 1, 3, 2)) == [(1,), (2, 3)]
    assert owners_to_combine(ELECTION.items, shares(4, 1, 3)) == [(1,), (3, 4)]


@pytest.mark.parametrize("owners", [(), (1,), (1, 2), (2, 3, 4)])
def test_too_few_shares_open_nothing(owners: tuple[int, ...]) -> None:
    with pytest.raises(MissingShareError):
        opened_elements(GROUP, ELECTION.items, TALLY, shares(*owners))
    problem = result_problem(GROUP, ELECTION.items, TALLY, shares(*owners), FULL.weight, COUNTS)
    assert "cannot be opened" in (problem or "")


def test_a_share_under_another_owner_opens_something_else() -> None:
    relabelled = shares(1, 2) | {4: SHARES[3]}
    assert "is not what" in (result_problem(GROUP, ELECTION.items, TALLY, relabelled, FULL.weight, COUNTS) or "")


@settings(max_examples=20)
@given(st.permutations([0, 1, 2, 3]))
def test_the_order_of_ballots_does_not_matter(order: list[int]) -> None:
    assert tallied(order).payload() == FULL.payload()


def test_a_superseded_ballot_is_taken_out_exactly() -> None:
    accumulator = tallied([0, 1, 2, 3])
    accumulator.remove(VOTES[0], 1)
    accumulator.add(REVOTE, 1)
    accumulator.remove(REVOTE, 1)
    accumulator.add(VOTES[0], 1)
    assert accumulator.payload() == FULL.payload()


def test_parts_of_a_record_add_up() -> None:
    accumulator = tallied([3, 1])
    accumulator.merge(tallied([0]))
    accumulator.merge(tallied([]))
    accumulator.merge(tallied([2]))
    assert accumulator.payload() == FULL.payload()


def test_many_ballots_are_folded_in_batches() -> None:
    accumulator = TallyAccumulator(GROUP, ELECTION.questions)
    for _ in range(300):
        accumulator.add(VOTES[0], 1)
    expected = TallyAccumulator(GROUP, ELECTION.questions)
    expected.add(VOTES[0], 300)
    assert accumulator.tally() == expected.tally()
    assert (accumulator.counted, accumulator.weight) == (300, 300)


def test_ballots_of_another_shape_are_not_counted() -> None:
    with pytest.raises(FormatError):
        TallyAccumulator(GROUP, ELECTION.questions).add(VOTES[0][:1], 1)


def test_nobody_voted() -> None:
    empty = tallied([])
    assert parse_encrypted_tally(GROUP, empty.payload()[0]) == empty.tally()
    share = parse_share(GROUP, make_share(GROUP, ELECTION.fingerprint, ELECTION.private_keys[0], empty.tally()))
    assert list(share.problems(GROUP, ELECTION.fingerprint, KEYS[0], empty.tally())) == []


def v22(tally: bytes, sized: bytes) -> str | None:
    return encrypted_tally_problem(GROUP, ELECTION.questions, FULL, tally, sized)


def test_v22_the_tally_is_recomputed() -> None:
    tally, sized = FULL.payload()
    parsed = parse_sized_tally(sized)
    assert v22(tally, sized) is None
    assert "not the sum" in (v22(*tallied([0, 1, 2]).payload()) or "")
    assert "not the sum" in (v22(*tallied([0, 1, 2, 3, 3]).payload()) or "")
    assert "total weight 1008" in (v22(tally, encode(replace(parsed, num_tallied=5))) or "")
    assert "total weight 1008" in (v22(tally, encode(replace(parsed, total_weight=1007))) or "")
    shorter = EncryptedTally((TALLY.ciphertexts[0][:2], TALLY.ciphertexts[1])).encode()
    assert "each answer" in (v22(shorter, sized) or "")
    assert "malformed" in (v22(tally + b"\n", sized) or "")
    assert "malformed" in (v22(tally.replace(TALLY.ciphertexts[0][0].alpha.text.encode(), b"00"), sized) or "")


def v23(share: DecodedShare, owner: int = 1, fingerprint: str = ELECTION.fingerprint) -> list[str]:
    return list(share.problems(GROUP, fingerprint, KEYS[owner - 1], TALLY))


def test_v23_shares_are_proven() -> None:
    share = SHARES[1]
    assert v23(share) == []
    wrong = ((GROUP.generator, *share.factors[0][1:]), *share.factors[1:])
    assert "number 1 of 6" in v23(DecodedShare(wrong, share.proofs))[0]
    assert "does not hold" in v23(share, owner=2)[0]
    assert "does not hold" in v23(share, fingerprint="A" * 43)[0]


def test_v23_shares_have_the_shape_of_the_tally() -> None:
    share = SHARES[1]
    for factors, proofs in (
        (share.factors[:1], share.proofs),
        (share.factors, share.proofs[:1]),
        (share.factors[:1], share.proofs[:1]),
        ((*share.factors, ()), (*share.proofs, ())),
        ((share.factors[0][:2], share.factors[1]), share.proofs),
        (share.factors, (share.proofs[0] * 2, share.proofs[1])),
    ):
        assert "one factor and one proof" in v23(DecodedShare(factors, proofs))[0]


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (((7, 1000, 2), (7, 1, 1001)), "Number 1 of question 1 is not what"),
        (((6, 1000, 2), (7, 1, 1000)), "Number 3 of question 2 is not what"),
        (((6, 1000, 2), (7, 1, 1009)), "greater than all votes"),
        (((6, 1000, 2),), "one number for each answer"),
        (((6, 1000, 2), (7, 1, 1001), ()), "one number for each answer"),
        (((6, 1000, 2), (7, 1, 1001, 0)), "one number for each answer"),
    ],
)
def test_v24_the_result_is_what_the_shares_open(counts: Counts, words: str) -> None:
    assert words in (result_problem(GROUP, ELECTION.items, TALLY, SHARES, FULL.weight, counts) or "")


def test_v24_a_result_beyond_all_votes_is_refused_even_if_the_shares_open_it() -> None:
    assert "greater than all votes" in (result_problem(GROUP, ELECTION.items, TALLY, SHARES, 1000, COUNTS) or "")
    with pytest.raises(DiscreteLogError):
        compute_counts(GROUP, ELECTION.items, TALLY, SHARES, 1000)


def test_the_forms_are_those_of_the_specification() -> None:
    assert encode_result(((1, 2), (1_073_741_824,))) == b'{"result":[[1,2],["1073741824"]]}'
    assert encode(SizedTally(2, 3, "a" * 64)) == (
        b'{"num_tallied":2,"total_weight":3,"encrypted_tally":"%s"}' % (b"a" * 64)
    )
    owned = make_owned_share(3, b"share")
    assert parse_owned_share(owned) == decode(owned, OwnedShare)
    assert owned.startswith(b'{"owner":3,"payload":"')
    assert list(decode(make_share(GROUP, "x", ELECTION.private_keys[0], TALLY), dict)) == [
        "decryption_factors",
        "decryption_proofs",
    ]


@pytest.mark.parametrize(
    "data", [b'{"result":[[-1]]}', b'{"result":[["5"]]}', b'{"result":[[1.0]]}', b'{"result":[[1],]}', b'{"result":1}']
)
def test_other_forms_of_results_are_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        parse_result(data)


@pytest.mark.parametrize("weight", [-1, "5", 1_073_741_824])
def test_other_forms_of_total_weights_are_refused(weight: int | str) -> None:
    with pytest.raises(FormatError):
        parse_sized_tally(encode(SizedTally(1, weight, "a" * 64)))


def test_total_weights_are_numbers() -> None:
    assert total_weight(parse_sized_tally(FULL.payload()[1])) == 1008


@given(st.lists(st.lists(st.integers(0, 2**40), max_size=3).map(tuple), max_size=3).map(tuple))
def test_results_are_read_as_written(counts: Counts) -> None:
    assert parse_result(encode_result(counts)) == counts
    assert encode_result(parse_result(encode_result(counts))) == encode_result(counts)


def test_shares_and_tallies_are_read_as_written() -> None:
    data = make_share(GROUP, ELECTION.fingerprint, ELECTION.private_keys[0], TALLY)
    assert encode(decode(data, PartialDecryption)) == data
    assert parse_encrypted_tally(GROUP, TALLY.encode()) == TALLY


@given(st.binary(max_size=60) | st.sampled_from([b"[[{}]]", b'[[{"alpha":"","beta":""}]]', b'["x"]']))
def test_garbage_is_refused_with_our_errors_alone(data: bytes) -> None:
    for parse in (parse_result, parse_sized_tally, parse_owned_share):
        with pytest.raises(FormatError):
            parse(data)
    with pytest.raises((FormatError, CryptoError)):
        parse_share(GROUP, data)
    if data != b"[]":
        with pytest.raises((FormatError, CryptoError)):
            parse_encrypted_tally(GROUP, data)
