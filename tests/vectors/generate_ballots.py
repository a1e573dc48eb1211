"""Writes ballots.json: outcome-tagged vectors of cards, sealing and ballots, for Python and for the booth.

    python -m tests.vectors.generate_ballots > tests/vectors/ballots.json

Every seed and code is visibly synthetic and protects nothing. Each vector has a ``name``, a ``kind``, the inputs of
that kind, what comes out, and ``expect``: ``ok`` or the code of the one error; for ``ballot`` the rules that it breaks
(``V16``, several separated by spaces). Elections are named by their place in the member ``elections`` of the file.

- ``code``: ``text`` as typed -> ``code`` (20 characters), ``shown`` (as on a card)
- ``credential``: ``code``, ``uuid``, ``group`` -> ``secret`` (hex, big-endian), ``public``
- ``scalar``: ``seed`` (hex), ``group``, ``label`` -> ``scalar`` (decimal)
- ``nonce``: ``secret``, ``group``, ``purpose``, ``message`` -> ``scalar``
- ``element``: ``group``, ``text`` (an element that may stand in a ballot)
- ``number``: ``group``, ``text`` (the text of a scalar)
- ``election``: ``election`` -> ``fingerprint`` (43 characters)
- ``sealed``: ``election``, ``public``, ``choices``, ``seed`` -> ``ballot`` (unsigned, text), ``code``, ``short``
- ``cast``: the same and ``secret`` -> ``ballot`` (signed, text)
- ``challenge``: ``uuid``, ``code``, ``public``, ``secret`` -> ``payload`` (text)
- ``short``: ``text`` as typed -> ``short``
- ``ballot``: ``election``, ``credentials`` (listed), ``ballot`` (text)
"""

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

from msgspec.structs import replace

from crypto.credential import ALPHABET, CODE_LENGTH, credential_secret, format_code, normalise_code
from crypto.errors import CredentialError
from crypto.group import Secret
from crypto.groups import group_by_name
from crypto.randomness import BallotRandomness, signature_nonce
from record.ballot import Ballot, parse_ballot, read_short_code, short_code, tracking_code
from record.ballot_making import make_unsigned_ballot, sign_ballot
from record.canonical import encode
from record.election import Election, Question, fingerprint
from record.ledger import BallotFacts
from record.voting import sign_challenge
from record.wire import ScalarProof
from tests.attacks.ballot_spelling import SPELLINGS
from tests.attacks.elements import MISSPELT, NOT_EDWARDS, misspelt, with_torsion
from tests.support.ballot_forgery import altered, forge_ballot, signed, with_answer, with_choice
from tests.support.election_parties import OTHER_UUID, UUID, Card, make_card
from tests.support.joint_key import synthetic_secret

Vector = dict[str, Any]
GROUP = group_by_name("Ed25519")
SEED = bytes(range(32))
CARD = make_card(GROUP, "vectors")
STRANGER = make_card(GROUP, "a stranger of the vectors")
KEY = GROUP.generator_power_secret(synthetic_secret(GROUP, "key of the vectors"))


def _election(uuid: str, *questions: Question) -> Election:
    return Election(
        version=1,
        description="Contoh untuk vektor uji",
        name="Pilketos “Contoh” \x7f & \\ / é",
        group=GROUP.name,
        public_key=KEY.text,
        questions=questions,
        uuid=uuid,
    )


ELECTIONS = (
    _election(UUID, Question(answers=("Paslon 1", "Paslon 2"), min=1, max=1, question="Ketua OSIS")),
    _election(
        UUID,
        Question(answers=("Paslon 1", "Paslon 2", "Paslon 3"), min=1, max=1, question="Ketua OSIS"),
        Question(answers=("Biru", "Hijau"), blank=True, min=1, max=2, question="Seragam"),
        Question(answers=("Seni", "Olahraga", "Sains"), blank=False, min=0, max=3, question="Kegiatan"),
    ),
    _election(OTHER_UUID, Question(answers=("Paslon 1", "Paslon 2"), min=1, max=1, question="Ketua OSIS")),
)
SMALL, LARGE = 0, 1


def _print(place: int) -> str:
    return fingerprint(encode(ELECTIONS[place]))


def synthetic_code(first: int) -> str:
    """A right code of consecutive symbols: anybody sees that nobody drew it."""
    start = "".join(ALPHABET[(first + place) % 32] for place in range(CODE_LENGTH - 1))
    for check in ALPHABET:
        try:
            return normalise_code(start + check)
        except CredentialError:
            continue
    raise AssertionError("one of the 32 symbols makes the code right")


def codes() -> Iterator[Vector]:
    """Codes as people type them."""
    code = synthetic_code(1)
    shown = format_code(code)
    for name, text in (
        ("as on the card", shown),
        ("in one piece", code),
        ("in small letters", shown.lower()),
        ("with spaces", f"  {shown.replace('-', ' ')} "),
        ("with a long dash", shown.replace("-", "\N{EN DASH}")),
        ("with a line feed", shown + "\n"),
        ("with O for 0 and I and l for 1", format_code(synthetic_code(0)).replace("0", "o").replace("1", "l")),
        ("another code", format_code(synthetic_code(20))),
    ):
        canonical = normalise_code(text)
        yield _vector("code", name, {"text": text, "code": canonical, "shown": format_code(canonical)})
    other = "Z" if code[3] != "Z" else "Y"
    for name, text, expect in (
        ("one character wrong", code[:3] + other + code[4:], "credential-check"),
        ("two neighbours swapped", code[:5] + code[6] + code[5] + code[7:], "credential-check"),
        ("two far characters swapped", code[7] + code[1:7] + code[0] + code[8:], "credential-check"),
        ("the check character wrong", code[:-1] + other, "credential-check"),
        ("a character less", code[:-1], "credential-length"),
        ("a character more", code + "0", "credential-length"),
        ("nothing", "", "credential-length"),
        ("a U, which no code has", "U" + code[1:], "credential-character"),
        ("a dot", code[:4] + "." + code[5:], "credential-character"),
        ("a full-width letter", "\N{FULLWIDTH LATIN CAPITAL LETTER A}" + code[1:], "credential-character"),
    ):
        yield _vector("code", name, {"text": text}, expect)


def derivations() -> Iterator[Vector]:
    """Cards' secrets, ballots' scalars, signatures' nonces."""
    for first, uuid in ((1, UUID), (1, OTHER_UUID), (20, UUID)):
        code = synthetic_code(first)
        secret = credential_secret(GROUP, uuid, code)
        public = GROUP.generator_power_secret(secret).text
        inputs = {"code": code, "uuid": uuid, "group": GROUP.name}
        yield _vector("credential", f"code {first} in {uuid}", {**inputs, **_card(secret, public)})
    for group_name in ("Ed25519", "BELENIOS-2048"):
        group = group_by_name(group_name)
        for seed in (SEED, bytes(32), b"\xff" * 32):
            for label in ("q0/a0/r", "q0/a1/w", "q1/a0/c0", "q0/overall/s12", "q2/blank/w"):
                scalar = str(group.scalar_public(BallotRandomness(group, seed).secret(label)))
                inputs = {"seed": seed.hex(), "group": group_name, "label": label, "scalar": scalar}
                yield _vector("scalar", f"{group_name}, seed {seed.hex()[:8]}, {label}", inputs)
    for purpose, message in (("ballot", "A" * 43), ("ballot", "B" * 43), ("challenge", "A" * 43)):
        nonce = str(GROUP.scalar_public(signature_nonce(GROUP, CARD.secret, purpose, message)))
        inputs = {"secret": CARD.secret.reveal().hex(), "group": GROUP.name, "purpose": purpose}
        yield _vector("nonce", f"{purpose} {message[0]}", {**inputs, "message": message, "scalar": nonce})


def texts() -> Iterator[Vector]:
    """Elements and scalars in their one spelling, and in others."""
    for name, text in (("a card", CARD.text), ("the generator", GROUP.generator.text), ("a key", KEY.text)):
        yield _vector("element", name, {"group": GROUP.name, "text": text})
    for name, text in NOT_EDWARDS.items():
        yield _vector("element", name, {"group": GROUP.name, "text": text}, "crypto-element")
    for name, how in MISSPELT.items():
        yield _vector("element", name, {"group": GROUP.name, "text": misspelt(CARD.text, how)}, "crypto-element")
    for k in range(8):
        inputs = {"group": GROUP.name, "text": with_torsion(CARD.text, k)}
        yield _vector("element", f"a card plus small point {k}", inputs, "crypto-element" if k else "ok")
    q = GROUP.q
    for text in ("0", "1", str(q - 1)):
        yield _vector("number", text[:8], {"group": GROUP.name, "text": text})
    for name, text in (
        ("q", str(q)),
        ("q + 1", str(q + 1)),
        ("2^256", str(2**256)),
        ("-1", "-1"),
        ("-0", "-0"),
        ("+1", "+1"),
        ("00", "00"),
        ("01", "01"),
        ("1.0", "1.0"),
        ("1e3", "1e3"),
        ("0x1", "0x1"),
        ("1_0", "1_0"),
        ("a space", " 1"),
        ("a line feed", "1\n"),
        ("an Arabic digit", "\N{ARABIC-INDIC DIGIT ONE}"),
        ("nothing", ""),
    ):
        yield _vector("number", name, {"group": GROUP.name, "text": text}, "crypto-scalar")


_CHOICES: tuple[tuple[str, int, list[list[int]]], ...] = (
    ("the first of two", SMALL, [[1, 0]]),
    ("the second of two", SMALL, [[0, 1]]),
    ("one, blank, none", LARGE, [[0, 0, 1], [1, 0, 0], [0, 0, 0]]),
    ("one, two, three", LARGE, [[1, 0, 0], [0, 1, 1], [1, 1, 1]]),
)


def sealings() -> Iterator[Vector]:
    """Unsigned and signed ballots from choices and a seed, and the codes that people see."""
    for place in range(len(ELECTIONS)):
        yield _vector("election", f"election {place}", {"election": place, "fingerprint": _print(place)})
    for name, place, choices in _CHOICES:
        unsigned = make_unsigned_ballot(ELECTIONS[place], _print(place), CARD.element, choices, SEED)
        code = tracking_code(unsigned)
        inputs = {"election": place, "public": CARD.text, "choices": choices, "seed": SEED.hex()}
        outputs = {"ballot": encode(unsigned).decode(), "code": code, "short": short_code(code)}
        yield _vector("sealed", name, {**inputs, **outputs})
        if place == SMALL:
            cast = sign_ballot(GROUP, unsigned, CARD.secret).decode()
            yield _vector("cast", name, {**inputs, "secret": CARD.secret.reveal().hex(), "ballot": cast})
    for name, place, choices in (
        ("nobody chosen", SMALL, [[0, 0]]),
        ("both chosen", SMALL, [[1, 1]]),
        ("two votes for one", SMALL, [[2, 0]]),
        ("a negative vote", SMALL, [[2, -1]]),
        ("a mark less", SMALL, [[1]]),
        ("a mark more", SMALL, [[1, 0, 0]]),
        ("an answer more", SMALL, [[1, 0], [1, 0]]),
        ("no answer", SMALL, []),
        ("blank and a vote", LARGE, [[1, 0, 0], [1, 1, 0], [0, 0, 0]]),
        ("neither blank nor a vote", LARGE, [[1, 0, 0], [0, 0, 0], [0, 0, 0]]),
    ):
        inputs = {"election": place, "public": CARD.text, "choices": choices, "seed": SEED.hex()}
        yield _vector("sealed", name, inputs, "record-choices")
    for name, seed in (("a short seed", SEED[:-1]), ("a long seed", SEED + b"\0")):
        inputs = {"election": SMALL, "public": CARD.text, "choices": [[1, 0]], "seed": seed.hex()}
        yield _vector("sealed", name, inputs, "crypto-randomness")
    for code in ("A" * 43, "/" * 43):
        payload = encode(sign_challenge(GROUP, UUID, BallotFacts(code, CARD.text), CARD.secret)).decode()
        inputs = {"uuid": UUID, "code": code, **_card(CARD.secret, CARD.text)}
        yield _vector("challenge", code[0], {**inputs, "payload": payload})
    code = short_code("/" * 42 + "8")
    for name, text in (("as shown", code), ("in one piece", code.replace("-", "")), ("small", code.lower())):
        yield _vector("short", name, {"text": text, "short": code})
    yield _vector("short", "with look-alikes", {"text": "oIl0-2222-3333", "short": read_short_code("0110-2222-3333")})
    for name, text in (("eleven symbols", code[:-1]), ("thirteen symbols", code + "0"), ("with a U", "U" + code[1:])):
        yield _vector("short", name, {"text": text}, "record-format")


def _sound() -> bytes:
    return sign_ballot(
        GROUP, make_unsigned_ballot(ELECTIONS[SMALL], _print(SMALL), CARD.element, [[1, 0]], SEED), CARD.secret
    )


def _forged(*plaintexts: int, card: Card = CARD) -> bytes:
    return forge_ballot(ELECTIONS[SMALL], _print(SMALL), GROUP, card, [plaintexts], SEED)


def _changed(change: Callable[[Ballot], Ballot]) -> bytes:
    return altered(GROUP, _sound(), change, CARD)


def _proof(spell: Callable[[int], str]) -> bytes:
    def change(ballot: Ballot) -> Ballot:
        def respelt(proofs: tuple[ScalarProof, ...]) -> tuple[ScalarProof, ...]:
            return (replace(proofs[0], response=spell(int(proofs[0].response))), *proofs[1:])

        return with_answer(0, lambda a: replace(a, overall_proof=respelt(a.overall_proof)))(ballot)

    return _changed(change)


def ballots() -> Iterator[Vector]:
    """Whole ballots, sound and tampered, signed again after each change."""
    other = sign_ballot(GROUP, make_unsigned_ballot(ELECTIONS[2], _print(2), CARD.element, [[1, 0]], SEED), CARD.secret)
    swapped = parse_ballot(_forged(1, 0, card=STRANGER))
    zero = ScalarProof("0", "0")
    cases: list[tuple[str, bytes, str]] = [
        ("sound", _sound(), "ok"),
        ("sound, of the forger's own making", _forged(0, 1), "ok"),
        ("attack 15: of another election", other, "V13 V17 V18"),
        ("attack 15: another uuid", _changed(lambda b: replace(b, election_uuid=OTHER_UUID)), "V13"),
        ("attack 20: of an unlisted card", _forged(1, 0, card=STRANGER), "V14"),
        ("attack 14: copied under another card",
         encode(signed(GROUP, replace(swapped, credential=CARD.text), CARD.secret)), "V17 V18"),
        ("attack 11: no answer", _changed(lambda b: replace(b, answers=())), "V15"),
        ("attack 11: an answer twice", _changed(lambda b: replace(b, answers=b.answers * 2)), "V15"),
        ("attack 11: a ciphertext less",
         _changed(with_answer(0, lambda a: replace(a, choices=a.choices[:1]))), "V15"),
        ("attack 11: a branch more",
         _changed(with_answer(0, lambda a: replace(a, overall_proof=(*a.overall_proof, zero)))), "V15"),
        ("attack 11: a blank proof",
         _changed(with_answer(0, lambda a: replace(a, blank_proof=(zero, zero)))), "V15"),
        ("attack 5: the identity for a vote",
         _changed(with_choice(0, 0, lambda c: replace(c, alpha=format(1, "064x")))), "V16"),
        ("attack 6: a small point added",
         _changed(with_choice(0, 0, lambda c: replace(c, alpha=with_torsion(c.alpha, 1)))), "V16"),
        ("attack 7: capital digits", _changed(with_choice(0, 0, lambda c: replace(c, beta=c.beta.upper()))), "V16"),
        ("attack 1: two votes and minus one", _forged(2, -1), "V17"),
        ("attack 1: two answers", _forged(1, 1), "V18"),
        ("attack 1: no answer chosen", _forged(0, 0), "V18"),
        ("attack 12: individual proofs swapped",
         _changed(with_answer(0, lambda a: replace(a, individual_proofs=a.individual_proofs[::-1]))), "V17"),
        ("attack 10: an overall proof of zeros",
         _changed(with_answer(0, lambda a: replace(a, overall_proof=(zero,)))), "V18"),
        ("attack 9: q more in a response", _proof(lambda value: str(value + GROUP.q)), "V03"),
        ("attack 9: a leading zero in a response", _proof(lambda value: f"0{value}"), "V03"),
        ("attack 9: a negative response", _proof(lambda value: str(value - GROUP.q)), "V03"),
        ("attack 41: signed by another card",
         encode(signed(GROUP, parse_ballot(_sound()), STRANGER.secret)), "V20"),
        ("attack 41: unsigned", encode(parse_ballot(_sound()).without_signature()), "V20"),
    ]  # fmt: skip
    not_text = {"bytes that are no UTF-8", "a lone surrogate", "a deep nest", "null for a missing blank proof"}
    cases += [
        (f"attack 8: with {name}", spell(_sound()), "V03") for name, spell in SPELLINGS.items() if name not in not_text
    ]
    for name, data, expect in cases:
        inputs = {"election": SMALL, "credentials": [CARD.text], "ballot": data.decode()}
        yield _vector("ballot", name, inputs, expect)


def _card(secret: Secret, public: str) -> dict[str, str]:
    return {"secret": secret.reveal().hex(), "public": public}


def _vector(kind: str, name: str, members: dict[str, Any], expect: str = "ok") -> Vector:
    return {"name": name, "kind": kind, **members, "expect": expect}


def document() -> dict[str, Any]:
    """The elections and all vectors, in the order of the file."""
    return {
        "elections": [encode(election).decode() for election in ELECTIONS],
        "vectors": [*codes(), *derivations(), *texts(), *sealings(), *ballots()],
    }


def text() -> str:
    """The file."""
    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
