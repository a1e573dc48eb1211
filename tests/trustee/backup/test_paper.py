"""The printed backup: its codes are read after a bad copier, its lines are typed back, and the key still decrypts."""

import re
from functools import cache
from pathlib import Path

import msgspec
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from crypto.passphrase_box import INTERACTIVE
from tests.simulator import MemoryStore
from tests.support.election_parties import parties
from tests.support.honest_election import honest
from tests.support.trustee_elections import SimulatedElection, contents_of, holder_of
from trustee.backup.paper import Language, picture_backup, print_backup
from trustee.backup.reading import collect, read_backup
from trustee.backup.restoring import restore
from trustee.backup.sealing import make_backup
from trustee.backup.writing import backup_lines, paper_number
from trustee.confirming import confirm
from trustee.decrypting import decrypt
from trustee.errors import BackupError, ConfirmationsMissingError
from trustee.journal import Journal
from trustee.key_file import JointKey, KeyContents
from verifier.run import verify

PASSPHRASE = "kuda laut biru"
OWNER, OTHER = 2, 3


@cache
def sealed(count: int = 1) -> tuple[bytes, KeyContents]:
    """The sealed bytes of an owner's key file with so many keys."""
    contents = contents_of(parties(), OWNER)
    (key,) = contents.keys
    contents = msgspec.structs.replace(contents, keys=(key,) * count)
    return make_backup(contents, PASSPHRASE, INTERACTIVE), contents


@cache
def printed(count: int = 1, language: Language = "id") -> bytes:
    return print_backup(*sealed(count), language)


def copied(picture: Image.Image) -> Image.Image:
    """What a black-and-white copier makes of a page: every pixel is black or white."""
    return picture.convert("L").point(lambda level: 255 if level > 128 else 0)


def scanned(pdf: bytes, pixels_per_inch: float = 150) -> list[str]:
    """All QR codes of all pages, after copying."""
    pictures = [page.render(scale=pixels_per_inch / 72).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    return [code.text for picture in pictures for code in zxingcpp.read_barcodes(copied(picture))]


def page_texts(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def typed(pdf: bytes) -> list[str]:
    """The lines as somebody reads them off the paper."""
    found = re.findall(r"(\d\d):\s+((?:[0-9A-Z]{4}\s+){6}[0-9A-Z]{3})\b", "\n".join(page_texts(pdf)))
    return [f"{number}: {' '.join(characters.split())}" for number, characters in found]


@pytest.mark.parametrize("count", [1, 3])
def test_the_codes_are_read_from_a_copy_in_any_order(count: int) -> None:
    codes = scanned(printed(count))
    box, _ = sealed(count)
    assert read_backup("\n".join(reversed(codes))) == box
    assert len(codes) == len(set(codes))


def test_the_codes_survive_a_low_resolution_and_a_crooked_scan() -> None:
    (page,) = pypdfium2.PdfDocument(printed())
    picture = page.render(scale=200 / 72).to_pil().rotate(7, expand=True, fillcolor="white")
    codes = [code.text for code in zxingcpp.read_barcodes(copied(picture))]
    assert read_backup("\n".join(codes)) == sealed()[0]


@pytest.mark.parametrize("count", [1, 3])
def test_the_lines_are_those_of_the_backup(count: int) -> None:
    box, _ = sealed(count)
    assert sorted(typed(printed(count))) == list(backup_lines(box))


def test_one_typing_mistake_is_found_and_named_and_mended() -> None:
    rows = sorted(typed(printed()))
    right = rows[11]
    wrong = right[:14] + ("3" if right[14] != "3" else "8") + right[15:]
    with pytest.raises(BackupError) as refusal:
        read_backup("\n".join([*rows[:11], wrong, *rows[12:]]))
    values = refusal.value.values
    assert (values["number"], values["group"], values["position"], values["right"]) == (12, 3, 1, right[14])
    assert collect("\n".join([*rows[:11], wrong, *rows[12:]])).missing_lines == (12,)
    assert read_backup("\n".join(rows)) == sealed()[0]


def test_a_key_restored_from_paper_decrypts_once_others_confirm(tmp_path: Path) -> None:
    everybody = parties()
    contents = restore(tmp_path / "new.key", "\n".join(scanned(printed())), PASSPHRASE, cost=INTERACTIVE)
    store = MemoryStore(contents)
    keys = [key.public_key for key in contents.keys]
    board = SimulatedElection(honest().until("tally").play())
    with Journal(tmp_path / "new.journal", store.identity.public_hex, keys) as journal:
        with pytest.raises(ConfirmationsMissingError):
            decrypt(board, board.source(), everybody.uuid, contents, journal, verify)
        other = holder_of(everybody, OTHER, tmp_path)
        confirm(board, board.source(), everybody.uuid, OWNER, other.store.contents, other.journal, verify)
        assert decrypt(board, board.source(), everybody.uuid, contents, journal, verify).owner == OWNER
    other.journal.close()


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_paper_says_what_it_is_and_nothing_secret(language: Language) -> None:
    box, contents = sealed()
    text = " ".join(" ".join(page_texts(printed(1, language))).split())
    (key,) = contents.keys
    assert isinstance(key, JointKey)
    assert {"id": "minimal 2 dari 3 pemegang kunci", "en": "at least 2 of 3 key holders"}[language] in text
    assert key.head.run in text
    assert paper_number(box) in text
    assert contents.signing_key().public_hex in text.replace(" ", "")
    for secret in (contents.identity, key.secret, PASSPHRASE):
        assert secret not in text.replace(" ", "")
        assert secret not in text


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_joint_key_stands_on_one_sheet_and_more_keys_on_numbered_pages(language: Language) -> None:
    assert len(page_texts(printed(1, language))) == 1
    first, second = page_texts(printed(30, language))[:2]
    page = {"id": "Halaman", "en": "Page"}[language]
    assert f"{page} 1 " in first
    assert f"{page} 2 " in second
    assert paper_number(sealed(30)[0]) in second


def test_a_file_without_keys_says_so(tmp_path: Path) -> None:
    contents = msgspec.structs.replace(sealed()[1], keys=())
    pdf = print_backup(make_backup(contents, PASSPHRASE, INTERACTIVE), contents)
    assert "Belum ada kunci" in " ".join(page_texts(pdf))


def test_the_picture_for_the_screen_is_a_png() -> None:
    assert picture_backup(*sealed()).startswith(b"\x89PNG")
