"""What a key holder makes sure of before it says anything about a tally: the whole record, with its own eyes.

Decrypting and confirming begin with the same questions, and each has an error of its own. The record is read once:
the verifier checks it while the leaves are compared with the head that this key holder saw last.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from record.canonical import decode
from record.checkpoint import OpenedCheckpoint, origin_of
from record.cosignature import check_policy
from record.entries import CONFIRMATION, SHARE_PROOF, Confirmation, Genesis, KeyMakingHead, LogEntry
from record.errors import RecordError
from record.ledger import HEAD_AFTER_SETUP, Ledger, SetupFacts, Stage, TrusteeItem
from record.printable import ended
from record.rules import RULES
from record.tally import EncryptedTally
from trustee.errors import (
    LogRefusedError,
    NotAHolderError,
    NoTallyError,
    OtherTallyError,
    RecordRejectedError,
    RecordUnreadableError,
    SetupNotSignedError,
    TallyMismatchError,
    TooFewBallotsError,
    WitnessesMissingError,
)
from trustee.journal import Journal
from trustee.key_file import HolderKey, KeyContents
from trustee.log_reading import HeadFollower, open_head
from verifier.report import Facts, Report
from verifier.source import Damage, Source

Verify = Callable[[Source], Report]
"""``verifier.run.verify``, with the number of processes that the person chose."""


@dataclass(frozen=True, slots=True)
class VerifiedRecord:
    """An accepted record of an election whose setup this holder has signed, in whatever phase.

    ``owner`` is this holder's number, ``key`` its key at that place; ``tally`` is None before the close;
    ``confirmations`` are those in the log, their signatures verified; ``accused`` are the authors of bad shares in it.
    """

    genesis: Genesis
    setup: SetupFacts
    ledger: Ledger
    head: OpenedCheckpoint
    tally: EncryptedTally | None
    owner: int
    key: HolderKey
    confirmations: tuple[Confirmation, ...]
    accused: tuple[int, ...]

    @property
    def has_own_share(self) -> bool:
        """Whether this holder's share is in the record."""
        return self.owner in self.ledger.share_owners()


@dataclass(frozen=True, slots=True)
class VerifiedTally:
    """A tally that this holder may decrypt or confirm, as far as record and witnesses are concerned.

    As :class:`VerifiedRecord`; ``item`` is the item of the holder's key.
    """

    genesis: Genesis
    setup: SetupFacts
    ledger: Ledger
    head: OpenedCheckpoint
    tally: EncryptedTally
    tally_hash: str
    owner: int
    key: HolderKey
    item: TrusteeItem
    confirmations: tuple[Confirmation, ...]
    accused: tuple[int, ...]

    @property
    def cards(self) -> int:
        """How many people have a card: all but the spare ones, each of which stands in for another card."""
        return len(self.setup.credentials) - len(self.genesis.spares)


class FollowedSource:
    """A source that compares what passes with the last head seen, and remembers confirmations and bad shares in it."""

    scope: Literal["archive", "log"]

    def __init__(self, source: Source, journal: Journal) -> None:
        """``LogRefusedError`` for a source without a signed head."""
        checkpoint = source.checkpoint()
        if checkpoint is None:
            raise LogRefusedError("An archive alone has no signed head: verify the log of the board instead.")
        self.scope = source.scope
        self.place = source.place
        self.confirmations: list[Confirmation] = []
        self.accused: list[int] = []
        self._checkpoint = checkpoint
        self._source = source
        self._journal = journal

    def size(self) -> int | None:
        """As the source says."""
        return self._source.size()

    def position(self) -> int:
        """As the source says."""
        return self._source.position()

    def entries(self, damage: Damage) -> Iterator[LogEntry]:
        """The source's entries. Raises ``LogRefusedError`` and its kinds besides what the source raises."""
        follower: HeadFollower | None = None
        self.confirmations, self.accused = [], []
        for entry in self._source.entries(damage):
            if follower is None:
                follower = self._follow(entry)
            follower.add(entry.leaf)
            self._remember(entry)
            yield entry
        if follower is not None:
            follower.finish()

    def checkpoint(self) -> bytes | None:
        """The signed head that is followed."""
        return self._checkpoint

    def storage_problems(self) -> Iterator[str]:
        """As the source says."""
        return self._source.storage_problems()

    def key_making(self, head: KeyMakingHead) -> Iterable[LogEntry] | None:
        """As the source says."""
        return self._source.key_making(head)

    def _follow(self, entry: LogEntry) -> HeadFollower:
        try:
            genesis = decode(entry.payload, Genesis)
        except RecordError as error:
            raise LogRefusedError("The log does not begin with a genesis: {reason}", reason=str(error)) from error
        return HeadFollower(self._journal, open_head(self._checkpoint, origin_of(genesis.uuid), genesis.board))

    def _remember(self, entry: LogEntry) -> None:
        if not entry.blobs:
            return
        try:
            if entry.type == "Confirmation":
                self.confirmations.append(CONFIRMATION.decode(entry.payload))
            elif entry.type == "BadShare":
                self.accused.append(SHARE_PROOF.decode(entry.blobs[0]).owner)
        except RecordError:
            return  # the verifier says so


def verify_tally(source: Source, uuid: str, contents: KeyContents, journal: Journal, verify: Verify) -> VerifiedTally:
    """Verify the record and answer every question that decrypting and confirming have in common; the errors of
    :func:`verify_record` and :func:`require_tally`."""
    return require_tally(verify_record(source, uuid, contents, journal, verify), journal)


def verify_record(source: Source, uuid: str, contents: KeyContents, journal: Journal, verify: Verify) -> VerifiedRecord:
    """Verify the record of an election whose setup this holder has signed.

    Raises ``LogRefusedError`` (rollback, split view), ``RecordUnreadableError``, ``RecordRejectedError``,
    ``TallyMismatchError``, ``NotAHolderError``, ``SetupNotSignedError``, and ``NoTallyError`` before the setup: each
    for exactly one reason.
    """
    followed = FollowedSource(source, journal)
    facts = _accepted(verify(followed))
    ledger, setup, head = facts.ledger, facts.setup, facts.head
    if ledger.genesis is None or ledger.genesis.uuid != uuid:
        raise RecordRejectedError("The board shows the record of another election.")
    if setup is None or head is None:
        raise NoTallyError("The setup of this election is not published yet.")
    owner, key = _own_place(ledger.genesis, setup, contents)
    _check_setup_signed(ledger, owner, uuid, journal)
    return VerifiedRecord(
        genesis=ledger.genesis,
        setup=setup,
        ledger=ledger,
        head=head,
        tally=facts.tally,
        owner=owner,
        key=key,
        confirmations=tuple(followed.confirmations),
        accused=tuple(sorted(set(followed.accused))),
    )


def require_tally(record: VerifiedRecord, journal: Journal) -> VerifiedTally:
    """The tally of a verified record that waits for shares.

    Raises ``NoTallyError``, ``WitnessesMissingError``, ``TooFewBallotsError`` or ``OtherTallyError``.
    """
    ledger, genesis = record.ledger, record.genesis
    if ledger.stage is not Stage.TALLY or ledger.tally is None or record.tally is None:
        raise NoTallyError(
            "There is nothing to decrypt: the election is in the phase {phase}.", phase=str(ledger.stage)
        )
    _check_witnesses(record.head, genesis)
    if ledger.counted < genesis.k:
        raise TooFewBallotsError(
            "Only {count} ballots count, fewer than the {least} of this election's rules: the total could show how "
            "somebody voted. The board must withhold the result.",
            count=ledger.counted,
            least=genesis.k,
        )
    check_one_tally(journal, genesis.uuid, ledger.tally[1])
    return VerifiedTally(
        genesis=genesis,
        setup=record.setup,
        ledger=ledger,
        head=record.head,
        tally=record.tally,
        tally_hash=ledger.tally[1],
        owner=record.owner,
        key=record.key,
        item=next(item for item in record.setup.items if record.owner in item.owners),
        confirmations=record.confirmations,
        accused=record.accused,
    )


def _accepted(report: Report) -> Facts:
    if report.verdict == "unreadable":
        raise RecordUnreadableError("The record could not be read: {reason}", reason=str(report.problem))
    if report.verdict != "accepted" or report.facts is None:
        rules = {finding.rule for finding in report.findings}
        if not rules:
            raise RecordRejectedError("The record is not accepted. Do not decrypt; tell the committee and observers.")
        first = report.findings[0]
        kind = TallyMismatchError if rules == {"V22"} else RecordRejectedError
        raise kind(
            "The record breaks the rule {rule} ({title}). {meaning} What was found: {reason} Do not decrypt; tell the "
            "committee and observers.",
            rule=first.rule,
            title=RULES[first.rule].title,
            meaning=RULES[first.rule].failure,
            reason=ended(first.detail),
        )
    return report.facts


def _own_place(genesis: Genesis, setup: SetupFacts, contents: KeyContents) -> tuple[int, HolderKey]:
    identity = contents.signing_key().public_hex
    owner = genesis.holders.index(identity) + 1 if identity in genesis.holders else 0
    key = contents.find_key(setup.owner_keys[owner - 1].text) if owner else None
    if key is None:
        raise NotAHolderError("Your key file holds no key of this election. Choose the key file that you signed with.")
    return owner, key


def _check_setup_signed(ledger: Ledger, owner: int, uuid: str, journal: Journal) -> None:
    signed = journal.countersigned(uuid)
    if signed is not None and signed.root != ledger.root_at(HEAD_AFTER_SETUP):
        raise SetupNotSignedError(
            "This is not the setup that you signed. Decrypting it could reveal votes. Tell the other key holders."
        )
    # With a restored key the journal may not know: then the log shows our signature, which nobody else can make.
    if owner not in ledger.signers():
        raise SetupNotSignedError("You have not signed the setup of this election, so you cannot decrypt it.")


def _check_witnesses(head: OpenedCheckpoint, genesis: Genesis) -> None:
    try:
        check_policy(head, genesis.witnesses)
    except RecordError as error:
        raise WitnessesMissingError(
            "The head of the log is not witnessed as the election's rules ask: {reason}", reason=str(error)
        ) from error


def check_one_tally(journal: Journal, uuid: str, tally_hash: str) -> None:
    """``OtherTallyError`` if this holder has decrypted or confirmed another tally of the election."""
    decrypted = journal.decrypted(uuid)
    tallies = {record.tally for record in journal.confirmed(uuid)} | ({decrypted.tally} if decrypted else set())
    if tallies - {tally_hash}:
        raise OtherTallyError(
            "You have decrypted or confirmed another tally of this election already. Two tallies of the same ballots "
            "could reveal votes. Tell the other key holders."
        )
