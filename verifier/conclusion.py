"""From everything that was found, and everything that could not be looked at, to the report.

Invariant: a rule *passed* only if it was applied to all that it concerns. Rules of our log are not checkable from an
archive, rules of later phases not before these, and little is after damage that ended the reading.
"""

from collections.abc import Mapping
from typing import Final

from record.checkpoint import OpenedCheckpoint
from record.errors import RecordError
from record.figures import ElectionFigures, election_figures
from record.ledger import HEAD_AFTER_SETUP, Stage
from record.rules import RULES, Rule
from record.tally import parse_sized_tally, total_weight
from verifier.checks.setup import commitments_are_missing
from verifier.findings import Findings
from verifier.report import Check, Facts, Fingerprints, Report, Status
from verifier.source.base import Source
from verifier.walk import Walk

FINAL: Final = (Stage.PUBLISHED, Stage.WITHHELD)
"""The phases after which nothing more is appended."""
_ORDER: Final = (Stage.EMPTY, Stage.GENESIS, Stage.SETUP, Stage.VOTING, Stage.TALLY, Stage.PUBLISHED)


def _numbers(first: int, last: int) -> frozenset[str]:
    return frozenset(f"V{number:02d}" for number in range(first, last + 1))


_SINCE: Final[Mapping[Stage, frozenset[str]]] = {
    Stage.GENESIS: frozenset({"V30", "V31"}),
    Stage.SETUP: _numbers(5, 12) | {"V32", "V34", "V40", "V41", "V43", "V44", "V45"},
    Stage.VOTING: _numbers(13, 21) | _numbers(35, 39) | {"V42"},
    Stage.TALLY: frozenset({"V22", "V49", "V50", "V51"}),
    Stage.PUBLISHED: frozenset({"V52"}),
}
"""From which phase on there is something to check."""
_OF_SETUP: Final = _numbers(5, 12) | {"V31", "V32", "V44", "V45"}
"""Rules that have seen all that they concern once the setup was read."""
_OF_SHARES: Final = frozenset({"V23", "V46", "V47", "V48"})
_BALLOT_PROOFS: Final = _numbers(13, 20)

_NOT_YET: Final = "The election has not come so far."


def conclude(
    source: Source,
    walk: Walk,
    findings: Findings,
    head: OpenedCheckpoint | None,
    gaps: Mapping[str, str],
    *,
    damaged: bool,
) -> Report:
    """The report. ``gaps`` says of rules why they were not looked at; ``damaged`` that reading ended early."""
    checks = tuple(_check(rule, walk, findings, gaps, damaged=damaged) for rule in RULES.values())
    setup, genesis = walk.setup, walk.ledger.genesis
    return Report(
        verdict="rejected" if findings.any else "accepted",
        place=source.place,
        uuid=setup.uuid if setup else (genesis.uuid if genesis else None),
        name=setup.election.name if setup else None,
        phase=walk.phase,
        ballots=walk.ballots,
        counted=walk.box.counted if walk.box else 0,
        result=walk.counts,
        checks=checks,
        fingerprints=_fingerprints(walk),
        findings=tuple(findings.all()),
        problem=None,
        facts=Facts(walk.ledger, setup, walk.trustees, walk.tally, head),
        figures=_figures(walk),
    )


def _figures(walk: Walk) -> ElectionFigures | None:
    """The figures of what was read; None before there is a setup."""
    if walk.setup is None:
        return None
    return election_figures(
        walk.ledger.genesis,
        walk.setup,
        walk.counted_entries,
        walk.box.counted if walk.box else 0,
        weight=_weight(walk),
        counts=walk.counts,
        withheld=walk.ledger.stage is Stage.WITHHELD,
    )


def _weight(walk: Walk) -> int | None:
    """What the counted ballots weigh as the sealed total says, which V22 checks; None without one."""
    if walk.tally_entry is None:
        return None
    try:
        return total_weight(parse_sized_tally(walk.tally_entry.payload))
    except RecordError:
        return None


def _check(rule: Rule, walk: Walk, findings: Findings, gaps: Mapping[str, str], *, damaged: bool) -> Check:
    status: Status
    if findings.count(rule.id):
        first = findings.of(rule.id)[0]
        more = findings.count(rule.id) - 1
        where = "" if first.entry is None else f"entry {first.entry}: "
        status, detail = "failed", where + first.detail + (f" (and {more} more)" if more else "")
    else:
        reason = gaps.get(rule.id) or _gap(rule, walk, damaged=damaged)
        status = "not_checkable" if reason else "passed"
        detail = reason or (f"{walk.ballots} ballots" if rule.id in _BALLOT_PROOFS else "")
    return Check(rule.id, rule.title, status, detail)


def _gap(rule: Rule, walk: Walk, *, damaged: bool) -> str:
    """Why a rule that nothing breaks cannot be said to hold; empty if it holds."""
    if rule.scope == "log" and walk.scope == "archive":
        return "A .bel archive alone does not show it: verify the board's log."
    if damaged and not (rule.id in _OF_SETUP and walk.setup is not None):
        return "The record could not be read to its end."
    if any(rule.id in rules and not _reached(walk, stage) for stage, rules in _SINCE.items()):
        return _NOT_YET
    if rule.id in _OF_SHARES:
        return "" if walk.share_entries else _NOT_YET
    if rule.id == "V24":
        return "" if walk.result_entry is not None else _NOT_YET
    if rule.id == "V22" and walk.tally_entry is None:
        return _NOT_YET
    if rule.id in _BALLOT_PROOFS and not walk.ballots_checked:
        return "The setup is unusable, so ballots cannot be checked against it."
    if rule.id == "V10" and walk.scope == "archive" and commitments_are_missing(walk.trustees):
        return "This joint key was made without commitments, which the protocol itself does not ask for."
    return ""


def _reached(walk: Walk, stage: Stage) -> bool:
    here = Stage.PUBLISHED if walk.ledger.stage in FINAL else Stage(walk.phase)
    return _ORDER.index(here) >= _ORDER.index(stage)


def _fingerprints(walk: Walk) -> Fingerprints:
    ledger = walk.ledger
    if walk.scope == "archive":
        head = ledger.last_event[2] if ledger.last_event else ""
    else:
        head = f"{ledger.size}:{ledger.tree.root().hex()}"
    return Fingerprints(
        election=walk.setup.fingerprint if walk.setup else "",
        setup=walk.setup.setup_hash if walk.setup else "",
        agreed="" if walk.scope == "archive" else ledger.root_at(HEAD_AFTER_SETUP) or "",
        head=head,
        board=ledger.genesis.board if ledger.genesis else "",
        booth=ledger.booth,
    )
