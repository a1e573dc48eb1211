"""Kill -9 between any two writes, flushes, renames and sends of a key holder: what it says again has the same bytes.

The holder lives in files, as on its own machine. In each run every act of its life, from its first certificate to its
share, is killed at the operation of one number, and then done again: all numbers that any act has are tried.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from crypto import passphrase_box
from crypto.groups import group_by_name
from crypto.passphrase_box import INTERACTIVE
from crypto.signing_key import SigningKey
from record.canonical import encode
from record.digests import sha256_hex
from record.key_making import threshold_parameters
from tests.simulator import SimulatedKeyMaking, SimulatedLog
from tests.support.cheating.cheater import Cheater
from tests.support.cheating.cheats import CHEATS
from tests.support.election_builder import ElectionBuilder
from tests.support.honest_election import honest
from tests.support.key_makings import Holder, everybody_steps, holders_in, new_run
from tests.support.killing import Killer, Outbox, killed_at
from tests.support.lying_boards import parties_with
from tests.support.trustee_elections import ServedLog, SimulatedElection
from trustee import contributions
from trustee.confirming import confirm
from trustee.countersigning import countersign, examine_setup
from trustee.decrypting import decrypt
from trustee.errors import ForeignMessageError, KeyMakingBrokenError
from trustee.journal import Journal, journal_path
from trustee.key_file import JointKey, KeyFile, secret_of
from trustee.key_making import read_rules, step
from verifier.run import verify

PASSPHRASE = "sandi uji saja"
OPERATIONS = 10
"""As many as any act has, or more: the run of this number is not killed any more."""
OWNER, OTHER = 2, 3
"""Owner numbers in the election: owner 1 has a Single, the three of the joint key come after it."""

Sent = list[tuple[str, tuple[bytes, ...]]]


@dataclass
class Home:
    """A holder whose key file and journal are files; ``sent`` is everything that ever reached a board."""

    path: Path
    outbox: Outbox
    sent: Sent = field(default_factory=list)

    @classmethod
    def create(cls, folder: Path) -> "Home":
        file = KeyFile.create(folder / "trustee.key", PASSPHRASE, cost=INTERACTIVE)
        Journal(journal_path(file.path), file.contents.signing_key().public_hex, ()).close()
        return cls(file.path, Outbox(folder / "outbox"))

    def opened(self) -> tuple[KeyFile, Journal]:
        file = KeyFile.open(self.path, PASSPHRASE, cost=INTERACTIVE)
        return file, Journal(journal_path(self.path), file.contents.signing_key().public_hex, ())

    @property
    def identity(self) -> SigningKey:
        return KeyFile.open(self.path, PASSPHRASE, cost=INTERACTIVE).contents.signing_key()

    def key(self) -> JointKey:
        (key,) = KeyFile.open(self.path, PASSPHRASE, cost=INTERACTIVE).contents.keys
        assert isinstance(key, JointKey)
        return key


@dataclass
class Wire:
    """A board as the holder reaches it: read from memory, and everything that is sent passes ``send``."""

    board: SimulatedKeyMaking | SimulatedElection
    send: Callable[..., None]

    def key_log(self, run: str) -> SimulatedLog:
        assert isinstance(self.board, SimulatedKeyMaking)
        return self.board.key_log(run)

    def log(self, uuid: str) -> ServedLog:
        assert isinstance(self.board, SimulatedElection)
        return self.board.log(uuid)

    def send_certificate(self, run: str, payload: bytes) -> None:
        self.send("Certificate", payload)

    def send_coefficients(self, run: str, payload: bytes) -> None:
        self.send("Coefficients", payload)

    def send_verification_key(self, run: str, payload: bytes) -> None:
        self.send("VerificationKey", payload)

    def complain(self, run: str, payload: bytes) -> None:
        self.send("Complaint", payload)

    def countersign(self, uuid: str, payload: bytes) -> None:
        self.send("Countersignature", payload)

    def confirm(self, uuid: str, payload: bytes) -> None:
        self.send("Confirmation", payload)

    def send_share(self, uuid: str, share_proof: bytes, partial_decryption: bytes) -> None:
        self.send("ShareProof", share_proof, partial_decryption)

    def deliver(self, route: str, *bodies: bytes) -> None:
        """What was sent arrives; what the board has already is answered as the first time, and changes nothing."""
        log = self.board.logs.entries if isinstance(self.board, SimulatedKeyMaking) else self.board.builder.entries
        if any(bodies[0] in entry.blobs for entry in log):
            return
        match self.board:
            case SimulatedKeyMaking():
                self.board.post(route, *bodies)
            case SimulatedElection():
                uuid = self.board.builder.parties.uuid
                if route == "ShareProof":
                    self.board.send_share(uuid, *bodies)
                else:
                    {"Countersignature": self.board.countersign, "Confirmation": self.board.confirm}[route](
                        uuid, *bodies
                    )


Act = Callable[[Wire, KeyFile, Journal], object]
"""Something that a holder does with its files and a board."""


@dataclass
class Life:
    """What happens to a holder's acts: each dies at its operation ``number``, and is done again to its end.

    ``lost``: what had left before the death did not arrive either.
    """

    home: Home
    number: int
    lost: bool
    deaths: int = 0

    def do(self, board: SimulatedKeyMaking | SimulatedElection, act: Act) -> None:
        """One act."""

        def alone(killer: Killer) -> None:
            def send(route: str, *bodies: bytes) -> None:
                killer.point()
                self.home.outbox.put(route, *bodies)

            act(Wire(board, send), *self.home.opened())

        died = killed_at(self.number, alone)
        self.deaths += died
        wire = Wire(board, self._sent_now(board))
        for route, bodies in self.home.outbox.take():
            self.home.sent.append((route, bodies))
            if not (died and self.lost):
                wire.deliver(route, *bodies)
        file, journal = self.home.opened()
        with journal:
            act(wire, file, journal)

    def _sent_now(self, board: SimulatedKeyMaking | SimulatedElection) -> Callable[..., None]:
        def send(route: str, *bodies: bytes) -> None:
            self.home.sent.append((route, bodies))
            Wire(board, send).deliver(route, *bodies)

        return send


def take_a_step(wire: Wire, file: KeyFile, journal: Journal) -> None:
    assert isinstance(wire.board, SimulatedKeyMaking)
    rules = read_rules(wire, wire.board.run, file.contents.signing_key().public_hex)
    step(wire, file, journal, rules)


def sign_the_setup(wire: Wire, file: KeyFile, journal: Journal) -> None:
    summary = examine_setup(wire, election(wire).parties.uuid, file.contents, journal)
    countersign(wire, summary, file.contents, journal)


def confirm_for_another(wire: Wire, file: KeyFile, journal: Journal) -> None:
    source, uuid = election(wire).record().source(), election(wire).parties.uuid
    confirm(wire, source, uuid, OTHER, file.contents, journal, verify)


def open_total(wire: Wire, file: KeyFile, journal: Journal) -> None:
    source, uuid = election(wire).record().source(), election(wire).parties.uuid
    decrypt(wire, source, uuid, file.contents, journal, verify)


def election(wire: Wire) -> ElectionBuilder:
    assert isinstance(wire.board, SimulatedElection)
    return wire.board.builder


@pytest.fixture(autouse=True)
def _quick_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of files are sealed here, and none of them protects anything."""
    monkeypatch.setattr(
        passphrase_box, "_stretch", lambda passphrase, salt, cost: hashlib.sha256(salt + passphrase).digest()
    )


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.create(tmp_path)


@pytest.fixture
def others(tmp_path: Path) -> list[Holder]:
    return holders_in(tmp_path, 2)


def key_making_of(home: Home, others: list[Holder]) -> SimulatedKeyMaking:
    return SimulatedKeyMaking([home.identity.public_hex, *(each.public_hex for each in others)], 2)


@pytest.mark.parametrize("lost", [False, True], ids=["arrived", "lost"])
@pytest.mark.parametrize("number", range(OPERATIONS + 1))
def test_a_life_with_deaths_says_everything_once(home: Home, others: list[Holder], number: int, lost: bool) -> None:
    life = Life(home, number, lost)
    board = key_making_of(home, others)
    for _ in range(4):
        life.do(board, take_a_step)
        everybody_steps(board, others)
    key = home.key()
    assert key.parameters == sha256_hex(encode(threshold_parameters(board.state)))
    assert key.public_key == group_by_name(key.group).generator_power_secret(secret_of(key)).text
    parties = parties_with([home.identity, *(each.store.identity for each in others)], board)
    builder = ElectionBuilder(parties)
    builder.genesis()
    builder.setup()
    mailbox = SimulatedElection(builder)
    life.do(mailbox, sign_the_setup)
    for signer in (0, 1, 3, 4):
        builder.countersign(signer)
    for act in honest(parties).until("tally").steps:
        if act.name not in ("genesis", "setup") and not act.name.startswith("countersign"):
            act.act(builder)
    life.do(mailbox, confirm_for_another)
    life.do(mailbox, open_total)
    report = verify(mailbox.source())
    assert report.verdict == "accepted", report.findings
    routes = ["Certificate", "Coefficients", "VerificationKey", "Countersignature", "Confirmation", "ShareProof"]
    assert [route for route, _ in dict.fromkeys(home.sent)] == routes, "something was said in two ways"
    assert [entry.type for entry in builder.entries].count("ShareProof") == 1
    if number in (0, OPERATIONS):
        assert life.deaths == (0 if number else 7), "set OPERATIONS to what an act has"


@pytest.mark.parametrize("lost", [False, True], ids=["arrived", "lost"])
@pytest.mark.parametrize("number", range(7))
def test_a_complaint_that_is_killed_is_made_again(home: Home, others: list[Holder], number: int, lost: bool) -> None:
    life = Life(home, number, lost)
    board = key_making_of(home, others)
    cheater = Cheater(others[1], 3, 1, board.genesis, CHEATS["a wrong share"])
    for _ in range(2):
        life.do(board, take_a_step)
        others[0].step(board)
        cheater.act(board)
    convicted: list[int] = []

    def complain(wire: Wire, file: KeyFile, journal: Journal) -> None:
        try:
            take_a_step(wire, file, journal)
        except KeyMakingBrokenError as error:
            convicted.append(error.culprit)

    life.do(board, complain)
    life.do(board, complain)
    assert set(convicted) == {3}
    assert len({bodies for route, bodies in home.sent if route == "Complaint"}) == 1
    assert board.state.verdict is not None
    assert board.state.verdict.culprit == 3
    contents = home.opened()[0].contents
    assert (contents.runs, contents.keys) == ((), ())


@pytest.mark.parametrize("rounds", [0, 1, 2], ids=["certificate", "coefficients", "verification key"])
def test_a_copy_of_the_key_file_from_before_a_message_does_not_say_another(tmp_path: Path, rounds: int) -> None:
    """The file of before was put back, and its journal was not: what it would say now, it has said otherwise."""
    holder, *rest = everybody = holders_in(tmp_path, 3)
    board = new_run(everybody, 2)
    for _ in range(rounds):
        everybody_steps(board, everybody)
    if rounds == 0:
        identity = holder.store.identity
        copy = holder.store.contents.with_run(contributions.begin(identity, board.genesis, 1))
    else:
        copy = holder.store.contents
    holder.step(board)
    board.posted.clear()
    everybody_steps(board, rest[:1])
    holder.store.contents = copy
    with pytest.raises(ForeignMessageError, match="not from this key file"):
        holder.step(board)
    assert [kind for kind, _ in board.posted] == [board.posted[0][0]], "only the other holder has spoken"
