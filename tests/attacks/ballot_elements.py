"""Ballots that hold texts that are no group elements (V16), or misspelt numbers (V03)."""

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from record.ballot import Ballot, BallotSignature
from record.canonical import encode
from record.wire import ScalarProof, WireCiphertext
from tests.attacks.elements import (
    MISSPELT,
    NOT_EDWARDS,
    NOT_FINITE_FIELD,
    above_p,
    always,
    misspelt,
    negated,
    with_torsion,
)
from tests.attacks.forging import changed, superseded
from tests.attacks.vector import Catalogue
from tests.support.ballot_forgery import with_answer, with_choice
from tests.support.election_builder import ElectionBuilder
from tests.support.election_parties import parties
from tests.support.honest_election import Plan, short

CATALOGUE = Catalogue("ballot elements", ("log", "archive"))
Text = Callable[[str], str]


def _alpha(text: Text) -> Callable[[], Plan]:
    return lambda: superseded(changed(with_choice(0, 1, lambda c: replace(c, alpha=text(c.alpha)))))


def _beta(text: Text) -> Callable[[], Plan]:
    return lambda: superseded(changed(with_choice(1, 0, lambda c: replace(c, beta=text(c.beta)))))


for _name, _text in NOT_EDWARDS.items():
    CATALOGUE.add(
        f"alpha is {_name}",
        f"A ballot whose first half of a ciphertext is {_name}, hashed and signed again.",
        "V16",
        _alpha(always(_text)),
        5,
        7,
    )
for _name, _how in MISSPELT.items():
    CATALOGUE.add(
        f"beta with {_name}",
        f"A ballot whose second half of a ciphertext is written with {_name}.",
        "V16",
        _beta(partial(misspelt, how=_how)),
        7,
    )
for _k in range(1, 8):
    CATALOGUE.add(
        f"alpha plus small point {_k}",
        f"A ballot whose alpha has the {_k}-th point of small order added: a cofactored verifier would take it.",
        "V16",
        _alpha(partial(with_torsion, k=_k)),
        6,
    )
CATALOGUE.add(
    "beta is the identity",
    "A ciphertext whose second half is the identity.",
    "V16",
    _beta(lambda _: NOT_EDWARDS["the identity"]),
    5,
)
CATALOGUE.add(
    "beta plus a small point", "A beta with a point of order 8.", "V16", _beta(lambda text: with_torsion(text, 1)), 6
)


@CATALOGUE.attack("V14 V16", 6, 20)
def credential_plus_a_small_point() -> Plan:
    """The voter's credential with a point of order 8 added: another text for the same card."""

    def change(ballot: Ballot) -> Ballot:
        return replace(ballot, credential=with_torsion(ballot.credential, 1))

    return superseded(changed(change))


@CATALOGUE.attack("V17 V18", 5, 12)
def alpha_of_another_slot() -> Plan:
    """An element that is sound, but not the one that was proven: the alpha of another candidate."""

    def change(ballot: Ballot) -> Ballot:
        other = ballot.answers[0].choices[0].alpha
        return with_choice(0, 1, lambda c: replace(c, alpha=other))(ballot)

    return superseded(changed(change))


# -- scalars: one text for one number in [0, q) ------------------------------------------------------------------------

SCALARS: dict[str, Callable[[int, int], str]] = {
    "q more": lambda value, q: str(value + q),
    "a leading zero": lambda value, q: f"0{value}",
    "a plus sign": lambda value, q: f"+{value}",
    "q less, negative": lambda value, q: str(value - q),
    "a minus zero": lambda value, q: "-0",
    "a space": lambda value, q: f" {value}",
    "an underscore": lambda value, q: f"{str(value)[:1]}_{str(value)[1:]}",
    "a line feed": lambda value, q: f"{value}\n",
    "an exponent": lambda value, q: f"{value}e0",
    "a fraction": lambda value, q: f"{value}.0",
    "Arabic digits": lambda value, q: str(value).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
    "hexadecimal digits": lambda value, q: hex(value),
    "nothing": lambda value, q: "",
}


def _misspelt_proof(proof: ScalarProof, part: str, spell: Callable[[int, int], str], q: int) -> ScalarProof:
    return replace(proof, **{part: spell(int(getattr(proof, part)), q)})


def _scalar_of_individual_proof(part: str, spell: Callable[[int, int], str]) -> Callable[[], Plan]:
    q = parties().group.q

    def change(ballot: Ballot) -> Ballot:
        def in_answer(proofs: tuple[tuple[ScalarProof, ...], ...]) -> tuple[tuple[ScalarProof, ...], ...]:
            first = (_misspelt_proof(proofs[0][0], part, spell, q), *proofs[0][1:])
            return (first, *proofs[1:])

        return with_answer(0, lambda a: replace(a, individual_proofs=in_answer(a.individual_proofs)))(ballot)

    return lambda: superseded(changed(change))


for _name, _spell in SCALARS.items():
    CATALOGUE.add(
        f"challenge with {_name}",
        f"The challenge of an individual proof is written with {_name}: the same proof in another spelling.",
        "V03",
        _scalar_of_individual_proof("challenge", _spell),
        9,
    )
CATALOGUE.add(
    "response with q more",
    "The response of an individual proof is r + q: the same proof in another spelling.",
    "V03",
    _scalar_of_individual_proof("response", SCALARS["q more"]),
    9,
)


@CATALOGUE.attack("V03", 9, 16)
def signature_response_with_q_more() -> Plan:
    """A third party re-spells the response of a signature, which no hash covers, to make another ballot of it."""
    q = parties().group.q

    def forge(builder: ElectionBuilder) -> bytes:
        from record.ballot import parse_ballot

        sound = parse_ballot(builder.ballot(builder.parties.cards[0], ((1, 0, 0), (0, 1, 0)), 1))
        signature = sound.signature
        if not isinstance(signature, BallotSignature):
            raise AssertionError("an honest ballot is signed")
        proof = _misspelt_proof(signature.proof, "response", SCALARS["q more"], q)
        return encode(replace(sound, signature=replace(signature, proof=proof)))

    return superseded(forge)


# -- the finite field, for other people's records ----------------------------------------------------------------------


def _finite_field(change: Callable[[WireCiphertext], WireCiphertext]) -> Callable[[], Plan]:
    def build() -> Plan:
        plan = short(parties("single", "BELENIOS-2048"))
        forge = changed(with_choice(0, 1, change))
        return plan.instead("vote 0", lambda b: b.cast_bytes(forge(b), b.parties.cards[0]))

    return build


def _in_alpha(text: Text, choice: WireCiphertext) -> WireCiphertext:
    return replace(choice, alpha=text(choice.alpha))


def _in_beta(text: Text, choice: WireCiphertext) -> WireCiphertext:
    return replace(choice, beta=text(choice.beta))


def _leading_zero(text: str) -> str:
    return "0" + text


for _name, _text in NOT_FINITE_FIELD.items():
    CATALOGUE.add(
        f"finite field: beta is {_name}",
        f"In a finite-field election a beta is {_name}.",
        "V16",
        _finite_field(partial(_in_beta, always(_text))),
        5,
        views=("archive",),
    )
for _name, _change in (("minus x", negated), ("x plus p", above_p), ("a leading zero", _leading_zero)):
    CATALOGUE.add(
        f"finite field: alpha is {_name}",
        f"In a finite-field election an alpha is {_name}.",
        "V16",
        _finite_field(partial(_in_alpha, _change)),
        5,
        7,
        views=("archive",),
    )
