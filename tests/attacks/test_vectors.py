"""Every tampered record is refused for exactly the rules that it breaks, and each rule is needed for some record."""

from collections import Counter
from pathlib import Path

import pytest

from record.rules import RULES
from tests.attacks.catalogue import VECTORS
from tests.attacks.reading import failed_rules, report_on
from tests.attacks.vector import PUBLISHED, Vector


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_exactly_the_broken_rules_fail_and_a_single_one_is_needed(vector: Vector, tmp_path: Path) -> None:
    record = vector.record()
    for view in vector.views:
        report = report_on(record, view, tmp_path)
        found = report.verdict, failed_rules(report)
        assert found == ("rejected", vector.expected(view)), (view, report.findings)
    if vector.alone:
        view = vector.lonely_view
        report = report_on(record, view, tmp_path, disabled=vector.expected(view))
        assert report.verdict == "accepted", (view, report.findings)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_record_that_only_it_refuses(rule: str) -> None:
    assert [vector for vector in VECTORS if vector.alone and vector.expected(vector.lonely_view) == {rule}]


def test_names_are_unique_and_rules_and_attacks_are_known() -> None:
    assert [name for name, count in Counter(vector.name for vector in VECTORS).items() if count > 1] == []
    assert {rule for vector in VECTORS for rule in vector.rules | vector.log_rules} == set(RULES)
    assert all(vector.story and vector.attacks for vector in VECTORS)
    assert {number for vector in VECTORS for number in vector.attacks} <= set(PUBLISHED)


def test_a_rule_of_our_log_is_never_expected_of_an_archive() -> None:
    own = {rule.id for rule in RULES.values() if rule.scope == "log"}
    assert not [vector.name for vector in VECTORS if "archive" in vector.views and vector.rules & own]


def test_there_are_enough_of_either_kind() -> None:
    own = {rule.id for rule in RULES.values() if rule.scope == "log"}
    log_only = [vector for vector in VECTORS if vector.rules & own and "archive" not in vector.views]
    assert len(VECTORS) >= 60
    assert len(log_only) >= 20
