"""Opening totals at the page: looked at first, compared, sent, and vouched for by another holder."""

import time

import msgspec
import pytest

from board_client.client import BoardClient
from board_client.remote_log import RemoteLog
from bulletin_board.summaries import election_summary
from tests.trustee.page import (
    ADDRESS,
    PASSPHRASE,
    HolderBrowser,
    InProcessBoard,
    KeptElection,
    NewBrowser,
    keyed,
    make_joint_key,
)
from trustee.journal import Shown, journal_path
from trustee.local import decrypt_views
from verifier import run
from verifier.report import Report
from verifier.source import Source


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
    browser.wait_for("/decrypt", "Bagian Anda sudah ada di catatan.")
    shares = [election_summary(board.board, election.uuid)["shares"] for election in elections]
    assert shares == [[1], [1], []]
    journal = browser.desk.opened().journal
    shown = {record.uuid for record in journal.records if isinstance(record, Shown)}
    assert shown == {first.uuid, second.uuid}


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
    first.wait_for("/decrypt", "Bagian Anda sudah ada di catatan.")
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


UNSHOWN = "Papan belum menunjukkan bahwa bagian Anda ada di catatan."


def closed_and_sent_to_a_board_that_drops_it(
    board: InProcessBoard, new_browser: NewBrowser, monkeypatch: pytest.MonkeyPatch
) -> tuple[HolderBrowser, KeptElection, list[tuple[bytes, bytes]]]:
    """A holder whose part the board says yes to and drops, and what it was sent."""
    (browser,), election = keyed(board, new_browser)
    election.create()
    browser.sign(election.uuid)
    board.voted(election)
    browser.act("/decrypt/look", election=election.uuid)
    browser.wait_for("/decrypt", "Kirim bagian saya")
    dropped: list[tuple[bytes, bytes]] = []
    with monkeypatch.context() as lying:
        lying.setattr(BoardClient, "send_share", lambda _, __, proof, share: dropped.append((proof, share)))
        browser.act("/decrypt/send", compared="yes")
        page = browser.wait_for("/decrypt", "Bagian Anda sudah dikirim.")
    assert UNSHOWN in page
    assert len(dropped) == 1
    assert election_summary(board.board, election.uuid)["shares"] == []
    return browser, election, dropped


def test_a_part_that_the_board_drops_is_sent_again_by_a_button_until_it_is_shown(
    board: InProcessBoard, new_browser: NewBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, election, _ = closed_and_sent_to_a_board_that_drops_it(board, new_browser, monkeypatch)
    assert "Kirim lagi, lalu lihat" in browser.text("/decrypt")
    browser.act("/decrypt/again")
    page = browser.wait_for("/decrypt", "Bagian Anda sudah ada di catatan.")
    assert UNSHOWN not in page
    assert election_summary(board.board, election.uuid)["shares"] == [1]


def test_a_part_that_the_board_drops_waits_on_another_day_and_is_sent_again_the_same_bytes(
    board: InProcessBoard, new_browser: NewBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, election, dropped = closed_and_sent_to_a_board_that_drops_it(board, new_browser, monkeypatch)
    browser.restart()
    page = browser.text("/decrypt")
    assert UNSHOWN in page
    assert f'value="{election.uuid}"' in page
    browser.act("/decrypt/look", election=election.uuid)
    browser.wait_for("/decrypt", "Kirim bagian saya")
    browser.act("/decrypt/send", compared="yes")
    browser.wait_for("/decrypt", "Bagian Anda sudah ada di catatan.")
    made = browser.desk.opened().journal.decrypted(election.uuid)
    assert made is not None
    assert dropped == [(made.share_proof.encode(), made.partial_decryption.encode())]
    assert election_summary(board.board, election.uuid)["shares"] == [1]
    browser.restart()
    page = browser.text("/decrypt")
    assert "Sudah ada di catatan" in page
    assert UNSHOWN not in page
    assert "Sekarang tidak ada pemilihan yang menunggu Anda." in page


def test_a_part_that_is_in_the_record_is_found_without_sending_it_again(
    board: InProcessBoard, new_browser: NewBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer came, and then the board was silent before it showed anything."""
    browser, election, dropped = closed_and_sent_to_a_board_that_drops_it(board, new_browser, monkeypatch)
    board.connect(ADDRESS).send_share(election.uuid, *dropped[0])
    browser.restart()
    browser.act("/decrypt/look", election=election.uuid)
    browser.wait_for("/decrypt", "Bagian Anda sudah ada di catatan.")
    assert "Kirim bagian saya" not in browser.text("/decrypt")


@pytest.mark.parametrize("stage", ["voting", "published"])
def test_what_waits_is_not_the_boards_to_say(
    board: InProcessBoard, new_browser: NewBrowser, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    browser, election, _ = closed_and_sent_to_a_board_that_drops_it(board, new_browser, monkeypatch)
    browser.restart()
    listed = board.connect(ADDRESS).elections()
    with monkeypatch.context() as lying:
        lying.setattr(
            BoardClient, "elections", lambda _: [msgspec.structs.replace(each, stage=stage) for each in listed]
        )
        page = browser.text("/decrypt")
        assert UNSHOWN in page
        assert f'value="{election.uuid}"' in page
        lying.setattr(BoardClient, "elections", lambda _: [])
        page = browser.text("/decrypt")
    assert f"Tidak ada papan yang masih mencantumkan pemilihan {election.uuid}." in page
    assert UNSHOWN in page


def test_a_board_that_answers_with_another_log_is_told_from_one_that_took_the_part(
    board: InProcessBoard, new_browser: NewBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    (browser,), election = keyed(board, new_browser)
    election.create()
    browser.sign(election.uuid)
    board.voted(election)
    browser.act("/decrypt/look", election=election.uuid)
    browser.wait_for("/decrypt", "Kirim bagian saya")
    with monkeypatch.context() as lying:
        lying.setattr(RemoteLog, "checkpoint", lambda _: b"404 not found")
        browser.act("/decrypt/send", compared="yes")
        page = browser.wait_for("/decrypt", UNSHOWN)
    assert "Bagian Anda belum terkirim." not in page
    assert "Bagian Anda sudah ada di catatan." not in page
