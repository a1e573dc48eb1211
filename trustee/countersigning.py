"""Agreeing to genesis and Setup, once for each election, before anybody votes.

The election's own hash covers neither credentials nor weights: with other weights for the same ballots one could
read single votes out of the totals. So a key holder signs the head of the log just after Setup, keeps what it signed,
and never signs a second one for the same uuid. What no program can judge (are these the right voters, questions and
weights?) is shown to the person as figures and fingerprints.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from record.canonical import encode
from record.checkpoint import origin_of
from record.credentials import credential_entries
from record.digests import sha256_hex
from record.entries import COUNTERSIGNATURE, Countersignature, Genesis, LogEntry, decode_leaf
from record.ledger import HEAD_AFTER_SETUP, Ledger, SetupFacts
from record.phases import judge
from record.printable import ended
from record.rules import RULES
from record.setup import setup_problems
from record.trustees import Pedersen, Trustees, parse_trustees
from trustee.board import ElectionBoard
from trustee.errors import KeyReusedError, LogRefusedError, NotAHolderError, OtherSetupError, SetupRefusedError
from trustee.journal import Countersigned, Journal
from trustee.key_file import HolderKey, JointKey, KeyContents, SingleKey
from trustee.log_reading import open_head, read_entries, read_first_payload

FEW: Final = 10
"""So many ballots or cards hide each one among the others; a person is told of fewer, whatever the election's rules."""


@dataclass(frozen=True, slots=True)
class SetupSummary:
    """What a person should compare before signing. ``weights`` maps a weight to how many cards have it.

    Fingerprints are SHA-256 hashes in hex: ``setup`` of Setup's payload, ``credentials`` of the list of credentials,
    ``root`` of the log's first two entries, which covers all of them and the genesis.
    """

    genesis: Genesis
    facts: SetupFacts
    owner: int
    key: HolderKey
    weights: dict[int, int]
    credentials: str
    root: str

    @property
    def setup(self) -> str:
        """The SHA-256 of Setup's payload."""
        return self.facts.setup_hash

    @property
    def rare_weights(self) -> list[int]:
        """Weights of few cards, where there are several weights: totals such as 1110 would tell each vote apart.

        Few is fewer than ``FEW`` or than the election's own k, so that a k of 1 does not switch the warning off.
        """
        few = max(FEW, self.genesis.k)
        return [weight for weight, count in self.weights.items() if len(self.weights) > 1 and count < few]

    @property
    def opens_few(self) -> bool:
        """Whether the election's rules let a total of fewer than ``FEW`` ballots be opened."""
        return self.genesis.k < FEW


def examine_setup(board: ElectionBoard, uuid: str, contents: KeyContents, journal: Journal) -> SetupSummary:
    """Verify genesis and Setup of an election, and this holder's place in it, up to what only a person can judge.

    Raises ``LogRefusedError`` (with rollback and split view), ``SetupRefusedError``, ``NotAHolderError``,
    ``KeyReusedError``, ``OtherSetupError``, or ``BoardError``.
    """
    log = board.log(uuid)
    first = read_first_payload(log, decode_leaf)
    genesis = _read_genesis(first, uuid)
    head = open_head(log.checkpoint(), origin_of(uuid), genesis.board)
    if head.size < HEAD_AFTER_SETUP:
        raise SetupRefusedError("The board has not published the setup of this election yet. Try again later.")
    entries = read_entries(log, head, decode_leaf, journal, first=HEAD_AFTER_SETUP)
    if entries[0].payload != first:
        raise LogRefusedError("The board shows two geneses of this election.")
    facts, root = _judge(entries)
    owner, key = _own_place(genesis, facts, parse_trustees(entries[1].blobs[1]), contents)
    _check_history(journal, uuid, root, key)
    counts = Counter(1 if weight is None else weight for _, weight in credential_entries(entries[1].blobs[2]))
    return SetupSummary(genesis, facts, owner, key, dict(sorted(counts.items())), sha256_hex(entries[1].blobs[2]), root)


def countersign(board: ElectionBoard, summary: SetupSummary, contents: KeyContents, journal: Journal) -> bytes:
    """Sign the setup that the person agreed to, and send the countersignature; returns its payload.

    What is signed is durable in the journal first. Signing the same setup again sends the same bytes.
    """
    uuid = summary.genesis.uuid
    _check_history(journal, uuid, summary.root, summary.key)
    known = journal.countersigned(uuid)
    if known is None:
        message = Countersignature(uuid, summary.owner, HEAD_AFTER_SETUP, summary.root, "")
        payload = encode(COUNTERSIGNATURE.sign(contents.signing_key(), message)).decode()
        known = Countersigned(uuid, summary.setup, summary.root, summary.key.public_key, payload)
        journal.append(known)
    board.countersign(uuid, known.payload.encode())
    return known.payload.encode()


def _read_genesis(payload: bytes, uuid: str) -> Genesis:
    entry = LogEntry(0, "Genesis", b"", None, (payload,))
    judgement = judge(Ledger(), entry)
    if judgement.findings or not isinstance(judgement.message, Genesis):
        reason = judgement.findings[0].detail if judgement.findings else "it is not one"
        raise SetupRefusedError("The genesis of this election breaks a rule: {reason}.", reason=reason)
    if judgement.message.uuid != uuid:
        raise SetupRefusedError("The board shows the genesis of another election.")
    return judgement.message


def _judge(entries: tuple[LogEntry, ...]) -> tuple[SetupFacts, str]:
    """The facts of a sound genesis and Setup, and the root of the log after them."""
    ledger = Ledger()
    problems: list[tuple[str, str]] = []
    for entry in entries:
        judgement = judge(ledger, entry)
        problems += [(finding.rule, finding.detail) for finding in judgement.findings]
        ledger.append(entry, judgement.effect)
    if len(entries) == HEAD_AFTER_SETUP and entries[1].type == "Setup":
        problems += setup_problems(entries[1], require_commitments=True)
    facts, root = ledger.setup, ledger.root_at(HEAD_AFTER_SETUP)
    if problems:
        raise SetupRefusedError(
            "The setup of this election breaks the rule {rule} ({title}): {reason}",
            rule=problems[0][0],
            title=RULES[problems[0][0]].title,
            reason=ended(problems[0][1]),
        )
    if facts is None or root is None:
        raise SetupRefusedError("The log of this election does not begin with genesis and Setup.")
    return facts, root


def _own_place(genesis: Genesis, facts: SetupFacts, trustees: Trustees, contents: KeyContents) -> tuple[int, HolderKey]:
    """This holder's owner number and key: both genesis and trustees must name it, in the same place."""
    identity = contents.signing_key().public_hex
    if identity not in genesis.holders:
        raise NotAHolderError("The genesis of this election does not name your signing key among the key holders.")
    owner = genesis.holders.index(identity) + 1
    key = contents.find_key(facts.owner_keys[owner - 1].text)
    if key is None:
        raise NotAHolderError(
            "The key at your place in this election (number {owner}) is not in your key file. Do not sign: the "
            "election could be opened without you.",
            owner=owner,
        )
    for other, element in enumerate(facts.owner_keys, start=1):
        if other != owner and contents.find_key(element.text) is not None:
            raise SetupRefusedError(
                "A key of yours stands in this election at the place of key holder {other}.", other=other
            )
    place = next(number for number, item in enumerate(facts.items) if owner in item.owners)
    match key:
        case JointKey():
            _check_joint_key(genesis, facts, trustees, place, owner, key)
        case SingleKey():
            if facts.items[place].kind != "Single":
                raise SetupRefusedError("Your single key stands in this election as a part of a joint key.")
    return owner, key


def _check_joint_key(
    genesis: Genesis, facts: SetupFacts, trustees: Trustees, place: int, owner: int, key: JointKey
) -> None:
    """The joint key is the one that was made, with the holders that made it, and may be used here."""
    item, owners = trustees[place], facts.items[place].owners
    if not isinstance(item, Pedersen) or sha256_hex(encode(item.parameters)) != key.parameters:
        raise SetupRefusedError("The joint key of this election is not the one that you made with the other holders.")
    if owner - owners.start + 1 != key.owner or genesis.holders[owners.start - 1 : owners.stop - 1] != list(
        key.holders
    ):
        raise SetupRefusedError("The holders of your joint key are not those with whom you made it, in that order.")
    if key.head not in genesis.key_makings:
        raise SetupRefusedError("The genesis of this election does not name the key making of your joint key.")


def _check_history(journal: Journal, uuid: str, root: str, key: HolderKey) -> None:
    known = journal.countersigned(uuid)
    if known is not None and known.root != root:
        raise OtherSetupError(
            "You have signed another genesis or Setup for this election. Do not sign this one: with two setups, votes "
            "could be read out of the totals. Tell the other key holders."
        )
    if isinstance(key, SingleKey) and journal.elections_of(key.public_key) - {uuid}:
        raise KeyReusedError(
            "This single key serves another election already, and it is for one alone. Make a new one and give it to "
            "the board."
        )
