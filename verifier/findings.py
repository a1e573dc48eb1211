"""What was found so far: every violation is counted, the first of each rule are kept.

Invariant: memory is bounded however much is wrong with a record, and a rule of our log is never held against a bare
archive, from which it cannot be checked.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Final, Literal

from record.printable import printable
from record.rules import RULES, Finding

KEPT: Final = 20
"""How many findings of each rule are kept with their details."""
DETAIL_LIMIT: Final = 400
"""Characters of a detail: it may quote a record."""


class Findings:
    """Collects violations. Rules in ``disabled`` are not looked at: tests use that to show what a rule is for."""

    def __init__(self, scope: Literal["archive", "log"], disabled: frozenset[str] = frozenset()) -> None:
        self._rules = frozenset(
            rule.id
            for rule in RULES.values()
            if rule.id not in disabled and (rule.scope == "archive" or scope == "log")
        )
        self._counts: Counter[str] = Counter()
        self._kept: dict[str, list[Finding]] = {}

    def add(self, rule: str, entry: int | None, detail: str) -> None:
        """Note a violation of a rule at an entry (None: of the whole record)."""
        if rule not in self._rules:
            return
        finding = Finding(rule, entry, printable(detail)[:DETAIL_LIMIT])
        kept = self._kept.setdefault(rule, [])
        if finding in kept:
            return  # two checks met the same fact
        self._counts[rule] += 1
        if len(kept) < KEPT:
            kept.append(finding)

    def extend(self, findings: Iterable[Finding]) -> None:
        """Note violations that a rule of :mod:`record` reported."""
        for finding in findings:
            self.add(finding.rule, finding.entry, finding.detail)

    def count(self, rule: str) -> int:
        """How often the rule was broken."""
        return self._counts[rule]

    def of(self, rule: str) -> list[Finding]:
        """The kept findings of a rule, in the order of entries; those of the whole record last."""
        return sorted(self._kept.get(rule, ()), key=lambda finding: (finding.entry is None, finding.entry or 0))

    def all(self) -> list[Finding]:
        """All kept findings, rule by rule."""
        return [finding for rule in sorted(self._kept) for finding in self.of(rule)]

    @property
    def any(self) -> bool:
        """Whether anything was found."""
        return bool(self._counts)
