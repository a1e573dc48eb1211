"""Taking part in a key making, one resumable step at a time.

Each step reads the whole log, verifies it, and does the one thing that the run waits for from this holder. A message
is in the key file before it is sent, and is sent again, the same bytes, until the log shows it: so a crash anywhere
costs nothing, and this holder never says two different things in one run. Secrets of a run are dropped once the run
is over; what remains is the finished key, or this holder's own complaint that ended the run
(:mod:`trustee.complaining`).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from crypto.errors import CryptoError
from record.canonical import encode
from record.digests import sha256_hex
from record.errors import RecordError
from record.key_making import (
    KeyMakingStage,
    KeyMakingState,
    joint_key,
    key_making_head,
    replay_key_making,
    threshold_parameters,
)
from record.key_making_complaint import BoxError
from record.key_making_messages import (
    KeyMakingGenesis,
    decode_key_making_leaf,
    decode_key_making_message,
    key_making_origin,
)
from record.printable import ended
from record.rules import RULES
from record.trustees import ThresholdParameters
from trustee import contributions
from trustee.board import KeyMakingBoard
from trustee.complaining import complain, not_shown, send_again
from trustee.errors import (
    ForeignMessageError,
    KeyMakingBrokenError,
    KeyMakingRefusedError,
    KeyMakingTimeoutError,
    LogRefusedError,
    NotAHolderError,
)
from trustee.journal import Journal
from trustee.key_file import JointKey, KeyStore, RunSecrets
from trustee.log_reading import open_head, read_entries, read_first_payload

POLL_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: its stage, whose contributions are missing, and the finished key (None before)."""

    stage: KeyMakingStage
    missing: tuple[int, ...]
    key: JointKey | None


@dataclass(frozen=True, slots=True)
class RunRules:
    """What a holder must agree to before taking part; ``owner`` is its own number, ``fingerprint`` of the genesis."""

    genesis: KeyMakingGenesis
    owner: int
    fingerprint: str


def read_rules(board: KeyMakingBoard, run: str, identity: str) -> RunRules:
    """The rules of a run as the board shows them, to be compared with the other holders by fingerprint.

    Raises ``NotAHolderError``, ``KeyMakingRefusedError``, ``LogRefusedError`` or ``BoardError``.
    """
    payload = read_first_payload(board.key_log(run), decode_key_making_leaf)
    genesis = _decode_genesis(payload, run)
    if identity not in genesis.holders:
        raise NotAHolderError("This key making does not name your signing key. Give your key to its organiser first.")
    return RunRules(genesis, genesis.holders.index(identity) + 1, sha256_hex(payload))


def step(board: KeyMakingBoard, store: KeyStore, journal: Journal, rules: RunRules) -> Progress:
    """Do what the run waits for from this holder, if anything; ``rules`` are those that the person agreed to.

    Raises ``KeyMakingBrokenError`` for a run that a complaint has ended (perhaps our own, just now or on another day,
    whether the log shows it or not), and the errors of reading; ``BoardError`` if the board does not answer, and then
    the next step sends the same bytes.
    """
    run = rules.genesis.run
    finished = store.contents.joint_key(run)
    if finished is not None:
        return Progress(KeyMakingStage.FINISHED, (), finished)
    state = _read_state(board, journal, rules)
    if state.verdict is not None:
        if store.contents.run(run) is not None:
            store.save(store.contents.without_run(run))
        raise KeyMakingBrokenError(
            "{reason} The key making is over. Start a new one.", state.verdict.culprit, reason=state.verdict.reason
        )
    complained = store.contents.complained(run)
    if complained is not None:
        # Only now: in a log that shows it, the same complaint a second time would break a rule.
        send_again(board, complained)
        raise not_shown(complained)
    secrets = _own_secrets(store, state, rules)
    _check_own_messages(state, secrets)
    match state.stage:
        case KeyMakingStage.CERTIFICATES:
            if secrets.owner not in state.certificates:
                board.send_certificate(run, secrets.certificate.encode())
        case KeyMakingStage.COEFFICIENTS:
            if secrets.owner not in state.coefficients:
                _send_coefficients(board, store, state, secrets)
        case KeyMakingStage.VERIFICATION_KEYS:
            if secrets.owner not in state.verification_keys:
                _send_verification_key(board, store, state, secrets)
        case KeyMakingStage.FINISHED:
            key = _finish(state, secrets)
            store.save(store.contents.without_run(run, key))
            return Progress(KeyMakingStage.FINISHED, (), key)
        case _:
            raise KeyMakingRefusedError("This key making has no rules yet. Ask its organiser.")
    return Progress(state.stage, state.missing, None)


def make_key(
    board: KeyMakingBoard,
    store: KeyStore,
    journal: Journal,
    rules: RunRules,
    *,
    seconds: float,
    tell: Callable[[Progress], None],
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> JointKey:
    """All rounds, waiting for the other holders at most ``seconds``; ``KeyMakingTimeoutError`` loses nothing."""
    deadline = clock() + seconds
    while True:
        progress = step(board, store, journal, rules)
        tell(progress)
        if progress.key is not None:
            return progress.key
        if clock() >= deadline:
            raise KeyMakingTimeoutError(
                "Still waiting for key holders {numbers}. Run the same command again later: nothing is lost.",
                numbers=", ".join(map(str, progress.missing)),
            )
        sleep(min(POLL_SECONDS, max(0.0, deadline - clock())))


def read_parameters(board: KeyMakingBoard, key: JointKey, identity: str, journal: Journal) -> ThresholdParameters:
    """What the key making of a finished key ended with, as the board's log shows it; for the fire drill.

    Raises ``LogRefusedError`` for another log than the one that the key came from, and the errors of reading.
    """
    state = _read_state(board, journal, read_rules(board, key.head.run, identity))
    try:
        if key_making_head(state) == key.head:
            return threshold_parameters(state)
    except RecordError as error:
        raise LogRefusedError(str(error)) from error
    raise LogRefusedError("The board shows another log of this key making than the one that your key came from.")


def _decode_genesis(payload: bytes, run: str) -> KeyMakingGenesis:
    try:
        genesis = decode_key_making_message("KeyMakingGenesis", payload)
    except RecordError as error:
        raise LogRefusedError("The rules of this key making are malformed: {reason}", reason=str(error)) from error
    if not isinstance(genesis, KeyMakingGenesis) or genesis.run != run:
        raise LogRefusedError("The board shows the rules of another key making.")
    return genesis


def _read_state(board: KeyMakingBoard, journal: Journal, rules: RunRules) -> KeyMakingState:
    log = board.key_log(rules.genesis.run)
    head = open_head(log.checkpoint(), key_making_origin(rules.genesis.run), rules.genesis.board)
    entries = read_entries(log, head, decode_key_making_leaf, journal)
    state, findings = replay_key_making(entries)
    if findings:
        raise LogRefusedError(
            "The log of this key making breaks the rule {rule} ({title}): {reason}",
            rule=findings[0].rule,
            title=RULES[findings[0].rule].title,
            reason=ended(findings[0].detail),
        )
    if state.genesis is None or sha256_hex(encode(state.genesis)) != rules.fingerprint:
        raise LogRefusedError("The board shows other rules of this key making than those that you agreed to.")
    return state


def _own_secrets(store: KeyStore, state: KeyMakingState, rules: RunRules) -> RunSecrets:
    secrets = store.contents.run(rules.genesis.run)
    if secrets is None:
        if rules.owner in state.certificates:
            raise ForeignMessageError(
                "Your certificate is in this key making, and this key file has not made it: use the key file that you "
                "began with, or start a new key making."
            )
        secrets = contributions.begin(store.contents.signing_key(), rules.genesis, rules.owner)
        store.save(store.contents.with_run(secrets))
    if secrets.genesis != rules.fingerprint:
        raise KeyMakingRefusedError("You began this key making under other rules. Start a new one.")
    return secrets


def _check_own_messages(state: KeyMakingState, secrets: RunSecrets) -> None:
    """What stands in the log under our name is what we sent, byte for byte."""
    owner = secrets.owner
    pairs = (
        (state.certificates[owner].message if owner in state.certificates else None, secrets.certificate),
        (state.coefficients[owner].message if owner in state.coefficients else None, secrets.sent_coefficients),
        (state.verification_keys.get(owner), secrets.verification_key),
    )
    if any(message is not None and encode(message).decode() != sent for message, sent in pairs):
        raise ForeignMessageError(
            "A message under your name in this key making is not from this key file: somebody else uses your key, or "
            "an older copy of the file. Start a new key making."
        )


def _send_coefficients(board: KeyMakingBoard, store: KeyStore, state: KeyMakingState, secrets: RunSecrets) -> None:
    if not secrets.sent_coefficients:
        message = contributions.coefficients(store.contents.signing_key(), secrets, state)
        secrets = msgspec.structs.replace(secrets, sent_coefficients=message)
        store.save(store.contents.with_run(secrets))
    board.send_coefficients(secrets.run, secrets.sent_coefficients.encode())


def _send_verification_key(board: KeyMakingBoard, store: KeyStore, state: KeyMakingState, secrets: RunSecrets) -> None:
    identity = store.contents.signing_key()
    if not secrets.verification_key:
        shares = []
        for sender in state.owners:
            try:
                shares.append(contributions.received_share(secrets, state, sender))
            except BoxError as error:
                complain(board, store, secrets, sender, str(error))
        x = contributions.private_key(secrets, shares)
        secrets = msgspec.structs.replace(
            secrets,
            share=x.reveal().hex(),
            verification_key=contributions.verification_key(identity, secrets, x),
        )
        store.save(store.contents.with_run(secrets))
    board.send_verification_key(secrets.run, secrets.verification_key.encode())


def _finish(state: KeyMakingState, secrets: RunSecrets) -> JointKey:
    try:
        genesis, head, parameters = state.genesis, key_making_head(state), threshold_parameters(state)
        joint_key(state)
    except (RecordError, CryptoError) as error:
        raise LogRefusedError(str(error)) from error
    if genesis is None:
        raise LogRefusedError("This key making has no rules.")
    return JointKey(
        group=secrets.group,
        secret=secrets.share,
        public_key=state.verification_keys[secrets.owner].public_key.public_key,
        owner=secrets.owner,
        threshold=genesis.threshold,
        head=head,
        parameters=sha256_hex(encode(parameters)),
        holders=genesis.holders,
    )
