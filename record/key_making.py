"""A key making as a pure state machine (rule V45) that board, key holders and verifier share.

:func:`judge_key_making` reads one entry against the entries before it; the board refuses an entry with findings, a
holder stops, the verifier reports them. Certificates come from all holders before any coefficients, and coefficients
from all before any verification key, so nobody chooses a key after seeing those of the others: the certificate
commits to the coefficients. A complaint ends the run, and so does the last verification key.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from crypto.errors import CryptoError
from crypto.group import Element, Group
from crypto.groups import group_by_name
from crypto.threshold import sub_key_public
from record import key_making_rules as rules
from record.entries import KeyMakingHead, LogEntry
from record.errors import FormatError, RecordError
from record.key_making_complaint import Verdict, judge_complaint
from record.key_making_messages import (
    Certificate,
    Coefficients,
    Complaint,
    KeyMakingGenesis,
    KeyMakingMessage,
    VerificationKey,
    decode_key_making_message,
)
from record.key_making_rules import CertificateFacts, CoefficientFacts
from record.merkle import CompactTree, leaf_hash
from record.rules import Finding
from record.trustees import Pedersen, ThresholdParameters


class KeyMakingError(RecordError):
    """A key making is not finished, or its log breaks a rule, so that it gives no joint key."""

    code = "record-key-making"


class KeyMakingStage(StrEnum):
    """What a key making waits for; the words of the report and of the API."""

    EMPTY = "empty"
    CERTIFICATES = "certificates"
    COEFFICIENTS = "coefficients"
    VERIFICATION_KEYS = "verification-keys"
    FINISHED = "finished"
    BROKEN = "broken"


_STAGES: dict[str, tuple[KeyMakingStage, ...]] = {
    "KeyMakingGenesis": (KeyMakingStage.EMPTY,),
    "Certificate": (KeyMakingStage.CERTIFICATES,),
    "Coefficients": (KeyMakingStage.COEFFICIENTS,),
    "VerificationKey": (KeyMakingStage.VERIFICATION_KEYS,),
    # A run whose last verification key has arrived is final: nobody can take back that all shares are right.
    "Complaint": (KeyMakingStage.COEFFICIENTS, KeyMakingStage.VERIFICATION_KEYS),
}


@dataclass(frozen=True, slots=True)
class KeyMakingJudgement:
    """The decoded message (None if unreadable) and every violation of V45."""

    message: KeyMakingMessage | None
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class KeyMakingState:
    """The entries so far. It advances over unsound entries too, which change nothing but size and root."""

    size: int = 0
    genesis: KeyMakingGenesis | None = None
    group: Group | None = None
    certificates: dict[int, CertificateFacts] = field(default_factory=dict)
    coefficients: dict[int, CoefficientFacts] = field(default_factory=dict)
    verification_keys: dict[int, VerificationKey] = field(default_factory=dict)
    complaint: Complaint | None = None
    verdict: Verdict | None = None
    sound: bool = True
    tree: CompactTree = field(default_factory=CompactTree)

    @property
    def stage(self) -> KeyMakingStage:
        """What the key making waits for."""
        if self.genesis is None:
            return KeyMakingStage.EMPTY
        if self.verdict is not None:
            return KeyMakingStage.BROKEN
        for stage, done in (
            (KeyMakingStage.CERTIFICATES, self.certificates),
            (KeyMakingStage.COEFFICIENTS, self.coefficients),
            (KeyMakingStage.VERIFICATION_KEYS, self.verification_keys),
        ):
            if len(done) < len(self.genesis.holders):
                return stage
        return KeyMakingStage.FINISHED

    @property
    def missing(self) -> tuple[int, ...]:
        """The owners whose contribution the current stage waits for."""
        match self.stage:
            case KeyMakingStage.CERTIFICATES:
                done = set(self.certificates)
            case KeyMakingStage.COEFFICIENTS:
                done = set(self.coefficients)
            case KeyMakingStage.VERIFICATION_KEYS:
                done = set(self.verification_keys)
            case _:
                return ()
        return tuple(owner for owner in self.owners if owner not in done)

    @property
    def owners(self) -> range:
        """The owner numbers, from 1; none before the genesis."""
        return range(1, 1 + (len(self.genesis.holders) if self.genesis else 0))

    def append(self, entry: LogEntry, judgement: KeyMakingJudgement) -> None:
        """Advance over an entry and what :func:`judge_key_making` said of it."""
        self.size += 1
        self.tree.append(leaf_hash(entry.leaf))
        if judgement.findings or judgement.message is None:
            self.sound = False
            return
        message = judgement.message
        if isinstance(message, KeyMakingGenesis):
            self.genesis, self.group = message, group_by_name(message.group)
        elif self.group is not None:
            self._take(self.group, message)

    def _take(self, group: Group, message: Certificate | Coefficients | VerificationKey | Complaint) -> None:
        match message:
            case Certificate():
                self.certificates[message.owner] = rules.read_certificate(group, message)
            case Coefficients():
                self.coefficients[message.owner] = rules.read_coefficients(group, message)
            case VerificationKey():
                self.verification_keys[message.owner] = message
            case Complaint():
                self.complaint, self.verdict = message, judge_complaint(self, group, message)


def judge_key_making(state: KeyMakingState, entry: LogEntry) -> KeyMakingJudgement:
    """Read an entry and apply V45 to it; never raises on bad input and changes nothing."""
    try:
        message = decode_key_making_message(entry.type, entry.payload)
    except FormatError as error:
        return KeyMakingJudgement(None, (Finding("V45", entry.index, str(error)),))
    try:
        problems = tuple(_problems(state, entry.type, message))
    except (CryptoError, RecordError) as error:
        problems = (f"{entry.type} cannot be checked: {error}",)
    return KeyMakingJudgement(message, tuple(Finding("V45", entry.index, problem) for problem in problems))


def _problems(state: KeyMakingState, entry_type: str, message: KeyMakingMessage) -> Iterator[str]:
    if state.stage not in _STAGES[entry_type]:
        yield f"{entry_type} stands where the key making waits for {state.stage}"
        return
    if isinstance(message, KeyMakingGenesis):
        yield from rules.genesis_problems(message)
        return
    if state.genesis is None or state.group is None:
        return
    yield from rules.sender_problems(state.genesis, message)
    if message.owner > len(state.genesis.holders):
        return
    if message.owner in _contributors(state, message):
        yield f"key holder {message.owner} has sent its {entry_type} already"
    match message:
        case Certificate():
            yield from rules.certificate_problems(state, state.group, message)
        case Coefficients():
            yield from rules.coefficients_problems(state, state.group, message)
        case VerificationKey():
            yield from rules.verification_key_problems(state, state.group, message)
        case Complaint():
            yield from rules.complaint_problems(state, message)


def _contributors(
    state: KeyMakingState, message: Certificate | Coefficients | VerificationKey | Complaint
) -> Iterable[int]:
    match message:
        case Certificate():
            return state.certificates
        case Coefficients():
            return state.coefficients
        case VerificationKey():
            return state.verification_keys
        case Complaint():
            return ()


def replay_key_making(entries: Iterable[LogEntry]) -> tuple[KeyMakingState, tuple[Finding, ...]]:
    """The state after all entries, and every violation in them."""
    state = KeyMakingState()
    findings: list[Finding] = []
    for entry in entries:
        judgement = judge_key_making(state, entry)
        findings.extend(judgement.findings)
        state.append(entry, judgement)
    return state, tuple(findings)


def threshold_parameters(state: KeyMakingState) -> ThresholdParameters:
    """The joint key as the official tool reads it, of a sound and finished log; ``KeyMakingError`` otherwise."""
    genesis = _finished(state)
    owners = state.owners
    return ThresholdParameters(
        threshold=genesis.threshold,
        certs=tuple(state.certificates[owner].message.certificate for owner in owners),
        coefexps=tuple(state.coefficients[owner].message.coefexps for owner in owners),
        signatures=tuple(state.coefficients[owner].message.certs_signature for owner in owners),
        verification_keys=tuple(state.verification_keys[owner].public_key for owner in owners),
    )


def key_making_head(state: KeyMakingState) -> KeyMakingHead:
    """What an election's genesis says of this key making, whose log is sound and finished; ``KeyMakingError``."""
    genesis = _finished(state)
    return KeyMakingHead(genesis.run, state.size, state.tree.root().hex(), genesis.election)


def joint_key(state: KeyMakingState) -> Element:
    """The public key of all holders together; ``KeyMakingError`` unless the log is sound and finished."""
    _finished(state)
    if state.group is None:
        raise KeyMakingError("This key making has no genesis.")
    return sub_key_public(state.group, [state.coefficients[owner].commitments for owner in state.owners])


def _finished(state: KeyMakingState) -> KeyMakingGenesis:
    if not state.sound:
        raise KeyMakingError("The log of this key making breaks its rules. Start a new key making.")
    if state.verdict is not None:
        raise KeyMakingError(f"This key making was broken off. {state.verdict.reason} Start a new key making.")
    if state.genesis is None or state.stage is not KeyMakingStage.FINISHED:
        raise KeyMakingError(f"This key making is not finished: it waits for {state.stage}.")
    return state.genesis


def head_problems(head: KeyMakingHead, state: KeyMakingState, item: Pedersen) -> Iterator[str]:
    """V45: an election's joint key and its genesis' word of the key making are those of this whole log."""
    try:
        if key_making_head(state) != head:
            yield f"the log of the key making {head.run} does not end where the genesis says"
        if threshold_parameters(state) != item.parameters:
            yield f"the joint key is not the one that the key making {head.run} ended with"
    except KeyMakingError as error:
        yield str(error)
