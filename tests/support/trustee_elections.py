"""Key holders of the built elections, with their key files, and a board in memory that takes what they send."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from board_client.errors import BoardError
from record.canonical import encode
from record.digests import sha256_hex
from record.entries import LogEntry, own_leaf
from record.ledger import Ledger
from record.phases import judge
from record.trustees import Pedersen, Single, item_owners
from tests.simulator import MemoryStore, SimulatedLog
from tests.support.built_record import BuiltRecord, MemorySource
from tests.support.election_builder import ElectionBuilder
from tests.support.election_parties import Parties
from tests.support.key_makings import Holder
from trustee.journal import Journal
from trustee.key_file import HolderKey, JointKey, KeyContents, SingleKey


def key_of(everybody: Parties, owner: int) -> HolderKey:
    """The key of an owner as its key file has it."""
    secret = everybody.private_keys[owner - 1].reveal().hex()
    logs = iter(everybody.key_makings)
    for item, owners in zip(everybody.items, item_owners(everybody.items), strict=True):
        if isinstance(item, Single):
            if owner in owners:
                return SingleKey(everybody.group.name, secret, item.key)
            continue
        log = next(logs)
        if owner in owners:
            return JointKey(
                group=everybody.group.name,
                secret=secret,
                public_key=item.parameters.verification_keys[owner - owners.start].public_key,
                owner=owner - owners.start + 1,
                threshold=item.parameters.threshold,
                head=log.head,
                parameters=sha256_hex(encode(item.parameters)),
                holders=tuple(everybody.holders[each - 1].public_hex for each in owners),
            )
    raise AssertionError(f"there is no owner {owner}")


def contents_of(everybody: Parties, owner: int) -> KeyContents:
    """The key file's contents of an owner."""
    return KeyContents(1, everybody.holders[owner - 1].reveal_seed().hex(), (), (key_of(everybody, owner),))


def holder_of(everybody: Parties, owner: int, folder: Path, *, restored: bool = False) -> Holder:
    """An owner with its key, and a journal from before it had the key, or (restored) from after."""
    store = MemoryStore(contents_of(everybody, owner))
    keys = [key.public_key for key in store.contents.keys]
    path = folder / f"owner-{owner}{'-restored' if restored else ''}.journal"
    return Holder(store, Journal(path, store.identity.public_hex, keys if restored else ()))


def joint_item(everybody: Parties) -> Pedersen:
    """The joint key among the items."""
    return next(item for item in everybody.items if isinstance(item, Pedersen))


@dataclass
class SimulatedElection:
    """The board of one election: judges what is sent and appends it to the builder's log."""

    builder: ElectionBuilder
    posted: list[tuple[str, tuple[bytes, ...]]] = field(default_factory=list)
    silent: bool = False
    """Takes what is sent, and says nothing: the answer is lost."""
    deaf: bool = False
    """Does not get what is sent."""

    def record(self) -> BuiltRecord:
        return self.builder.record()

    def source(self) -> MemorySource:
        return self.record().source()

    def log(self, uuid: str) -> "ServedLog":
        if uuid != self.builder.parties.uuid:
            raise BoardError("not-found", 404, "There is no such election.")
        return ServedLog.of(self.record())

    def countersign(self, uuid: str, payload: bytes) -> None:
        self._take("Countersignature", payload)

    def confirm(self, uuid: str, payload: bytes) -> None:
        self._take("Confirmation", payload)

    def send_share(self, uuid: str, share_proof: bytes, partial_decryption: bytes) -> None:
        owner = self._take("ShareProof", share_proof, partial_decryption)
        if owner:
            self.builder.partial_decryption(owner, partial_decryption)
        self._answer()

    def _take(self, entry_type: str, payload: bytes, *more: bytes) -> int:
        self.posted.append((entry_type, (payload, *more)))
        if self.deaf:
            raise BoardError("board-unreachable", 0, "No answer came.")
        judgement = judge(
            replayed(self.builder),
            LogEntry(len(self.builder.entries), entry_type, own_leaf(entry_type, payload), None, (payload,)),
        )
        if judgement.findings:
            finding = judgement.findings[0]
            raise BoardError("entry-refused", 422, finding.detail, finding.rule)
        self.builder.own_bytes(entry_type, payload)
        if not more:
            self._answer()
        return int(judgement.message.owner) if more else 0

    def _answer(self) -> None:
        if self.silent:
            raise BoardError("board-unreachable", 0, "No answer came.")


class ServedLog(SimulatedLog):
    """A built record as a board serves it, with its cosignatures."""

    head: bytes = b""

    @classmethod
    def of(cls, record: BuiltRecord) -> Self:
        log = cls("", record.parties.board)
        for entry in record.entries:
            log.add(entry)
        log.head = record.checkpoint
        return log

    def checkpoint(self) -> bytes:
        return self.head


def replayed(builder: ElectionBuilder) -> Ledger:
    """The ledger of everything in the log."""
    ledger = Ledger()
    for entry in builder.entries:
        ledger.append(entry, judge(ledger, entry).effect)
    return ledger
