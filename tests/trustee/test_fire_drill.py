"""The drill passes for a key that decrypts, and for no other; and it goes the way that a tally goes."""

from pathlib import Path

import msgspec
import pytest

from crypto.group import Group, Secret
from crypto.passphrase_box import INTERACTIVE
from record.tally import EncryptedTally, make_share
from tests.support.election_parties import parties
from tests.support.key_makings import finish, holders_in, new_run
from tests.support.trustee_elections import contents_of, joint_item, key_of
from trustee import fire_drill as drill
from trustee.backup.sealing import make_backup, open_backup
from trustee.errors import FireDrillError, LogRefusedError, UnknownKeyError
from trustee.fire_drill import NUMBERS, DrillResult, fire_drill
from trustee.key_file import HolderKey, JointKey, KeyContents
from trustee.key_making import read_parameters

OWNER, OTHER = 2, 3


def holding(key: HolderKey) -> KeyContents:
    return msgspec.structs.replace(contents_of(parties(), OWNER), keys=(key,))


def joint(owner: int = OWNER) -> JointKey:
    key = key_of(parties(), owner)
    assert isinstance(key, JointKey)
    return key


def other_secret() -> JointKey:
    """This holder's key, with the secret of another."""
    return msgspec.structs.replace(joint(), secret=joint(OTHER).secret)


@pytest.mark.parametrize("group", ["Ed25519", "BELENIOS-2048"])
def test_every_kind_of_key_passes(group: str) -> None:
    everybody = parties("mixed", group)
    for owner, kind in ((1, "single"), (2, "joint"), (4, "joint")):
        contents = contents_of(everybody, owner)
        (key,) = contents.keys
        result = fire_drill(contents, key)
        assert result == DrillResult(key.public_key, result.kind, NUMBERS, False)
        assert result.kind == kind
    assert fire_drill(contents, key, joint_item(everybody).parameters).key_making_checked


def test_a_key_from_paper_passes() -> None:
    contents = open_backup(make_backup(contents_of(parties(), OWNER), "kuda", INTERACTIVE), "kuda")
    assert fire_drill(contents, contents.keys[0]).numbers == NUMBERS


def test_a_secret_that_does_not_belong_to_the_public_key_fails() -> None:
    with pytest.raises(FireDrillError, match="does not decrypt"):
        fire_drill(holding(other_secret()), other_secret())


def test_a_machine_that_computes_wrong_factors_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(group: Group, fingerprint: str, x: Secret, dummy: EncryptedTally) -> bytes:
        return make_share(group, fingerprint, group.add_secret(x, group.secret_from_public(1)), dummy)

    monkeypatch.setattr(drill, "make_share", wrong)
    with pytest.raises(FireDrillError, match="does not decrypt"):
        fire_drill(holding(joint()), joint())


def test_a_public_key_that_is_none_fails() -> None:
    key = msgspec.structs.replace(joint(), public_key="00" * 32)
    with pytest.raises(FireDrillError, match="does not decrypt"):
        fire_drill(holding(key), key)


def test_a_key_that_is_not_in_the_file_or_no_number_is_told() -> None:
    with pytest.raises(UnknownKeyError, match="not in the key file"):
        fire_drill(holding(joint()), joint(OTHER))
    with pytest.raises(UnknownKeyError, match="not in the key file"):
        fire_drill(holding(joint()), other_secret())
    key = msgspec.structs.replace(joint(), secret="ff" * 32)
    with pytest.raises(UnknownKeyError, match="no usable key"):
        fire_drill(holding(key), key)


@pytest.mark.parametrize(
    "key",
    [
        msgspec.structs.replace(joint(), parameters="0" * 64),
        msgspec.structs.replace(joint(), threshold=3),
        msgspec.structs.replace(joint(OTHER), owner=joint().owner),
        msgspec.structs.replace(joint(), owner=4),
        msgspec.structs.replace(joint(), owner=0),
        msgspec.structs.replace(joint(), holders=joint().holders[:2]),
    ],
    ids=["parameters", "threshold", "key", "owner 4", "owner 0", "holders"],
)
def test_a_key_that_its_key_making_did_not_end_with_fails(key: JointKey) -> None:
    assert not fire_drill(holding(key), key).key_making_checked
    with pytest.raises(FireDrillError, match="not the one that its key making ended with"):
        fire_drill(holding(key), key, joint_item(parties()).parameters)


def test_the_parameters_come_from_the_log_of_the_key_making(tmp_path: Path) -> None:
    holders = holders_in(tmp_path, 3)
    board = new_run(holders, 2)
    for holder, key in zip(holders, finish(board, holders), strict=True):
        parameters = read_parameters(board, key, holder.public_hex, holder.journal)
        assert fire_drill(holder.store.contents, key, parameters).key_making_checked
        other = msgspec.structs.replace(key, head=msgspec.structs.replace(key.head, root="0" * 64))
        with pytest.raises(LogRefusedError, match="another log"):
            read_parameters(board, other, holder.public_hex, holder.journal)


def test_an_unfinished_key_making_has_no_parameters(tmp_path: Path) -> None:
    holders = holders_in(tmp_path, 2)
    board = new_run(holders, 2)
    holders[0].step(board)
    key = msgspec.structs.replace(joint(), head=msgspec.structs.replace(joint().head, run=board.run))
    with pytest.raises(LogRefusedError, match="not finished"):
        read_parameters(board, key, holders[0].public_hex, holders[0].journal)
