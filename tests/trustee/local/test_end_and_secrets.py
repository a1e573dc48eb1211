"""The end of a key, and that no page, note or desk gives a secret away or loses one."""

from pathlib import Path

from crypto.passphrase_box import INTERACTIVE
from record.key_invitation import KeyInvitation, invitation_link
from tests.trustee.page import (
    ADDRESS,
    PASSPHRASE,
    InProcessBoard,
    NewBrowser,
    keyed,
)
from trustee.journal import journal_path
from trustee.local.desk import Desk
from trustee.local.notes import notes_path


def test_a_key_is_destroyed_only_by_the_word_and_leaves_its_record(
    board: InProcessBoard, new_browser: NewBrowser
) -> None:
    (browser,), election = keyed(board, new_browser)
    election.create()
    browser.sign(election.uuid)
    assert "Masih ada pemilihan yang menunggu kunci ini." in browser.act("/destroy/now", word="HAPUS")
    assert "Ketik katanya persis" in browser.act("/destroy/now", word="hapus", waiting="yes")
    assert browser.desk.path.exists()
    assert "Kunci sudah dimusnahkan." in browser.act("/destroy/now", word="HAPUS", waiting="yes")
    assert not browser.desk.path.exists()
    assert not notes_path(browser.desk.path).exists()
    assert journal_path(browser.desk.path).exists()
    (record,) = browser.folder.glob("pemusnahan-*.pdf")
    assert browser.get("/download/destruction").data == record.read_bytes()


def test_no_page_shows_a_secret(board: InProcessBoard, new_browser: NewBrowser) -> None:
    (browser,), election = keyed(board, new_browser)
    election.create()
    browser.sign(election.uuid)
    for step in ("file", "invitation", "key", "paper", "drill", "sign", f"sign/{election.uuid}", "decrypt", "destroy"):
        for language in ("id", "en"):
            browser.text(f"/{step}?lang={language}")
    contents = browser.desk.opened().contents
    (key,) = contents.keys
    secrets = (PASSPHRASE, contents.identity, key.secret, str(int(key.secret, 16)))
    assert len(browser.seen) > 20
    assert not any(secret in page for page in browser.seen for secret in secrets)
    assert not any(secret in repr(browser.desk) for secret in secrets)


def test_lost_notes_lose_no_key(board: InProcessBoard, new_browser: NewBrowser) -> None:
    (browser,), election = keyed(board, new_browser)
    browser.act("/lock")
    notes_path(browser.desk.path).write_bytes(b"{")
    browser.open()
    assert len(browser.desk.opened().contents.keys) == 1
    assert "tidak tahu lagi papan untuk kunci ini" in browser.text("/key")
    for step in ("sign", "decrypt", "confirm"):
        assert "Halaman ini belum tahu papan Anda." in browser.text(f"/{step}")
    link = invitation_link(KeyInvitation(1, ADDRESS, election.run, "", ()))
    assert "Kunci bersama sudah jadi." in browser.act("/invitation/take", link=link)


def test_a_desk_tells_no_passphrase(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "trustee.key", cost=INTERACTIVE)
    desk.create(PASSPHRASE)
    assert "kerikil" not in repr(desk)
    desk.close()
