"""The vectors that Python shares with the booth: each one has exactly the outcome that it names."""

import json
from pathlib import Path
from typing import Any

import pytest

from record.checkpoint import open_checkpoint
from record.entries import Witness, WitnessPolicy
from record.errors import RecordError
from record.merkle import leaf_hash, verify_consistency, verify_inclusion
from record.note import parse_note, verify_note
from record.note_key import parse_vkey
from record.receipt import parse_receipt, verify_receipt
from tests.vectors.generate_tlog import text

FILE = Path(__file__).parent.parent / "vectors" / "tlog.json"
VECTORS: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))


def run(v: dict[str, Any]) -> None:
    """Do what the vector asks for; raises what it raises."""
    if v["kind"] == "inclusion":
        leaf, root = leaf_hash(bytes.fromhex(v["leaf"])), bytes.fromhex(v["root"])
        verify_inclusion(leaf, v["index"], v["size"], [bytes.fromhex(p) for p in v["proof"]], root)
    elif v["kind"] == "consistency":
        old, new = bytes.fromhex(v["old_root"]), bytes.fromhex(v["new_root"])
        verify_consistency(v["old_size"], old, v["new_size"], new, [bytes.fromhex(p) for p in v["proof"]])
    elif v["kind"] == "note":
        verify_note(parse_note(v["data"].encode()), [parse_vkey(vkey) for vkey in v["vkeys"]])
    elif v["kind"] == "checkpoint":
        open_checkpoint(v["data"].encode(), v["origin"], v["board"])
    else:
        policy = v["policy"] and WitnessPolicy(
            threshold=v["policy"]["threshold"],
            witnesses=[Witness(name=w["name"], key=w["key"]) for w in v["policy"]["witnesses"]],
        )
        verify_receipt(parse_receipt(v["data"].encode()), bytes.fromhex(v["leaf"]), v["origin"], v["board"], policy)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['kind']}: {v['name']}")
def test_vector(vector: dict[str, Any]) -> None:
    try:
        run(vector)
        outcome = "ok"
    except RecordError as problem:
        outcome = problem.code
    assert outcome == vector["expect"]


def test_the_file_is_the_generators() -> None:
    assert FILE.read_text(encoding="utf-8") == text()


def test_names_are_unique() -> None:
    assert len({(v["kind"], v["name"]) for v in VECTORS}) == len(VECTORS)
