"""A log of an election under construction, by somebody who holds every key and need not keep any rule.

:class:`ElectionBuilder` appends entries one by one and always knows the true state of what it appended: the chain of
events, the tree, the ballots that count, the tally, the shares. So whatever an attacker changes in one entry, the
entries after it are honestly hashed, summed, decrypted and signed over the change, and no broken hash hides a missing
check. Every method takes the lie it may tell as an argument; without one it does what an honest party would do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from crypto.errors import CryptoError
from crypto.group import Group
from record.ballot import parse_ballot
from record.ballot_checks import Votes
from record.canonical import encode
from record.credentials import write_public_credentials
from record.digests import sha256_hex
from record.election import Election, Question, fingerprint, parse_election
from record.entries import (
    CARD_REPLACEMENT,
    CONFIRMATION,
    COUNTERSIGNATURE,
    SHARE_PROOF,
    BadShare,
    BoothChange,
    CardReplacement,
    Challenge,
    Confirmation,
    Countersignature,
    Extension,
    ExtensionReason,
    Genesis,
    LogEntry,
    ShareProof,
    Withheld,
    WitnessPolicy,
    own_leaf,
)
from record.errors import RecordError
from record.events import Event, EventType, event_hash
from record.ledger import BallotFacts
from record.merkle import CompactTree, leaf_hash
from record.payloads import SizedTally, make_setup_data
from record.result import Counts, compute_counts, encode_result
from record.tally import (
    DecodedShare,
    EncryptedTally,
    make_owned_share,
    parse_encrypted_tally,
    parse_share,
)
from record.tallying import TallyAccumulator
from record.trustee_making import encode_trustees
from record.voting import sign_challenge
from record.wire import ScalarProof
from tests.support.built_record import BuiltRecord, Submission
from tests.support.cached_messages import binding_proof, sound_ballot, sound_share, votes_of
from tests.support.election_parties import Card, Parties

CHAIR = Question(answers=("Paslon 1", "Paslon 2", "Paslon 3"), min=1, max=1, question="Ketua OSIS")
UNIFORM = Question(answers=("Biru", "Hijau"), blank=True, min=1, max=2, question="Seragam olahraga")
QUESTIONS = (CHAIR, UNIFORM)
TIMESTAMP = 1_790_000_000
BOOTH = sha256_hex(b"booth 1")
Choices = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Boxed:
    """A ballot in the box as a count sees it: None for what is no vote; the weight of the card."""

    credential: str
    votes: Votes | None
    weight: int


@dataclass
class ElectionBuilder:
    """The log so far. ``questions`` and ``weighted`` may be set before :meth:`setup`."""

    parties: Parties
    questions: tuple[Question, ...] = QUESTIONS
    weighted: bool = True
    entries: list[LogEntry] = field(default_factory=list)
    submissions: list[Submission] = field(default_factory=list)
    tampering: bool = False
    """Whether what is submitted now is the attack: the board must refuse it (set by the plan)."""

    def __post_init__(self) -> None:
        self.group: Group = self.parties.group
        self.tree = CompactTree()
        self.roots: dict[int, str] = {0: self.tree.root().hex()}
        self.last_event: bytes | None = None
        self.last_height = -1
        self.box: list[Boxed] = []
        self.closes = ""
        self.tally = EncryptedTally(())
        self.tally_bytes = b""
        self.total_weight = 0
        self.counted = 0
        self.after_tally = 0
        self.shares: dict[int, DecodedShare] = {}
        self.genesis_message: Genesis | None = None

    # -- appending whatever is wanted ------------------------------------------------------------------------------

    def append(self, entry_type: str, leaf: bytes, blobs: tuple[bytes, ...], event: Event | None = None) -> None:
        """Any leaf with any blobs."""
        self.entries.append(LogEntry(len(self.entries), entry_type, leaf, event, blobs))
        self.tree.append(leaf_hash(leaf))
        self.roots[len(self.entries)] = self.tree.root().hex()

    def own(self, message: msgspec.Struct, *before: bytes) -> None:
        """One of our own entries; ``before`` are the blobs that it refers to."""
        self.own_bytes(type(message).__name__, encode(message), *before)

    def own_bytes(self, entry_type: str, payload: bytes | None, *before: bytes) -> None:
        """One of our own entries with the exact bytes of its payload."""
        blobs = before if payload is None else (*before, payload)
        self.append(entry_type, own_leaf(entry_type, payload), blobs)

    def event(
        self,
        event_type: EventType,
        *blobs: bytes,
        parent: str | UnsetType | None = None,
        height: int | None = None,
        payload: str | UnsetType | None = None,
    ) -> None:
        """A Belenios entry, chained to the one before unless told otherwise."""
        true_parent = UNSET if self.last_event is None else event_hash(self.last_event)
        true_payload = sha256_hex(blobs[-1]) if blobs else UNSET
        event = Event(
            parent=true_parent if parent is None else parent,
            height=self.last_height + 1 if height is None else height,
            type=event_type,
            payload=true_payload if payload is None else payload,
        )
        self.event_bytes(encode(event), event, blobs)

    def event_bytes(self, leaf: bytes, event: Event, blobs: tuple[bytes, ...]) -> None:
        """A Belenios entry with the exact bytes of its event."""
        self.last_event, self.last_height = leaf, event.height
        self.append(event.type, leaf, blobs, event)

    def rebuild_tree(self) -> None:
        """Follow a change of the list of entries."""
        self.tree = CompactTree()
        self.roots = {0: self.tree.root().hex()}
        for size, entry in enumerate(self.entries, start=1):
            self.tree.append(leaf_hash(entry.leaf))
            self.roots[size] = self.tree.root().hex()

    def submit(self, route: str, body: bytes) -> None:
        """Remember that the next entry comes to the board from outside, and what is sent."""
        self.submissions.append(Submission(len(self.entries), route, body, self.tampering))

    # -- before the opening ----------------------------------------------------------------------------------------

    def genesis(self, **changes: object) -> None:
        """Genesis; ``changes`` replace its members."""
        everybody = self.parties
        honest = Genesis(
            version=1,
            uuid=everybody.uuid,
            kind="real",
            board=everybody.board.public_hex,
            registrar=everybody.registrar.public_hex,
            holders=[key.public_hex for key in everybody.holders],
            revoting=True,
            spares=[card.text for card in everybody.spares],
            k=2,
            opens="2026-11-24T01:00:00Z",
            closes="2026-11-24T08:00:00Z",
            timestamp=TIMESTAMP,
            witnesses=WitnessPolicy(1, [witness for witness, _ in everybody.witnesses]),
            booth=[BOOTH],
            key_makings=everybody.heads,
            presentation="",
        )
        self.genesis_message = msgspec.structs.replace(honest, **changes)
        self.closes = self.genesis_message.closes
        self.own(self.genesis_message)

    def honest_election(self, **changes: object) -> Election:
        """The election's parameters; ``changes`` replace members."""
        honest = Election(
            version=1,
            description="Pemilihan untuk uji",
            name="Pilketos Uji",
            group=self.group.name,
            public_key=self.parties.key.text,
            questions=self.questions,
            uuid=self.parties.uuid,
            administrator="Panitia",
            credential_authority="Registrar",
        )
        return msgspec.structs.replace(honest, **changes)

    def honest_credentials(self, *extra: Card) -> bytes:
        """The list of all cards and spares, and of more cards."""
        cards = (*self.parties.cards, *self.parties.spares, *extra)
        listed = [(card.text, card.weight if self.weighted else 1) for card in cards]
        return write_public_credentials(listed, weighted=self.weighted)

    def setup(
        self,
        *,
        election: Election | bytes | None = None,
        trustees: bytes | None = None,
        credentials: bytes | None = None,
        setup_data: bytes | None = None,
    ) -> None:
        """Setup with the exact bytes of what is given."""
        chosen = election if election is not None else self.honest_election()
        self.election_bytes = chosen if isinstance(chosen, bytes) else encode(chosen)
        self.election = self.honest_election() if isinstance(chosen, bytes) else parse_or(chosen, self.election_bytes)
        self.fingerprint = fingerprint(self.election_bytes)
        trustees = trustees if trustees is not None else encode_trustees(self.parties.items)
        credentials = credentials if credentials is not None else self.honest_credentials()
        setup_data = setup_data or make_setup_data(self.election_bytes, trustees, credentials)
        self.setup_hash = sha256_hex(setup_data)
        self.setup_blobs = (self.election_bytes, trustees, credentials, setup_data)
        self.event("Setup", *self.setup_blobs)

    def countersign(self, signer: int, *, key_of: int | None = None, **changes: object) -> None:
        """The registrar (0) or an owner countersigns the head after Setup; ``key_of`` signs in its place."""
        message = Countersignature(self.parties.uuid, signer, 2, self.roots.get(2, ""), "")
        message = msgspec.structs.replace(message, **changes)
        keys = (self.parties.registrar, *self.parties.holders, self.parties.board)
        signed = COUNTERSIGNATURE.sign(keys[signer if key_of is None else key_of], message)
        self.submit("countersignatures", encode(signed))
        self.own(signed)

    def open(self) -> None:
        """Voting begins."""
        self.own_bytes("Open", None)

    # -- the box ---------------------------------------------------------------------------------------------------

    def ballot(self, card: Card, choices: Choices, seed: int = 0) -> bytes:
        """A sound ballot that is not in the box."""
        return sound_ballot(self.election_bytes, card, tuple(map(tuple, choices)), seed)

    def cast(self, card: Card, choices: Choices, seed: int = 0) -> bytes:
        """A sound ballot, in the box."""
        ballot = self.ballot(card, choices, seed)
        self.cast_bytes(ballot, card)
        return ballot

    def cast_bytes(self, data: bytes, card: Card, *, weight: int | None = None, counts: bool = True) -> None:
        """Any bytes in the box. The count takes them as ``card``'s, with its weight, if they are votes at all."""
        self.submit("ballots", data)
        self.event("Ballot", data)
        if counts:
            own_weight = card.weight if self.weighted else 1
            votes = votes_of(self.group.name, data, tuple(question.slots for question in self.election.questions))
            self.box.append(Boxed(card.text, votes, own_weight if weight is None else weight))

    def challenge(self, card: Card, ballot: bytes, *, signer: Card | None = None, **changes: object) -> None:
        """A seal test of a ballot by its card; ``signer`` signs in its place."""
        code = parse_ballot(ballot).signature
        facts = BallotFacts(code.hash if code is not UNSET else "", card.text)
        uuid = changes.pop("uuid", self.parties.uuid)
        message = sign_challenge(self.group, str(uuid), facts, (signer or card).secret)
        self.challenge_message(msgspec.structs.replace(message, **changes))

    def challenge_message(self, message: Challenge) -> None:
        """A seal test as it is."""
        self.submit("challenges", encode(message))
        self.own(message)

    def replace_card(self, revoked: Card, activated: Card, *, signer: str = "registrar", **changes: object) -> None:
        """The registrar (or the board) replaces a card."""
        message = CardReplacement(self.parties.uuid, revoked.text, activated.text, "")
        key = self.parties.registrar if signer == "registrar" else self.parties.board
        signed = CARD_REPLACEMENT.sign(key, msgspec.structs.replace(message, **changes))
        self.submit("card-replacements", encode(signed))
        self.own(signed)

    def booth_change(self) -> None:
        """Another booth is served."""
        self.own(BoothChange([sha256_hex(b"booth 2")]))

    def extend(self, closes: str, reason: ExtensionReason = "queue") -> None:
        """Another close."""
        self.own(Extension(closes, reason))
        self.closes = closes

    # -- after the close -------------------------------------------------------------------------------------------

    def end(self) -> None:
        """EndBallots."""
        self.event("EndBallots")

    def accumulate(self, box: Iterable[Boxed] | None = None) -> TallyAccumulator:
        """The sum of the last ballot of each card."""
        last: dict[str, Boxed] = {}
        for boxed in self.box if box is None else box:
            last[boxed.credential] = boxed
        total = TallyAccumulator(self.group, self.election.questions)
        for boxed in last.values():
            if boxed.votes is not None:
                total.add(boxed.votes, boxed.weight)
        return total

    def encrypted_tally(
        self,
        *,
        box: Iterable[Boxed] | None = None,
        tally: bytes | None = None,
        counted: int | None = None,
        weight: int | None = None,
        total_weight: int | str | None = None,
    ) -> None:
        """The tally of the box (or of another one, or any bytes); ``total_weight`` is any JSON form of the weight."""
        total = self.accumulate(box)
        self.tally_bytes = tally if tally is not None else total.tally().encode()
        self.tally = parse_encrypted_tally(self.group, self.tally_bytes)
        self.counted = total.counted if counted is None else counted
        self.total_weight = total.weight if weight is None else weight
        written = msgspec.json.decode(make_total(self.total_weight)) if total_weight is None else total_weight
        sized = encode(SizedTally(self.counted, written, sha256_hex(self.tally_bytes)))
        self.event("EncryptedTally", self.tally_bytes, sized)
        self.after_tally = len(self.entries)

    def tally_bytes_as_they_are(self, tally: bytes) -> None:
        """A tally that no parser takes, of the true size."""
        total = self.accumulate()
        sized = SizedTally(total.counted, total.weight, sha256_hex(tally))
        self.event("EncryptedTally", tally, encode(sized))

    def confirm(self, owner: int, confirmer: int, *, key_of: int | None = None, **changes: object) -> None:
        """A holder confirms head and tally for another one; ``key_of`` signs in its place."""
        size = len(self.entries)
        message = Confirmation(
            self.parties.uuid, owner, confirmer, size, self.roots[size], sha256_hex(self.tally_bytes), ""
        )
        key = self.parties.holders[(key_of or confirmer) - 1]
        signed = CONFIRMATION.sign(key, msgspec.structs.replace(message, **changes))
        self.submit("confirmations", encode(signed))
        self.own(signed)

    def share_bytes(self, owner: int) -> bytes:
        """The honest share of an owner; the same bytes for the same tally, as a journal has it."""
        key = self.parties.private_keys[owner - 1]
        return sound_share(self.group.name, self.fingerprint, key.reveal(), self.tally_bytes)

    def share_proof(
        self,
        owner: int,
        share: bytes,
        *,
        key_of: int | None = None,
        proof: ScalarProof | None = None,
        **changes: object,
    ) -> ShareProof:
        """The signed proof of a share's exact bytes; ``key_of`` signs in the owner's place."""
        size = len(self.entries)
        holder = min(owner, len(self.parties.holders))
        if proof is None:
            proof = binding_proof(
                self.group.name,
                self.setup_hash,
                self.parties.private_keys[holder - 1].reveal(),
                self.tally_bytes,
                share,
            )
        message = ShareProof(
            uuid=self.parties.uuid,
            owner=owner,
            setup=self.setup_hash,
            tally=sha256_hex(self.tally_bytes),
            size=size,
            root=self.roots[size],
            share=sha256_hex(share),
            proof=proof,
            signature="",
        )
        key = self.parties.holders[(key_of or holder) - 1]
        return SHARE_PROOF.sign(key, msgspec.structs.replace(message, **changes))

    def share(
        self,
        owner: int,
        share: bytes | None = None,
        *,
        key_of: int | None = None,
        proof: ScalarProof | None = None,
        **changes: object,
    ) -> None:
        """ShareProof and PartialDecryption of an owner."""
        share = share if share is not None else self.share_bytes(owner)
        message = self.share_proof(owner, share, key_of=key_of, proof=proof, **changes)
        body = encode({"share_proof": encode(message).decode(), "partial_decryption": share.decode("utf-8", "replace")})
        self.submit("shares", body)
        self.own(message)
        self.partial_decryption(owner, share)

    def partial_decryption(self, owner: int, share: bytes) -> None:
        """PartialDecryption alone, as a bare archive has it."""
        self.event("PartialDecryption", share, make_owned_share(owner, share))
        try:
            self.shares.setdefault(owner, parse_share(self.group, share))
        except (RecordError, CryptoError):
            self.shares.pop(owner, None)

    def bad_share(self, owner: int, share: bytes, message: ShareProof, rule: Literal["V23", "V47"]) -> None:
        """The board accuses the author of a signed share."""
        proof_bytes = encode(message)
        self.own(BadShare(sha256_hex(proof_bytes), sha256_hex(share), rule), proof_bytes, share)

    def counts(self, shares: dict[int, DecodedShare] | None = None) -> Counts:
        """What these shares open (by default those in the log)."""
        return compute_counts(
            self.group, self.parties.items, self.tally, self.shares if shares is None else shares, self.total_weight
        )

    def result(self, counts: Counts | bytes | None = None) -> None:
        """The result: what the shares open, or other counts, or any bytes."""
        counts = self.counts() if counts is None else counts
        self.event("Result", counts if isinstance(counts, bytes) else encode_result(counts))

    def withhold(self, counted: int | None = None) -> None:
        """Withheld for too few ballots."""
        self.own(Withheld("too-few-ballots", self.counted if counted is None else counted))

    def record(self) -> BuiltRecord:
        """Everything that was appended, with an honestly signed and cosigned head."""
        return BuiltRecord.of(self.parties, tuple(self.entries), tuple(self.submissions), TIMESTAMP)


def parse_or(election: Election, data: bytes) -> Election:
    """The election that the bytes hold, or the one they were made of if no parser takes it."""
    try:
        return parse_election(data)
    except RecordError:
        return election


def make_total(weight: int) -> bytes:
    """A total weight as JSON, number or string as the size asks for."""
    return str(weight).encode() if weight < 2**30 else f'"{weight}"'.encode()
