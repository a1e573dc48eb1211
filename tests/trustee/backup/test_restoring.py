"""A key that comes back from paper is the key, needs its passphrase, and counts as restored."""

import zlib
from pathlib import Path

import msgspec
import pytest

from crypto.passphrase_box import INTERACTIVE, DamagedBoxError, WrongPassphraseError, seal_with_passphrase
from tests.support.election_parties import parties
from tests.support.key_makings import holders_in, new_run
from tests.support.trustee_elections import contents_of
from trustee.backup.reading import check_copy
from trustee.backup.restoring import check_paper, missing_on_paper, restore
from trustee.backup.sealing import make_backup, open_backup
from trustee.backup.writing import backup_lines, backup_parts, written_backup
from trustee.errors import BackupError, KeyFileExistsError
from trustee.journal import Journal, journal_path
from trustee.key_file import KeyContents, KeyFile, read_contents

PASSPHRASE = "kuda laut biru"


@pytest.fixture(scope="module")
def contents() -> KeyContents:
    return contents_of(parties(), 2)


@pytest.fixture(scope="module")
def box(contents: KeyContents) -> bytes:
    return make_backup(contents, PASSPHRASE, INTERACTIVE)


def test_the_contents_come_back_and_a_second_print_is_the_same_paper(contents: KeyContents, box: bytes) -> None:
    assert open_backup(box, PASSPHRASE) == contents
    assert make_backup(contents, PASSPHRASE, INTERACTIVE) == box
    assert make_backup(msgspec.structs.replace(contents, keys=()), PASSPHRASE, INTERACTIVE) != box


def test_a_joint_key_is_small_enough_to_be_typed(box: bytes) -> None:
    assert len(backup_lines(box)) <= 36
    assert len(backup_parts(box)) <= 4


def test_no_line_proves_a_paper_of_another_passphrase(contents: KeyContents, box: bytes) -> None:
    old = make_backup(contents, PASSPHRASE + " lama", INTERACTIVE)
    assert len(old) == len(box)
    for line in (*backup_lines(old), *backup_parts(old)):
        with pytest.raises(BackupError, match=r"of another paper|the same on every paper"):
            check_copy(box, line)


def test_an_unfinished_key_making_is_left_out(tmp_path: Path) -> None:
    holders = holders_in(tmp_path, 2)
    holders[0].step(new_run(holders, 2))
    contents = holders[0].store.contents
    assert contents.runs
    restored = open_backup(make_backup(contents, PASSPHRASE, INTERACTIVE), PASSPHRASE)
    assert restored == msgspec.structs.replace(contents, runs=())


def test_wrong_passphrase_and_damage_have_errors_of_their_own(box: bytes) -> None:
    with pytest.raises(WrongPassphraseError):
        open_backup(box, "another")
    with pytest.raises(DamagedBoxError):
        open_backup(box[:-1], PASSPHRASE)


@pytest.mark.parametrize(
    "secret", [b"", b"{}", b"\xff" * 20, zlib.compress(b"{}"), b"\x03\x00more"], ids=["", "json", "ff", "zlib", "more"]
)
def test_what_is_no_backup_under_the_right_passphrase_is_told(secret: bytes) -> None:
    with pytest.raises(BackupError, match="no backup of a key file"):
        open_backup(seal_with_passphrase(secret, PASSPHRASE, INTERACTIVE), PASSPHRASE)


def test_a_restored_file_has_the_keys_and_its_journal_knows_nothing(
    tmp_path: Path, contents: KeyContents, box: bytes
) -> None:
    path = tmp_path / "new.key"
    assert restore(path, written_backup(box), PASSPHRASE, cost=INTERACTIVE) == contents
    assert KeyFile.open(path, PASSPHRASE, cost=INTERACTIVE).contents == contents
    with pytest.raises(KeyFileExistsError):
        restore(path, written_backup(box), PASSPHRASE, cost=INTERACTIVE)


def test_a_key_file_whose_journal_is_there_is_not_lost(tmp_path: Path, contents: KeyContents, box: bytes) -> None:
    path = tmp_path / "new.key"
    Journal(journal_path(path), contents.signing_key().public_hex, ()).close()
    with pytest.raises(KeyFileExistsError, match="journal"):
        restore(path, written_backup(box), PASSPHRASE, cost=INTERACTIVE)
    assert not path.exists()


def test_a_wrong_passphrase_makes_no_file(tmp_path: Path, box: bytes) -> None:
    with pytest.raises(WrongPassphraseError):
        restore(tmp_path / "new.key", written_backup(box), "another", cost=INTERACTIVE)
    assert list(tmp_path.iterdir()) == []


def test_what_is_on_checked_paper_is_remembered(tmp_path: Path, contents: KeyContents, box: bytes) -> None:
    identity = contents.signing_key().public_hex
    (key,) = contents.keys
    with Journal(tmp_path / "journal", identity, ()) as journal:
        assert missing_on_paper(contents, journal) == (key.public_key,)
        with pytest.raises(BackupError):
            check_paper(contents, journal, PASSPHRASE, backup_lines(b"another" * 20)[7], cost=INTERACTIVE)
        assert missing_on_paper(contents, journal) == (key.public_key,)
        for row in (backup_lines(box)[5], backup_parts(box)[0]):
            check_paper(contents, journal, PASSPHRASE, row, cost=INTERACTIVE)
        assert len(journal.records) == 2
    with Journal(tmp_path / "journal", identity, ()) as journal:
        assert missing_on_paper(contents, journal) == ()
        more = contents.with_key(contents_of(parties(), 3).keys[0])
        assert missing_on_paper(more, journal) == (more.keys[1].public_key,)


def test_the_restored_file_is_under_the_passphrase_of_the_paper(tmp_path: Path, box: bytes) -> None:
    path = tmp_path / "new.key"
    contents = restore(path, "\n".join(backup_parts(box)), PASSPHRASE, cost=INTERACTIVE)
    assert read_contents(path.read_bytes(), PASSPHRASE) == contents


def test_a_line_that_every_paper_has_proves_nothing(tmp_path: Path, contents: KeyContents, box: bytes) -> None:
    other = make_backup(msgspec.structs.replace(contents, keys=()), PASSPHRASE, INTERACTIVE)
    same = [mine for mine, theirs in zip(backup_lines(box), backup_lines(other), strict=False) if mine == theirs]
    assert same
    with Journal(tmp_path / "journal", contents.signing_key().public_hex, ()) as journal:
        for line in same:
            with pytest.raises(BackupError, match="same on every paper"):
                check_paper(contents, journal, PASSPHRASE, line, cost=INTERACTIVE)
        assert missing_on_paper(contents, journal)
