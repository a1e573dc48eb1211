"""Whatever is done in whatever order, the board answers as a simple model does, and what it stored passes the audit."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Literal

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bulletin_board.administration import close_voting, extend_voting, open_voting, publish_result
from bulletin_board.board import Board, connect_board
from bulletin_board.casting import cast
from bulletin_board.config import BoardConfig
from bulletin_board.errors import BulletinBoardError, EntryRefusedError
from bulletin_board.posting import post
from bulletin_board.sharing import send_share
from record.opening import parse_time
from tests.support.board_elections import TurnedClock, time_text
from tests.support.election_model import ModelElection, Refused, Reply, Signature, Taken
from tests.support.live_elections import LiveElection, code_of
from tests.support.log_audit import Held, assert_sound

VOTERS, SPARES, K, TRIES = 3, 2, 2, 2
CARDS = VOTERS + SPARES
BEGINNINGS = ("setup", "voting", "voting", "voting", "tally", "accused", "shared", "published", "withheld")
cards = st.integers(0, CARDS - 1)
tries = st.integers(0, TRIES - 1)
holders = st.integers(1, 2)


def refusal(error: BulletinBoardError) -> Refused:
    """An error as the model tells it."""
    rules = {finding.rule for finding in error.findings} if isinstance(error, EntryRefusedError) else {error.rule}
    return Refused(error.code, frozenset(rule for rule in rules if rule is not None))


class ElectionMachine(RuleBasedStateMachine):
    """One election among those of earlier runs in the same database. Codes are (card, number of its ballot)."""

    config: ClassVar[BoardConfig]

    def __init__(self) -> None:
        super().__init__()
        self.held: list[Held] = []
        self.sent: list[tuple[int, tuple[bytes, bytes]]] = []
        self.heads: set[bytes] = set()
        self.sealed: dict[tuple[int, int, Signature], bytes] = {}

    @initialize(revoting=st.booleans(), until=st.sampled_from(BEGINNINGS))
    def begin(self, revoting: bool, until: str) -> None:
        self.clock = TurnedClock(datetime.now(UTC))
        board = connect_board(replace(self.config, clock=self.clock))
        self.election = LiveElection(board, voters=VOTERS, spares=SPARES, revoting=revoting, k=K)
        self.election.create()
        with board.store.read_election(self.uuid) as now:
            genesis = now.facts.genesis
        assert genesis is not None
        opens, closes = parse_time(genesis.opens), parse_time(genesis.closes)
        assert opens is not None
        assert closes is not None
        self.clock.now = opens
        self.model = ModelElection(revoting, K, VOTERS, SPARES, opens, opens, closes)
        if until == "setup":
            return
        for signer in range(3):
            self.countersign(signer)
        self.open()
        if until == "voting":
            return
        for card in range(K - (until == "withheld")):
            self.cast(card, 0)
        self.close(early=True)
        if until == "accused":
            self.share(1, "V23")
        for owner in range(1, {"shared": 2, "published": 3}.get(until, 1)):
            self.share(owner, "")
        if until == "published":
            self.publish()

    @property
    def board(self) -> Board:
        return self.election.board

    @property
    def uuid(self) -> str:
        return self.election.uuid

    def ballot(self, card: int, number: int, signature: Signature) -> bytes:
        """A ballot, sealed on first use."""
        ballot = self.sealed.get((card, number, signature))
        if ballot is None:
            if signature == "own":
                ballot = self.election.ballot(card, choice=number + 1, seed=card * TRIES + number)
            else:
                signer = card if signature == "other" else (card + 1) % CARDS
                ballot = self.election.resigned(signer, self.ballot(card, number, "own"))
            self.sealed[card, number, signature] = ballot
        return ballot

    def agree(self, expected: Reply, act: Callable[[], tuple[int, bytes, bool] | None], sent: bytes = b"") -> None:
        """The board answers as the model did; what it gives is kept."""
        try:
            answer = act()
        except BulletinBoardError as error:
            reply: Reply = refusal(error)
        else:
            # Commands answer nothing.
            reply = expected if answer is None and isinstance(expected, Taken) else Taken(-1, new=True)
            if answer is not None:
                reply = Taken(answer[0], answer[2])
                self.held.append(Held(sent, answer[0], answer[1]))
        assert reply == expected

    def post(self, expected: Reply, kind: str, message: bytes) -> None:
        def act() -> tuple[int, bytes, bool]:
            answer = post(self.board, self.uuid, kind, message)
            return answer.index, answer.receipt, answer.new

        self.agree(expected, act, message)

    @rule(signer=st.integers(0, 2))
    def countersign(self, signer: int) -> None:
        self.post(self.model.countersign(signer), "Countersignature", self.election.countersignature(signer))

    @rule()
    @precondition(lambda self: len(self.model.signers) != 1)
    def open(self) -> None:
        self.agree(self.model.open(), lambda: open_voting(self.board, self.uuid))

    @rule(card=cards, number=tries)
    def cast(self, card: int, number: int) -> None:
        self.cast_signed(card, number, "own")

    @rule(card=cards, number=tries, signature=st.sampled_from(("other", "false")))
    def cast_signed(self, card: int, number: int, signature: Signature) -> None:
        ballot = self.ballot(card, number, signature)

        def act() -> tuple[int, bytes, bool]:
            answer = cast(self.board, self.uuid, ballot)
            return answer.index, answer.receipt, answer.new

        self.agree(self.model.cast(card, (card, number), signature), act, ballot)

    @rule(card=cards, of=st.one_of(st.none(), cards), number=tries)
    def test_seal(self, card: int, of: int | None, number: int) -> None:
        owner = card if of is None else of
        message = self.election.challenge(card, code_of(self.ballot(owner, number, "own")))
        self.post(self.model.test_seal(card, (owner, number)), "Challenge", message)

    @rule(which=st.integers(0, 99))
    @precondition(lambda self: self.model.tested)
    def cast_what_was_tested(self, which: int) -> None:
        (owner, number), card = self.model.tested[which % len(self.model.tested)]
        if owner == card:
            self.cast(card, number)

    @rule(which=st.integers(0, 99))
    @precondition(lambda self: self.model.box)
    def test_what_was_cast(self, which: int) -> None:
        (_, number), card = self.model.box[which % len(self.model.box)]
        self.test_seal(card, None, number)

    @rule(which=st.integers(0, 99), number=tries, signature=st.sampled_from(("own", "other", "false")))
    @precondition(lambda self: self.model.box)
    def cast_once_more(self, which: int, number: int, signature: Signature) -> None:
        _, card = self.model.box[which % len(self.model.box)]
        self.cast_signed(card, number, signature)

    @rule(lost=cards, spare=st.integers(0, SPARES - 1))
    def replace_card(self, lost: int, spare: int) -> None:
        message = self.election.replacement(lost, spare)
        self.post(self.model.replace_card(lost, VOTERS + spare), "CardReplacement", message)

    @rule(hours=st.sampled_from((-1, 0, 1, 24 * 7, 24 * 7 + 1)))
    def extend(self, hours: int) -> None:
        closes = self.model.closes + timedelta(hours=hours)
        expected = self.model.extend(closes)
        self.agree(expected, lambda: extend_voting(self.board, self.uuid, time_text(closes), "queue"))

    @rule(to=st.sampled_from(("before", "open", "open", "last second", "closed")))
    def turn_the_clock(self, to: str) -> None:
        second = timedelta(seconds=1)
        moments = {
            "before": self.model.opens - second,
            "open": self.model.opens,
            "last second": self.model.closes - second,
            "closed": self.model.closes,
        }
        self.clock.now = self.model.now = moments[to]

    @rule(early=st.booleans())
    @precondition(lambda self: self.model.counted > 0)
    def close(self, early: bool) -> None:
        def act() -> None:
            close_voting(self.board, self.uuid, early=early)

        self.agree(self.model.close(early=early), act)

    @rule(owner=holders, confirmer=holders)
    @precondition(lambda self: self.model.phase not in ("setup", "voting"))
    def confirm(self, owner: int, confirmer: int) -> None:
        message = self.election.confirmation(owner, confirmer)
        self.post(self.model.confirm(owner, confirmer, message), "Confirmation", message)

    @rule(owner=holders, false=st.sampled_from(("", "V23", "V47")))
    @precondition(lambda self: self.model.phase not in ("setup", "voting"))
    def share(self, owner: int, false: Literal["", "V23", "V47"]) -> None:
        parts = self.election.share(owner, false_v1=false == "V23", false_binding=false == "V47")
        if not false:
            self.sent.append((owner, parts))
        self.send(owner, parts, false)

    @rule(data=st.data())
    @precondition(lambda self: self.sent)
    def share_again(self, data: st.DataObject) -> None:
        owner, parts = data.draw(st.sampled_from(self.sent))
        self.send(owner, parts, "")

    def send(self, owner: int, parts: tuple[bytes, bytes], false: Literal["", "V23", "V47"]) -> None:
        def act() -> tuple[int, bytes, bool]:
            answer = send_share(self.board, self.uuid, *parts)
            return answer.index, answer.receipt, answer.new

        self.agree(self.model.share(owner, parts[0], false), act, parts[0])

    @rule()
    @precondition(lambda self: self.model.counted > 0)
    def publish(self) -> None:
        self.agree(self.model.publish(), lambda: publish_result(self.board, self.uuid))

    @rule()
    def start_again(self) -> None:
        """Another process takes over."""
        self.board.store.engine.dispose()
        self.election = self.election.on(connect_board(self.board.config))

    @invariant()
    def stands_where_the_model_stands(self) -> None:
        if not hasattr(self, "model"):
            return
        with self.board.store.read_election(self.uuid) as now:
            head = now.head
        assert (head.size, head.state.stage, head.state.counted) == (
            self.model.size,
            self.model.phase,
            self.model.counted,
        )
        self.heads.add(head.checkpoint)

    def teardown(self) -> None:
        if hasattr(self, "model"):
            ledger = assert_sound(self.board, self.uuid, self.held, self.heads)
            assert ledger.share_owners() == self.model.shares
            self.board.store.engine.dispose()


@pytest.fixture
def machine(board: Board) -> type[ElectionMachine]:
    class Machine(ElectionMachine):
        config = board.config

    return Machine


@pytest.mark.timeout(600)  # a failure takes minutes to make short
def test_the_board_answers_as_the_model(machine: type[ElectionMachine]) -> None:
    run_state_machine_as_test(machine, settings=settings(max_examples=20, stateful_step_count=25))


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_the_board_answers_as_the_model_for_long(machine: type[ElectionMachine]) -> None:
    run_state_machine_as_test(machine, settings=settings(max_examples=400, stateful_step_count=40))
