"""The phases of an election as a pure state machine that board, trustees and verifier share.

:func:`judge` reads one entry against the entries before it (a :class:`~record.ledger.LedgerView`) and returns what it
changes and which rules it breaks. The board refuses an entry with findings; the verifier reports them and goes on.
Proofs of ballots and shares cost time and need no view: they stand in :mod:`record.ballot_checks` and
:mod:`record.decrypting`, and whoever calls :func:`judge` runs them beside it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from record import decrypting, opening, voting
from record.canonical import decode
from record.digests import sha256_hex
from record.entries import (
    PAYLOADS,
    BadShare,
    BoothChange,
    CardReplacement,
    Challenge,
    Confirmation,
    Countersignature,
    Extension,
    Genesis,
    LogEntry,
    ShareProof,
    Withheld,
)
from record.errors import RecordError
from record.events import link_problem, order_problem, payload_problem
from record.ledger import BallotFacts, Effect, LedgerView, Stage
from record.payloads import OwnedShare, SizedTally
from record.rules import Finding
from record.setup import SetupError, read_setup

_STAGES: dict[str, tuple[Stage, ...]] = {
    "Genesis": (Stage.EMPTY,),
    "Setup": (Stage.GENESIS,),
    "Countersignature": (Stage.SETUP,),
    "Open": (Stage.SETUP,),
    "Ballot": (Stage.VOTING,),
    "Challenge": (Stage.VOTING,),
    "CardReplacement": (Stage.SETUP, Stage.VOTING),
    "BoothChange": (Stage.SETUP, Stage.VOTING),
    "Extension": (Stage.SETUP, Stage.VOTING),
    "EndBallots": (Stage.VOTING,),
    "EncryptedTally": (Stage.TALLY,),
    "Confirmation": (Stage.TALLY,),
    "ShareProof": (Stage.TALLY,),
    "PartialDecryption": (Stage.TALLY,),
    "BadShare": (Stage.TALLY,),
    "Result": (Stage.TALLY,),
    "Withheld": (Stage.TALLY,),
}
"""V33: the stages in which an entry may stand."""

_NEXT_STAGE: dict[str, Stage] = {
    "Genesis": Stage.GENESIS,
    "Setup": Stage.SETUP,
    "Open": Stage.VOTING,
    "EndBallots": Stage.TALLY,
    "Result": Stage.PUBLISHED,
    "Withheld": Stage.WITHHELD,
}

_MUST_FOLLOW: dict[str, str] = {"EndBallots": "EncryptedTally", "ShareProof": "PartialDecryption"}
"""V33: entries that are appended together."""


class _BallotHeader(msgspec.Struct):
    """The two facts of a ballot that the box needs; the ballot's full form is checked elsewhere (V03)."""

    credential: str
    signature: "_SignatureHeader"


class _SignatureHeader(msgspec.Struct):
    hash: str


_BALLOT_HEADER = msgspec.json.Decoder(_BallotHeader)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an entry changes, its decoded payload (None for events and unreadable ones), and its violations."""

    effect: Effect
    message: Any
    findings: tuple[Finding, ...]


def judge(view: LedgerView, entry: LogEntry) -> Judgement:
    """Read an entry and apply every rule of order, opening, box and decryption to it; never raises on bad input."""
    problems: list[tuple[str, str]] = []
    message: Any = None
    try:
        message, effect = _read(view, entry)
    except RecordError as error:
        problems.append((error.rule if isinstance(error, SetupError) else "V03", str(error)))
        effect = _bare_effect(entry)
    problems.extend(_order_problems(view, entry))
    if message is not None or entry.type in ("Open", "EndBallots"):
        for rule, check in _CHECKS.get(entry.type, ()):
            problems.extend((rule, detail) for detail in check(view, message, effect))
    return Judgement(effect, message, tuple(Finding(rule, entry.index, detail) for rule, detail in problems))


def _bare_effect(entry: LogEntry) -> Effect:
    """What an entry changes even when its payload cannot be read."""
    event = entry.event
    return Effect(
        payload_hash=sha256_hex(entry.payload) if entry.blobs else "",
        event=None if event is None else (event.type, event.height, sha256_hex(entry.leaf)),
        stage=_NEXT_STAGE.get(entry.type),
    )


def _read(view: LedgerView, entry: LogEntry) -> tuple[Any, Effect]:
    """The decoded payload and the effect; ``RecordError`` if the payload is not canonical."""
    base = _bare_effect(entry)
    if entry.type in PAYLOADS:
        return _read_own(entry, base)
    if entry.type == "Setup":
        facts = read_setup(entry)
        return facts, replace(base, setup=facts)
    if entry.type == "Ballot":
        try:
            header = _BALLOT_HEADER.decode(entry.payload)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            # Unreadable ballots are V03 of the ballot's own checks, which see the whole of it.
            return None, base
        ballot = BallotFacts(header.signature.hash, header.credential)
        return ballot, replace(base, ballot=ballot)
    if entry.type == "EncryptedTally":
        sized = decode(entry.payload, SizedTally)
        return sized, replace(base, tally_hash=sized.encrypted_tally)
    if entry.type == "PartialDecryption":
        owned = decode(entry.payload, OwnedShare)
        return owned, replace(base, share_owner=owned.owner)
    return None, base


def _read_own(entry: LogEntry, base: Effect) -> tuple[Any, Effect]:
    struct = PAYLOADS[entry.type]
    if struct is None:
        return None, base
    message: Any = decode(entry.payload, struct)
    match message:
        case Genesis():
            return message, replace(base, genesis=message)
        case Countersignature():
            return message, replace(base, signer=message.signer)
        case Challenge():
            return message, replace(base, challenge=BallotFacts(message.code, message.credential))
        case CardReplacement():
            return message, replace(base, replacement=(message.revoked, message.activated))
        case BoothChange():
            return message, replace(base, booth=tuple(message.booth))
        case Extension():
            return message, replace(base, closes=message.closes)
        case ShareProof():
            return message, replace(base, pending_share=(message.owner, message.share))
        case Confirmation():
            return message, replace(base, confirmation=(message.owner, message.confirmer))
        case _:
            return message, base


def _order_problems(view: LedgerView, entry: LogEntry) -> Iterator[tuple[str, str]]:
    if entry.event is not None:
        last = view.last_event
        link = link_problem(last[2] if last else None, last[1] if last else None, entry.event)
        for detail in (link, payload_problem(entry.event)):
            if detail:
                yield "V02", detail
        order = order_problem(last[0] if last else None, entry.event.type)
        if order:
            yield "V04", order
            return
    expected = _MUST_FOLLOW.get(view.last_entry[0])
    if expected is not None and entry.type != expected and entry.type != "PartialDecryption":
        yield "V33", f"{expected} must follow at once on {view.last_entry[0]}, but {entry.type} does"
    if view.stage not in _STAGES[entry.type]:
        yield "V33", f"{entry.type} stands where the election is in the phase {view.stage}"
    if entry.type == "BadShare" and len(entry.blobs) == 3 and not _bad_share_blobs_match(entry):
        yield "V03", "the accused share is not the one that the entry names"


def ending_findings(view: LedgerView) -> tuple[Finding, ...]:
    """V33 of a log as a whole: it does not end between two entries that are appended together."""
    expected = _MUST_FOLLOW.get(view.last_entry[0])
    if expected is None:
        return ()
    return (Finding("V33", view.size - 1, f"the log ends before the {expected} that belongs to {view.last_entry[0]}"),)


def _bad_share_blobs_match(entry: LogEntry) -> bool:
    try:
        message = decode(entry.payload, BadShare)
    except RecordError:
        return True  # V03 has said so already
    return sha256_hex(entry.blobs[0]) == message.share_proof and sha256_hex(entry.blobs[1]) == message.share


Check = Callable[[LedgerView, Any, Effect], Iterator[str]]


def _genesis(view: LedgerView, message: Genesis, effect: Effect) -> Iterator[str]:
    yield from opening.genesis_problems(message)


def _setup_fit(view: LedgerView, message: Any, effect: Effect) -> Iterator[str]:
    if view.genesis is not None and effect.setup is not None:
        yield from opening.setup_fit_problems(view.genesis, effect.setup)


def _fresh_key(view: LedgerView, message: Any, effect: Effect) -> Iterator[str]:
    if view.genesis is not None and effect.setup is not None:
        yield from opening.fresh_key_problems(view.genesis, effect.setup)


def _ballot_card(view: LedgerView, ballot: BallotFacts, effect: Effect) -> Iterator[str]:
    yield from voting.active_card_problems(view, ballot.credential, listed_only=True)


def _challenge_card(view: LedgerView, message: Challenge, effect: Effect) -> Iterator[str]:
    yield from voting.active_card_problems(view, message.credential, listed_only=False)


def _unsigned_share(view: LedgerView, message: OwnedShare, effect: Effect) -> Iterator[str]:
    yield from decrypting.unsigned_share_problems(view, message.owner, message.payload)


def _share_once(view: LedgerView, message: OwnedShare, effect: Effect) -> Iterator[str]:
    setup = view.setup
    if setup is not None and message.owner > len(setup.owner_keys):
        yield f"key holder {message.owner} is nobody of this election"
    if message.owner in view.share_owners():
        yield f"key holder {message.owner} has sent a share already"


def _countersigner(view: LedgerView, message: ShareProof, effect: Effect) -> Iterator[str]:
    yield from decrypting.countersigner_problems(view, message.owner)


def _viewed(check: Callable[[LedgerView, Any], Iterator[str]]) -> Check:
    return lambda view, message, effect: check(view, message)


_CHECKS: dict[str, tuple[tuple[str, Check], ...]] = {
    "Genesis": (("V31", _genesis),),
    "Setup": (("V32", _setup_fit), ("V44", _fresh_key)),
    "Countersignature": (("V34", _viewed(opening.countersignature_problems)),),
    "Open": (("V35", lambda view, message, effect: opening.opening_problems(view)),),
    "Ballot": (
        ("V21", _viewed(voting.one_ballot_problems)),
        ("V37", _viewed(voting.tested_ballot_problems)),
        ("V39", _viewed(voting.revoting_problems)),
        ("V42", _ballot_card),
    ),
    "Challenge": (
        ("V36", _viewed(voting.challenge_signature_problems)),
        ("V37", _viewed(voting.cast_before_test_problems)),
        ("V38", _viewed(voting.challenge_limit_problems)),
        ("V42", _challenge_card),
    ),
    "CardReplacement": (
        ("V40", _viewed(voting.replacement_signature_problems)),
        ("V41", _viewed(voting.replacement_problems)),
    ),
    "Extension": (("V43", _viewed(voting.extension_problems)),),
    "Confirmation": (("V51", _viewed(decrypting.confirmation_problems)),),
    "ShareProof": (
        ("V46", _viewed(decrypting.share_signature_problems)),
        ("V48", _countersigner),
        ("V50", lambda view, message, effect: decrypting.enough_ballots_problems(view)),
    ),
    "PartialDecryption": (("V23", _share_once), ("V46", _unsigned_share)),
    "Withheld": (("V50", _viewed(decrypting.withheld_problems)),),
}


def withheld_message(view: LedgerView) -> Withheld:
    """The payload of a Withheld entry for the ballots counted so far."""
    return Withheld("too-few-ballots", view.counted)
