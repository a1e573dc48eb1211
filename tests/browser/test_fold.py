"""What must be seen without scrolling on a phone of 360x640, where the main action stands over the lower end."""

import pytest
from playwright.sync_api import Locator, expect

from bulletin_board.specification import QuestionSpecification
from tests.browser.accessibility import reflow_findings
from tests.browser.booth import Booth, Language
from tests.browser.conftest import PHONE, NewBooth
from tests.browser.election import BrowserBoard

LONG = QuestionSpecification(
    question="Siapakah Ketua dan Wakil Ketua Organisasi Siswa Intra Sekolah pilihanmu untuk masa bakti dua tahun ini?",
    answers=(
        "Raden Ayu Siswa Bernama Sangat Panjang Sekali 001 & Muhammad Siswa Bernama Lebih Panjang Lagi 002",
        "SiswaDenganNamaTanpaSpasiYangTidakPernahBerakhir003 & Siswa 004",
    ),
    blank=True,
)


def unseen(booth: Booth, *wanted: Locator) -> list[str]:
    """Which of these are not wholly between the top of the screen and the main action."""
    bar = booth.page.locator(".go").bounding_box()
    assert bar is not None
    lowest = min(bar["y"], PHONE[1])
    findings = []
    for each in wanted:
        box = each.bounding_box()
        if box is None or box["y"] < 0 or box["y"] + box["height"] > lowest + 1:
            findings.append(f"{each} at {box}, the main action at {lowest}")
    return findings


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", ["Pilketos", "Pemilihan Ketua OSIS SMA Negeri Contoh masa bakti 2026-2027"])
def test_what_matters_is_above_the_main_action(
    new_booth: NewBooth, board: BrowserBoard, language: Language, name: str
) -> None:
    election = board.election(name=name)
    booth: Booth = new_booth(PHONE, language, has_touch=True, is_mobile=True)
    page = booth.page
    booth.open(board.address, election.uuid)
    booth.sees("enterTitle")
    field = page.get_by_label(booth.t("codeLabel"))
    assert not unseen(booth, booth.button("scan"), field)
    field.fill(election.code(0)[:9] + "*")
    problem = page.get_by_text(booth.t("codeBad", character="*"))
    expect(problem).to_be_visible()
    field.scroll_into_view_if_needed()
    assert not unseen(booth, field, problem)
    booth.enter(election.code(0))
    booth.choose()
    assert not unseen(booth, page.locator("label.choice").first)
    booth.choose(1)
    booth.on()
    booth.review()
    assert not unseen(booth, page.locator(".picked-answer").first)
    code = booth.seal()
    assert not unseen(booth, page.get_by_test_id("short-code"), page.get_by_role("img", name=booth.t("codeQr")))
    booth.cast()
    assert booth.receipt() == code
    assert not unseen(booth, booth.heading("receiptTitle"), page.get_by_test_id("short-code"))


def test_long_names_are_whole_everywhere(new_booth: NewBooth, board: BrowserBoard) -> None:
    name = (
        "Pemilihan Ketua dan Wakil Ketua OSIS Sekolah Menengah Atas Negeri Contoh Kabupaten Contoh masa bakti 2026-2027"
    )
    election = board.election(questions=(LONG,), name=name)
    booth: Booth = new_booth(PHONE)
    page = booth.page
    findings: list[str] = []

    def look(screen: str) -> None:
        findings.extend(f"{screen}: {each}" for each in reflow_findings(page))

    booth.open(board.address, election.uuid)
    booth.sees("enterTitle")
    expect(page.get_by_text(name)).to_be_visible()
    look("card")
    booth.enter(election.code(0))
    booth.choose(1)
    look("choose")
    booth.on()
    booth.review()
    for half in LONG.answers[0].split(" & "):
        expect(page.get_by_text(half)).to_be_visible()
    look("review")
    booth.seal()
    look("sealed")
    booth.cast()
    booth.receipt()
    look("receipt")
    assert not findings, "\n".join(findings)
