"""What a holder is shown before sending (turnout, one fingerprint of many totals) and after it (who is awaited)."""

from tests.trustee.page import NAMES, InProcessBoard, KeptElection, NewBrowser, keyed, make_joint_key
from trustee.comparing import sitting_fingerprint
from trustee.local.showing import grouped


def plain(page: str) -> str:
    """What stands between the tags, blanks as one."""
    parts = (part.split(">", 1)[-1] for part in page.split("<"))
    return " ".join("".join(parts).split())


def in_groups(digest: str) -> str:
    return " ".join(grouped(digest))


def test_one_fingerprint_stands_for_all_totals_of_a_sitting_and_the_turnout_beside_each(
    board: InProcessBoard, new_browser: NewBrowser
) -> None:
    (browser,), first = keyed(board, new_browser)
    second = KeptElection(board.board)
    make_joint_key(board, [browser], 1, second)
    for election in (first, second):
        election.create()
        browser.sign(election.uuid)
        board.voted(election)
    browser.act("/decrypt/look", election=[first.uuid, second.uuid])
    page = browser.wait_for("/decrypt", "Kirim bagian saya untuk 2 pemilihan")
    looked = browser.desk.shelf["looked"]
    assert isinstance(looked, list)
    totals = [(each.election.uuid, each.verified.tally_hash) for each in looked]
    words = plain(page)
    assert in_groups(sitting_fingerprint(totals)) in words
    assert page.count("<summary>Sidik jari jumlah terkunci ini saja</summary>") == 2
    assert all(in_groups(tally) in words for _, tally in totals)
    assert "melihat satu sidik jari yang sama untuk 2 jumlah ini." in words
    assert words.count("4 dari 4 kartu pemilih sudah memilih.") == 2


def test_who_has_sent_sees_who_else_has_and_who_is_awaited(board: InProcessBoard, new_browser: NewBrowser) -> None:
    browsers, election = keyed(board, new_browser, 3, 2)
    election.create()
    for browser in browsers:
        browser.sign(election.uuid)
    board.voted(election)
    shown = []
    for browser in browsers[:2]:
        browser.act("/decrypt/look", election=election.uuid)
        page = browser.wait_for("/decrypt", "Kirim bagian saya")
        assert "Sidik jari jumlah terkunci ini saja" not in page
        browser.act("/decrypt/send", compared="yes")
        shown.append(plain(browser.wait_for("/decrypt", "Bagian Anda sudah ada di catatan.")))
    one, two, three = NAMES
    assert f"Di catatan: {one} (Anda)." in shown[0]
    assert f"Masih ditunggu, 1 dari: {two}, {three}." in shown[0]
    assert f"Di catatan: {one}, {two} (Anda)." in shown[1]
    assert "Masih ditunggu" not in shown[1]
    assert "panitia mengumumkan hasilnya di sana" in shown[1]


def test_an_election_that_was_never_signed_does_not_wait(board: InProcessBoard, new_browser: NewBrowser) -> None:
    (first, second, late), election = keyed(board, new_browser, 3, 2)
    election.create()
    first.sign(election.uuid)
    second.sign(election.uuid)
    board.voted(election)
    page = plain(late.text("/decrypt"))
    assert "Tidak Anda tanda tangani" in page
    assert "Sekarang tidak ada pemilihan yang menunggu Anda." in page
    assert "Pilih minimal satu pemilihan" in late.act("/decrypt/look", election=election.uuid)
    assert "Tidak Anda tanda tangani" not in first.text("/decrypt")
