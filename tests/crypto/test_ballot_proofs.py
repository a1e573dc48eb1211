"""The proofs of a ballot: complete for every allowed choice, and refused after every change of what they bind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

import pytest

from crypto.blank_proof import BlankWitness, blank_statement, overall_statement, prove_blank, prove_overall
from crypto.disjunction import Branch, prove_disjunction
from crypto.elgamal import Ciphertext, combine_public, encrypt, joined_texts, weighted_sum_public
from crypto.errors import ProofInputError
from crypto.group import Element, Group, Secret
from crypto.groups import group_by_name
from crypto.interval_proof import interval_statement, prove_interval
from crypto.proof import Proof
from crypto.randomness import BallotRandomness
from crypto.signature import ballot_prefix, message_prefix, sign, signature_statement
from crypto.statement import Statement, false_statement, hold

ED25519 = group_by_name("Ed25519")
BELENIOS = group_by_name("BELENIOS-2048")
BOTH = pytest.mark.parametrize("group", [ED25519, BELENIOS], ids=lambda group: str(group.name))
S = "hash|credential"


def key_of(group: Group, secret: int = 11) -> Element:
    return group.generator_power_secret(group.secret_from_public(secret))


def seeded(group: Group, number: int = 0) -> BallotRandomness:
    return BallotRandomness(group, number.to_bytes(32, "big"))


@dataclass
class Sum:
    """The sum of encrypted bits with what its voter knows."""

    group: Group
    key: Element
    bits: Sequence[bool]
    seed: int = 0
    parts: list[Ciphertext] = field(init=False)
    ciphertext: Ciphertext = field(init=False)
    r: Secret = field(init=False)

    def __post_init__(self) -> None:
        randomness = seeded(self.group, self.seed)
        secrets = [randomness.secret(f"q0/a{j}/r") for j in range(len(self.bits))]
        self.parts = [encrypt(self.group, self.key, r, bit) for r, bit in zip(secrets, self.bits, strict=True)]
        self.ciphertext = combine_public(self.group, self.parts)
        self.r = self.group.secret_from_public(0)
        for r in secrets:
            self.r = self.group.add_secret(self.r, r)


def holds(group: Group, statement: Statement) -> bool:
    return hold(group, [statement]) == [True]


@BOTH
@pytest.mark.parametrize("bit", [False, True])
def test_encryption_decrypts(group: Group, bit: bool) -> None:
    secret = group.secret_from_public(11)
    ciphertext = encrypt(group, key_of(group), group.random_secret(), bit)
    mask = group.power_secret(ciphertext.alpha, secret)
    plain = group.multiply_public(ciphertext.beta, group.invert_public(mask))
    assert plain == (group.generator if bit else group.identity)


@BOTH
def test_weighted_sums(group: Group) -> None:
    key = key_of(group)
    parts = Sum(group, key, [True, False, True]).parts
    items = list(zip([3, 5, 3], parts, strict=True))
    expected = combine_public(group, [part for weight, part in items for _ in range(weight)])
    assert weighted_sum_public(group, items) == expected
    assert weighted_sum_public(group, []) == Ciphertext(group.identity, group.identity)


@BOTH
@pytest.mark.parametrize("bit", [False, True])
def test_interval_proofs_of_bits_hold(group: Group, bit: bool) -> None:
    key, randomness = key_of(group), seeded(group)
    r = randomness.secret("q0/a0/r")
    ciphertext = encrypt(group, key, r, bit)
    proofs = prove_interval(group, key, S, ciphertext, r, int(bit), (0, 1), randomness, "q0/a0")
    assert holds(group, interval_statement(group, key, S, ciphertext, (0, 1), proofs))
    assert proofs == prove_interval(group, key, S, ciphertext, r, int(bit), (0, 1), randomness, "q0/a0")


@pytest.mark.parametrize("count", range(4))
@pytest.mark.parametrize("values", [(0, 1, 2, 3), (1, 2, 3), (2,), (0,), (3, 0, 7)])
def test_interval_proofs_of_sums_hold_exactly_inside(values: tuple[int, ...], count: int) -> None:
    key = key_of(ED25519)
    total = Sum(ED25519, key, [j < count for j in range(3)])

    def prove() -> tuple[Proof, ...]:
        return prove_interval(ED25519, key, S, total.ciphertext, total.r, count, values, seeded(ED25519), "q0/overall")

    if count in values:
        assert holds(ED25519, interval_statement(ED25519, key, S, total.ciphertext, values, prove()))
    else:
        with pytest.raises(ProofInputError):
            prove()


def test_a_lie_does_not_convince() -> None:
    """A prover that runs on a false branch makes proofs that fail."""
    key, randomness = key_of(ED25519), seeded(ED25519)
    r = randomness.secret("q0/a0/r")
    two = Sum(ED25519, key, [True, True])
    for value in (0, 1):
        proofs = prove_interval(ED25519, key, S, two.ciphertext, two.r, value, (0, 1), randomness, "q0/a0")
        assert not holds(ED25519, interval_statement(ED25519, key, S, two.ciphertext, (0, 1), proofs))
    one = encrypt(ED25519, key, r, True)
    proofs = prove_interval(ED25519, key, S, one, r, 0, (0, 1), randomness, "q0/a0")
    assert not holds(ED25519, interval_statement(ED25519, key, S, one, (0, 1), proofs))


def mutations(group: Group, proofs: tuple[Proof, ...]) -> list[tuple[Proof, ...]]:
    """Every single change of a tuple of proofs that could be tried, range violations excepted."""
    changed = []
    for i, proof in enumerate(proofs):
        for other in (
            replace(proof, challenge=(proof.challenge + 1) % group.q),
            replace(proof, response=(proof.response + 1) % group.q),
            Proof(proof.response, proof.challenge),
            Proof(0, 0),
        ):
            changed.append((*proofs[:i], other, *proofs[i + 1 :]))
    # Shifting one unit from one challenge to another keeps their sum.
    first, second, *rest = proofs
    changed.append(
        (
            replace(first, challenge=(first.challenge + 1) % group.q),
            replace(second, challenge=(second.challenge - 1) % group.q),
            *rest,
        )
    )
    return [*changed, proofs[::-1], proofs[:-1], (*proofs, proofs[-1]), (*proofs, Proof(0, 0)), ()]


@BOTH
def test_interval_proofs_bind_everything(group: Group) -> None:
    """ATTACKS 1, 10, 11, 12: statement, key, prefix, order and number of branches."""
    key, randomness = key_of(group), seeded(group)
    r = randomness.secret("q0/a0/r")
    ciphertext = encrypt(group, key, r, True)
    proofs = prove_interval(group, key, S, ciphertext, r, 1, (0, 1), randomness, "q0/a0")
    other = encrypt(group, key, randomness.secret("q0/a1/r"), True)
    statements = [
        interval_statement(group, key, S, ciphertext, (0, 1), changed) for changed in mutations(group, proofs)
    ]
    statements += [
        interval_statement(group, key_of(group, 12), S, ciphertext, (0, 1), proofs),
        interval_statement(group, key, S + "x", ciphertext, (0, 1), proofs),
        interval_statement(group, key, S, other, (0, 1), proofs),
        interval_statement(group, key, S, Ciphertext(ciphertext.alpha, other.beta), (0, 1), proofs),
        interval_statement(group, key, S, Ciphertext(other.alpha, ciphertext.beta), (0, 1), proofs),
        interval_statement(group, key, S, ciphertext, (1, 2), proofs),
        interval_statement(group, key, S, ciphertext, (1, 0), proofs),
        interval_statement(group, key, S, ciphertext, (0,), proofs),
        interval_statement(group, key, S, ciphertext, (0, 1, 2), proofs),
    ]
    good = interval_statement(group, key, S, ciphertext, (0, 1), proofs)
    assert hold(group, [good, *statements, good]) == [True, *[False] * len(statements), True]


def witness_of(group: Group, key: Element, bits: Sequence[bool]) -> BlankWitness:
    """bits[0] is the blank slot."""
    blank, total = Sum(group, key, bits[:1], 1), Sum(group, key, bits[1:], 2)
    return BlankWitness(blank.ciphertext, blank.r, total.ciphertext, total.r, bits[0], sum(bits[1:]))


BLANK_CASES = [
    ((True, False, False), (1, 2)),
    ((False, True, False), (1, 2)),
    ((False, True, True), (1, 2)),
    ((True, False, False), (0, 1)),
    ((False, False, False), (0, 1)),
    ((False, True, False), (1,)),
]


@BOTH
@pytest.mark.parametrize(("bits", "values"), BLANK_CASES)
def test_blank_and_overall_proofs(group: Group, bits: tuple[bool, ...], values: tuple[int, ...]) -> None:
    key, randomness = key_of(group), seeded(group)
    witness = witness_of(group, key, bits)
    blank, total = witness.blank, witness.total
    pair = prove_blank(group, key, S, witness, randomness, "q0/blank")
    overall = prove_overall(group, key, S, witness, values, randomness, "q0/overall")
    assert len(pair) == 2
    assert len(overall) == 1 + len(values)
    good = [
        blank_statement(group, key, S, blank, total, pair),
        overall_statement(group, key, S, blank, total, values, overall),
    ]
    bad = [
        *[blank_statement(group, key, S, blank, total, changed) for changed in mutations(group, pair)],
        *[overall_statement(group, key, S, blank, total, values, changed) for changed in mutations(group, overall)],
        blank_statement(group, key, S + "x", blank, total, pair),
        blank_statement(group, key_of(group, 12), S, blank, total, pair),
        blank_statement(group, key, S, total, blank, pair),
        overall_statement(group, key, S + "x", blank, total, values, overall),
        overall_statement(group, key_of(group, 12), S, blank, total, values, overall),
        overall_statement(group, key, S, total, blank, values, overall),
        overall_statement(group, key, S, blank, total, [value + 1 for value in values], overall),
        overall_statement(group, key, S, blank, total, values[:-1], overall),
    ]
    assert hold(group, [*good, *bad]) == [True, True, *[False] * len(bad)]


def test_blank_provers_refuse_what_is_not_true() -> None:
    key, randomness = key_of(ED25519), seeded(ED25519)
    both = witness_of(ED25519, key, (True, True, False))
    with pytest.raises(ProofInputError, match="blank vote chooses"):
        prove_blank(ED25519, key, S, both, randomness, "q0/blank")
    outside = witness_of(ED25519, key, (False, True, True))
    with pytest.raises(ProofInputError, match="Exactly one"):
        prove_overall(ED25519, key, S, outside, (0, 1), randomness, "q0/overall")


def test_blank_with_choices_does_not_convince() -> None:
    """m_0 = 1 and m_S = 1: whichever branch a dishonest prover claims, the blank proof fails."""
    key, randomness = key_of(ED25519), seeded(ED25519)
    both = witness_of(ED25519, key, (True, True, False))
    for lie in (replace(both, is_blank=False), replace(both, value=0)):
        pair = prove_blank(ED25519, key, S, lie, randomness, "q0/blank")
        assert not holds(ED25519, blank_statement(ED25519, key, S, both.blank, both.total, pair))


def test_two_true_branches_are_refused() -> None:
    key, r = key_of(ED25519), ED25519.secret_from_public(5)
    zero = Branch(encrypt(ED25519, key, r, False), r, True)
    with pytest.raises(ProofInputError, match="Exactly one"):
        prove_disjunction(ED25519, key, "x", [zero, zero], seeded(ED25519), "x")


class CountingGroup:
    """Counts the calls to the wrapped group: the group work of a prover."""

    def __init__(self, group: Group) -> None:
        self._group = group
        self.calls: list[str] = []

    def __getattr__(self, name: str) -> object:
        found = getattr(self._group, name)
        if not callable(found):
            return found

        def counted(*arguments: object) -> object:
            self.calls.append(name)
            return found(*arguments)

        return counted


def work(run: Callable[[Group], object]) -> list[str]:
    group = CountingGroup(ED25519)
    run(cast(Group, group))
    return group.calls


def test_the_sequence_of_group_operations_does_not_tell_the_choice() -> None:
    """ATTACKS 52: the same calls in the same order for every choice."""
    key = key_of(ED25519)
    r = ED25519.secret_from_public(77)

    def interval(bit: bool) -> Callable[[Group], object]:
        def run(group: Group) -> object:
            ciphertext = encrypt(group, key, r, bit)
            return prove_interval(group, key, S, ciphertext, r, int(bit), (0, 1), seeded(group), "q0/a0")

        return run

    assert work(interval(False)) == work(interval(True))

    def blank(bits: tuple[bool, ...]) -> Callable[[Group], object]:
        witness = witness_of(ED25519, key, bits)

        def run(group: Group) -> object:
            pair = prove_blank(group, key, S, witness, seeded(group), "q0/blank")
            return pair, prove_overall(group, key, S, witness, (0, 1, 2), seeded(group), "q0/overall")

        return run

    first, *others = [work(blank(bits)) for bits in ((True, False, False), (False, False, False), (False, True, True))]
    assert all(other == first for other in others)
    assert len(first) > 30


@BOTH
def test_signatures_bind_message_and_key(group: Group) -> None:
    x, nonce = group.secret_from_public(1234), group.secret_from_public(99)
    public = group.generator_power_secret(x)
    proof = sign(group, x, ballot_prefix("H"), nonce)
    assert ballot_prefix("H") == "sig|H|"
    assert message_prefix("M") == "sigmsg|M|"
    good = signature_statement(group, public, ballot_prefix("H"), proof)
    bad = [
        signature_statement(group, public, ballot_prefix("I"), proof),
        signature_statement(group, public, message_prefix("H"), proof),
        signature_statement(group, key_of(group), ballot_prefix("H"), proof),
        signature_statement(
            group, public, ballot_prefix("H"), replace(proof, challenge=(proof.challenge + 1) % group.q)
        ),
        signature_statement(group, public, ballot_prefix("H"), replace(proof, response=(proof.response + 1) % group.q)),
    ]
    assert hold(group, [*bad, good]) == [*[False] * len(bad), True]


def test_a_false_statement_never_holds() -> None:
    assert hold(ED25519, [false_statement()]) == [False]
    assert hold(ED25519, []) == []


def test_joined_texts_is_the_string_of_the_specification() -> None:
    g, one = ED25519.generator, ED25519.identity
    assert joined_texts([Ciphertext(g, one), Ciphertext(one, g)]) == f"{g.text},{one.text},{one.text},{g.text}"
    assert joined_texts([]) == ""
