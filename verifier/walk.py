"""One walk through a record, entry by entry: every rule is applied, and checking goes on after a failure.

Ballots are handed on to be checked elsewhere (:mod:`verifier.pool`); everything else is judged here, in order.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from record.entries import BadShare, LogEntry, ShareProof
from record.figures import EntryCounts
from record.ledger import Ledger, SetupFacts, Stage
from record.phases import Judgement, judge
from record.result import Counts
from record.tally import DecodedShare, EncryptedTally
from record.trustees import Trustees
from verifier.box import LastBallots
from verifier.checks.ballots import BallotTask
from verifier.checks.setup import check_setup, trustees_of
from verifier.checks.shares import check_bad_share, check_share, fits, read_share
from verifier.checks.tally import read_result, read_tally
from verifier.errors import BrokenRuleError
from verifier.findings import Findings


class _CredentialOnly(msgspec.Struct):
    credential: str


_CREDENTIAL = msgspec.json.Decoder(_CredentialOnly)


@dataclass(slots=True)
class Walk:
    """What is known after the entries so far. ``on_setup`` is told when ballots can be checked, before the first."""

    scope: Literal["archive", "log"]
    findings: Findings
    on_setup: Callable[[bytes], Callable[[BallotTask], None]]
    ledger: Ledger = field(default_factory=Ledger)
    entries: int = 0
    ballots: int = 0
    counted_entries: EntryCounts = field(default_factory=EntryCounts)
    trustees: Trustees = ()
    setup: SetupFacts | None = None
    box: LastBallots | None = None
    tally_entry: LogEntry | None = None
    tally: EncryptedTally | None = None
    share_entries: int = 0
    shares: dict[int, DecodedShare] = field(default_factory=dict)
    counts: Counts | None = None
    result_entry: int | None = None
    _check_ballot: Callable[[BallotTask], None] | None = None
    _share_proof: ShareProof | None = None

    def take(self, entry: LogEntry) -> None:
        """Judge the next entry and move on."""
        judgement = judge(self.ledger, entry)
        self.findings.extend(judgement.findings)
        self.counted_entries.add(entry.type, judgement.message)
        match entry.type:
            case "Setup":
                self._setup(entry, judgement)
            case "Ballot":
                self._ballot(entry)
            case "EncryptedTally" if self.tally_entry is None and self.setup is not None:
                self.tally_entry = entry
                self.tally = read_tally(self.setup, entry)
            case "PartialDecryption":
                self.share_entries += 1
                self._share(entry)
            case "BadShare":
                self._bad_share(entry, judgement.message)
            case "Result" if self.result_entry is None:
                self._result(entry)
            case _:
                pass
        self._share_proof = judgement.message if isinstance(judgement.message, ShareProof) else None
        self.ledger.append(entry, judgement.effect)
        self.entries += 1

    @property
    def ballots_checked(self) -> bool:
        """Whether ballots can be checked at all: only against a Setup within the profile."""
        return self._check_ballot is not None

    @property
    def phase(self) -> str:
        """The election's phase. An archive does not tell when voting was opened, only that somebody has voted."""
        if self.scope == "archive" and self.ledger.stage is Stage.SETUP and self.ballots:
            return Stage.VOTING
        return self.ledger.stage

    def task(self, entry: LogEntry) -> BallotTask:
        """What there is to do for a Ballot entry that was taken before."""
        credential = _credential_of(entry)
        weight = None if credential is None or self.setup is None else self.setup.credentials.weight(credential)
        return BallotTask(entry.index, entry.payload, weight)

    def _setup(self, entry: LogEntry, judgement: Judgement) -> None:
        facts = judgement.effect.setup
        problems = list(check_setup(entry, facts, own_log=self.scope == "log"))
        for problem in problems:
            self.findings.add(problem.rule, entry.index, problem.sentence)
        if facts is None or self.setup is not None:
            return
        self.setup = facts
        self.trustees = trustees_of(entry)
        if all(problem.rule != "V05" for problem in problems):
            self.box = LastBallots(facts.credentials)
            self._check_ballot = self.on_setup(entry.blobs[0])

    def _ballot(self, entry: LogEntry) -> None:
        self.ballots += 1
        if self.box is None or self._check_ballot is None or not entry.blobs:
            return
        credential = _credential_of(entry)
        weight = None if credential is None else self.box.add(entry.index, credential)
        self._check_ballot(BallotTask(entry.index, entry.payload, weight))

    def _share(self, entry: LogEntry) -> None:
        if self.setup is None or self.tally is None:
            return
        try:
            found = read_share(self.setup, entry)
        except BrokenRuleError as error:
            self.findings.add(error.rule, entry.index, str(error))
            return
        if found is None:
            return
        owned, share = found
        for problem in check_share(self.setup, self.tally, owned, share, self._share_proof):
            self.findings.add(problem.rule, entry.index, problem.sentence)
        if fits(self.tally, share):
            # Shares with a bad proof are kept too, so that each rule speaks for itself.
            self.shares.setdefault(owned.owner, share)

    def _bad_share(self, entry: LogEntry, message: Any) -> None:
        if self.setup is None or self.tally is None or not isinstance(message, BadShare):
            return
        for problem in check_bad_share(self.ledger, self.setup, self.tally, message, entry):
            self.findings.add(problem.rule, entry.index, problem.sentence)

    def _result(self, entry: LogEntry) -> None:
        if not entry.blobs:
            return
        self.result_entry = entry.index
        try:
            self.counts = read_result(entry)
        except BrokenRuleError as error:
            self.findings.add(error.rule, entry.index, str(error))


def _credential_of(entry: LogEntry) -> str | None:
    """The credential that a ballot names; None for bytes that are no ballot at all, which is V03's."""
    try:
        return _CREDENTIAL.decode(entry.payload).credential
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
