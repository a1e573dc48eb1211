"""Two schools on one board, from the first link to the minutes: everything by browser and real files."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bulletin_board.committee.accounts.invitations import invite_administrator
from bulletin_board.exporting import export_archive, export_log
from tests.browser.accessibility import axe_findings
from tests.browser.booth import Booth
from tests.browser.committee import Member
from tests.browser.committee_play import CommitteePlay, do_nothing
from tests.browser.conftest import NewBooth
from tests.browser.election import BrowserBoard
from tests.browser.school_parties import PrintedCard, SchoolParties
from tests.browser.school_tour import ROLL, committee_of, prepare, printed_text
from tests.official.tool import OfficialTool
from tests.registrar.roll_files import CANARIES, pupils
from tests.support.commands import cheap_passphrases
from verifier.report import Report
from verifier.run import verify
from verifier.source.opening import open_source

COUNTED = (
    "1 Ketua A & Wakil A 3 tiga",
    "2 Ketua B & Wakil B 1 satu",
    "3 Ketua C <b> & Wakil C 0 nol",
    "Tidak memilih 1 satu",
)
CARDS = (
    "Pemilih dalam daftar (DPT), satu kartu seorang 12 dua belas",
    "Kartu hilang yang diganti kartu cadangan 1 satu",
    "Kartu yang diterbitkan (pemilih dan pengganti) 13 tiga belas",
    "Kartu pemilih yang tidak dipakai 7 tujuh",
)
CHECKED = (
    "Pemilih + kartu cadangan = kartu yang tercatat 14 = 14",
    "Dihitung + digantikan = suara di kotak 5 = 5",
    "Suara per pasangan + tidak memilih = suara yang dihitung 5 = 5",
    "Daftar hadir = kartu yang dipakai memilih 5 = 5",
    "Uji segel: dibuka, tidak dihitung 1 satu",
)
"""What the printed forms must say of the votes below."""
SCHOOLS = ("SMAN Contoh", "SMPN Contoh")


@pytest.fixture
def administrator(contexts: Callable[..., BrowserContext], board: BrowserBoard) -> Member:
    admin = Member(contexts().new_page(), board.address, "administrator.kota")
    admin.make_account(board.address + invite_administrator(board.owner), "Petugas KPU")
    return admin


def report_of(board: BrowserBoard, uuid: str, folder: Path) -> Report:
    """Our verifier on the exported log; the archive is written beside it."""
    export_log(board.owner, "election", uuid, folder / uuid)
    export_archive(board.owner, uuid, folder / f"{uuid}.bel")
    return verify(open_source(str(folder / uuid)))


@pytest.mark.timeout(600)
def test_two_schools_from_the_first_link_to_the_minutes(
    contexts: Callable[..., BrowserContext],
    new_booth: NewBooth,
    board: BrowserBoard,
    administrator: Member,
    official_tool_33: OfficialTool,
    tmp_path: Path,
) -> None:
    findings: list[str] = []

    def looking(page: Page, name: str) -> None:
        findings.extend(f"{name}: {each}" for each in axe_findings(page))

    with cheap_passphrases():
        plays: list[tuple[CommitteePlay, SchoolParties]] = []
        for name in SCHOOLS:
            member = committee_of(administrator, contexts, name)
            parties = SchoolParties(tmp_path / name.split()[0], board.address)
            files = tmp_path / f"{name.split()[0]}-files"
            files.mkdir()
            look = looking if name == SCHOOLS[0] else do_nothing
            plays.append((CommitteePlay(member, files, look), parties))
        (first, ours), (second, theirs) = plays
        prepare(first, ours, SCHOOLS[0], 3)
        prepare(second, theirs, SCHOOLS[1], 2)

        # Neither sees into the other's elections, and the other's files are refused with a sentence.
        for play, other in ((first, second), (second, first)):
            for step in ("schedule", "candidates", "cards", "day/minutes"):
                answer = play.page.goto(f"{other.base}/{step}")
                assert answer is not None
                assert answer.status == 404
            play.member.open("/")
            assert play.page.get_by_role("link", name=re.compile("Contoh")).count() == 1
            play.page.goto(f"{play.base}/schedule")
        agreed = first.open()
        second.open()

        cards = ours.printed("cards")
        assert len(cards) == ROLL
        assert all(card.address == f"{board.address}/booth/?e={first.uuid}" for card in cards)
        lost, spare = cards[-1], ours.printed("spares")[0]
        first.replace_card(ours.replacement(lost))
        expect(first.page.get_by_role("status")).to_be_visible()
        booth = new_booth()
        booth.open(board.address, first.uuid)
        booth.enter(lost.code)
        booth.problem("cardRevoked")
        booth.enter(cards[0].code)
        booth.choose(2)
        booth.on()
        booth.seal()
        booth.test_seal()
        for card, pick in zip([*cards[:4], spare], (1, 1, 2, 0, 1), strict=True):
            booth.vote(board.address, first.uuid, card.code, (pick,))
        other_cards = theirs.printed("cards")
        for card, pick in zip(other_cards[:3], (3, 3, 1), strict=True):
            booth.vote(board.address, second.uuid, card.code, (pick,))
        first.extend()
        turnout = first.look_at_turnout()
        assert "41,7" in turnout
        _open_at_station(first, booth)
        for play, parties in ((first, ours), (second, theirs)):
            play.close_early()
            for number in (1, 2):
                parties.decrypt(play.uuid, number)
            play.publish()
        first.remark(5, "Listrik padam 10 menit.")
        minutes, c_hasil = printed_text(first.print("Berita acara (PDF)")), printed_text(first.print("C.Hasil (PDF)"))

    for uuid, expected in ((first.uuid, [1, 3, 1, 0]), (second.uuid, [0, 1, 0, 2])):
        report = report_of(board, uuid, tmp_path)
        assert report.verdict == "accepted", report.findings
        assert report.result is not None
        assert [list(counts) for counts in report.result] == [expected]
        official = official_tool_33.check(tmp_path / f"{uuid}.bel")
        assert official, official
    for text in (minutes, c_hasil):
        for line in (*COUNTED, *CARDS):
            assert line in text, line
        # Opened after the announced minute, and closed hours before the announced end.
        for act in (r"Dibuka oleh panitia [^()]+\(sesudah", r"Kotak ditutup oleh panitia [^()]+\(sebelum"):
            assert re.search(rf"{act} waktunya\)", text), act
    for line in (*CHECKED, "karena listrik padam", "Listrik padam 10 menit.", agreed):
        assert line in minutes, line
    assert not findings, "\n".join(findings)
    _everything_stayed_where_it_belongs(board, tmp_path, cards)


def _open_at_station(play: CommitteePlay, booth: Booth) -> None:
    """The address that the page of the day shows for a machine, opened there, has the machine listed."""
    address = play.page.locator("main pre").inner_text()
    with booth.page.expect_response("**/machines") as reported:
        booth.page.goto(address)
    assert reported.value.status == 204
    play.look_at_turnout()
    expect(play.page.get_by_role("rowheader", name="Bilik-1", exact=True)).to_be_visible()


def _everything_stayed_where_it_belongs(board: BrowserBoard, folder: Path, cards: list[PrintedCard]) -> None:
    """No name, number or other cell of the roll, no code and no metadata of a photo reached the board."""
    roll = [pupil for name in SCHOOLS for pupil in pupils(ROLL, seed=len(name))]
    canaries = [*CANARIES, *(pupil.name for pupil in roll), *(pupil.nisn for pupil in roll)]
    canaries += [code for card in cards for code in (card.code, "-".join(re.findall("....", card.code)))]
    places = [*board.served.folder.rglob("*"), board.served.log, *folder.glob("*.bel"), *folder.glob("*/data/*")]
    for file in places:
        if file.is_file():
            data = file.read_bytes()
            found = [each for each in canaries if each.encode() in data]
            assert not found, f"{file} holds {found}"
    # On the registrar's machine only the encrypted register and what was printed remain of the roll that was read.
    for parties in (folder / name.split()[0] for name in SCHOOLS):
        kept = [file for file in parties.iterdir() if file.suffix in (".box", ".json")]
        assert kept
        assert not [file for file in kept for each in canaries if each.encode() in file.read_bytes()]
