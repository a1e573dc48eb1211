"""The error contract of :mod:`verifier`: what ends without a verdict on a record."""

from typing import ClassVar


class VerifierError(Exception):
    """Base of what stops the verifier; the message is a sentence a person can act on."""

    code: ClassVar[str] = "verifier"


class UnreadableError(VerifierError):
    """There is no record at that place: no file, no archive or log, no board, or a board that fell silent."""

    code = "verifier-unreadable"


class WorkerDiedError(VerifierError):
    """Processes that check ballots died again and again, so the verification could not be finished."""

    code = "verifier-worker-died"


class BrokenRuleError(VerifierError):
    """A part of a record cannot be used because it breaks a rule; it becomes a finding and never reaches a person."""

    code = "verifier-broken-rule"

    def __init__(self, rule: str, sentence: str) -> None:
        super().__init__(sentence)
        self.rule = rule
