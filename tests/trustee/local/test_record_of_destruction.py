"""The record of a destruction is never lost with its key: it is kept before, offered whatever happens, and true."""

from pathlib import Path

import pytest

from tests.trustee.page import NewBrowser
from trustee.destruction import destroying
from trustee.destruction.destroying import Destruction
from trustee.errors import DestructionError
from trustee.journal import Journal
from trustee.local import destroy_views


def test_the_record_is_kept_before_the_key_is_gone(new_browser: NewBrowser, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = new_browser()
    kept: list[bytes] = []

    def destroy(path: Path, destruction: Destruction, journal: Journal) -> None:
        kept.extend(each.read_bytes()[:5] for each in browser.folder.glob("pemusnahan-*.pdf"))
        destroying.destroy(path, destruction, journal)

    monkeypatch.setattr(destroy_views, "destroy", destroy)
    page = browser.act("/destroy/now", word="HAPUS")
    assert kept == [b"%PDF-"]
    assert "Berita acaranya juga ada di tempat berkas kunci tadi." in page
    assert not browser.desk.path.exists()


def test_no_record_is_left_of_a_key_that_was_not_destroyed(
    new_browser: NewBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = new_browser()

    def refuse(*_: object) -> None:
        raise DestructionError("The key file has changed since you looked at it. Look again before you destroy it.")

    monkeypatch.setattr(destroy_views, "destroy", refuse)
    assert "Kunci sudah dimusnahkan." not in browser.act("/destroy/now", word="HAPUS")
    assert browser.desk.path.exists()
    assert list(browser.folder.glob("pemusnahan-*.pdf")) == []


def test_a_record_that_finds_no_place_is_downloaded(new_browser: NewBrowser) -> None:
    browser = new_browser()
    for number in range(1, 100):
        (browser.folder / f"pemusnahan-trustee{f'-{number}' if number > 1 else ''}.pdf").write_bytes(b"another")
    page = browser.act("/destroy/now", word="HAPUS")
    assert "Kunci sudah dimusnahkan." in page
    assert "Unduh sekarang." in page
    assert browser.get("/download/destruction").data.startswith(b"%PDF-")
    assert not browser.desk.path.exists()
