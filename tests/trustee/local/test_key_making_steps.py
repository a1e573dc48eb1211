"""Invitation, comparison and key making at the page: nothing leaves early, and nothing is lost by waiting."""

import re
import time

import pytest

from board_client.client import BoardClient
from bulletin_board.summaries import key_making_summary
from tests.trustee.page import (
    ADDRESS,
    NAMES,
    PASSPHRASE,
    InProcessBoard,
    NewBrowser,
)
from trustee.errors import KeyMakingBrokenError
from trustee.key_file import Complained, KeyFile
from trustee.local import key_views
from trustee.local.notes import read_notes


def test_an_invitation_that_is_none_is_refused_where_it_was_pasted(
    board: InProcessBoard, new_browser: NewBrowser
) -> None:
    browser = new_browser()
    run, link = board.begin([browser.desk.opened().identity], 1)
    for text, words in (
        ("Selamat pagi", "Tempel satu tautan undangan"),
        (link[:-5], "terpotong atau berubah"),
        (f"{link} {link.replace('board', 'bord')}", "Tempel satu tautan undangan"),
        (link.replace(run, "1" * 22), "menunjuk pembuatan kunci yang berbeda"),
    ):
        assert words in browser.act("/invitation/take", link=text)
    assert read_notes(browser.desk.path).makings == ()


def test_a_list_without_this_holder_is_refused(board: InProcessBoard, new_browser: NewBrowser) -> None:
    browser, other = new_browser(), new_browser()
    _, link = board.begin([other.desk.opened().identity], 1)
    assert "tidak mencantumkan kunci publik Anda" in browser.act("/invitation/take", link=link)
    assert read_notes(browser.desk.path).makings == ()


def test_board_and_number_can_be_typed(board: InProcessBoard, new_browser: NewBrowser) -> None:
    browser = new_browser()
    run, _ = board.begin([browser.desk.opened().identity], 1)
    page = browser.act("/invitation/take", board=ADDRESS + "/", run=run)
    assert "Pemegang kunci 1 (Anda)" in page


def test_nothing_leaves_before_all_see_the_same(board: InProcessBoard, new_browser: NewBrowser) -> None:
    browser = new_browser()
    run, link = board.begin([browser.desk.opened().identity, new_browser().desk.opened().identity], 2)
    page = browser.act("/invitation/take", link=link)
    assert all(name in page for name in NAMES[:2])
    fingerprint = re.search(r'name="fingerprint" value="([0-9a-f]{64})"', page)
    assert fingerprint
    refused = (
        ({"run": run, "fingerprint": fingerprint[1]}, "Cocokkan dulu angkanya"),
        ({"run": run, "fingerprint": "0" * 64, "compared": "yes"}, "Daftarnya berubah"),
        ({"run": "1" * 22, "fingerprint": fingerprint[1], "compared": "yes"}, "Tempel undangannya dulu."),
    )
    for fields, words in refused:
        assert words in browser.act("/key/agree", **fields)
        browser.text("/key")
    time.sleep(0.2)
    assert key_making_summary(board.board, run)["size"] == 1
    assert browser.desk.work is None
    browser.act("/key/agree", run=run, fingerprint=fingerprint[1], compared="yes")
    browser.wait_for("/key", f"menunggu {NAMES[1]}")
    assert key_making_summary(board.board, run)["missing"] == [2]


def test_a_key_making_goes_on_where_it_was_after_a_restart(board: InProcessBoard, new_browser: NewBrowser) -> None:
    first, second = new_browser(), new_browser()
    run, link = board.begin([first.desk.opened().identity, second.desk.opened().identity], 2)
    first.take_part(link, run)
    first.wait_for("/key", "Putaran 1 dari 3")
    first.desk.close()
    first.begin()
    first.open()
    assert first.desk.work is not None
    second.take_part(link, run)
    for browser in (first, second):
        browser.wait_for("/key", "Kunci bersama sudah jadi.")
    key = first.desk.opened().contents.joint_key(run)
    assert key is not None
    assert (key.owner, key.threshold, len(key.holders)) == (1, 2, 2)
    assert "Anda nomor 1." in first.text("/key")


def test_pages_look_again_by_themselves_only_while_something_is_awaited(
    board: InProcessBoard, new_browser: NewBrowser
) -> None:
    browser = new_browser()
    assert "Refresh" not in browser.get("/key").headers
    run, link = board.begin([browser.desk.opened().identity, new_browser().desk.opened().identity], 2)
    browser.take_part(link, run)
    browser.wait_for("/key", "Putaran 1 dari 3")
    assert browser.get("/key").headers["Refresh"]
    assert "Refresh" not in browser.get("/key?still=1").headers


def test_a_silent_board_only_delays(board: InProcessBoard, new_browser: NewBrowser) -> None:
    browser = new_browser()
    run, link = board.begin([browser.desk.opened().identity], 1)
    browser.act("/invitation/take", link=link)
    board.silent = True
    browser.act("/lock")
    browser.open()
    assert "Papan sedang tidak menjawab." in browser.text("/key")
    board.silent = False
    browser.take_part(link, run)
    browser.wait_for("/key", "Kunci bersama sudah jadi.")


def test_whoever_sent_a_wrong_part_is_named(
    board: InProcessBoard, new_browser: NewBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = new_browser()
    run, link = board.begin([browser.desk.opened().identity, new_browser().desk.opened().identity], 2)

    def broken(*_: object) -> None:
        raise KeyMakingBrokenError("{reason} The key making is over. Start a new one.", 2, reason="Salah.")

    monkeypatch.setattr(key_views, "step", broken)
    browser.take_part(link, run)
    page = browser.wait_for("/key", "Pembuatan kunci berakhir")
    assert f"{NAMES[1]} mengirim bagian yang salah." in page
    assert "Salah. Pembuatan kunci ini berakhir. Mulai yang baru." in page
    assert "Refresh" not in browser.get("/key").headers
    browser.act("/invitation/forget", page="/key", run=run)
    assert read_notes(browser.desk.path).makings == ()


def test_a_run_that_ended_with_an_own_complaint_is_over_on_another_day_too(
    board: InProcessBoard, new_browser: NewBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The board dropped the complaint, and shows the run as if it went on."""
    browser = new_browser()
    run, link = board.begin([browser.desk.opened().identity, new_browser().desk.opened().identity], 2)
    browser.take_part(link, run)
    browser.wait_for("/key", f"menunggu {NAMES[1]}")
    browser.desk.close()
    file = KeyFile.open(browser.desk.path, PASSPHRASE)
    file.save(file.contents.with_complaint(Complained(run, 2, "laporan")))
    sent: list[bytes] = []
    with monkeypatch.context() as lying:
        lying.setattr(BoardClient, "complain", lambda _, __, payload: sent.append(payload))
        for _ in range(2):
            browser.restart()
            page = browser.wait_for("/key", "walaupun papan tidak menunjukkan laporan Anda")
            assert f"{NAMES[1]} mengirim bagian yang salah." in page
            assert "Komputer Anda sudah melaporkannya dengan bukti." in page
    assert set(sent) == {b"laporan"}
    assert len(sent) >= 2
    assert key_making_summary(board.board, run)["size"] == 2
    board.silent = True
    browser.restart()
    assert f"{NAMES[1]} mengirim bagian yang salah." in browser.text("/key")
