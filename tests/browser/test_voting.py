"""Whole votes as people cast them, counted and verified; on bad networks nothing is lost and nothing doubled."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from bulletin_board.posting import post
from record.receipt import parse_receipt
from tests.browser.booth import Booth
from tests.browser.conftest import DESK, PHONE, NewBooth
from tests.browser.election import CHAIR, CLUBS, SOLE, BrowserBoard, CardElection
from tests.browser.held_timers import SECOND, hold_timers, hold_timers_of_every_page, let_timers_go
from tests.official.tool import OfficialTool


def is_cast(url: str) -> bool:
    return url.endswith("/ballots")


def test_votes_on_both_sizes_in_both_languages_are_counted_and_verified(
    new_booth: NewBooth, board: BrowserBoard, official_tool_33: OfficialTool
) -> None:
    election = board.election(questions=(CHAIR, CLUBS))
    codes = [
        new_booth(PHONE, "id").vote(board.address, election.uuid, election.code(0), (1,), (1, 3)),
        new_booth(DESK, "en").vote(board.address, election.uuid, election.code(1), (2,), (2,)),
        new_booth(PHONE, "en").vote(board.address, election.uuid, election.code(2), (0,), (3,)),
        new_booth(DESK, "id").vote(board.address, election.uuid, election.code(3), (2,), (1,), tps=True),
    ]
    assert len(set(codes)) == 4
    assert election.count_by_both(official_tool_33) == [[1, 1, 2, 0], [2, 1, 2]]


def reach(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus."""
    expect(target).to_be_visible()
    for _ in range(40):
        if target.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {target}")


def test_a_vote_with_the_keyboard_alone(
    new_booth: NewBooth, board: BrowserBoard, official_tool_33: OfficialTool
) -> None:
    election = board.election(questions=(CHAIR, CLUBS))
    booth: Booth = new_booth()
    page, keyboard = booth.page, booth.page.keyboard
    booth.open(board.address, election.uuid)
    booth.sees("enterTitle")
    # As a USB scanner types, without anything having been touched.
    expect(page.get_by_label(booth.t("codeLabel"))).to_be_focused()
    keyboard.type(election.code(0))
    keyboard.press("Enter")
    answers = page.locator("fieldset.choices input")
    expect(answers).to_have_count(4)
    reach(page, answers.nth(0))
    keyboard.press("ArrowDown")
    expect(answers.nth(1)).to_be_checked()
    reach(page, page.locator("section button.main"))
    keyboard.press("Enter")
    expect(answers).to_have_count(3)
    reach(page, answers.nth(2))
    keyboard.press("Space")
    expect(answers.nth(2)).to_be_checked()
    reach(page, page.locator("section button.main"))
    keyboard.press("Enter")
    booth.review()
    reach(page, booth.button("sealGo"))
    keyboard.press("Enter")
    booth.sees("sealedTitle")
    reach(page, page.locator("details.doubt summary"))
    keyboard.press("Enter")
    reach(page, booth.button("testGo"))
    keyboard.press("Enter")
    booth.sees("openedTitle")
    reach(page, booth.button("sealAgain"))
    keyboard.press("Enter")
    booth.review()
    reach(page, booth.button("sealGo"))
    keyboard.press("Enter")
    booth.sees("sealedTitle")
    reach(page, booth.button("castGo"))
    keyboard.press("Enter")
    code = booth.receipt()
    reach(page, booth.button("checkTitle"))
    keyboard.press("Enter")
    reach(page, page.get_by_label(booth.t("trackingCode")))
    keyboard.press("Control+a")
    keyboard.type(code)
    keyboard.press("Enter")
    booth.problem("checkFound")
    assert election.count_by_both(official_tool_33) == [[0, 0, 1, 0], [0, 0, 1]]


def test_a_vote_over_a_slow_network(new_booth: NewBooth, board: BrowserBoard, official_tool_33: OfficialTool) -> None:
    election = board.election()
    booth: Booth = new_booth(PHONE)
    slow = booth.page.context.new_cdp_session(booth.page)
    slow.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 400, "downloadThroughput": 40_000, "uploadThroughput": 20_000},
    )
    booth.vote(board.address, election.uuid, election.code(0), (1,))
    assert election.ballots() == (1, 1, 0)
    assert election.count_by_both(official_tool_33) == [[0, 1, 0, 0]]


def test_a_ballot_survives_a_broken_network_and_is_not_doubled(
    new_booth: NewBooth, board: BrowserBoard, official_tool_33: OfficialTool
) -> None:
    election = board.election()
    booth: Booth = new_booth(PHONE)
    booth.open(board.address, election.uuid)
    booth.enter(election.code(0))
    booth.choose(3)
    booth.on()
    code = booth.seal()
    bodies: list[bytes | None] = []

    def unreliable(route: Route) -> None:
        bodies.append(route.request.post_data_buffer)
        if len(bodies) == 2:
            route.fetch()  # the board has it, and its answer is lost
        if len(bodies) <= 2:
            route.abort("connectionreset")
        else:
            route.continue_()

    booth.page.route(is_cast, unreliable)
    # No try comes by itself.
    hold_timers(booth.page, SECOND)
    booth.cast()
    for attempt in (1, 2):
        expect(booth.button("offlineNow")).to_be_visible()
        expect(booth.page.get_by_text(booth.t("offlineTitle"))).to_be_visible()
        assert booth.whole_code() == code, "the voter keeps the code while the network is away"
        assert len(bodies) == attempt
        booth.button("offlineNow").click()
    assert booth.receipt() == code
    assert len(set(bodies)) == 1, "the same bytes each time"
    assert len(bodies) == 3
    booth.complaints.clear()  # of the two aborted requests
    assert election.ballots() == (1, 1, 0)
    assert election.count_by_both(official_tool_33) == [[0, 0, 0, 1]]


def test_a_countdown_tries_again_by_itself(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = board.election()
    booth: Booth = new_booth(PHONE)
    booth.open(board.address, election.uuid)
    booth.enter(election.code(0))
    booth.choose(1)
    booth.on()
    booth.seal()
    attempts: list[str] = []

    def once(route: Route) -> None:
        attempts.append(route.request.url)
        if len(attempts) == 1:
            route.fulfill(status=503, content_type="text/plain", body="busy")
        else:
            route.continue_()

    booth.page.route(is_cast, once)
    hold_timers(booth.page, SECOND)
    booth.cast()
    expect(booth.page.get_by_text(booth.t("offlineTitle"))).to_be_visible()
    assert len(attempts) == 1
    let_timers_go(booth.page)
    booth.receipt()
    booth.complaints.clear()
    assert len(attempts) == 2
    assert election.ballots() == (1, 1, 0)


def test_the_network_may_be_away_from_the_first_moment(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = board.election()
    booth: Booth = new_booth(PHONE)
    fail = [True]
    hold_timers_of_every_page(booth.page, SECOND)
    booth.page.route("**/log/**", lambda route: route.abort() if fail[0] else route.continue_())
    booth.open(board.address, election.uuid)
    expect(booth.button("offlineNow")).to_be_visible()
    fail[0] = False
    booth.button("offlineNow").click()
    booth.sees("enterTitle")
    booth.complaints.clear()


def test_a_code_is_judged_before_anything_is_sent(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = board.election()
    booth: Booth = new_booth(PHONE)
    booth.open(board.address, election.uuid)
    booth.sees("enterTitle")
    field = booth.page.get_by_label(booth.t("codeLabel"))
    right = election.code(0)
    wrong = right[:-1] + ("A" if right[-1] != "A" else "B")
    before = len(booth.urls)
    field.press_sequentially("ab*")
    expect(booth.page.get_by_text(booth.t("codeBad", character="*"))).to_be_visible()
    field.fill("")
    field.press_sequentially(wrong[:-1].lower())
    expect(booth.page.get_by_text(booth.t("codeCheck"))).to_have_count(0)
    field.press_sequentially(wrong[-1])
    expect(booth.page.get_by_text(booth.t("codeCheck"))).to_be_visible()
    booth.page.keyboard.press("Enter")
    assert booth.urls[before:] == []
    # Look-alikes and small letters are forgiven.
    field.fill(right.lower().replace("0", "o").replace("1", "l"))
    booth.button("next").click()
    booth.choose(1)


def test_cards_that_cannot_vote_are_told_why(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = board.election(revoting=False, spares=2)
    other = board.election()
    booth: Booth = new_booth(PHONE)
    booth.vote(board.address, election.uuid, election.code(0), (1,))
    post(board.owner, election.uuid, "CardReplacement", election.replacement(1, 0))
    cases = {
        "cardUsed": election.code(0),
        "cardRevoked": election.code(1),
        "cardInactive": election.code(election.voters + 1),
        "cardUnknown": other.code(0),
    }
    for sentence, code in cases.items():
        booth.open(board.address, election.uuid)
        booth.enter(code)
        booth.problem(sentence)
    booth.open(board.address, election.uuid)
    booth.enter(election.code(election.voters))  # the spare that was activated
    booth.choose(2)
    booth.on()
    booth.seal()
    booth.cast()
    booth.receipt()
    assert election.ballots() == (2, 2, 0)
    # A refused card's question is answered 404 or by a refusal, which a browser may report.
    booth.complaints[:] = [each for each in booth.complaints if "404" not in each]


def test_voting_again_is_said_and_the_last_vote_counts(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = board.election()
    booth: Booth = new_booth(PHONE)
    booth.vote(board.address, election.uuid, election.code(0), (1,))
    booth.open(board.address, election.uuid)
    booth.enter(election.code(0))
    booth.sees("againTitle")
    booth.button("againGo").click()
    booth.choose(2)
    booth.on()
    booth.seal()
    booth.cast()
    booth.receipt()
    assert election.ballots() == (2, 1, 0)
    assert election.count() == [[0, 0, 1, 0]]


def test_impossible_choices_cannot_be_made_and_say_why(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = board.election(questions=(CHAIR, CLUBS))
    booth: Booth = new_booth(PHONE)
    booth.open(board.address, election.uuid)
    booth.enter(election.code(0))
    expect(booth.page.locator("fieldset.choices")).to_be_visible()
    booth.on()
    expect(booth.page.get_by_text(booth.t("pickFirst"))).to_be_visible()
    booth.choose(0)
    booth.choose(2)
    expect(booth.page.locator("fieldset.choices input:checked")).to_have_count(1)
    booth.on()
    booth.choose(1, 2)
    booth.page.locator("fieldset.choices label.choice").nth(2).click()
    expect(booth.page.get_by_text(booth.t("pickFull", max=2))).to_be_visible()
    expect(booth.page.locator("fieldset.choices input:checked")).to_have_count(2)
    booth.on()
    booth.review()
    expect(booth.page.get_by_text("Ketua B")).to_be_visible()


def test_reloading_starts_over_and_leaves_nothing(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = board.election()
    booth: Booth = new_booth(PHONE)
    booth.open(board.address, election.uuid)
    booth.enter(election.code(0))
    booth.choose(1)
    booth.on()
    booth.seal()
    booth.page.reload()
    booth.sees("enterTitle")
    expect(booth.page.get_by_label(booth.t("codeLabel"))).to_have_value("")
    assert election.ballots() == (0, 0, 0)


def test_an_election_that_is_not_open_says_when(new_booth: NewBooth, board: BrowserBoard) -> None:
    booth: Booth = new_booth(PHONE)
    waiting = board.election(opened=False)
    booth.open(board.address, waiting.uuid)
    booth.sees("waitingTitle")
    closed: CardElection = board.election()
    code = booth.vote(board.address, closed.uuid, closed.code(0), (1,))
    closed.close()
    booth.open(board.address, closed.uuid)
    booth.sees("endedTitle")
    booth.button("checkTitle").click()
    booth.page.get_by_label(booth.t("trackingCode")).fill(code)
    booth.button("checkGo").click()
    booth.problem("checkFound")


def test_without_an_election_in_its_address_the_booth_asks(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = board.election(name="Pilketos dari daftar")
    booth: Booth = new_booth(PHONE)
    booth.page.goto(f"{board.address}/booth/?tps")
    booth.page.get_by_role("link", name="Pilketos dari daftar").click()
    booth.sees("enterTitle")
    assert f"election={election.uuid}" in booth.page.url
    assert "tps" in booth.page.url


def test_the_receipt_can_be_saved_and_verified(new_booth: NewBooth, board: BrowserBoard, tmp_path: Path) -> None:
    election = board.election()
    booth: Booth = new_booth(PHONE)
    booth.vote(board.address, election.uuid, election.code(0), (1,))
    with booth.page.expect_download() as saved:
        booth.button("save").click()
    path = tmp_path / "receipt.txt"
    saved.value.save_as(path)
    assert parse_receipt(path.read_bytes()).index == election.head_size() - 1


@pytest.mark.parametrize("picked", [(1,), (0,)], ids=["pair", "empty box"])
def test_a_sole_pair_runs_against_the_empty_box(
    new_booth: NewBooth, board: BrowserBoard, picked: tuple[int, ...]
) -> None:
    election = board.election(questions=(SOLE,))
    booth: Booth = new_booth(PHONE)
    booth.vote(board.address, election.uuid, election.code(0), picked)
    assert election.count() == [[1, 0] if picked == (0,) else [0, 1]]
