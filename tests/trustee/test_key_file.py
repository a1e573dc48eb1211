"""The key file is whole or as before, private, and silent about what it holds."""

import hashlib
import os
import stat
from pathlib import Path

import pytest

from crypto.passphrase_box import (
    INTERACTIVE,
    BoxVersionError,
    DamagedBoxError,
    WrongPassphraseError,
    seal_with_passphrase,
)
from record.canonical import encode
from record.trustee_making import make_single
from tests.support.election_parties import parties
from tests.support.trustee_elections import contents_of, key_of
from trustee.errors import KeyFileError, KeyFileExistsError, KeyFileVersionError, UnknownKeyError
from trustee.key_file import KeyContents, KeyFile, SingleKey, read_contents, secret_of

PASSPHRASE = "kuda laut biru"


@pytest.fixture
def file(tmp_path: Path) -> KeyFile:
    return KeyFile.create(tmp_path / "trustee.key", PASSPHRASE, cost=INTERACTIVE)


def reopened(file: KeyFile) -> KeyContents:
    return KeyFile.open(file.path, PASSPHRASE, cost=INTERACTIVE).contents


def test_what_is_saved_is_there_again(file: KeyFile) -> None:
    assert reopened(file) == file.contents
    file.save(file.contents.with_key(key_of(parties(), 1)).with_key(key_of(parties(), 2)))
    assert reopened(file) == file.contents
    assert len(file.contents.keys) == 2
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert os.listdir(file.path.parent) == ["trustee.key"]


def test_an_existing_file_is_left_alone(file: KeyFile) -> None:
    before = file.path.read_bytes()
    with pytest.raises(KeyFileExistsError):
        KeyFile.create(file.path, PASSPHRASE, cost=INTERACTIVE)
    assert file.path.read_bytes() == before


@pytest.mark.parametrize("step", ["fsync", "rename"])
def test_a_file_that_could_not_be_replaced_is_as_before(
    file: KeyFile, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before, contents = file.path.read_bytes(), file.contents

    def refuse(*_: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os if step == "fsync" else Path, step, refuse)
        with pytest.raises(KeyFileError):
            file.save(contents.with_key(key_of(parties(), 1)))
    assert file.path.read_bytes() == before
    assert file.contents == contents
    assert os.listdir(file.path.parent) == ["trustee.key"]


def test_another_passphrase_does_not_open_it(file: KeyFile) -> None:
    with pytest.raises(WrongPassphraseError):
        KeyFile.open(file.path, PASSPHRASE + "x")


def test_another_secret_under_the_right_passphrase_is_no_key_file() -> None:
    for secret in (b"", b"{}", b"\xff", b"[" * 100_000, encode(contents_of(parties(), 1)) + b" "):
        box = seal_with_passphrase(secret, PASSPHRASE, INTERACTIVE)
        with pytest.raises(KeyFileError) as refusal:
            read_contents(box, PASSPHRASE)
        assert refusal.value.__cause__ is None


def test_a_missing_file_is_an_error_of_ours(tmp_path: Path) -> None:
    for path in (tmp_path / "missing", tmp_path, tmp_path / "nul\0"):
        with pytest.raises(KeyFileError):
            KeyFile.open(path, PASSPHRASE)
        with pytest.raises(KeyFileError):
            KeyFile.create(path / "missing" / "x", PASSPHRASE, cost=INTERACTIVE)


def test_no_secret_is_in_any_repr(file: KeyFile) -> None:
    contents = contents_of(parties(), 2)
    (key,) = contents.keys
    shown = repr((contents, key, file, {"contents": contents}))
    for secret in (contents.identity, key.secret, PASSPHRASE):
        assert secret not in shown


def test_a_secret_that_is_no_scalar_of_its_group_is_refused() -> None:
    group = parties().group
    public = make_single(group, group.random_secret()).key
    for name, secret in (("Ed25519", "ff" * 32), ("Ed25519", "00"), ("Ed448", "00" * 32)):
        with pytest.raises(UnknownKeyError):
            secret_of(SingleKey(name, secret, public))


def test_the_contents_of_a_newer_version_are_told_and_not_called_another_partys(file: KeyFile) -> None:
    newer = encode(file.contents).replace(b'"version":1', b'"version":2').replace(b'"runs"', b'"more":{},"runs"')
    with pytest.raises(KeyFileVersionError):
        read_contents(seal_with_passphrase(newer, PASSPHRASE, INTERACTIVE), PASSPHRASE)


def test_each_way_to_be_unreadable_has_a_sentence_of_its_own_and_loses_nothing(file: KeyFile) -> None:
    sound = file.path.read_bytes()
    other = sound.replace(b"box-v1\n", b"box-v2\n", 1)[:-32]
    unreadable = {
        DamagedBoxError: (sound[:-1], sound[:40], b"", sound[:60] + bytes([sound[60] ^ 4]) + sound[61:]),
        BoxVersionError: (other + hashlib.sha256(other).digest(),),
        WrongPassphraseError: (seal_with_passphrase(b"x", "another", INTERACTIVE),),
        KeyFileError: (seal_with_passphrase(b"x", PASSPHRASE, INTERACTIVE),),
    }
    sentences = set()
    for kind, boxes in unreadable.items():
        for box in boxes:
            file.path.write_bytes(box)
            with pytest.raises(kind) as refusal:
                KeyFile.open(file.path, PASSPHRASE, cost=INTERACTIVE)
            assert type(refusal.value) is kind
            sentences.add((kind, str(refusal.value).split(".")[0]))
            assert file.path.read_bytes() == box
            assert os.listdir(file.path.parent) == [file.path.name]
    assert {kind for kind, _ in sentences} == set(unreadable)
    assert len({sentence for _, sentence in sentences}) >= len(unreadable)
    file.path.write_bytes(sound)
    assert reopened(file) == file.contents
