"""What only the board's owner does, on the board's machine: set up, open, extend, close, publish.

Plain functions, so that the commands, the demo and later the committee's pages do the same. Everything that they
append is judged by the rules like any other entry.
"""

from collections.abc import Callable
from pathlib import Path

from bulletin_board.board import Board, open_board
from bulletin_board.config import BoardConfig
from bulletin_board.counting import result_payload, tally_payload
from bulletin_board.errors import EntryRefusedError, SpecificationError, StageError
from bulletin_board.key_file import create_key_file, ensure_committee_key, read_key_file
from bulletin_board.opening_hours import moment
from bulletin_board.presentations import PresentationFiles, check_files, store_presentation
from bulletin_board.specification import (
    ElectionSpecification,
    build_genesis,
    build_setup,
    joint_item,
    single_item,
)
from bulletin_board.storage.database import migrate, open_database
from bulletin_board.storage.writing import LogTransaction, next_entry, replay
from record.canonical import encode
from record.digests import sha256_hex
from record.election import parse_election
from record.entries import BoothChange, Extension, ExtensionReason, KeyMakingHead
from record.errors import RecordError
from record.identifiers import new_identifier
from record.key_making import key_making_head, threshold_parameters
from record.key_making_messages import KeyMakingGenesis
from record.ledger import Stage
from record.phases import withheld_message
from record.rules import Finding
from record.setup import setup_problems
from record.trustees import Pedersen, TrusteeKind

Beside = Callable[[LogTransaction], None]
"""Writes something more into the transaction of an act, once its entries are there: both or neither."""


def nothing_more(transaction: LogTransaction) -> None:
    """What is written beside an act of the board's owner: nothing."""


def init_board(config: BoardConfig) -> str:
    """Make the keys that are missing and bring the database to this version; answers the public key (hex)."""
    key = read_key_file(config.key_file) if config.key_file.exists() else create_key_file(config.key_file)
    ensure_committee_key(config.key_file)
    engine = open_database(config.database_url)
    try:
        migrate(engine)
    finally:
        engine.dispose()
    open_board(config).close()
    return key.public_hex


def new_key_making(
    board: Board, threshold: int, holders: list[str], *, group: str = "Ed25519", election: str = ""
) -> str:
    """Begin a key making of ``threshold`` of these holders (signing keys, hex); answers its run.

    ``election`` is the uuid that the key is for alone, or empty: reusable. ``SpecificationError`` for bad rules.
    """
    run = new_identifier()
    try:
        payload = encode(
            KeyMakingGenesis(1, run, group, threshold, board.store.key.public_hex, tuple(holders), election)
        )
        with board.store.create_key_making(run) as transaction:
            transaction.append("KeyMakingGenesis", payload)
    except EntryRefusedError as error:
        raise SpecificationError(f"This key making cannot be: {error}") from error
    return run


def new_election(
    board: Board,
    specification: ElectionSpecification,
    credentials: bytes,
    spares: list[str],
    presentation: PresentationFiles | None = None,
    beside: Beside = nothing_more,
) -> str:
    """Append genesis and Setup of a new election and keep what booths show beside its names; answers its uuid.

    ``credentials`` is the registrar's canonical list, ``spares`` those of its elements that replace lost cards.
    Raises ``SpecificationError`` with everything that is wrong, ``PresentationError``, ``ExistsError``,
    ``KeyMakingUnknownError``.
    """
    items, holders, heads = _trustees(board, specification)
    blobs = build_setup(specification, items, credentials)
    shown = None if presentation is None else check_files(presentation, parse_election(blobs[0]))
    genesis = build_genesis(
        specification,
        board.store.key.public_hex,
        holders,
        heads,
        spares,
        int(board.config.clock().timestamp()),
        "" if presentation is None else sha256_hex(presentation.document),
    )
    try:
        with board.store.create_election(specification.uuid) as transaction:
            transaction.append("Genesis", encode(genesis))
            if presentation is not None and shown is not None:
                store_presentation(transaction.connection, transaction.head.log_id, presentation, shown)
            # Proofs of the trustees cost time and need no view: judge() leaves them to its callers.
            problems = setup_problems(next_entry(transaction.head, "Setup", *blobs), require_commitments=True)
            if problems:
                raise EntryRefusedError(tuple(Finding(each.rule, 1, each.sentence) for each in problems))
            transaction.append("Setup", *blobs)
            beside(transaction)
    except EntryRefusedError as error:
        raise SpecificationError(f"This election cannot be: {error}") from error
    return specification.uuid


def _trustees(
    board: Board, specification: ElectionSpecification
) -> tuple[tuple[TrusteeKind, ...], list[str], list[KeyMakingHead]]:
    items: list[TrusteeKind] = []
    holders: list[str] = []
    heads: list[KeyMakingHead] = []
    for trustee in specification.trustees:
        if trustee.key_making is None:
            single, holder = single_item(trustee)
            items.append(single)
            holders.append(holder)
            continue
        with board.store.read_log("keys", trustee.key_making) as (connection, head):
            state = replay(connection, head)
        try:
            joint = Pedersen(threshold_parameters(state))
            heads.append(key_making_head(state))
        except RecordError as error:
            raise SpecificationError(f"The key making {trustee.key_making}: {error}") from error
        items.append(joint_item(joint, trustee))
        holders.extend(state.genesis.holders if state.genesis is not None else ())
    return tuple(items), holders, heads


def open_voting(board: Board, uuid: str, beside: Beside = nothing_more) -> None:
    """Append ``Open``; ``EntryRefusedError`` (V35) names the countersignatures that are missing."""
    with board.store.append_to_election(uuid) as transaction:
        transaction.append("Open")
        beside(transaction)


def extend_voting(board: Board, uuid: str, closes: str, reason: ExtensionReason, beside: Beside = nothing_more) -> None:
    """Move the close to a later ``Time``; ``EntryRefusedError`` (V43, V33, V03)."""
    with board.store.append_to_election(uuid) as transaction:
        transaction.append("Extension", encode(Extension(closes, reason)))
        beside(transaction)


def change_booth(board: Board, uuid: str, booth: list[str]) -> None:
    """Announce the booth's new file hashes (hex); ``EntryRefusedError``."""
    with board.store.append_to_election(uuid) as transaction:
        transaction.append("BoothChange", encode(BoothChange(booth)))


def close_voting(board: Board, uuid: str, *, early: bool = False, beside: Beside = nothing_more) -> Stage:
    """Append ``EndBallots`` and ``EncryptedTally`` together, and below k counted ballots ``Withheld`` as well.

    Answers the stage: tally or withheld. ``StageError`` before the announced close unless ``early``.
    """
    with board.store.read_election(uuid) as election:
        state = election.head.state
        if state.stage != Stage.VOTING:
            raise StageError(f"The election is in the phase {state.stage}: only an open box can be closed.")
        if not early and board.config.clock() < moment(state.closes):
            raise StageError(f"Voting closes at {state.closes} (UTC): wait until then, or close early on purpose.")
        size, tally = election.head.size, tally_payload(election)
    with board.store.append_to_election(uuid) as transaction:
        if transaction.head.size != size:
            # Something arrived while the sum was made. Make it again, now with everybody else waiting.
            tally = tally_payload(transaction.reading())
        transaction.append("EndBallots")
        transaction.append("EncryptedTally", *tally)
        view = transaction.view()
        if view.genesis is not None and view.counted < view.genesis.k:
            transaction.append("Withheld", encode(withheld_message(view)))
        beside(transaction)
        return Stage(transaction.head.state.stage)


def publish_result(board: Board, uuid: str, beside: Beside = nothing_more) -> None:
    """Append ``Result``; ``StageError`` while key holders are missing, ``EntryRefusedError`` out of turn."""
    with board.store.append_to_election(uuid) as transaction:
        transaction.append("Result", result_payload(transaction.reading()))
        beside(transaction)


def board_of(database_url: str, key_file: Path) -> Board:
    """The board of a database and key file with all other settings as usual."""
    return open_board(BoardConfig(database_url, key_file))
