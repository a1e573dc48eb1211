"""The table of checks names every rule and only functions that exist."""

import importlib

import pytest

from record.rules import RULES
from verifier.checks.table import APPLIED_IN


def test_every_rule_has_its_place_in_order() -> None:
    assert list(APPLIED_IN) == list(RULES)


@pytest.mark.parametrize("name", sorted({name for names in APPLIED_IN.values() for name in names}))
def test_every_place_exists(name: str) -> None:
    module, _, function = name.rpartition(".")
    assert callable(getattr(importlib.import_module(module), function))
