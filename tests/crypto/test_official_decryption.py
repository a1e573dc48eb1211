"""Keys, shares and totals of elections that the official tool made, recomputed by our formulas."""

import base64
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from crypto.decryption import decryption_statement, plaintext_element_public
from crypto.discrete_log import DiscreteLogTable
from crypto.group import Element, Group
from crypto.groups import group_by_name
from crypto.possession import possession_statement
from crypto.proof import Proof
from crypto.statement import hold
from crypto.threshold import combine_factors_public, sub_key_public, verification_key_public
from tests.official.archives import ELECTIONS
from tests.official.bel import blobs, events

WITH_RESULT = [name for name, election in ELECTIONS.items() if election.stop_after == "result"]


class OfficialRecord:
    """What an official archive says about its trustees, its tally and its result."""

    def __init__(self, archive: Path) -> None:
        payloads = blobs(archive)
        of_type: dict[str, list[Any]] = {}
        for kind, payload in events(archive):
            if payload is not None and kind != "Ballot":
                of_type.setdefault(kind, []).append(json.loads(payload))
        setup = of_type["Setup"][0]
        election = payloads[setup["election"]]
        self.fingerprint = base64.b64encode(hashlib.sha256(election).digest()).decode().rstrip("=")
        self.group: Group = group_by_name(json.loads(election)["group"])
        self.trustees: list[Any] = json.loads(payloads[setup["trustees"]])
        tally = of_type["EncryptedTally"][0]
        self.total_weight: int = tally.get("total_weight", tally["num_tallied"])
        self.tally: list[list[Any]] = json.loads(payloads[tally["encrypted_tally"]])
        self.shares = {share["owner"]: json.loads(payloads[share["payload"]]) for share in of_type["PartialDecryption"]}
        self.result: list[list[int]] = of_type["Result"][0]["result"]

    def element(self, text: str) -> Element:
        return self.group.decode(text, allow_identity=True)

    def proof(self, message: Any) -> Proof:
        return Proof(self.group.decode_scalar(message["challenge"]), self.group.decode_scalar(message["response"]))

    def coefficient_commitments(self, item: Any) -> list[list[Element]]:
        return [
            [self.element(text) for text in json.loads(signed["message"])["coefexps"]] for signed in item["coefexps"]
        ]

    def owners(self) -> list[tuple[Any, int]]:
        """(public key message, number) of every key holder, numbered from 1 through all items as owners are."""
        keys: list[Any] = []
        for kind, item in self.trustees:
            keys += [item] if kind == "Single" else item["verification_keys"]
        return [(key, number) for number, key in enumerate(keys, start=1)]


@pytest.fixture(params=WITH_RESULT)
def record(request: pytest.FixtureRequest, official_archives: Mapping[str, Path]) -> OfficialRecord:
    return OfficialRecord(official_archives[request.param])


@pytest.mark.official
def test_our_formulas_agree_with_the_official_tool(record: OfficialRecord) -> None:
    group = record.group
    keys = {number: record.element(key["public_key"]) for key, number in record.owners()}
    statements = [
        possession_statement(group, keys[number], record.proof(key["pok"])) for key, number in record.owners()
    ]
    for owner, share in record.shares.items():
        for ciphertexts, factors, proofs in zip(
            record.tally, share["decryption_factors"], share["decryption_proofs"], strict=True
        ):
            for ciphertext, factor, proof in zip(ciphertexts, factors, proofs, strict=True):
                alpha = record.element(ciphertext["alpha"])
                statements.append(
                    decryption_statement(
                        group,
                        record.fingerprint,
                        keys[owner],
                        alpha,
                        record.element(factor),
                        record.proof(proof),
                    )
                )
    assert len(statements) > len(keys)
    assert all(hold(group, statements))

    table = DiscreteLogTable(group, record.total_weight)
    for i, ciphertexts in enumerate(record.tally):
        for j, ciphertext in enumerate(ciphertexts):
            factor = synthetic_factor(record, keys, i, j)
            total = table.find_public(plaintext_element_public(group, record.element(ciphertext["beta"]), factor))
            assert total == record.result[i][j]


def synthetic_factor(record: OfficialRecord, keys: dict[int, Element], i: int, j: int) -> Element:
    group = record.group
    sub_factors = []
    first = 1
    for kind, item in record.trustees:
        size = 1 if kind == "Single" else len(item["verification_keys"])
        threshold = 1 if kind == "Single" else item["threshold"]
        supplied = [
            (owner - first + 1, record.element(share["decryption_factors"][i][j]))
            for owner, share in sorted(record.shares.items())
            if first <= owner < first + size
        ][:threshold]
        if kind == "Single":
            sub_factors.append(supplied[0][1])
        else:
            commitments = record.coefficient_commitments(item)
            for index in range(1, size + 1):
                assert verification_key_public(group, commitments, index) == keys[first + index - 1]
            indexes = [index for index, _ in supplied]
            public = [(index, keys[first + index - 1]) for index in indexes]
            # Verification keys are shares of the sub-key in the exponent, so they combine to it.
            assert combine_factors_public(group, threshold, public) == sub_key_public(group, commitments)
            sub_factors.append(combine_factors_public(group, threshold, supplied))
        first += size
    return group.product_public(sub_factors)
