"""Every screen that a voter can meet, one after the other: for looking at each, or photographing it."""

from collections.abc import Callable

from msgspec.structs import replace
from playwright.sync_api import expect

from bulletin_board.posting import post
from bulletin_board.presentations import PresentationFiles
from bulletin_board.specification import QuestionSpecification
from record.presentation import CandidatePresentation, encode_presentation, parse_presentation
from suarasah.demo.portraits import demo_presentation
from tests.browser.booth import Booth
from tests.browser.election import CHAIR, CLUBS, BrowserBoard
from tests.browser.held_timers import SECOND, hold_timers
from tests.browser.second_device import SecondDevice

Visit = Callable[[Booth, str], None]
"""Called with the page and the name of the screen that it shows."""


def with_faces(questions: tuple[QuestionSpecification, ...]) -> PresentationFiles:
    """The demo's drawn portraits and programmes for the first question; nothing beside the answers of the others."""
    files = demo_presentation(len(questions[0].answers))
    shown = parse_presentation(files.document)
    plain = tuple(tuple(CandidatePresentation() for _ in question.answers) for question in questions[1:])
    document = encode_presentation(replace(shown, candidates=(*shown.candidates, *plain)))
    return PresentationFiles(document, files.photos)


def voter_tour(booth: Booth, device: SecondDevice, board: BrowserBoard, visit: Visit, *, tps: bool = False) -> None:
    """A whole vote with a seal test and a lost connection on the way; names are numbered in order."""
    questions = (CHAIR, CLUBS)
    election = board.election(questions=questions, name="Pilketos SMAN Contoh", presentation=with_faces(questions))
    page = booth.page
    booth.open(board.address, election.uuid, tps=tps)
    booth.sees("enterTitle")
    visit(booth, "01-card")
    field = page.get_by_label(booth.t("codeLabel"))
    field.fill(election.code(0)[:9] + "*")
    expect(page.get_by_text(booth.t("codeBad", character="*"))).to_be_visible()
    visit(booth, "02-card-mistyped")
    booth.enter(election.code(0))
    booth.choose()
    for photo in page.locator(".portrait img").all():
        page.wait_for_function("(image) => image.complete && image.naturalWidth > 0", arg=photo.element_handle())
    expect(page.locator(".portrait img")).to_have_count(len(CHAIR.answers))
    visit(booth, "03-choose")
    booth.choose(1)
    visit(booth, "04-chosen")
    booth.on()
    booth.choose(1, 3)
    page.locator("fieldset.choices label.choice").nth(1).click()
    expect(page.get_by_text(booth.t("pickFull", max=2))).to_be_visible()
    visit(booth, "05-choose-two")
    booth.on()
    booth.review()
    visit(booth, "06-review")
    code = booth.seal()
    visit(booth, "07-sealed")
    page.get_by_text(booth.t("doubt")).click()
    expect(booth.button("testGo")).to_be_visible()
    page.locator("details.doubt").evaluate("(fold) => fold.scrollIntoView()")
    visit(booth, "08-doubt")
    page.get_by_text(booth.t("doubt")).click()
    device.page.goto(f"{board.address}/booth/opening.html?lang={device.language}")
    device.sees("secondTitle")
    visit(device, "09-second-device")
    device.keep(board.address, code)
    visit(device, "10-second-device-code")
    opening = booth.test_seal()
    visit(booth, "11-opened")
    device.judge(opening)
    device.shown()
    visit(device, "12-second-device-honest")
    device.keep(board.address, code[::-1])
    device.judge(opening)
    device.sees("secondBad")
    visit(device, "13-second-device-false")
    booth.button("sealAgain").click()
    booth.seal()
    page.route("**/ballots", lambda route: route.abort())
    # Or it would try again while somebody looks.
    hold_timers(page, SECOND)
    booth.cast()
    expect(booth.button("offlineNow")).to_be_visible()
    visit(booth, "14-offline")
    page.unroute("**/ballots")
    booth.button("offlineNow").click()
    code = booth.receipt()
    booth.stay()
    visit(booth, "15-receipt")
    if not tps:
        booth.button("checkTitle").click()
        expect(booth.button("checkGo")).to_be_visible()
        visit(booth, "16-check")
        page.get_by_label(booth.t("trackingCode")).fill(code)
        booth.button("checkGo").click()
        booth.problem("checkFound")
        visit(booth, "17-checked")


def closed_doors(booth: Booth, board: BrowserBoard, visit: Visit) -> None:
    """The screens of those who cannot vote now, and of a board that proves nothing."""
    election = board.election(revoting=False)
    page = booth.page
    page.goto(f"{board.address}/booth/?lang={booth.language}")
    booth.sees("chooseElection")
    visit(booth, "20-elections")
    post(board.owner, election.uuid, "CardReplacement", election.replacement(1))
    booth.open(board.address, election.uuid)
    booth.enter(election.code(1))
    booth.problem("cardRevoked")
    visit(booth, "21-card-refused")
    page.route("**/ballots", lambda route: route.fulfill(status=201, body='{"receipt":"no"}'))
    booth.open(board.address, election.uuid)
    booth.enter(election.code(0))
    booth.choose(1)
    booth.on()
    booth.seal()
    booth.cast()
    booth.problem("error.voter-receipt")
    visit(booth, "22-no-proof")
    page.unroute("**/ballots")
    again = board.election()
    booth.vote(board.address, again.uuid, again.code(0), (1,))
    booth.open(board.address, again.uuid)
    booth.enter(again.code(0))
    booth.sees("againTitle")
    visit(booth, "23-again")
    booth.open(board.address, board.election(opened=False).uuid)
    booth.sees("waitingTitle")
    visit(booth, "24-waiting")
    booth.open(board.address, again.close().uuid)
    booth.sees("endedTitle")
    visit(booth, "25-ended")
