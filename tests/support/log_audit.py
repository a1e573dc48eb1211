"""A full audit of a log in its database: everything that must hold, recomputed from the entries alone.

The rows are read with plain SQL and the tree, the rules' answers and the derived tables are computed anew, so that
the audit shares nothing with the storage but the record's formats. :func:`audit` answers sentences, none for a sound
log; :func:`assert_sound` is what tests of races, kills and faults end with.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from bulletin_board.board import Board
from bulletin_board.exporting import export_log
from record.ballot import short_code
from record.canonical import decode
from record.checkpoint import OpenedCheckpoint, open_checkpoint
from record.digests import sha256_hex
from record.entries import LogEntry, ShareProof
from record.errors import RecordError
from record.events import link_problem
from record.ledger import Effect, Ledger
from record.merkle import consistency_proof, inclusion_proof, verify_consistency
from record.phases import judge
from record.receipt import parse_receipt, verify_receipt
from tests.support.stored_log import DERIVED, Row, StoredLog, read_stored
from verifier.run import verify
from verifier.source.folder import FolderSource


class Held(msgspec.Struct, frozen=True):
    """What a client holds: the payload that it sent, the index in the answer, and the receipt."""

    sent: bytes
    index: int
    receipt: bytes


def assert_sound(
    board: Board, uuid: str, held: Iterable[Held] = (), heads: Iterable[bytes] = (), *, verifier: bool = True
) -> Ledger:
    """The log passes the audit; answers its replayed ledger."""
    ledger = Ledger()
    found = list(audit(board, uuid, held, heads, verifier=verifier, ledger=ledger))
    assert not found, "\n".join(found[:20])
    return ledger


def audit(
    board: Board,
    uuid: str,
    held: Iterable[Held] = (),
    heads: Iterable[bytes] = (),
    *,
    verifier: bool = True,
    ledger: Ledger | None = None,
) -> Iterator[str]:
    """Every problem of the election's log; ``heads`` are signed checkpoints that anybody ever saw.

    ``verifier``: also export the log and have it verified whole, ballots' proofs and all. ``ledger``, empty, takes
    the replay.
    """
    log, receipts = read_stored(board, uuid), list(held)
    public = board.store.key.public_hex
    yield from log.parse()
    if len(log.entries) != len(log.rows):
        return
    yield from _tree_problems(log, public)
    yield from _chain_problems(log)
    yield from _derived_problems(log, Ledger() if ledger is None else ledger)
    yield from _receipt_problems(log, public, receipts)
    yield from _head_problems(log, public, [*heads, *(parse_receipt(each.receipt).checkpoint for each in receipts)])
    if verifier:
        yield from _verifier_problems(board, uuid)


def _tree_problems(log: StoredLog, public: str) -> Iterator[str]:
    """Size, peaks, root and signature of the head, and every stored node, follow from the leaves."""
    if log.head.size != len(log.rows):
        yield f"the head says {log.head.size} entries, there are {len(log.rows)}"
    if log.nodes != {(*place, value) for place, value in log.grown.items()}:
        yield "the stored nodes are not those of the entries"
    if log.head.peaks != b"".join(log.peaks()):
        yield "the peaks are not those of the entries"
    try:
        head = open_checkpoint(log.head.checkpoint, log.head.origin, public)
    except RecordError as error:
        yield f"the signed head: {error}"
        return
    if (head.size, head.root) != (log.tree.size, log.tree.root()):
        yield "the signed head is not that of the entries"


def _chain_problems(log: StoredLog) -> Iterator[str]:
    """Parents and heights of the Belenios events; one ballot for each tracking code, one entry for each message."""
    last: tuple[str | None, int | None] = (None, None)
    for entry in log.entries:
        if entry.event is None:
            continue
        problem = link_problem(*last, entry.event)
        if problem is not None:
            yield f"entry {entry.index}: {problem}"
        last = (sha256_hex(entry.leaf), entry.event.height)
    codes = [msgspec.json.decode(entry.payload)["signature"]["hash"] for entry in log.entries if entry.type == "Ballot"]
    if len(set(codes)) != len(codes):
        yield "a tracking code stands in the log twice"
    messages = [(entry.type, entry.payload) for entry in log.entries if entry.payload]
    if len(set(messages)) != len(messages):
        yield "the same message stands in the log twice"


def _derived_problems(log: StoredLog, ledger: Ledger) -> Iterator[str]:
    """Every entry keeps the rules; derived tables and the head's state are what a replay of the entries gives."""
    expected: dict[str, set[Row]] = {name: set() for name in DERIVED}
    last_event = ""
    for entry in log.entries:
        judgement = judge(ledger, entry)
        for finding in judgement.findings:
            yield f"entry {entry.index} breaks {finding.rule}: {finding.detail}"
        for table, row in _rows_of(entry, judgement.effect):
            expected[table].add((entry.index, *row))
        if entry.event is not None:
            last_event = entry.leaf.decode()
        ledger.append(entry, judgement.effect)
    for name, rows in expected.items():
        if log.tables[name] != rows:
            yield f"the table {name} is not what the entries give"
    state = {
        "stage": ledger.stage.value,
        "closes": ledger.closes,
        "last_event": last_event,
        "last_entry": list(ledger.last_entry),
        "pending_share": _listed(ledger.pending_share),
        "tally": _listed(ledger.tally),
        "ballots": len(expected["ballots"]),
        "challenges": len(expected["challenges"]),
        "counted": ledger.counted,
        "announced": _announced(ledger),
    }
    stored = msgspec.json.decode(log.head.state)
    for name, value in state.items():
        if stored.get(name, 0 if isinstance(value, int) else None) != value:
            yield f"the head's {name} is {stored.get(name)!r}, the entries give {value!r}"


def _rows_of(entry: LogEntry, effect: Effect) -> Iterator[tuple[str, Row]]:
    """The rows that an entry has in the derived tables, without its index."""
    if effect.ballot is not None and entry.event is not None:
        code = effect.ballot.code
        yield "ballots", (entry.event.height, code, short_code(code), effect.ballot.credential)
    if effect.challenge is not None:
        code = effect.challenge.code
        yield "challenges", (code, short_code(code), effect.challenge.credential)
    if effect.replacement is not None:
        yield "card_replacements", effect.replacement
    if effect.signer is not None:
        yield "signers", (effect.signer,)
    if effect.share_owner is not None:
        yield "shares", (effect.share_owner,)
    if entry.type == "BadShare":
        yield "bad_shares", (decode(entry.blobs[0], ShareProof).owner,)


def _announced(ledger: Ledger) -> dict[str, Any] | None:
    genesis, setup = ledger.genesis, ledger.setup
    if genesis is None or setup is None:
        return None
    return {
        "name": setup.election.name,
        "fingerprint": setup.fingerprint,
        "voters": len(setup.credentials) - len(genesis.spares),
        "kind": genesis.kind,
        "board": genesis.board,
        "opens": genesis.opens,
        "revoting": genesis.revoting,
        "k": genesis.k,
        "presentation": genesis.presentation,
    }


def _listed(pair: tuple[int, str] | None) -> list[Any] | None:
    return None if pair is None else list(pair)


def _receipt_problems(log: StoredLog, public: str, held: list[Held]) -> Iterator[str]:
    """Every receipt verifies, for the entry that stands there, and that entry is what its holder sent."""
    for each in held:
        name = f"receipt {each.index}"
        if each.index >= len(log.entries):
            yield f"{name}: LOST, the log has only {len(log.entries)} entries"
            continue
        entry = log.entries[each.index]
        if entry.payload != each.sent:
            yield f"{name}: LOST, another entry stands there"
        try:
            receipt = parse_receipt(each.receipt)
            head = verify_receipt(receipt, entry.leaf, log.head.origin, public).head
        except RecordError as error:
            yield f"{name}: {error}"
            continue
        if (receipt.index, receipt.extra) != (each.index, entry.leaf):
            yield f"{name}: it is of the entry {receipt.index} or carries another leaf"
        if head.size > log.tree.size:
            yield f"{name}: LOST, its head has {head.size} entries"
        elif list(receipt.proof) != inclusion_proof(log.lookup, each.index, head.size):
            yield f"{name}: its proof is not the log's"


def _head_problems(log: StoredLog, public: str, heads: Iterable[bytes]) -> Iterator[str]:
    """Any two signed heads, of whatever sizes, are heads of one log: this one."""
    opened: list[OpenedCheckpoint] = []
    for data in {*heads, log.head.checkpoint}:
        try:
            opened.append(open_checkpoint(data, log.head.origin, public))
        except RecordError as error:
            yield f"a head: {error}"
    opened.sort(key=lambda head: head.size)
    for old, new in pairwise(opened):
        try:
            proof = consistency_proof(log.lookup, old.size, new.size)
            verify_consistency(old.size, old.root, new.size, new.root, proof)
        except (RecordError, KeyError) as error:
            yield f"FORK between the heads of {old.size} and {new.size} entries: {error}"


def _verifier_problems(board: Board, uuid: str) -> Iterator[str]:
    with TemporaryDirectory(prefix="suarasah-audit-") as parent:
        export_log(board, "election", uuid, Path(parent, "log"))
        report = verify(FolderSource(Path(parent, "log")))
    if report.verdict != "accepted":
        yield f"the verifier says {report.verdict}: {[f'{f.rule} {f.detail}' for f in report.findings]}"
