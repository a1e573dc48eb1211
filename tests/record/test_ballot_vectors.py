"""The vectors of cards and ballots that Python shares with the booth: each has exactly the outcome that it names."""

import json
from pathlib import Path
from typing import Any

import pytest

from crypto.credential import credential_secret, format_code, normalise_code, public_credential
from crypto.errors import CryptoError
from crypto.group import Secret
from crypto.groups import group_by_name
from crypto.randomness import BallotRandomness, signature_nonce
from record.ballot import read_short_code, short_code, tracking_code
from record.ballot_checks import ballot_context, ballot_problems, examine_ballot
from record.ballot_making import make_unsigned_ballot, sign_ballot
from record.canonical import encode
from record.credentials import PublicCredentials
from record.election import fingerprint, parse_election
from record.errors import RecordError
from record.ledger import BallotFacts
from record.voting import sign_challenge
from tests.vectors.generate_ballots import text

FILE = Path(__file__).parent.parent / "vectors" / "ballots.json"
DOCUMENT: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
ELECTIONS: list[str] = DOCUMENT["elections"]
VECTORS: list[dict[str, Any]] = DOCUMENT["vectors"]
ED25519 = group_by_name("Ed25519")


def outputs(v: dict[str, Any]) -> dict[str, Any]:
    """What comes out of the vector's inputs; raises what it raises."""
    match v["kind"]:
        case "code":
            code = normalise_code(v["text"])
            return {"code": code, "shown": format_code(code)}
        case "credential":
            group = group_by_name(v["group"])
            secret = credential_secret(group, v["uuid"], v["code"])
            return {"secret": secret.reveal().hex(), "public": public_credential(group, secret).text}
        case "scalar":
            group = group_by_name(v["group"])
            secret = BallotRandomness(group, bytes.fromhex(v["seed"])).secret(v["label"])
            return {"scalar": str(group.scalar_public(secret))}
        case "nonce":
            group = group_by_name(v["group"])
            nonce = signature_nonce(group, Secret(bytes.fromhex(v["secret"])), v["purpose"], v["message"])
            return {"scalar": str(group.scalar_public(nonce))}
        case "element":
            return {"text": group_by_name(v["group"]).decode(v["text"]).text}
        case "number":
            return {"text": str(group_by_name(v["group"]).decode_scalar(v["text"]))}
        case "election":
            return {"fingerprint": fingerprint(ELECTIONS[v["election"]].encode())}
        case "sealed" | "cast":
            return _sealed(v)
        case "challenge":
            facts = BallotFacts(v["code"], v["public"])
            message = sign_challenge(ED25519, v["uuid"], facts, Secret(bytes.fromhex(v["secret"])))
            return {"payload": encode(message).decode()}
        case "short":
            return {"short": read_short_code(v["text"])}
        case kind:
            raise AssertionError(f"unknown kind {kind}")


def _sealed(v: dict[str, Any]) -> dict[str, Any]:
    data = ELECTIONS[v["election"]].encode()
    card = ED25519.decode(v["public"])
    unsigned = make_unsigned_ballot(
        parse_election(data), fingerprint(data), card, v["choices"], bytes.fromhex(v["seed"])
    )
    if v["kind"] == "cast":
        return {"ballot": sign_ballot(ED25519, unsigned, Secret(bytes.fromhex(v["secret"]))).decode()}
    code = tracking_code(unsigned)
    return {"ballot": encode(unsigned).decode(), "code": code, "short": short_code(code)}


def broken_rules(v: dict[str, Any]) -> str:
    """The rules that a whole ballot breaks, or ``ok``."""
    data = ELECTIONS[v["election"]].encode()
    context = ballot_context(parse_election(data), fingerprint(data))
    listed = PublicCredentials((card, None) for card in v["credentials"])
    (problems,) = ballot_problems(context.group, [examine_ballot(context, v["ballot"].encode(), listed)])
    return " ".join(sorted({problem.rule for problem in problems})) or "ok"


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['kind']}: {v['name']}")
def test_vector(vector: dict[str, Any]) -> None:
    if vector["kind"] == "ballot":
        assert broken_rules(vector) == vector["expect"]
        return
    try:
        found = outputs(vector)
        outcome = "ok"
    except (RecordError, CryptoError) as problem:
        found, outcome = {}, problem.code
    assert outcome == vector["expect"]
    assert {name: vector[name] for name in found} == found


def test_the_file_is_the_generators() -> None:
    assert FILE.read_text(encoding="utf-8") == text()


def test_names_are_unique() -> None:
    assert len({(v["kind"], v["name"]) for v in VECTORS}) == len(VECTORS)
