"""V31: what a genesis may not say."""

import msgspec
import pytest

from record.canonical import decode, encode
from record.entries import Genesis, Witness, WitnessPolicy
from record.errors import FormatError
from record.opening import genesis_problems
from tests.support.election_builder import ElectionBuilder
from tests.support.election_parties import parties


def genesis_with_witness(name: str) -> Genesis:
    builder = ElectionBuilder(parties("single"))
    witness = builder.parties.witnesses[0][0]
    builder.genesis(witnesses=WitnessPolicy(1, [Witness(name=name, key=witness.key)]))
    assert builder.genesis_message is not None
    return builder.genesis_message


def test_a_witness_may_be_named_as_a_cosignature_names_it() -> None:
    assert list(genesis_problems(genesis_with_witness("saksi.example/satu"))) == []


@pytest.mark.parametrize("name", ["saksi satu", "saksi+satu", "saksi\nsatu", "saksi\u00a0satu"])
def test_a_witness_whose_name_no_cosignature_can_have(name: str) -> None:
    """Otherwise the election opens, and its final head can never meet the policy."""
    (problem,) = genesis_problems(genesis_with_witness(name))
    assert "cannot be the name of a witness" in problem


def test_a_genesis_that_is_silent_about_its_presentation_is_refused() -> None:
    """Otherwise two spellings would say the same, and an old log would pass for one without photos."""
    members = msgspec.to_builtins(genesis_with_witness("saksi.example/satu"))
    assert members.pop("presentation") == ""
    with pytest.raises(FormatError):
        decode(msgspec.json.encode(members), Genesis)


def test_the_presentation_is_named_by_its_hash_or_not_at_all() -> None:
    genesis = genesis_with_witness("saksi.example/satu")
    named = msgspec.structs.replace(genesis, presentation="0f" * 32)
    assert decode(encode(named), Genesis) == named
    for wrong in ("0F" * 32, "0f" * 31, "0f" * 32 + "\n", "foto.json"):
        with pytest.raises(FormatError):
            decode(encode(msgspec.structs.replace(genesis, presentation=wrong)), Genesis)
