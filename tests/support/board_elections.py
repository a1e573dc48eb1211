"""Elections on a real board of the tests: every party's messages, made with known keys and a clock that is turned."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from bulletin_board.administration import close_voting, init_board, new_election, open_voting, publish_result
from bulletin_board.board import Board, open_board
from bulletin_board.config import BoardConfig
from bulletin_board.posting import post
from bulletin_board.presentations import PresentationFiles
from bulletin_board.sharing import read_tally
from bulletin_board.specification import ElectionSpecification, QuestionSpecification, TrusteeSpecification
from bulletin_board.storage.reading import checkpoint_at
from crypto.group import Element, Secret
from crypto.groups import group_by_name
from crypto.share_binding import prove_share_binding
from record.ballot_making import make_unsigned_ballot, sign_ballot
from record.canonical import encode
from record.cosignature import cosign
from record.credentials import write_public_credentials
from record.digests import sha256_hex
from record.entries import (
    CARD_REPLACEMENT,
    CONFIRMATION,
    COUNTERSIGNATURE,
    SHARE_PROOF,
    CardReplacement,
    Confirmation,
    Countersignature,
    ShareProof,
    Witness,
    WitnessPolicy,
)
from record.identifiers import new_identifier
from record.ledger import BallotFacts, SetupFacts
from record.note import Note
from record.tally import make_share, parse_share
from record.trustee_making import make_single
from record.voting import sign_challenge
from record.wire import encode_proof
from tests.support.logs import synthetic_key, witness_of

OPENS = datetime(2026, 11, 24, 1, tzinfo=UTC)
CLOSES = datetime(2026, 11, 24, 6, tzinfo=UTC)
GROUP = group_by_name("Ed25519")
UNSIGNED = "0" * 128


def time_text(moment: datetime) -> str:
    """A ``Time`` of the record."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class TurnedClock:
    """A clock that stands still until a test turns it."""

    now: datetime = OPENS

    def __call__(self) -> datetime:
        return self.now


def fresh_board(database_url: str, folder: Path, clock: TurnedClock | None = None) -> Board:
    """A board on an empty database, set up as ``suarasah board init`` does."""
    config = BoardConfig(database_url, folder / "board.key", clock=clock or TurnedClock())
    init_board(config)
    return open_board(config)


@dataclass
class BoardElection:
    """An election of ``voters`` cards and ``spares`` on a board, with two single key holders and one witness."""

    board: Board
    voters: int = 4
    spares: int = 1
    revoting: bool = True
    k: int = 2
    uuid: str = field(default_factory=new_identifier)
    name: str = "Pilketos SMAN Contoh"
    opens: datetime = OPENS
    closes: datetime = CLOSES
    presentation: PresentationFiles | None = None

    def __post_init__(self) -> None:
        self.registrar = synthetic_key("registrar")
        self.holders = [synthetic_key("holder 1"), synthetic_key("holder 2")]
        self.keys = [GROUP.random_secret() for _ in self.holders]
        self.secrets: list[Secret] = [GROUP.random_secret() for _ in range(self.voters + self.spares)]
        self.cards: list[Element] = [GROUP.generator_power_secret(secret) for secret in self.secrets]
        self.credentials = write_public_credentials([(card.text, 1) for card in self.cards], weighted=False)
        self.spare_texts = [card.text for card in self.cards[self.voters :]]

    def specification(self) -> ElectionSpecification:
        """Its description."""
        return ElectionSpecification(
            uuid=self.uuid,
            name=self.name,
            description="Pemilihan ketua dan wakil ketua OSIS",
            questions=(
                QuestionSpecification(
                    question="Siapa pilihanmu?",
                    answers=("Ketua A & Wakil A", "Ketua B & Wakil B", "Ketua C & Wakil C"),
                    blank=True,
                ),
            ),
            opens=time_text(self.opens),
            closes=time_text(self.closes),
            registrar=self.registrar.public_hex,
            trustees=tuple(
                TrusteeSpecification(holder=holder.public_hex, key=make_single(GROUP, key, f"Pemegang {number}").key)
                for number, (holder, key) in enumerate(zip(self.holders, self.keys, strict=True), start=1)
            ),
            revoting=self.revoting,
            k=self.k,
            witnesses=WitnessPolicy(1, [witness_of("one"), Witness(name="two", key=synthetic_key("two").public_hex)]),
        )

    def create(self) -> "BoardElection":
        """Genesis and Setup."""
        new_election(self.board, self.specification(), self.credentials, self.spare_texts, self.presentation)
        return self

    def open(self) -> "BoardElection":
        """Everybody countersigns and the board opens."""
        for signer in range(len(self.holders) + 1):
            post(self.board, self.uuid, "Countersignature", self.countersignature(signer))
        return self.open_only()

    def open_only(self) -> "BoardElection":
        """The board opens; everybody has countersigned."""
        open_voting(self.board, self.uuid)
        return self

    def close(self) -> "BoardElection":
        """The box is closed and added up, whatever the time."""
        close_voting(self.board, self.uuid, early=True)
        return self

    def publish(self) -> "BoardElection":
        """The result; enough holders have decrypted."""
        publish_result(self.board, self.uuid)
        return self

    @property
    def setup(self) -> SetupFacts:
        """The facts of its Setup, as the board has them."""
        with self.board.store.read_election(self.uuid) as election:
            assert election.facts.setup is not None
            return election.facts.setup

    def countersignature(self, signer: int) -> bytes:
        """The agreement of the registrar (0) or of a holder."""
        with self.board.store.read_election(self.uuid) as election:
            root = election.view.root_at(2)
        assert root is not None
        key = self.registrar if signer == 0 else self.holders[signer - 1]
        return encode(COUNTERSIGNATURE.sign(key, Countersignature(self.uuid, signer, 2, root, UNSIGNED)))

    def ballot(self, voter: int, choice: int = 1, seed: int | None = None) -> bytes:
        """A signed ballot for the answer ``choice`` (0: blank)."""
        setup = self.setup
        marks = [int(slot == choice) for slot in range(4)]
        number = voter if seed is None else seed
        unsigned = make_unsigned_ballot(
            setup.election, setup.fingerprint, self.cards[voter], [marks], number.to_bytes(32)
        )
        return sign_ballot(GROUP, unsigned, self.secrets[voter])

    def challenge(self, voter: int, code: str) -> bytes:
        """A seal test of a code by a voter's card."""
        facts = BallotFacts(code, self.cards[voter].text)
        return encode(sign_challenge(GROUP, self.uuid, facts, self.secrets[voter]))

    def replacement(self, lost: int, spare: int = 0) -> bytes:
        """The registrar gives a spare for a lost card."""
        message = CardReplacement(self.uuid, self.cards[lost].text, self.spare_texts[spare], UNSIGNED)
        return encode(CARD_REPLACEMENT.sign(self.registrar, message))

    def head_size(self) -> int:
        """How many entries the log has."""
        with self.board.store.read_election(self.uuid) as election:
            return election.head.size

    def cosigned_head(self, name: str = "witness.example/one", label: str = "one") -> bytes:
        """A witness' note: the head of now and its cosignature alone."""
        with self.board.store.read_election(self.uuid) as election:
            checkpoint = checkpoint_at(election.connection, election.head, election.head.size)
        signature = cosign(checkpoint, name, synthetic_key(label), 1_700_000_000)
        return Note(checkpoint.text(), (signature,)).serialise()

    def head(self) -> tuple[int, str]:
        """Size and root (hex) of the log now."""
        with self.board.store.read_election(self.uuid) as election:
            size = election.head.size
            root = election.view.root_at(size)
        assert root is not None
        return size, root

    def confirmation(self, owner: int, confirmer: int) -> bytes:
        """One holder confirms head and tally for another."""
        with self.board.store.read_election(self.uuid) as election:
            tally = election.view.tally
        assert tally is not None
        message = Confirmation(self.uuid, owner, confirmer, *self.head(), tally[1], UNSIGNED)
        return encode(CONFIRMATION.sign(self.holders[confirmer - 1], message))

    def share(self, owner: int, *, false_v1: bool = False, false_binding: bool = False) -> tuple[bytes, bytes]:
        """A holder's ShareProof and partial decryption, signed; or one whose v1 or binding proof is false."""
        with self.board.store.read_election(self.uuid) as election:
            tally, tally_facts = read_tally(election), election.view.tally
        assert tally_facts is not None
        setup, key = self.setup, self.keys[owner - 1]
        share = make_share(GROUP, setup.fingerprint, GROUP.random_secret() if false_v1 else key, tally)
        factors = [factor for question in parse_share(GROUP, share).factors for factor in question]
        bound = factors if not false_binding else factors[::-1]
        proof = prove_share_binding(
            GROUP, setup.setup_hash, key, GROUP.generator_power_secret(key), tally.alphas(), bound
        )
        message = ShareProof(
            self.uuid, owner, setup.setup_hash, tally_facts[1], *self.head(), sha256_hex(share), encode_proof(proof),
            UNSIGNED,
        )  # fmt: skip
        return encode(SHARE_PROOF.sign(self.holders[owner - 1], message)), share


def share_body(parts: Sequence[bytes]) -> bytes:
    """The body of ``POST .../shares``."""
    return msgspec.json.encode({"share_proof": parts[0].decode(), "partial_decryption": parts[1].decode()})
