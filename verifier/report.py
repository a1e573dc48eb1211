"""The verdict on a record and everything behind it, as data; :mod:`verifier.text` puts it into words for a terminal.

A rule *passed* if it was applied to all that it concerns and nothing broke it, *failed* if something did, and is *not
checkable* where this source cannot show it or the election has not come so far. Only failures reject a record.
"""

from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from record.checkpoint import OpenedCheckpoint
from record.figures import ElectionFigures
from record.ledger import Ledger, SetupFacts
from record.rules import Finding
from record.tally import EncryptedTally
from record.trustees import Trustees

Verdict = Literal["accepted", "rejected", "unreadable"]
Status = Literal["passed", "failed", "not_checkable"]


class Check(msgspec.Struct, frozen=True):
    """A numbered rule and how it went; ``detail`` is its first finding, or why it could not be checked, or empty."""

    id: str
    title: str
    status: Status
    detail: str


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """What people compare to know that they speak of the same record; empty where the record has none.

    ``election`` is the hash of the parameters (Base64), ``setup`` that of the Setup payload, ``agreed`` the root of
    genesis and Setup that registrar and key holders signed, ``head`` the log's size and root (or the last event's hash
    for an archive), ``board`` the key that signed the log, ``booth`` the SHA-256 of each file of the booth as announced
    last. All others in hex.
    """

    election: str = ""
    setup: str = ""
    agreed: str = ""
    head: str = ""
    board: str = ""
    booth: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a key holder or an observer goes on with, computed from the record and not taken from anybody's word.

    ``tally`` is the published encrypted tally, sound if the report is accepted; ``head`` the signed head, verified.
    """

    ledger: Ledger
    setup: SetupFacts | None
    trustees: Trustees
    tally: EncryptedTally | None
    head: OpenedCheckpoint | None


@dataclass(frozen=True, slots=True)
class Report:
    """The report of one verification. ``result`` has the counts per question and slot, None while there are none.

    ``figures`` are None before there is a setup; those of a rejected record are what it claims.
    """

    verdict: Verdict
    place: str
    uuid: str | None
    name: str | None
    phase: str | None
    ballots: int
    counted: int
    result: tuple[tuple[int, ...], ...] | None
    checks: tuple[Check, ...]
    fingerprints: Fingerprints
    findings: tuple[Finding, ...]
    problem: str | None
    facts: Facts | None
    figures: ElectionFigures | None = None

    @property
    def exit_code(self) -> int:
        """0 accepted, 1 rejected, 2 unreadable."""
        return {"accepted": 0, "rejected": 1, "unreadable": 2}[self.verdict]

    def failed(self) -> list[Check]:
        """The rules that the record breaks."""
        return [check for check in self.checks if check.status == "failed"]

    def json(self) -> bytes:
        """The report for machines (docs/protocol.md): members in a fixed order, new ones only ever at the end."""
        members: dict[str, Any] = {
            "verdict": self.verdict,
            "election": {"uuid": self.uuid, "name": self.name},
            "phase": self.phase,
            "ballots": self.ballots,
            "counted": self.counted,
            "result": self.result,
            "checks": self.checks,
            "fingerprints": self.fingerprints,
            "findings": self.findings,
            "problem": self.problem,
            "figures": self.figures,
        }
        return msgspec.json.format(msgspec.json.encode(members), indent=2)


def unreadable(place: str, problem: str) -> Report:
    """The report on something that is no record."""
    return Report("unreadable", place, None, None, None, 0, 0, None, (), Fingerprints(), (), problem, None)
