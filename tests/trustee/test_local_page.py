"""The key holder's page: who gets in, what each step does and refuses, and that nothing secret is left behind."""

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bulletin_board.summaries import election_summary, key_making_summary
from crypto.passphrase_box import INTERACTIVE
from record.key_invitation import KeyInvitation, invitation_link
from tests.trustee.page import (
    ADDRESS,
    NAMES,
    PASSPHRASE,
    PORT,
    TOKEN,
    HolderBrowser,
    InProcessBoard,
    KeptElection,
    make_joint_key,
)
from trustee.backup.sealing import make_backup
from trustee.backup.writing import backup_lines, backup_parts
from trustee.errors import KeyMakingBrokenError
from trustee.journal import Delivered, PaperChecked, journal_path
from trustee.key_file import KeyFile
from trustee.local import decrypt_views, key_views
from trustee.local.desk import IDLE_SECONDS, Desk
from trustee.local.notes import notes_path, read_notes
from trustee.local.work import Work
from verifier import run
from verifier.report import Report
from verifier.source import Source


@pytest.fixture(autouse=True)
def _cheap_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretched digits cost most of a second; tests/trustee/test_comparing.py looks at the true ones."""
    monkeypatch.setattr(key_views, "comparison_digits", lambda digest: (digest[:4], digest[4:8]))


@pytest.fixture
def board(tmp_path: Path) -> InProcessBoard:
    folder = tmp_path / "board"
    folder.mkdir()
    return InProcessBoard(folder)


@pytest.fixture
def new_browser(board: InProcessBoard, tmp_path: Path) -> Iterator["NewBrowser"]:
    made = NewBrowser(board, tmp_path)
    yield made
    for browser in made.browsers:
        browser.desk.close()


class NewBrowser:
    """Makes browsers of key holders, each in a folder of its own."""

    def __init__(self, board: InProcessBoard, folder: Path) -> None:
        self.board, self.folder = board, folder
        self.browsers: list[HolderBrowser] = []

    def __call__(self, *, created: bool = True, start: bool = True) -> HolderBrowser:
        browser = HolderBrowser(self.folder / f"home-{len(self.browsers)}", self.board.connect, start=start)
        self.browsers.append(browser)
        if created:
            browser.create()
        return browser


# -- who gets in -------------------------------------------------------------------------------------------------------


def routes(browser: HolderBrowser) -> list[tuple[str, str]]:
    return [
        (method, re.sub(r"<[^>]+>", "1", str(rule)))
        for rule in browser.app.url_map.iter_rules()
        if rule.endpoint not in ("start", "look.static")
        for method in (rule.methods or set()) & {"GET", "POST"}
    ]


def test_without_the_token_there_is_nothing(new_browser: NewBrowser) -> None:
    browser = new_browser(created=False, start=False)
    assert len(routes(browser)) > 25
    for method, route in routes(browser):
        answer = browser.client.open(route, method=method, base_url=f"http://127.0.0.1:{PORT}")
        assert answer.status_code == 403, (method, route)
    assert browser.get("/start/" + "u" * 43).status_code == 403


def test_the_token_works_once_and_other_names_or_pages_do_not(new_browser: NewBrowser) -> None:
    browser = new_browser(created=False)
    assert browser.app.test_client().get(f"/start/{TOKEN}", base_url=f"http://127.0.0.1:{PORT}").status_code == 403
    assert browser.client.get("/file", base_url=f"http://evil.example:{PORT}").status_code == 421
    assert browser.get("/file").headers["Cache-Control"] == "no-store"
    fields: dict[str, object] = {"passphrase": PASSPHRASE, "again": PASSPHRASE, "noted": "yes"}
    assert browser.post("/file/new", fields, token=False).status_code == 400
    foreign = browser.client.post(
        "/lock", base_url=f"http://127.0.0.1:{PORT}", headers={"Sec-Fetch-Site": "cross-site"}, data={}
    )
    assert foreign.status_code in (400, 403)
    assert not browser.desk.path.exists()


def test_every_form_has_its_token_checked(new_browser: NewBrowser) -> None:
    browser = new_browser()
    posts = [route for method, route in routes(browser) if method == "POST"]
    assert len(posts) > 15
    for route in posts:
        assert browser.post(route, {}, token=False).status_code == 400, route


# -- the key file ------------------------------------------------------------------------------------------------------


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
        (lambda data: b"bukan berkas kunci", "Ini bukan berkas kunci."),
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


# -- invitation and comparison -----------------------------------------------------------------------------------------


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


# -- paper and fire drill ----------------------------------------------------------------------------------------------


def keyed(
    board: InProcessBoard, new_browser: NewBrowser, count: int = 1, threshold: int = 1
) -> tuple[list[HolderBrowser], KeptElection]:
    """Holders with a joint key for an election that is not set up yet."""
    browsers = [new_browser() for _ in range(count)]
    election = KeptElection(board.board)
    make_joint_key(board, browsers, threshold, election)
    return browsers, election


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


# -- signing -----------------------------------------------------------------------------------------------------------


def test_the_set_up_is_shown_in_words_and_signed_once_it_was_compared(
    board: InProcessBoard, new_browser: NewBrowser
) -> None:
    (browser,), election = keyed(board, new_browser)
    assert "Belum ada pemilihan" in browser.text("/sign")
    election.create()
    assert "Menunggu Anda." in browser.text("/sign")
    page = browser.text(f"/sign/{election.uuid}")
    for words in ("Siapa pilihanmu?", "Ketua B & Wakil B", "pukul 08.00 WIB", "Di bawah 1 suara", NAMES[0]):
        assert words in page
    root = re.search(r'name="root" value="([0-9a-f]{64})"', page)
    assert root
    address = f"/sign/{election.uuid}"
    assert "Cocokkan dulu sidik jarinya" in browser.act(address, page=address, root=root[1])
    assert "Lihat dulu persiapannya" in browser.act(address, page=address, root="0" * 64, compared="yes")
    assert election_summary(board.board, election.uuid)["countersigned"] == []
    assert "Sudah ditandatangani." in browser.act(address, page=address, root=root[1], compared="yes")
    assert election_summary(board.board, election.uuid)["countersigned"] == [1]
    assert "Anda sudah menandatangani" in browser.text("/sign")
    assert browser.get("/sign/" + "1" * 22).status_code == 404


def test_elections_of_others_are_not_listed(board: InProcessBoard, new_browser: NewBrowser) -> None:
    (browser,), election = keyed(board, new_browser)
    (other,), foreign = keyed(board, new_browser)
    election.create()
    foreign.name = "Pilketos SMAN Lain"
    foreign.create()
    assert "SMAN Lain" not in browser.text("/sign")
    assert "SMAN Lain" in other.text("/sign")


# -- decrypting --------------------------------------------------------------------------------------------------------


def test_many_elections_are_looked_at_and_opened_at_once(
    board: InProcessBoard, new_browser: NewBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    (browser,), first = keyed(board, new_browser)
    second, third = KeptElection(board.board), KeptElection(board.board)
    for election in (second, third):
        make_joint_key(board, [browser], 1, election)
    elections = [first, second, third]
    for election in elections:
        election.create()
        browser.sign(election.uuid)
        board.voted(election)
    page = browser.text("/decrypt")
    assert all(election.uuid in page for election in elections)
    assert "Pilih minimal satu pemilihan" in browser.act("/decrypt/look")
    true_verify = run.verify

    def verify_or_fail(source: Source, **_: object) -> Report:
        if third.uuid in source.place:
            raise OSError(28, "disk")
        return true_verify(source)

    monkeypatch.setattr(decrypt_views, "verify", verify_or_fail)
    browser.act("/decrypt/look", election=[election.uuid for election in elections])
    page = browser.wait_for("/decrypt", "Kirim bagian saya untuk 2 pemilihan")
    assert page.count("Yang dibuka: jumlah dari 4 suara.") == 2
    assert "Tidak ada yang dibuka." in page
    assert "Cocokkan dulu sidik jarinya" in browser.act("/decrypt/send")
    assert all(election_summary(board.board, election.uuid)["shares"] == [] for election in elections)
    browser.act("/decrypt/send", compared="yes")
    browser.wait_for("/decrypt", "Bagian Anda sudah ada di papan.")
    shares = [election_summary(board.board, election.uuid)["shares"] for election in elections]
    assert shares == [[1], [1], []]
    journal = browser.desk.opened().journal
    delivered = {record.uuid for record in journal.records if isinstance(record, Delivered)}
    assert delivered == {first.uuid, second.uuid}


def test_a_restored_key_waits_for_the_word_of_another_holder(board: InProcessBoard, new_browser: NewBrowser) -> None:
    (first, second), election = keyed(board, new_browser, 2, 2)
    election.create()
    for browser in (first, second):
        browser.sign(election.uuid)
    board.voted(election)
    first.desk.close()
    journal_path(first.desk.path).rename(first.folder / "hilang")
    first.begin()
    assert "dipulihkan dari cadangan" in first.act("/file/open", passphrase=PASSPHRASE)
    first.act("/decrypt/look", election=election.uuid)
    first.wait_for("/decrypt", "Kirim bagian saya")
    first.act("/decrypt/send", compared="yes")
    assert "1 pemegang kunci lain harus menjamin, dan baru 0" in first.wait_for(
        "/decrypt", "Bagian Anda belum terkirim."
    )
    assert "Temui atau telepon dulu orangnya" in second.act("/confirm/now", election=election.uuid, owner="1")
    second.act("/confirm/now", election=election.uuid, owner="1", told="yes")
    second.wait_for("/confirm", "Jaminan Anda sudah ada di papan.")
    first.act("/decrypt/look", election=election.uuid)
    first.wait_for("/decrypt", "Kirim bagian saya")
    first.act("/decrypt/send", compared="yes")
    first.wait_for("/decrypt", "Bagian Anda sudah ada di papan.")
    assert election_summary(board.board, election.uuid)["shares"] == [1]


def test_nobody_vouches_for_oneself(board: InProcessBoard, new_browser: NewBrowser) -> None:
    (browser,), election = keyed(board, new_browser)
    election.create()
    browser.sign(election.uuid)
    board.voted(election)
    assert "ketik nomor pemegang kunci" in browser.act("/confirm/now", election=election.uuid, owner="satu", told="yes")
    browser.act("/confirm/now", election=election.uuid, owner="1", told="yes")
    assert "Anda tidak bisa menjamin diri sendiri." in browser.wait_for("/confirm", "Belum berhasil.")


def test_verifying_can_be_stopped(
    board: InProcessBoard, new_browser: NewBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    (browser,), election = keyed(board, new_browser)
    election.create()
    browser.sign(election.uuid)
    board.voted(election)

    def endless(source: Source, *, jobs: int, progress: object) -> Report:
        assert callable(progress)
        while True:
            progress(1, 2)
            time.sleep(0.01)

    monkeypatch.setattr(decrypt_views, "verify", endless)
    browser.act("/decrypt/look", election=election.uuid)
    assert "sedang diperiksa" in browser.wait_for("/decrypt", "50 dari 100")
    assert election.uuid in browser.act("/decrypt/stop")
    assert election_summary(board.board, election.uuid)["shares"] == []


# -- the end -----------------------------------------------------------------------------------------------------------


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
