"""Heads that a key holder remembers: another's log under the same origin does not keep it from the true one."""

from pathlib import Path

import pytest

from crypto.signing_key import SigningKey
from record.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from record.merkle import leaf_hash, root_of
from tests.support.logs import BOARD, ORIGIN, leaves_of, synthetic_key
from trustee.errors import LogRefusedError, RollbackError, SplitViewError
from trustee.journal import Journal
from trustee.log_reading import HeadFollower

STRANGER = synthetic_key("somebody on the way")


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "a.journal", synthetic_key("holder").public_hex, ())


def follow(journal: Journal, leaves: list[bytes], *, signer: SigningKey = BOARD) -> None:
    head = Checkpoint(ORIGIN, len(leaves), root_of(map(leaf_hash, leaves)))
    follower = HeadFollower(journal, open_checkpoint(sign_checkpoint(head, signer), ORIGIN, signer.public_hex))
    for leaf in leaves:
        follower.add(leaf)
    follower.finish()


def test_a_strangers_log_is_forgotten_when_the_boards_own_comes(journal: Journal) -> None:
    """It is longer, and of other leaves; before, the true log was refused for good."""
    follow(journal, [b"other", *leaves_of(9)], signer=STRANGER)
    follow(journal, leaves_of(3))
    follow(journal, leaves_of(5))


def test_the_boards_own_heads_are_remembered_beside_a_strangers(journal: Journal) -> None:
    follow(journal, leaves_of(5))
    follow(journal, [b"other", *leaves_of(2)], signer=STRANGER)
    with pytest.raises(RollbackError):
        follow(journal, leaves_of(4))
    with pytest.raises(SplitViewError):
        follow(journal, [b"other", *leaves_of(7)])
    with pytest.raises(RollbackError):
        follow(journal, leaves_of(1), signer=STRANGER)


def test_leaves_that_do_not_lead_to_the_head(journal: Journal) -> None:
    head = Checkpoint(ORIGIN, 2, root_of(map(leaf_hash, leaves_of(2))))
    follower = HeadFollower(journal, open_checkpoint(sign_checkpoint(head, BOARD), ORIGIN, BOARD.public_hex))
    follower.add(leaves_of(1)[0])
    with pytest.raises(LogRefusedError):
        follower.finish()
    assert not list(journal.heads(ORIGIN)), "nothing of it is remembered"
