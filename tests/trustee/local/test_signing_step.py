"""The set-up in words, signed once it was compared."""

import re

from bulletin_board.summaries import election_summary
from tests.trustee.page import (
    NAMES,
    InProcessBoard,
    NewBrowser,
    keyed,
)


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
