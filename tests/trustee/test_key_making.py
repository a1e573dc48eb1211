"""Taking part in a key making: resumable after a crash anywhere, and stopped by every lie of board or holders."""

from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board_client.errors import BoardError
from crypto.ed25519 import ED25519
from crypto.threshold import combine_factors_public
from record.canonical import encode
from record.checkpoint import Checkpoint, sign_checkpoint
from record.digests import sha256_hex
from record.key_making import KeyMakingStage, KeyMakingState, joint_key, replay_key_making, threshold_parameters
from record.key_making_messages import COEFFICIENTS, Certificate, Coefficients, key_making_entry
from tests.simulator import SimulatedKeyMaking, SimulatedLog
from tests.support.key_makings import (
    Holder,
    certificate_of,
    everybody_steps,
    finish,
    holders_in,
    new_run,
)
from trustee import contributions
from trustee.errors import (
    ForeignMessageError,
    KeyFileError,
    KeyMakingBrokenError,
    KeyMakingRefusedError,
    KeyMakingTimeoutError,
    LogRefusedError,
    NotAHolderError,
    RollbackError,
    SplitViewError,
)
from trustee.journal import Journal
from trustee.key_file import secret_of
from trustee.key_making import Progress, RunRules, make_key, read_rules, step


@pytest.fixture
def holders(tmp_path: Path) -> list[Holder]:
    return holders_in(tmp_path, 3)


# -- together -------------------------------------------------------------------------------------------------------


@given(st.data())
@settings(max_examples=8)
def test_any_t_of_n_members_decrypt_and_fewer_do_not(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    size = data.draw(st.integers(1, 5), label="n")
    threshold = data.draw(st.integers(1, size), label="t")
    group = ED25519
    holders = holders_in(tmp_path_factory.mktemp("run"), size)
    board = new_run(holders, threshold)
    keys = finish(board, holders)
    message = group.random_secret()
    alpha = group.generator_power_secret(message)
    expected = group.power_secret(joint_key(board.state), message)
    factors = {key.owner: group.power_secret(alpha, secret_of(key)) for key in keys}
    for chosen in combinations(factors, threshold):
        assert combine_factors_public(group, threshold, [(owner, factors[owner]) for owner in chosen]) == expected
    if threshold > 1:
        few = list(factors)[: threshold - 1]
        pieces = [(owner, factors[owner]) for owner in few]
        assert combine_factors_public(group, threshold - 1, pieces) != expected


def test_the_secrets_of_a_run_are_gone_when_it_is_over(holders: list[Holder]) -> None:
    board = new_run(holders, 2)
    keys = finish(board, holders)
    for holder, key in zip(holders, keys, strict=True):
        assert holder.store.contents.runs == ()
        assert holder.store.contents.keys == (key,)
        assert key.holders == tuple(each.public_hex for each in holders)
        assert holder.step(board).key == key


def test_the_steps_of_the_holders_may_come_in_any_order(holders: list[Holder]) -> None:
    board = new_run(holders, 3)
    for order in [(2, 1, 0), (1, 2, 0), (0, 2, 1), (2, 0, 1)]:
        for place in order:
            holders[place].step(board)
    assert board.state.stage is KeyMakingStage.FINISHED


def test_waiting_ends_with_the_key_or_with_a_sentence_that_names_who_is_missing(holders: list[Holder]) -> None:
    board = new_run(holders, 2)
    told: list[Progress] = []
    time = 0.0

    def sleep(seconds: float) -> None:
        nonlocal time
        time += seconds
        if time < 30:
            everybody_steps(board, holders[1:])

    first = holders[0]
    rules = read_rules(board, board.run, first.public_hex)
    key = make_key(
        board, first.store, first.journal, rules, seconds=60, tell=told.append, sleep=sleep, clock=lambda: time
    )
    assert key.owner == 1
    assert told[-1].key == key
    assert [progress.stage for progress in told[:-1]] == sorted(
        (progress.stage for progress in told[:-1]), key=list(KeyMakingStage).index
    )
    lonely = new_run(holders, 2)
    rules = read_rules(lonely, lonely.run, first.public_hex)
    with pytest.raises(KeyMakingTimeoutError, match="2, 3"):
        make_key(
            lonely,
            first.store,
            first.journal,
            rules,
            seconds=1,
            tell=told.append,
            sleep=lambda _: None,
            clock=iter(range(1000)).__next__,
        )


# -- crashes --------------------------------------------------------------------------------------------------------


class Faulty(SimulatedKeyMaking):
    """Fails a posting in one of the two ways: not stored, or stored and the answer lost."""

    def fail(self, *, stored: bool) -> None:
        self.fault: bool | None = stored

    def post(self, entry_type: str, payload: bytes) -> None:
        fault = getattr(self, "fault", None)
        self.fault = None
        if fault is False:
            self.posted.append((entry_type, payload))
            raise BoardError("board-unreachable", 0, "No answer came.")
        super().post(entry_type, payload)
        if fault is True:
            raise BoardError("board-unreachable", 0, "No answer came.")


@pytest.mark.parametrize("stored", [False, True])
@pytest.mark.parametrize("round_number", [1, 2, 3])
def test_after_a_crash_while_sending_the_same_bytes_are_sent_or_none(
    holders: list[Holder], round_number: int, stored: bool
) -> None:
    board = Faulty([holder.public_hex for holder in holders], 2)
    for _ in range(round_number - 1):
        everybody_steps(board, holders)
    everybody_steps(board, holders[:2])
    board.posted.clear()
    board.fail(stored=stored)
    with pytest.raises(BoardError):
        holders[2].step(board)
    holders[2].step(board)
    own = [payload for kind, payload in board.posted if kind == board.posted[0][0]]
    assert len(own) == (1 if stored else 2)
    assert len(set(own)) == 1
    for _ in range(4 - round_number):
        keys = [progress.key for progress in everybody_steps(board, holders)]
    assert all(keys)


@pytest.mark.parametrize("round_number", [1, 2, 3])
def test_nothing_is_sent_before_the_key_file_is_durable(holders: list[Holder], round_number: int) -> None:
    board = new_run(holders, 2)
    for _ in range(round_number - 1):
        everybody_steps(board, holders)
    everybody_steps(board, holders[:2])
    board.posted.clear()

    holders[2].store.full = True
    with pytest.raises(KeyFileError):
        holders[2].step(board)
    assert board.posted == []


def test_an_older_copy_of_the_key_file_does_not_speak_a_second_time(holders: list[Holder]) -> None:
    board = new_run(holders, 2)
    everybody_steps(board, holders)
    older = holders[0].store.contents
    holders[0].step(board)
    holders[0].store.contents = older
    with pytest.raises(ForeignMessageError, match="not from this key file"):
        holders[0].step(board)
    fresh = type(older)(1, older.identity)
    holders[0].store.contents = fresh
    with pytest.raises(ForeignMessageError, match="has not made it"):
        holders[0].step(board)


# -- a lying board ----------------------------------------------------------------------------------------------------


def test_who_is_not_named_does_not_take_part(holders: list[Holder], tmp_path: Path) -> None:
    board = new_run(holders, 2)
    with pytest.raises(NotAHolderError):
        Holder.fresh(tmp_path, "stranger").step(board)


def test_a_split_view_of_certificates_stops_the_holder_who_saw_both(holders: list[Holder]) -> None:
    """ATTACKS 27: the board in league with holder 3 shows holders 1 and 2 different certificates of it."""
    board = new_run(holders, 2, judging=False)
    everybody_steps(board, holders[:2])
    fork = board.logs.fork()
    everybody_steps(board, [holders[2]])
    holders[0].step(board)
    board.logs = fork
    other = contributions.begin(holders[2].store.identity, board.genesis, 3)
    board.state = replayed(board)
    board.put(msgspec.json.decode(other.certificate, type=Certificate))
    with pytest.raises(SplitViewError):
        holders[0].step(board)


def replayed(board: SimulatedKeyMaking) -> KeyMakingState:
    return replay_key_making(board.logs.entries)[0]


def test_a_split_view_between_two_holders_ends_in_coefficients_that_do_not_fit(holders: list[Holder]) -> None:
    """Neither holder sees both faces; the signature over all certificates gives it away when the faces meet."""
    board = new_run(holders, 2, judging=False)
    everybody_steps(board, holders[:2])
    faces = [board.logs, board.logs.fork()]
    certificates = [contributions.begin(holders[2].store.identity, board.genesis, 3).certificate for _ in faces]
    sent = []
    for face, certificate, holder in zip(faces, certificates, holders, strict=False):
        board.logs = face
        board.state = replayed(board)
        board.put(msgspec.json.decode(certificate, type=Certificate))
        board.posted.clear()
        holder.step(board)
        sent.append(board.posted[-1])
    board.logs = faces[0]
    board.state = replayed(board)
    board.post(*sent[1])
    with pytest.raises(LogRefusedError, match="other certificates"):
        holders[0].step(board)


def test_a_log_that_was_rolled_back_stops_the_holder(holders: list[Holder]) -> None:
    board = new_run(holders, 2)
    everybody_steps(board, holders)
    holders[0].step(board)
    board.logs.entries.pop()
    board.logs.entries.pop()
    with pytest.raises(RollbackError):
        holders[0].step(board)


def test_a_replayed_certificate_of_another_run_stops_the_holder(holders: list[Holder]) -> None:
    """An old certificate, whose private key was stolen meanwhile, must not enter a new run."""
    old, board = new_run(holders, 2), new_run(holders, 2, judging=False)
    everybody_steps(old, holders)
    everybody_steps(board, holders[:2])
    board.put(certificate_of(old, 3))
    with pytest.raises(LogRefusedError, match="another key making"):
        holders[0].step(board)


class Served(SimulatedLog):
    """A log whose parts lie."""

    lie = ""

    def checkpoint(self) -> bytes:
        if self.lie == "root":
            return sign_checkpoint(Checkpoint(self.origin, len(self.entries), b"\x01" * 32), self.board)
        if self.lie == "origin":
            return sign_checkpoint(Checkpoint("suarasah/other", 1, b"\x01" * 32), self.board)
        if self.lie == "unsigned":
            return SimulatedLog(self.origin, type(self.board).generate(), self.entries).checkpoint()
        return super().checkpoint()

    def leaves(self, size: int, start: int = 0) -> Iterator[bytes]:
        leaves = list(super().leaves(size, start))
        if self.lie == "withheld":
            return iter(leaves[:-1])
        return iter([*leaves[:-1], b'{"type":"Ballot"}'] if self.lie == "leaf" and len(leaves) > 1 else leaves)

    def blob(self, sha256_hex: str) -> bytes:
        return super().blob(sha256_hex) + (b" " if self.lie == "blob" else b"")


@pytest.mark.parametrize("lie", ["root", "origin", "unsigned", "withheld", "leaf", "blob"])
def test_nothing_is_done_on_a_log_that_does_not_lead_to_its_signed_head(holders: list[Holder], lie: str) -> None:
    board = new_run(holders, 2)
    everybody_steps(board, holders[:2])
    rules = read_rules(board, board.run, holders[2].public_hex)
    served = Served(board.logs.origin, board.logs.board, board.logs.entries, board.logs.blobs)
    served.lie = lie
    board.logs = served
    board.posted.clear()
    with pytest.raises(LogRefusedError) as refusal:
        step(board, holders[2].store, holders[2].journal, rules)
    assert type(refusal.value) is LogRefusedError
    assert board.posted == []
    assert holders[2].store.contents.runs == ()


def test_other_rules_than_the_agreed_ones_stop_the_holder(holders: list[Holder]) -> None:
    board = new_run(holders, 2)
    rules = read_rules(board, board.run, holders[0].public_hex)
    agreed = RunRules(msgspec.structs.replace(rules.genesis, threshold=3), rules.owner, "00" * 32)
    with pytest.raises(LogRefusedError, match="other rules"):
        step(board, holders[0].store, holders[0].journal, agreed)


def test_a_run_that_is_begun_again_under_other_rules_stops_who_began_it(holders: list[Holder], tmp_path: Path) -> None:
    """The board forgets a run and shows another one of the same name; only the key file remembers."""
    board = new_run(holders, 2)
    holders[0].step(board)
    other = new_run(holders, 3)
    other.genesis = msgspec.structs.replace(other.genesis, run=board.run)
    other.run, other.state = board.run, KeyMakingState()
    other.logs = SimulatedLog(board.logs.origin, other.key)
    other.append(key_making_entry(0, other.genesis))
    forgetful = Holder(holders[0].store, Journal(tmp_path / "new", holders[0].public_hex, ()))
    with pytest.raises(KeyMakingRefusedError, match="under other rules"):
        forgetful.step(other)
    assert other.posted == []


def test_the_rules_of_another_run_are_refused(holders: list[Holder]) -> None:
    board = new_run(holders, 2)
    board.run = "1" * 22
    with pytest.raises(LogRefusedError, match="another key making"):
        read_rules(board, board.run, holders[0].public_hex)


# -- a lying holder ---------------------------------------------------------------------------------------------------


def with_box(
    holders: list[Holder], board: SimulatedKeyMaking, change: Callable[[tuple[str, ...]], tuple[str, ...]]
) -> None:
    """Holder 1 sends changed boxes, signed by it; the others are honest."""
    secrets = holders[0].secrets(board)
    honest = contributions.coefficients(holders[0].store.identity, secrets, board.state)
    message = msgspec.json.decode(honest, type=Coefficients)
    cheating = COEFFICIENTS.sign(
        holders[0].store.identity, msgspec.structs.replace(message, shares=change(message.shares))
    )
    sent = msgspec.structs.replace(secrets, sent_coefficients=encode(cheating).decode())
    holders[0].store.save(holders[0].store.contents.with_run(sent))


def test_a_wrong_share_makes_its_recipient_complain_and_everybody_learns_who_lied(holders: list[Holder]) -> None:
    board = new_run(holders, 2)
    everybody_steps(board, holders)
    with_box(holders, board, lambda boxes: (boxes[0], boxes[2], boxes[2]))
    everybody_steps(board, holders)
    holders[2].step(board)
    with pytest.raises(KeyMakingBrokenError) as complaint:
        holders[1].step(board)
    assert complaint.value.culprit == 1
    assert board.state.verdict is not None
    assert board.state.verdict.culprit == 1
    for holder in holders:
        for _ in range(2):
            with pytest.raises(KeyMakingBrokenError) as verdict:
                holder.step(board)
            assert verdict.value.culprit == 1
        assert holder.store.contents.runs == ()
        assert holder.store.contents.keys == ()


def test_a_complaint_is_sent_again_after_a_crash(holders: list[Holder]) -> None:
    board = Faulty([holder.public_hex for holder in holders], 2)
    everybody_steps(board, holders)
    with_box(holders, board, lambda boxes: (boxes[0], boxes[2], boxes[2]))
    everybody_steps(board, holders)
    board.posted.clear()
    board.fail(stored=False)
    with pytest.raises(BoardError):
        holders[1].step(board)
    with pytest.raises(KeyMakingBrokenError):
        holders[1].step(board)
    assert board.posted[0] == board.posted[1]
    assert board.posted[0][0] == "Complaint"


def test_a_false_complaint_ends_the_run_and_convicts_the_accuser(holders: list[Holder]) -> None:
    board = new_run(holders, 2)
    everybody_steps(board, holders)
    everybody_steps(board, holders)
    board.complain(board.run, contributions.complaint(holders[2].store.identity, holders[2].secrets(board), 1).encode())
    with pytest.raises(KeyMakingBrokenError, match="right share") as verdict:
        holders[0].step(board)
    assert verdict.value.culprit == 3


def test_changed_coefficients_are_refused_by_the_holders_too(holders: list[Holder]) -> None:
    board = new_run(holders, 2, judging=False)
    everybody_steps(board, holders)
    own = holders[2].secrets(board)
    other = contributions.begin(holders[2].store.identity, board.genesis, 3)
    changed = msgspec.structs.replace(own, coefficients=other.coefficients)
    board.post("Coefficients", contributions.coefficients(holders[2].store.identity, changed, board.state).encode())
    with pytest.raises(LogRefusedError, match="other coefficients than it had committed to"):
        holders[0].step(board)


def test_a_withheld_contribution_leaves_the_run_waiting_and_names_who_is_missing(holders: list[Holder]) -> None:
    board = new_run(holders, 2)
    everybody_steps(board, holders)
    progress = everybody_steps(board, holders[:2])
    assert progress[-1] == Progress(KeyMakingStage.COEFFICIENTS, (2, 3), None)
    assert holders[0].step(board).missing == (3,)


def test_secrets_are_in_no_text_of_a_run(holders: list[Holder]) -> None:
    board = new_run(holders, 2)
    everybody_steps(board, holders)
    secrets = holders[0].secrets(board)
    texts = [repr(secrets), repr(holders[0].store.contents), repr(board.logs.entries), str(holders[0].journal.records)]
    for text in texts:
        for hidden in (secrets.signing, secrets.channel, *secrets.coefficients, holders[0].store.contents.identity):
            assert hidden not in text


def test_the_item_of_a_run_is_the_one_that_its_holders_remember(holders: list[Holder]) -> None:
    board = new_run(holders, 2, election="PemiraSiswaUji123")
    keys = finish(board, holders)
    assert {key.parameters for key in keys} == {sha256_hex(encode(threshold_parameters(board.state)))}
    assert {key.head.election for key in keys} == {"PemiraSiswaUji123"}
