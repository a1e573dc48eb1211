"""Paper backup and fire drill at the page, and the key that a holder has alone."""

import re

from crypto.passphrase_box import INTERACTIVE
from tests.trustee.page import (
    PASSPHRASE,
    InProcessBoard,
    NewBrowser,
    keyed,
)
from trustee.backup.sealing import make_backup
from trustee.backup.writing import backup_lines, backup_parts
from trustee.journal import PaperChecked
from trustee.key_file import KeyFile


def test_a_paper_counts_only_after_a_piece_of_it_came_back(board: InProcessBoard, new_browser: NewBrowser) -> None:
    (browser,), _ = keyed(board, new_browser)
    assert browser.get("/paper/cadangan-kunci.pdf").data.startswith(b"%PDF-")
    contents = browser.desk.opened().contents
    box = make_backup(contents, PASSPHRASE, INTERACTIVE)
    asked = re.search(r"Ketik baris (\d+) dari kertas", browser.text("/paper"))
    assert asked
    number = int(asked[1])
    other = backup_lines(make_backup(contents, PASSPHRASE + "x", INTERACTIVE))
    assert "dari kertas lain" in browser.act("/paper/check", row=other[number - 1])
    # The second line is the same on every paper: it proves nothing.
    assert f"Ketik baris {number} dari kertas, dengan nomornya." in browser.act("/paper/check", row=other[1])
    assert "Belum berhasil." in browser.act("/paper/check", row="02: 7K2P")
    assert not any(isinstance(record, PaperChecked) for record in browser.desk.opened().journal.records)
    assert "Kertasnya benar." in browser.act("/paper/check", row=backup_lines(box)[number - 1])
    assert "Kertasnya benar." in browser.act("/paper/check", row=backup_parts(box)[0].lower())
    assert "Semua kunci Anda ada di kertas" in browser.text("/paper")
    browser.act("/key/single")
    assert "Ada kunci baru sejak kertas terakhir." in browser.text("/paper")


def test_a_key_comes_back_from_typed_lines_and_mistakes_are_named(
    board: InProcessBoard, new_browser: NewBrowser
) -> None:
    (browser,), _ = keyed(board, new_browser)
    contents = browser.desk.opened().contents
    lines = list(backup_lines(make_backup(contents, PASSPHRASE, INTERACTIVE)))
    lost = new_browser(created=False)
    spoiled = lines[4][:6] + ("2" if lines[4][6] != "2" else "3") + lines[4][7:]
    page = lost.act("/file/restore", rows="\n".join([*lines[:4], spoiled]), passphrase=PASSPHRASE)
    assert "Baris 5 tidak tersalin benar." in page
    assert "Masih kurang: baris 5, 6" in page
    assert lines[3] in page
    assert not lost.desk.path.exists()
    assert "Sekarang ketik frasa sandinya." in lost.act("/file/restore", rows="\n".join(lines))
    assert "dipulihkan dari cadangan" in lost.act("/file/restore", rows="\n".join(lines), passphrase=PASSPHRASE)
    assert lost.desk.opened().contents.keys == contents.keys
    assert lost.desk.opened().restored


def test_the_drill_works_with_and_without_the_board(board: InProcessBoard, new_browser: NewBrowser) -> None:
    (browser,), _ = keyed(board, new_browser)
    assert "ini kunci yang dihasilkan pembuatan kunci." in browser.act("/drill/now")
    board.silent = True
    page = browser.act("/drill/now")
    assert "Kunci ini berfungsi." in page
    assert "papan tidak menjawab" in page
    assert "Belum ada kunci di berkas ini." in new_browser().act("/drill/now")


def test_a_single_key_is_in_the_file_before_its_public_part_is_offered(new_browser: NewBrowser) -> None:
    browser = new_browser()
    browser.act("/key/single")
    public = browser.get("/download/single").data.decode()
    (key,) = KeyFile.open(browser.desk.path, PASSPHRASE).contents.keys
    assert key.public_key in public
    assert key.secret not in public
