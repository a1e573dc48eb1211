"""The step of the key file: what makes it, opens it and closes it, and what is told when that fails."""

import threading

import pytest

from tests.trustee.page import (
    PASSPHRASE,
    HolderBrowser,
    NewBrowser,
)
from trustee.local.desk import IDLE_SECONDS
from trustee.local.work import Work


@pytest.mark.parametrize("step", ["invitation", "key", "paper", "drill", "sign", "decrypt", "confirm"])
def test_a_closed_file_shows_where_to_open_it(new_browser: NewBrowser, step: str) -> None:
    browser = new_browser(created=False)
    assert "Buka berkas kunci Anda dulu." in browser.text(f"/{step}")


def test_a_weak_passphrase_makes_no_file_and_says_why(new_browser: NewBrowser) -> None:
    browser = new_browser(created=False)
    page = browser.act("/file/new", passphrase="merdeka 2026", again="merdeka 2026", noted="yes")
    assert "Terlalu lemah: bisa ditebak." in page
    assert "Ada tahun, tanggal, atau angka berurutan" in page
    assert "merdeka" not in page
    assert not browser.desk.path.exists()


def test_the_strength_is_told_without_making_a_file(new_browser: NewBrowser) -> None:
    browser = new_browser(created=False)
    page = browser.act("/file/new", passphrase=PASSPHRASE, judge="yes")
    assert "Kuat." in page
    assert "kerikil" not in page
    assert not browser.desk.path.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"again": PASSPHRASE + "x", "noted": "yes"}, "Kedua frasa sandi berbeda."),
        ({"again": PASSPHRASE}, "Catat dulu frasa sandinya"),
    ],
)
def test_a_careless_form_makes_no_file(new_browser: NewBrowser, fields: dict[str, object], words: str) -> None:
    browser = new_browser(created=False)
    assert words in browser.act("/file/new", passphrase=PASSPHRASE, **fields)
    assert not browser.desk.path.exists()


def test_a_new_file_shows_its_public_key_and_opens_again(new_browser: NewBrowser) -> None:
    browser = new_browser()
    identity = browser.desk.opened().identity
    assert "</span> <span>".join(identity[place : place + 4] for place in range(0, 64, 4)) in browser.text("/file")
    assert "Berkas kunci ditutup." in browser.act("/lock")
    assert browser.desk.holder is None
    assert "tidak membuka berkasnya" in browser.act("/file/open", passphrase="salah sama sekali")
    browser.open()
    assert browser.desk.opened().identity == identity


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data[:-1], "terpotong atau berubah"),
        (lambda data: data[:40] + bytes([data[40] ^ 1]) + data[41:], "terpotong atau berubah"),
        (lambda data: b"bukan berkas kunci", "Ini bukan berkas berfrasa sandi"),
    ],
)
def test_a_damaged_file_is_told_from_a_wrong_passphrase(new_browser: NewBrowser, change: object, words: str) -> None:
    browser = new_browser()
    browser.act("/lock")
    assert callable(change)
    browser.desk.path.write_bytes(change(browser.desk.path.read_bytes()))
    assert words in browser.act("/file/open", passphrase=PASSPHRASE)


def test_a_second_program_is_told_to_wait(new_browser: NewBrowser) -> None:
    first = new_browser()
    second = HolderBrowser(first.folder, first.connect)
    assert "Program lain sedang memakai berkas kunci ini." in second.open()


def test_half_an_hour_without_anybody_closes_the_file(new_browser: NewBrowser) -> None:
    browser = new_browser()
    browser.clock.now += IDLE_SECONDS
    assert "Berkas kunci Anda terbuka." in browser.text("/file")
    browser.clock.now += IDLE_SECONDS + 1
    assert "Setengah jam tidak ada orang" in browser.text("/file")
    assert browser.desk.holder is None


def test_work_that_goes_on_keeps_the_file_open(new_browser: NewBrowser) -> None:
    browser, let_go = new_browser(), threading.Event()

    def wait(_: Work) -> None:
        let_go.wait(30)

    browser.desk.start("something", wait)
    browser.clock.now += IDLE_SECONDS + 1
    assert "Berkas kunci Anda terbuka." in browser.text("/file")
    let_go.set()
