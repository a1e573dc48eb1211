"""After the destruction no byte of the key file is left under its name, and journal and record say what it was."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest

from crypto.passphrase_box import INTERACTIVE, seal_with_passphrase
from record import durable
from record.canonical import encode
from tests.support.election_parties import parties
from tests.support.trustee_elections import contents_of, key_of
from trustee.destruction.destroying import Destruction, describe_destruction, destroy
from trustee.destruction.record import Language, picture_record, print_record
from trustee.errors import DestructionError, KeyFileError
from trustee.journal import Countersigned, Decrypted, Destroyed, Journal, PaperChecked, Shown, journal_path
from trustee.key_file import KeyContents, write_box

AT = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
OWNER = 2
SIGNED = ("PemiraPertama1", "PemiraKedua222")


class Desk:
    """A key file with a joint key and a single key, and its journal: two elections signed, one decrypted."""

    def __init__(self, folder: Path) -> None:
        everybody = parties()
        self.path = folder / "trustee.key"
        self.contents: KeyContents = contents_of(everybody, OWNER).with_key(key_of(everybody, 1))
        write_box(self.path, seal_with_passphrase(encode(self.contents), "kuda", INTERACTIVE))
        self.journal = Journal(journal_path(self.path), self.contents.signing_key().public_hex, ())
        for uuid in SIGNED:
            self.journal.append(Countersigned(uuid, "0" * 64, "0" * 64, self.contents.keys[0].public_key, "{}"))
        self.journal.append(Decrypted(SIGNED[0], "0" * 64, "0" * 64, "{}", "{}"))
        self.journal.append(Shown(SIGNED[0], 9, "0" * 64))
        self.journal.append(PaperChecked("7K2M-9QXD", ()))

    def described(self) -> Destruction:
        return describe_destruction(self.path, self.contents, self.journal, AT)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)).split())


def test_the_description_says_what_ends(desk: Desk) -> None:
    described = desk.described()
    assert [(key.run != "", key.owner, key.threshold, key.size) for key in described.keys] == [
        (True, 1, 2, 3),
        (False, 0, 0, 0),
    ]
    assert (described.signed, described.decrypted, described.waiting) == (2, 1, (SIGNED[1],))
    assert described.papers == ("7K2M-9QXD",)


def test_the_file_and_its_drafts_are_gone_and_the_journal_says_so(desk: Desk) -> None:
    draft = desk.path.with_name(".trustee.key.0123456789abcdef.partial")
    draft.write_bytes(desk.path.read_bytes())
    described = desk.described()
    destroy(desk.path, described, desk.journal)
    assert os.listdir(desk.path.parent) == ["trustee.key.journal"]
    public_keys = tuple(key.public_key for key in desk.contents.keys)
    assert desk.journal.records[-1] == Destroyed(described.digest, public_keys)


def test_the_bytes_are_overwritten_before_the_name_goes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = desk.path.read_bytes()
    seen: list[bytes] = []

    def keep(path: Path) -> None:
        seen.append(path.read_bytes())

    monkeypatch.setattr(Path, "unlink", keep)
    destroy(desk.path, desk.described(), desk.journal)
    (overwritten,) = seen
    assert len(overwritten) == len(before)
    assert sum(a == b for a, b in zip(overwritten, before, strict=True)) < len(before) / 8


def test_a_large_file_is_overwritten_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "large"
    path.write_bytes(bytes(2_500_000))
    monkeypatch.setattr(Path, "unlink", lambda _: None)
    durable.erase(path)
    data = path.read_bytes()
    assert len(data) == 2_500_000
    assert all(data[start : start + 64].strip(b"\0") for start in range(0, len(data), 65_536))


def test_the_journal_knows_before_the_file_is_touched(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before, described = desk.path.read_bytes(), desk.described()

    def refuse(_: Path) -> None:
        assert isinstance(desk.journal.records[-1], Destroyed)
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("trustee.destruction.destroying.erase", refuse)
    with pytest.raises(DestructionError, match=r"could not be destroyed: Input/output error\. Destroy its medium"):
        destroy(desk.path, described, desk.journal)
    assert desk.path.read_bytes() == before


def test_a_file_that_changed_meanwhile_is_left_alone(desk: Desk) -> None:
    described = desk.described()
    box = seal_with_passphrase(encode(desk.contents), "kuda", INTERACTIVE)
    desk.path.write_bytes(box)
    with pytest.raises(DestructionError, match="has changed"):
        destroy(desk.path, described, desk.journal)
    assert desk.path.read_bytes() == box
    assert not isinstance(desk.journal.records[-1], Destroyed)


def test_a_file_that_is_not_there_cannot_be_described(desk: Desk) -> None:
    desk.path.unlink()
    with pytest.raises(KeyFileError):
        desk.described()


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_record_says_all_of_it_and_nothing_secret(desk: Desk, language: Language) -> None:
    described = desk.described()
    text = text_of(print_record(described, language))
    joint = {"id": "pemegang nomor 1 (minimal 2 dari 3)", "en": "holder number 1 (at least 2 of 3)"}[language]
    for words in (joint, "01-12-2026 09:30 UTC", "trustee.key", SIGNED[1], "7K2M-9QXD"):
        assert words in text
    together = text.replace(" ", "")
    assert described.digest in together
    assert described.identity in together
    for key in desk.contents.keys:
        assert key.public_key in together
        assert key.secret not in together
    assert desk.contents.identity not in together
    assert SIGNED[0] not in text
    assert picture_record(described, language).startswith(b"\x89PNG")


def test_the_record_fits_on_one_page_and_warns_of_nothing_without_need(desk: Desk) -> None:
    assert len(pypdfium2.PdfDocument(print_record(desk.described()))) == 1
    assert "Perhatian" in text_of(print_record(desk.described()))
    desk.journal.append(Shown(SIGNED[1], 9, "0" * 64))
    assert "Perhatian" not in text_of(print_record(desk.described()))
