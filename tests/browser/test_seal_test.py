"""The seal test with a second device: an honest booth passes, every cheat of a booth is found by voter or device."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.booth import Booth
from tests.browser.cheating_booth import build_cheating_booth, install_cheat
from tests.browser.conftest import PHONE, NewBooth
from tests.browser.election import CHAIR, CLUBS, BrowserBoard, CardElection
from tests.browser.second_device import SecondDevice
from tests.official.tool import OfficialTool


@pytest.fixture(scope="module")
def cheating_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_cheating_booth(tmp_path_factory.mktemp("cheating"))


@pytest.fixture
def device(contexts: Callable[..., BrowserContext]) -> SecondDevice:
    return SecondDevice(contexts(PHONE).new_page())


@pytest.fixture
def election(board: BrowserBoard) -> CardElection:
    return board.election()


Cheat = Callable[[str], Booth]


@pytest.fixture
def cheating(contexts: Callable[..., BrowserContext], cheating_files: Path) -> Cheat:
    """A booth that plays one cheat."""

    def start(cheat: str) -> Booth:
        context = contexts(PHONE)
        install_cheat(context, cheating_files, cheat)
        return Booth(context.new_page())

    return start


def sealed(booth: Booth, board: BrowserBoard, election: CardElection, choice: int = 1) -> str:
    """A voter with the first card seals a choice; the code on the screen."""
    booth.open(board.address, election.uuid)
    booth.enter(election.code(0))
    booth.choose(choice)
    booth.on()
    return booth.seal()


@pytest.mark.parametrize("language", ["id", "en"])
def test_an_honest_booth_passes_and_the_next_seal_is_cast(
    new_booth: NewBooth,
    contexts: Callable[..., BrowserContext],
    board: BrowserBoard,
    official_tool_33: OfficialTool,
    language: str,
) -> None:
    election = board.election(questions=(CHAIR, CLUBS))
    booth: Booth = new_booth(PHONE, language)
    device = SecondDevice(contexts(PHONE).new_page(), booth.language)
    booth.open(board.address, election.uuid)
    booth.enter(election.code(0))
    booth.choose(1)
    booth.on()
    booth.choose(1, 3)
    booth.on()
    tested = booth.seal()
    device.keep(board.address, tested)
    device.judge(booth.test_seal())
    words = device.shown()
    assert all(name in words for name in ("Ketua A", "Wakil A", "Seni", "Sains"))
    assert not any(name in words for name in ("Ketua B", "Ketua C", "Olahraga"))
    booth.button("sealAgain").click()
    assert booth.seal() != tested
    booth.cast()
    booth.receipt()
    assert election.ballots() == (1, 1, 1)
    # Cek suaraku tells what became of both.
    for code, answer in ((tested, "checkTested"), (booth.whole_code(), "checkFound")):
        other = new_booth(PHONE, language)
        other.open(board.address, election.uuid)
        other.button("checkTitle").click()
        other.page.get_by_label(other.t("trackingCode")).fill(code)
        other.button("checkGo").click()
        other.problem(answer)
    assert election.count_by_both(official_tool_33) == [[0, 1, 0, 0], [1, 0, 1]]
    assert device.complaints == []


def test_the_second_device_wants_the_whole_code(
    new_booth: NewBooth, device: SecondDevice, board: BrowserBoard, election: CardElection
) -> None:
    """Of the short one a booth could have made two ballots; the whole one may be typed in the groups that it shows."""
    booth: Booth = new_booth(PHONE)
    code = sealed(booth, board, election)
    short = booth.page.get_by_test_id("short-code").text_content()
    assert short is not None
    device.open_page(board.address)
    device.page.get_by_label(device.t("trackingCode")).fill(short)
    device.button("next").click()
    expect(device.page.get_by_text(device.t("secondShort"))).to_be_visible()
    assert device.page.get_by_test_id("kept-code").count() == 0
    booth.page.get_by_text(booth.t("wholeCode"), exact=True).click()
    groups = booth.page.get_by_test_id("whole-code").locator("span").all_inner_texts()
    assert "".join(groups) == code
    assert max(map(len, groups)) <= 4
    device.page.get_by_label(device.t("trackingCode")).fill(" ".join(groups))
    device.button("next").click()
    expect(device.page.get_by_test_id("kept-whole-code")).to_have_text(" ".join(groups))
    device.judge(booth.test_seal())
    assert "Ketua A" in device.shown()


def test_a_mistyped_code_accuses_no_booth(
    new_booth: NewBooth, device: SecondDevice, board: BrowserBoard, election: CardElection
) -> None:
    booth: Booth = new_booth(PHONE)
    code = sealed(booth, board, election)
    device.keep(board.address, code[:20] + ("+" if code[20] != "+" else "/") + code[21:].swapcase())
    device.judge(booth.test_seal())
    device.problem("error.voter-code-mistyped")
    assert device.heading("secondBad").count() == 0


def test_the_booth_does_not_open_before_the_board_has_proved_the_test(
    new_booth: NewBooth, board: BrowserBoard, election: CardElection
) -> None:
    booth: Booth = new_booth(PHONE)
    sealed(booth, board, election)
    booth.page.route("**/challenges", lambda route: route.abort())
    booth.page.get_by_text(booth.t("doubt")).click()
    booth.button("testGo").click()
    expect(booth.button("offlineNow")).to_be_visible()
    assert booth.page.get_by_test_id("opening-text").count() == 0
    booth.complaints.clear()


def test_a_booth_that_flips_the_vote_shows_it_on_the_second_device(
    cheating: Cheat, device: SecondDevice, board: BrowserBoard, election: CardElection
) -> None:
    booth = cheating("flip")
    device.keep(board.address, sealed(booth, board, election, choice=1))
    device.judge(booth.test_seal())
    assert "Ketua A" not in device.shown(), "the voter chose Ketua A, and sees another name"


@pytest.mark.parametrize("cheat", ["flip and lie", "other code", "other opening"])
def test_the_second_device_finds_a_booth_that_lies_about_the_seal(
    cheating: Cheat, device: SecondDevice, board: BrowserBoard, election: CardElection, cheat: str
) -> None:
    booth = cheating(cheat)
    device.keep(board.address, sealed(booth, board, election))
    device.judge(booth.test_seal())
    device.sees("secondBad")
    device.problem("secondBadText")


def test_a_booth_that_opens_without_a_test_in_the_log_is_found(
    cheating: Cheat, device: SecondDevice, board: BrowserBoard, election: CardElection
) -> None:
    """Such a booth could still cast what it opened; here the board never hears of the test."""
    booth = cheating("flip")
    code = sealed(booth, board, election)
    device.keep(board.address, code)
    opening = booth.test_seal()
    device.page.route(
        "**/codes/*",
        lambda route: route.fulfill(
            status=404,
            content_type="application/problem+json",
            body='{"type":"about:blank","title":"Not Found","status":404,"detail":"unknown","code":"code-unknown"}',
        ),
    )
    device.judge(opening)
    device.sees("secondBad")
    device.problem("secondNotTested")


def test_a_booth_that_casts_what_it_says_it_tests_is_found(
    cheating: Cheat, device: SecondDevice, board: BrowserBoard, election: CardElection
) -> None:
    """The board sees an ordinary ballot: nothing but the second device can tell that the voter wanted a test."""
    booth = cheating("cast instead of test")
    device.keep(board.address, sealed(booth, board, election))
    device.judge(booth.test_seal())
    device.sees("secondBad")
    device.problem("secondBadText")
    assert election.ballots() == (1, 1, 0)


def test_a_tested_ballot_cannot_be_cast(cheating: Cheat, board: BrowserBoard, election: CardElection) -> None:
    booth = cheating("cast the tested")
    sealed(booth, board, election)
    booth.page.get_by_text(booth.t("doubt")).click()
    booth.button("testGo").click()
    booth.sees("castFailed")
    booth.problem("error.V37")
    assert election.ballots() == (0, 0, 1)


def test_a_voter_whose_booth_casts_another_ballot_finds_the_code_missing(
    cheating: Cheat, new_booth: NewBooth, board: BrowserBoard, election: CardElection
) -> None:
    booth = cheating("other ballot")
    noted = sealed(booth, board, election)
    booth.cast()
    assert booth.receipt() != noted
    other: Booth = new_booth(PHONE)
    other.open(board.address, election.uuid)
    other.button("checkTitle").click()
    other.page.get_by_label(other.t("trackingCode")).fill(noted)
    other.button("checkGo").click()
    other.problem("checkUnknown")
    other.complaints.clear()  # 404
