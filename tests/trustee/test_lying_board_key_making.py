"""Every lie of a board in a key making that we can think of, one test each: no secret leaves, and no bad key is kept.

A board may always do nothing, and then nothing happens. Whatever else it does, a key holder either stops with a
sentence, or goes on as with an honest board.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from crypto.groups import group_by_name
from crypto.signing_key import SigningKey
from record.checkpoint import Checkpoint, sign_checkpoint
from record.key_making import joint_key, key_making_head, replay_key_making
from record.key_making_messages import CERTIFICATE, key_making_entry, key_making_entry_of
from record.merkle import leaf_hash, root_of
from tests.simulator import SimulatedKeyMaking, SimulatedLog
from tests.support.cheating.cheater import Cheater
from tests.support.cheating.cheats import CHEATS
from tests.support.key_making_model import Ending, ending_of
from tests.support.key_makings import Holder, everybody_steps, finish, holders_in, new_run
from tests.support.lying_boards import examine, opened, parties_with
from tests.support.two_faces import TwoFaces, another_face
from trustee import contributions
from trustee.errors import LogRefusedError, NotAHolderError, RollbackError, SetupRefusedError, SplitViewError
from trustee.key_file import KeyContents, secret_of
from trustee.key_making import read_rules, step

LIAR, FIRST_HOLDER = 3, 1
"""Holder 3 is in league with the board."""


@pytest.fixture
def holders(tmp_path: Path) -> list[Holder]:
    return holders_in(tmp_path, 3)


def secrets_of(contents: KeyContents) -> list[str]:
    """Every secret text of a key file, and the numbers in decimal, as they stand inside of boxes."""
    scalars = [
        secret for run in contents.runs for secret in (run.signing, run.channel, run.share, *run.coefficients) if secret
    ] + [key.secret for key in contents.keys]
    return [contents.identity, *scalars, *(str(int(secret, 16)) for secret in scalars)]


def given_away(holder: Holder, bodies: Sequence[bytes]) -> list[str]:
    """The secrets of a holder that stand in what it sent or wrote into its journal."""
    texts = [body.decode() for body in bodies] + [holder.journal.path.read_text("utf-8")]
    return [secret for secret in secrets_of(holder.store.contents) for text in texts if secret in text]


@pytest.mark.parametrize("rounds", [0, 1, 2])
def test_a_board_that_drops_what_it_is_sent_gets_the_same_bytes_again(holders: list[Holder], rounds: int) -> None:
    class Dropping(SimulatedKeyMaking):
        drops = False

        def post(self, entry_type: str, payload: bytes) -> None:
            if self.drops:
                self.posted.append((entry_type, payload))
            else:
                super().post(entry_type, payload)

    board = Dropping([each.public_hex for each in holders], 2)
    for _ in range(rounds):
        everybody_steps(board, holders)
    everybody_steps(board, holders[1:])
    board.drops = True
    board.posted.clear()
    for _ in range(3):
        progress = holders[0].step(board)
        assert (progress.missing, progress.key) == ((1,), None)
    assert len(board.posted) == 3
    assert len(set(board.posted)) == 1
    assert not given_away(holders[0], [body for _, body in board.posted])


def test_a_board_that_reorders_what_was_seen_is_caught(holders: list[Holder]) -> None:
    board = new_run(holders, 2)
    everybody_steps(board, holders)
    holders[0].step(board)
    entries = board.logs.entries
    entries[1], entries[2] = entries[2], entries[1]
    with pytest.raises(SplitViewError):
        holders[0].step(board)


def test_a_board_that_shows_rounds_in_another_order_stops_the_run(holders: list[Holder]) -> None:
    """As if holder 3 had given its certificate only after the coefficients of the others."""
    board = new_run(holders, 2)
    everybody_steps(board, holders)
    everybody_steps(board, holders[1:])
    entries = board.logs.entries
    entries.insert(2, entries.pop())
    late = Holder(holders[0].store, holders[0].journal)
    with pytest.raises(LogRefusedError, match="waits for certificates"):
        late.step(board)
    assert late.store.contents.keys == ()


@pytest.mark.parametrize("rounds", [0, 1, 2])
def test_a_message_of_an_earlier_run_is_not_taken(holders: list[Holder], rounds: int) -> None:
    """The board replays what holder 3 said in a run that all three finished."""
    earlier, board = new_run(holders, 2), new_run(holders, 2, judging=False)
    finish(earlier, holders)
    for _ in range(rounds):
        everybody_steps(board, holders)
    everybody_steps(board, holders[1:2])
    replayed = earlier.logs.entries[3 * rounds + LIAR]
    board.append(key_making_entry_of(len(board.logs.entries), replayed.type, replayed.payload))
    before = len(board.posted)
    with pytest.raises(LogRefusedError, match="another key making"):
        holders[0].step(board)
    assert len(board.posted) == before
    assert holders[0].store.contents.joint_key(board.run) is None


@pytest.mark.parametrize("rounds", [0, 1])
def test_a_message_that_is_shown_twice_is_not_taken(holders: list[Holder], rounds: int) -> None:
    board = new_run(holders, 2, judging=False)
    for _ in range(rounds):
        everybody_steps(board, holders)
    everybody_steps(board, holders[:1])
    twice = board.logs.entries[-1]
    board.append(key_making_entry_of(len(board.logs.entries), twice.type, twice.payload))
    with pytest.raises(LogRefusedError, match="already"):
        holders[0].step(board)


@pytest.mark.parametrize("victim", [FIRST_HOLDER, LIAR])
def test_a_certificate_that_the_board_made_itself_is_not_taken(holders: list[Holder], victim: int) -> None:
    """In another holder's name or in one's own: it is signed by neither."""
    board = new_run(holders, 2, judging=False)
    rules = read_rules(board, board.run, holders[0].public_hex)
    forged = CERTIFICATE.decode(contributions.begin(board.key, board.genesis, victim).certificate.encode())
    board.put(forged)
    with pytest.raises(LogRefusedError, match=f"not signed by key holder {victim}"):
        step(board, holders[0].store, holders[0].journal, rules)
    assert board.posted == []


def with_other_genesis(board: SimulatedKeyMaking, **changes: object) -> SimulatedKeyMaking:
    """The same run under other rules, with nothing in it yet."""
    other = another_face(board)
    other.genesis = msgspec.structs.replace(board.genesis, **changes)
    other.logs = SimulatedLog(board.logs.origin, board.key)
    other.state = type(board.state)()
    other.append(key_making_entry(0, other.genesis))
    return other


def rules_changes(board: SimulatedKeyMaking) -> dict[str, dict[str, object]]:
    names = board.genesis.holders
    return {
        "its own key in a holder's place": {"holders": (*names[:2], SigningKey.generate().public_hex)},
        "another threshold": {"threshold": 1},
        "another order": {"holders": (names[0], names[2], names[1])},
        "another purpose": {"election": "PemiraSiswaUji123"},
    }


@pytest.mark.parametrize(
    "lie", ["its own key in a holder's place", "another threshold", "another order", "another purpose"]
)
def test_other_rules_have_another_fingerprint_and_are_not_followed(holders: list[Holder], lie: str) -> None:
    """What people compare differs, and who agreed to the one takes no step under the other."""
    board = new_run(holders, 2)
    other = with_other_genesis(board, **rules_changes(board)[lie])
    agreed = read_rules(board, board.run, holders[0].public_hex)
    shown = read_rules(other, board.run, holders[0].public_hex)
    assert agreed.fingerprint != shown.fingerprint
    with pytest.raises(LogRefusedError, match="other rules"):
        step(other, holders[0].store, holders[0].journal, agreed)
    assert other.posted == []


def test_a_holder_whose_own_key_was_replaced_takes_no_part(holders: list[Holder]) -> None:
    board = new_run(holders, 2)
    names = (SigningKey.generate().public_hex, *board.genesis.holders[1:])
    with pytest.raises(NotAHolderError):
        read_rules(with_other_genesis(board, holders=names), board.run, holders[0].public_hex)


# -- different lists to different holders ------------------------------------------------------------------------------


@dataclass
class Split:
    """Holders 1 and 2 see one face each; holder 3 cheats, and speaks to both."""

    holders: list[Holder]
    faces: TwoFaces
    cheater: Cheater

    @classmethod
    def of(cls, holders: list[Holder]) -> "Split":
        board = new_run(holders, 2, judging=False)
        cheater = Cheater(holders[2], LIAR, FIRST_HOLDER, board.genesis, CHEATS["a wrong share"], told=True)
        return cls(holders, TwoFaces(board, another_face(board)), cheater)

    def round(self, *, carry: bool = True) -> tuple[Ending, Ending]:
        """Both holders take a step on their own face, and the board carries over what they said."""
        endings = ending_of(self.faces.first, self.holders[0]), ending_of(self.faces.second, self.holders[1])
        if carry:
            self.faces.carry()
        return endings

    def speak(self) -> None:
        """The cheater's honest message on both faces: the same certificate, but boxes and proofs made anew."""
        for face in (self.faces.first, self.faces.second):
            made = self.cheater.honest(face)
            assert made is not None
            face.put(made)

    def to_the_end(self) -> tuple[Ending, Ending]:
        for _ in range(4):
            endings = self.round()
        return endings


def check_no_wrong_key(split: Split, endings: Sequence[Ending]) -> None:
    """Whoever has a key has one of the same joint key, of the face that it saw, and its part of it is right."""
    publics = set()
    for ending, face in zip(endings, (split.faces.first, split.faces.second), strict=True):
        if ending.key is not None:
            state, findings = replay_key_making(face.logs.entries[: ending.key.head.size])
            assert not findings
            assert ending.key.head == key_making_head(state)
            group = group_by_name(ending.key.group)
            assert group.generator_power_secret(secret_of(ending.key)).text == ending.key.public_key
            publics.add(joint_key(state).text)
    assert len(publics) <= 1


def test_different_certificates_to_two_holders_stop_both(holders: list[Holder]) -> None:
    """ATTACKS 27: neither sees both faces, and what the other one signed over its certificates gives it away."""
    split = Split.of(holders)
    split.round()
    split.faces.first.put(split.cheater.certificate())
    other = contributions.begin(holders[2].store.identity, split.faces.first.genesis, LIAR)
    split.faces.second.put(CERTIFICATE.decode(other.certificate.encode()))
    split.round()
    endings = split.round()
    assert [ending.stopped for ending in endings] == ["trustee-log-refused"] * 2
    check_no_wrong_key(split, endings)


def test_different_certificates_that_are_kept_apart_leave_both_waiting(holders: list[Holder]) -> None:
    """The board does not carry over what would give it away: then nobody's coefficients arrive."""
    split = Split.of(holders)
    split.round()
    split.faces.first.put(split.cheater.certificate())
    other = contributions.begin(holders[2].store.identity, split.faces.first.genesis, LIAR)
    split.faces.second.put(CERTIFICATE.decode(other.certificate.encode()))
    for _ in range(3):
        endings = split.round(carry=False)
    assert [ending.missing for ending in endings] == [(2, 3), (1, 3)]


def test_different_boxes_and_proofs_to_two_holders_give_one_joint_key_of_two_heads(holders: list[Holder]) -> None:
    """Nothing that matters differs, but the signed heads do: an election can name one of them only."""
    split = Split.of(holders)
    split.round()
    split.faces.first.put(split.cheater.certificate())
    split.faces.second.put(split.cheater.certificate())
    split.round()
    split.speak()
    split.cheater._cached.clear()
    split.round()
    split.speak()
    endings = split.to_the_end()
    check_no_wrong_key(split, endings)
    first, second = (ending.key for ending in endings)
    assert first is not None
    assert second is not None
    assert first.head != second.head
    everybody = parties_with([each.store.identity for each in holders], split.faces.first)
    setup = opened(everybody)
    examine(setup, holders[0])
    with pytest.raises(SetupRefusedError, match="not the one that you made"):
        examine(setup, holders[1])


def test_a_wrong_share_on_one_face_gives_no_key_on_the_other(holders: list[Holder]) -> None:
    """Holder 1 complains, which reveals its channel key to the board: nobody may have a key that it is a part of."""
    split = Split.of(holders)
    split.round()
    split.faces.first.put(split.cheater.certificate())
    split.faces.second.put(split.cheater.certificate())
    split.round()
    bad = CHEATS["a wrong share"].lie(split.cheater, split.faces.first)
    good = split.cheater.honest(split.faces.second)
    assert bad is not None
    assert good is not None
    split.faces.first.put(bad)
    split.faces.second.put(good)
    endings = split.round(carry=False)
    assert endings[0].culprit == LIAR
    split.faces.second.put(split.cheater.verification_key(split.faces.second) or good)
    with pytest.raises(SplitViewError):
        holders[0].step(split.faces.second)
    assert ending_of(split.faces.second, holders[1]).missing == (1,)
    assert ending_of(split.faces.first, holders[0]).culprit == LIAR
    assert [entry for entry, _ in split.faces.first.posted].count("VerificationKey") == 0


def test_a_false_complaint_on_one_face_gives_no_wrong_key(holders: list[Holder]) -> None:
    split = Split.of(holders)
    split.round()
    split.faces.first.put(split.cheater.certificate())
    split.faces.second.put(split.cheater.certificate())
    split.round()
    coefficients = split.cheater.honest(split.faces.first)
    assert coefficients is not None
    split.faces.first.put(coefficients)
    split.faces.second.put(coefficients)
    split.round()
    accusation = CHEATS["a false complaint"].lie(split.cheater, split.faces.first)
    assert accusation is not None
    split.faces.second.put(split.cheater.verification_key(split.faces.second) or coefficients)
    split.faces.first.put(accusation)
    endings = split.to_the_end()
    assert endings[0].culprit == LIAR
    assert endings[1].word == "key"
    check_no_wrong_key(split, endings)


# -- heads ------------------------------------------------------------------------------------------------------------


class ForgedHead(SimulatedLog):
    """A log under a head that says something else."""

    lie = ""

    def checkpoint(self) -> bytes:
        root = root_of(leaf_hash(entry.leaf) for entry in self.entries)
        size, origin, signer = len(self.entries), self.origin, self.board
        match self.lie:
            case "signed by another key":
                signer = SigningKey.generate()
            case "over another root":
                root = b"\x01" * 32
            case "of more entries than there are":
                size += 1
            case "of fewer entries under the same root":
                size -= 1
            case "of another log":
                origin = "suarasah/other"
        return sign_checkpoint(Checkpoint(origin, size, root), signer)


@pytest.mark.parametrize(
    "lie",
    [
        "signed by another key",
        "over another root",
        "of more entries than there are",
        "of fewer entries under the same root",
        "of another log",
    ],
)
def test_nothing_is_said_under_a_forged_head(holders: list[Holder], lie: str) -> None:
    board = new_run(holders, 2)
    everybody_steps(board, holders)
    true = board.logs
    forged = ForgedHead(true.origin, true.board, true.entries, true.blobs)
    forged.lie = lie
    board.logs = forged
    board.posted.clear()
    with pytest.raises(LogRefusedError):
        holders[0].step(board)
    assert board.posted == []


def test_an_older_head_stops_the_holder_who_saw_a_newer_one(holders: list[Holder]) -> None:
    board = new_run(holders, 2)
    everybody_steps(board, holders)
    older = another_face(board)
    holders[0].step(board)
    holders[0].step(board)
    older.posted.clear()
    with pytest.raises(RollbackError):
        holders[0].step(older)
    assert older.posted == []


def test_a_whole_run_with_a_complaint_gives_no_other_secret_away(holders: list[Holder]) -> None:
    """Of all that holder 1 sent, only its complaint has a secret in it: the channel key of a run that is over."""
    board = new_run(holders, 2)
    everybody_steps(board, holders)
    cheater = Cheater(holders[2], LIAR, FIRST_HOLDER, board.genesis, CHEATS["a wrong share"])
    cheater.secrets = holders[2].secrets(board)
    holders[0].step(board)
    holders[1].step(board)
    cheater.act(board)
    kept, channel = holders[0].store.contents, holders[0].secrets(board).channel
    assert ending_of(board, holders[0]).culprit == LIAR
    bodies = [body for _, body in board.posted]
    holders[0].store.contents = kept
    assert given_away(holders[0], bodies) == [channel]
