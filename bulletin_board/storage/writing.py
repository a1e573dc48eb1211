"""Appending: one transaction that judges entries, stores them, signs the new head and swaps it in.

The order, and what a crash at each point means:

1. The head's row is locked. Before the commit nothing below is visible to anybody: a crash leaves the log as it was.
2. The entry is judged against the database; with findings the transaction is rolled back.
3. Payloads, leaf, tree nodes and derived rows are inserted.
4. The new head is signed. The signature has not left this process: if it dies now, another entry may take this place
   and another head of this size be signed, and still nobody ever sees two.
5. The head's row is swapped and the transaction committed, durably (:mod:`bulletin_board.storage.database`). A crash
   during the commit leaves all or nothing; whoever asked got no answer, asks again with the same bytes and gets the
   one entry.
6. Only now is a receipt made and sent. A crash before loses an answer, never an entry.

The database itself forbids forks: an index can be inserted once, and a head's size only grows.
"""

from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, select, update

from bulletin_board.errors import EntryRefusedError, KeyFileError
from bulletin_board.storage.derived import derived_rows, insert_derived
from bulletin_board.storage.facts import LogFacts, with_genesis, with_setup
from bulletin_board.storage.head import Head, HeadState, LogKind, advance, peak_lookup
from bulletin_board.storage.reading import find_entry, key_making_entries
from bulletin_board.storage.tables import blobs, entries, logs, nodes
from bulletin_board.storage.view import ElectionReading, SqlLedgerView
from crypto.signing_key import SigningKey
from record.canonical import decode
from record.checkpoint import Checkpoint, sign_checkpoint
from record.digests import sha256_hex
from record.entries import PAYLOADS, LogEntry, ShareProof, own_leaf
from record.events import EventType, next_event, parse_event
from record.key_making import KeyMakingJudgement, KeyMakingState, judge_key_making
from record.key_making_messages import decode_key_making_message, key_making_entry_of
from record.merkle import EMPTY_ROOT, HASH_BYTES, CompactTree, StoredNode, inclusion_proof, leaf_hash
from record.phases import judge
from record.receipt import Receipt

_EVENT_TYPES: dict[str, EventType] = {
    "Setup": "Setup",
    "Ballot": "Ballot",
    "EndBallots": "EndBallots",
    "EncryptedTally": "EncryptedTally",
    "PartialDecryption": "PartialDecryption",
    "Result": "Result",
}


# Made once, like those of :mod:`bulletin_board.storage.head`.
_INSERT_ENTRY = insert(entries)
_INSERT_NODES = insert(nodes)
_INSERT_BLOBS = insert(blobs)
_SWAP = update(logs).where(logs.c.id == bindparam("log_id"), logs.c.size == bindparam("old_size"))


def _node_row(log_id: int, node: StoredNode) -> dict[str, Any]:
    return {"log_id": log_id, "level": node.level, "index": node.index, "hash": node.hash}


class LogTransaction:
    """What all logs have in common; ``head`` moves with each entry that is written."""

    def __init__(self, connection: Connection, head: Head, key: SigningKey) -> None:
        self.connection = connection
        self.head = head
        self._key = key
        self._stored = head
        self._peaks_before = b""
        self._last_leaf = b""
        self._tree = CompactTree.restore(head.size, peak_lookup(head.size, head.peaks))

    def find(self, entry_type: str, payload: bytes) -> int | None:
        """The index of the entry with exactly this payload; None if there is none."""
        return find_entry(self.connection, self.head.log_id, entry_type, sha256_hex(payload))

    def finish(self) -> None:
        """Steps 4 and 5 without the commit; does nothing if nothing was written."""
        head = self.head
        if head.size == self._stored.size:
            return
        checkpoint = sign_checkpoint(Checkpoint(head.origin, head.size, self._tree.root()), self._key)
        self.head = Head(head.log_id, head.kind, head.name, head.origin, head.size, head.peaks, head.state, checkpoint)
        swapped = self.connection.execute(
            _SWAP,
            {
                "log_id": head.log_id,
                "old_size": self._stored.size,
                "size": head.size,
                "peaks": head.peaks,
                "state": head.state.encode(),
                "checkpoint": checkpoint,
            },
        )
        if swapped.rowcount != 1:
            raise KeyFileError("The head of this log moved under its lock: stop all processes of this board.")

    def last_receipt(self) -> bytes:
        """The receipt of the newest entry under the head of this transaction, with its leaf. Only after the commit."""
        size = self.head.size
        # All siblings of the newest leaf are on its left: they are the peaks of the tree before it.
        proof = inclusion_proof(peak_lookup(size - 1, self._peaks_before), size - 1, size)
        return Receipt(size - 1, tuple(proof), self.head.checkpoint, self._last_leaf).serialise()

    def _write(self, entry: LogEntry, state: HeadState, rows: list[tuple[Table, dict[str, Any]]]) -> None:
        log_id, index = self.head.log_id, self.head.size
        payload_hash = sha256_hex(entry.payload) if entry.blobs else ""
        self._insert_blobs(entry)
        row = {"log_id": log_id, "index": index, "type": entry.type, "leaf": entry.leaf, "payload": payload_hash}
        self.connection.execute(_INSERT_ENTRY, row)
        completed = self._tree.append(leaf_hash(entry.leaf))
        # The newest leaf merged one peak into its own for each ancestor that it completed.
        kept = len(self.head.peaks) - (len(completed) - 1) * HASH_BYTES
        peaks = self.head.peaks[:kept] + completed[-1].hash
        self._peaks_before = self.head.peaks
        self._last_leaf = entry.leaf
        self.connection.execute(_INSERT_NODES, [_node_row(log_id, node) for node in completed])
        insert_derived(self.connection, log_id, index, rows)
        self.head = Head(
            log_id, self.head.kind, self.head.name, self.head.origin, index + 1, peaks, state, self.head.checkpoint
        )

    def _insert_blobs(self, entry: LogEntry) -> None:
        named = {sha256_hex(each): each for each in entry.blobs}
        present: set[str] = set()
        # A ballot's bytes are new: a ballot of its tracking code would have been a finding (V21).
        if named and entry.type != "Ballot":
            query = select(blobs.c.sha256).where(blobs.c.log_id == self.head.log_id, blobs.c.sha256.in_(named))
            present = set(self.connection.execute(query).scalars())
        rows = [
            {"log_id": self.head.log_id, "sha256": name, "data": each}
            for name, each in named.items()
            if name not in present
        ]
        if rows:
            self.connection.execute(_INSERT_BLOBS, rows)


class ElectionTransaction(LogTransaction):
    """Appends to an election's log, judged by :func:`record.phases.judge`."""

    def __init__(self, connection: Connection, head: Head, key: SigningKey, facts: LogFacts) -> None:
        """``KeyFileError`` if the election was set up with another board key."""
        super().__init__(connection, head, key)
        self.facts = facts
        if facts.genesis is not None and facts.genesis.board != key.public_hex:
            raise KeyFileError(f"The election {head.name} was set up with another board key: start with that key.")

    def view(self) -> SqlLedgerView:
        """The entries so far, as the rules see them."""
        return SqlLedgerView(self.connection, self.head, self.facts)

    def reading(self) -> ElectionReading:
        """The entries so far, as readers see a log."""
        return ElectionReading(self.connection, self.head, self.facts)

    def append(self, entry_type: str, *data: bytes, view: SqlLedgerView | None = None) -> LogEntry:
        """Judge and write the next entry; ``EntryRefusedError`` with all findings, and the caller rolls back.

        ``view`` is one of the entries so far that knows some answers already.
        """
        entry = next_entry(self.head, entry_type, *data)
        view = self.view() if view is None else view
        judgement = judge(view, entry)
        if judgement.findings:
            raise EntryRefusedError(judgement.findings)
        effect = judgement.effect
        ballot = effect.ballot
        first = ballot is not None and view.ballots_of(ballot.credential) == 0
        accused = decode(entry.blobs[0], ShareProof) if entry_type == "BadShare" else None
        state = advance(self.head.state, self.head.size + 1, entry, effect, first_ballot=first)
        self._write(entry, state, derived_rows(entry, effect, accused))
        if effect.genesis is not None:
            self.facts = with_genesis(effect.genesis)
        if effect.setup is not None:
            self.facts = with_setup(self.facts, effect.setup, entry.blobs[1])
        return entry


class KeyMakingTransaction(LogTransaction):
    """Appends to the log of a key making, judged by :func:`record.key_making.judge_key_making`."""

    def __init__(self, connection: Connection, head: Head, key: SigningKey) -> None:
        """``KeyFileError`` if the key making was begun with another board key."""
        super().__init__(connection, head, key)
        self.state = replay(connection, head)
        if self.state.genesis is not None and self.state.genesis.board != key.public_hex:
            raise KeyFileError(f"The key making {head.name} was begun with another board key: start with that key.")

    def append(self, entry_type: str, payload: bytes) -> LogEntry:
        """Judge and write the next entry; ``EntryRefusedError`` with all findings, and the caller rolls back."""
        entry = key_making_entry_of(self.head.size, entry_type, payload)
        judgement = judge_key_making(self.state, entry)
        if judgement.findings:
            raise EntryRefusedError(judgement.findings)
        self.state.append(entry, judgement)
        state = HeadState(stage=self.state.stage.value, last_entry=(entry_type, sha256_hex(payload)))
        self._write(entry, state, [])
        return entry


def replay(connection: Connection, head: Head) -> KeyMakingState:
    """The state of a key making: its few entries, judged when they were appended, are only decoded again."""
    state = KeyMakingState()
    for entry in key_making_entries(connection, head):
        state.append(entry, KeyMakingJudgement(decode_key_making_message(entry.type, entry.payload), ()))
    return state


def next_entry(head: Head, entry_type: str, *data: bytes) -> LogEntry:
    """The entry of this type that would follow on ``head``: ``data`` are its blobs as the record orders them."""
    payload = data[-1] if data else None
    if entry_type in PAYLOADS:
        return LogEntry(head.size, entry_type, own_leaf(entry_type, payload), None, data)
    leaf = next_event(head.state.last_event.encode() or None, _EVENT_TYPES[entry_type], payload)
    return LogEntry(head.size, entry_type, leaf, parse_event(leaf), data)


def create_log(connection: Connection, kind: LogKind, name: str, origin: str, key: SigningKey) -> Head:
    """The row of a new, empty log; ``sqlalchemy.exc.IntegrityError`` if there is one of this name or origin."""
    checkpoint = sign_checkpoint(Checkpoint(origin, 0, EMPTY_ROOT), key)
    values = {"kind": kind, "name": name, "origin": origin, "size": 0, "peaks": b"", "checkpoint": checkpoint}
    inserted = connection.execute(insert(logs).values(state=HeadState().encode(), **values).returning(logs.c.id))
    return Head(inserted.scalar_one(), kind, name, origin, 0, b"", HeadState(), checkpoint)
