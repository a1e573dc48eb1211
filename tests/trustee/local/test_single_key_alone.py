"""A holder whose only key was made alone, and whom no key making leads to the board, signs and opens at the page."""

import msgspec
import pytest

from bulletin_board.specification import ElectionSpecification, TrusteeSpecification
from bulletin_board.summaries import election_summary
from record.canonical import decode, encode
from record.entries import WitnessPolicy
from record.trustees import TrusteePublicKey
from tests.support.board_elections import BoardElection
from tests.trustee.page import ADDRESS, HolderBrowser, InProcessBoard, KeptElection, NewBrowser
from trustee.local.addresses import read_board_address
from trustee.local.errors import PageError
from trustee.local.notes import Notes, notes_path, read_notes, write_notes

RUN = "KunciBersamaUji12"
UUID = "PemiraSiswaUji123"


class SingleElection(KeptElection):
    """An election that one single key opens."""

    trustee: TrusteeSpecification

    def specification(self) -> ElectionSpecification:
        return msgspec.structs.replace(
            BoardElection.specification(self), trustees=(self.trustee,), witnesses=WitnessPolicy(0, [])
        )


def with_single_key(board: InProcessBoard, browser: HolderBrowser) -> SingleElection:
    browser.act("/key/single")
    public = decode(browser.get("/download/single").data, TrusteePublicKey)
    election = SingleElection(board.board)
    election.trustee = TrusteeSpecification(holder=browser.desk.opened().identity, key=public)
    election.create()
    return election


@pytest.mark.parametrize("how", ["the election's page", "the board", "the board typed"])
def test_an_election_of_a_single_key_is_signed_and_opened(
    board: InProcessBoard, new_browser: NewBrowser, how: str
) -> None:
    browser = new_browser()
    election = with_single_key(board, browser)
    assert "Halaman ini belum tahu papan Anda." in browser.text("/sign")
    if how == "the election's page":
        page = browser.act("/invitation/take", link=f"Halo, ini pemilihannya: {ADDRESS}/e/{election.uuid}?lang=id .")
    elif how == "the board":
        page = browser.act("/invitation/take", link=f"{ADDRESS}/")
    else:
        page = browser.act("/invitation/take", board=ADDRESS, run="")
    assert "Menunggu Anda." in page
    browser.desk.close()
    browser.open()
    assert ADDRESS in browser.text("/invitation")
    assert "Sudah ditandatangani." in browser.sign(election.uuid)
    board.voted(election)
    browser.act("/decrypt/look", election=election.uuid)
    browser.wait_for("/decrypt", "Kirim bagian saya")
    browser.act("/decrypt/send", compared="yes")
    browser.wait_for("/decrypt", "Bagian Anda sudah ada di catatan.")
    assert election_summary(board.board, election.uuid)["shares"] == [1]


def test_a_board_that_does_not_answer_is_not_noted(board: InProcessBoard, new_browser: NewBrowser) -> None:
    browser = new_browser()
    board.silent = True
    browser.act("/invitation/take", link=f"{ADDRESS}/e/{UUID}")
    assert browser.desk.opened().notes.boards() == ()
    board.silent = False
    browser.act("/invitation/take", link=f"{ADDRESS}/e/{UUID}")
    assert browser.desk.opened().notes.boards() == (ADDRESS,)


@pytest.mark.parametrize(
    ("text", "board"),
    [
        (f"https://papan.sekolah.example/e/{UUID}", "https://papan.sekolah.example"),
        (f"https://papan.sekolah.example/e/{UUID}/hasil?lang=id#x", "https://papan.sekolah.example"),
        (f"Lihat (http://192.168.1.10:8000/kota/e/{UUID}).", "http://192.168.1.10:8000/kota"),
        ("http://papan.lan/", "http://papan.lan"),
        ("papan: http://papan.lan?lang=id, terima kasih", "http://papan.lan"),
        (f"http://papan.lan/keys/{RUN}", None),
        ("http://papan.lan/keys/", None),
        ("http://papan.lan http://papan.lain", None),
        ("http://", None),
        ("papan.lan", None),
        ("http://papan.lan/" + "x" * 70_000, None),
    ],
)
def test_the_board_of_a_link(text: str, board: str | None) -> None:
    assert read_board_address(text) == board


def test_notes_from_before_there_were_addresses_are_read_and_stay_as_they_were(new_browser: NewBrowser) -> None:
    path = new_browser().desk.path
    invitation = f'{{"version":1,"board":"{ADDRESS}","run":"{RUN}","title":"","names":[]}}'
    old = f'{{"version":1,"makings":[{{"invitation":{invitation},"agreed":""}}]}}'.encode()
    notes_path(path).write_bytes(old)
    assert read_notes(path).boards() == (ADDRESS,)
    assert encode(read_notes(path)) == old


def test_addresses_are_kept_once_and_the_newest_first(new_browser: NewBrowser) -> None:
    path = new_browser().desk.path
    notes = Notes()
    for address in ("http://a.example", "http://b.example", "http://a.example"):
        notes = notes.with_address(address)
    write_notes(path, notes)
    assert read_notes(path).boards() == ("http://a.example", "http://b.example")
    with pytest.raises(PageError):
        notes.with_address("http://a.example/" + "x" * 500)
    many = Notes()
    for number in range(150):
        many = many.with_address(f"http://{number}.example")
    write_notes(path, many)
    assert len(read_notes(path).boards()) == 100
    assert read_notes(path).boards()[0] == "http://149.example"
