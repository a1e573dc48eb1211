"""A rehearsal, from one button to practice minutes: it says what it is everywhere, and never touches the election."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from bulletin_board.committee.accounts.invitations import invite_administrator
from bulletin_board.exporting import export_archive, export_log
from tests.browser.committee import Member
from tests.browser.committee_play import CommitteePlay
from tests.browser.conftest import NewBooth
from tests.browser.election import BrowserBoard
from tests.browser.school_parties import SchoolParties
from tests.browser.school_tour import committee_of, printed_text
from tests.official.tool import OfficialTool
from tests.registrar.card_sheets import all_text
from tests.registrar.roll_files import pupils
from tests.support.commands import cheap_passphrases
from verifier.run import verify
from verifier.source.opening import open_source

SCHOOL = "SMK Contoh"


@pytest.mark.timeout(600)
def test_a_rehearsal_is_a_whole_election_that_nobody_can_mistake(
    contexts: Callable[..., BrowserContext],
    new_booth: NewBooth,
    board: BrowserBoard,
    official_tool_33: OfficialTool,
    tmp_path: Path,
) -> None:
    admin = Member(contexts().new_page(), board.address, "administrator.geladi")
    admin.make_account(board.address + invite_administrator(board.owner), "Petugas KPU")
    parties = SchoolParties(tmp_path / "parties", board.address)
    play = CommitteePlay(committee_of(admin, contexts, SCHOOL), tmp_path)
    with cheap_passphrases():
        play.create(SCHOOL, "Pilketos SMK Contoh")
        play.add_question("Siapa pilihanmu?", [("Ketua A", "Wakil A", None), ("Ketua B", "Wakil B", None)])
        real, uuid = play.base, play.order_uuid(board.address)
        play.begin_rehearsal()
        play.set_times()
        assert play.base != real
        expect(play.page.get_by_text("GELADI BERSIH").first).to_be_visible()
        card_list = parties.make_cards(play.order_cards(1, board.address), pupils(4))
        assert play.uuid != uuid
        play.upload_cards(card_list)
        keys = [(f"Pemegang {number}", parties.new_holder(number)) for number in (1, 2)]
        parties.make_key(play.begin_key_making(2, keys), (1, 2))
        play.set_up()
        parties.countersign(play.uuid, (1, 2))
        play.open()
        cards = parties.printed("cards")
        assert all_text((parties.folder / "cards.pdf").read_bytes()).count("GELADI BERSIH") >= len(cards)
        booth = new_booth()
        for card, pick in zip(cards[:3], (1, 2, 2), strict=True):
            booth.vote(board.address, play.uuid, card.code, (pick,))
        expect(booth.page.get_by_text("GELADI BERSIH").first).to_be_visible()
        play.close_early()
        for number in (1, 2):
            parties.decrypt(play.uuid, number)
        play.publish()
        minutes = printed_text(play.print("Berita acara (PDF)"))
        assert "GELADI BERSIH" in minutes
        assert "2 Ketua B & Wakil B 2 dua" in minutes

        # The real election knows of it, and has none of its keys, cards or ballots.
        play.page.goto(f"{real}/setup")
        assert play.page.get_by_text("Belum ada geladi bersih").count() == 0
        play.page.goto(f"{real}/cards")
        assert play.page.get_by_text("Daftar kartu sudah ada.", exact=True).count() == 0
        # The practice cards are refused by the real election.
        play.base = real
        play.upload_cards(card_list)
        expect(play.page.get_by_text("Daftar kartu sudah ada.", exact=True)).to_have_count(0)
        expect(play.page.locator(".problem").first).to_be_visible()

    export_log(board.owner, "election", play.uuid, tmp_path / "log")
    export_archive(board.owner, play.uuid, tmp_path / "practice.bel")
    report = verify(open_source(str(tmp_path / "log")))
    assert report.verdict == "accepted", report.findings
    assert report.figures is not None
    assert report.figures.kind == "practice"
    official = official_tool_33.check(tmp_path / "practice.bel")
    assert official, official
