"""Key file and journal are opened together: what another program wrote meanwhile is never written over."""

from collections.abc import Callable
from pathlib import Path

import pytest

from crypto.passphrase_box import INTERACTIVE
from tests.support.election_parties import parties
from tests.support.trustee_elections import key_of
from trustee import opening, session
from trustee.errors import InUseError
from trustee.key_file import KeyContents, KeyFile, read_contents
from trustee.local.desk import Desk
from trustee.opening import lock_journal, open_key_file

PASSPHRASE = "lampu kerikil nanas belalang tikar perunggu"


def by_page(path: Path) -> None:
    Desk(path, cost=INTERACTIVE).open(PASSPHRASE)


def by_command(path: Path) -> None:
    with session.opened(path, None, PASSPHRASE):
        pass


def alone(path: Path) -> None:
    _, journal = open_key_file(path, PASSPHRASE, cost=INTERACTIVE)
    journal.close()


@pytest.mark.parametrize(("way", "error"), [(by_page, InUseError), (by_command, SystemExit), (alone, InUseError)])
def test_a_key_that_another_program_saved_meanwhile_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: Callable[[Path], None], error: type[BaseException]
) -> None:
    monkeypatch.setattr(session, "COST", INTERACTIVE)
    path = tmp_path / "trustee.key"
    other = KeyFile.create(path, PASSPHRASE, cost=INTERACTIVE)
    others_journal = lock_journal(other)

    def read_just_before_the_other_ends(box: bytes, passphrase: str) -> KeyContents:
        contents = read_contents(box, passphrase)
        other.save(other.contents.with_key(key_of(parties(), 2)))
        others_journal.close()
        return contents

    monkeypatch.setattr(opening, "read_contents", read_just_before_the_other_ends)
    with pytest.raises(error):
        way(path)
    monkeypatch.undo()
    # The lock is free again, and what the other program saved is there.
    file, journal = open_key_file(path, PASSPHRASE, cost=INTERACTIVE)
    with journal:
        assert [key.public_key for key in file.contents.keys] == [key_of(parties(), 2).public_key]


def test_a_file_that_nobody_else_writes_opens(tmp_path: Path) -> None:
    path = tmp_path / "trustee.key"
    made = KeyFile.create(path, PASSPHRASE, cost=INTERACTIVE)
    file, journal = open_key_file(path, PASSPHRASE, cost=INTERACTIVE)
    with journal:
        assert file.contents.identity == made.contents.identity
        with pytest.raises(InUseError):
            open_key_file(path, PASSPHRASE, cost=INTERACTIVE)
