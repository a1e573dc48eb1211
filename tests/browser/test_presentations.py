"""Photos and programmes beside the names: shown as agreed on, refused when exchanged, done without when erased."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from bulletin_board.presentations import PresentationFiles, erase_presentation
from tests.browser.accessibility import accessibility_findings
from tests.browser.booth import Booth
from tests.browser.conftest import DESK, PHONE, NewBooth
from tests.browser.election import CHAIR, CLUBS, SOLE, BrowserBoard, CardElection
from tests.browser.held import Held
from tests.support.presentations import presented

LOADED = "(image) => image.complete && image.naturalWidth === 480"


def election_of(board: BrowserBoard, files: PresentationFiles, **members: Any) -> CardElection:
    return board.election(presentation=files, **members)


def at_the_choice(booth: Booth, board: BrowserBoard, election: CardElection, voter: int = 0) -> Page:
    booth.open(board.address, election.uuid)
    booth.enter(election.code(voter))
    booth.choose()
    return booth.page


def photos(page: Page) -> Locator:
    return page.locator(".portrait img")


def all_loaded(page: Page, count: int) -> None:
    expect(photos(page)).to_have_count(count)
    for image in photos(page).all():
        page.wait_for_function(LOADED, arg=image.element_handle())


def refused(booth: Booth) -> None:
    """Nobody can go on, and the sentence says why."""
    booth.problem("error.voter-presentation")
    assert booth.page.locator("fieldset.choices").count() == 0
    assert booth.page.get_by_label(booth.t("codeLabel")).count() == 0


@pytest.mark.parametrize(("size", "language"), [(PHONE, "id"), (DESK, "en")])
def test_photos_and_programmes_are_shown(
    new_booth: NewBooth, board: BrowserBoard, size: tuple[int, int], language: str
) -> None:
    election = election_of(board, presented())
    booth: Booth = new_booth(size, language)
    page = at_the_choice(booth, board, election)
    all_loaded(page, 3)
    first = photos(page).first
    expect(first).to_have_attribute("alt", booth.t("photoOf", number=1, names="Ketua A & Wakil A"))
    assert (first.get_attribute("src") or "").startswith("blob:")
    programme = page.locator("details.programme").first
    expect(programme.locator(".mission")).to_be_hidden()
    expect(programme.locator("summary")).to_contain_text("Sekolah yang ramah dan bersih.")
    programme.locator("summary").click()
    expect(programme.locator(".mission")).to_contain_text("2. Bank sampah.")
    # Reading a programme picks nobody; a tap on a face picks its pair.
    expect(page.locator("fieldset.choices input:checked")).to_have_count(0)
    photos(page).nth(1).click(force=True)
    expect(page.get_by_role("radio", name="Ketua B & Wakil B")).to_be_checked()
    assert accessibility_findings(page) == []
    booth.on()
    booth.review()
    all_loaded(page, 1)
    expect(page.locator(".picked-answer")).to_contain_text("Ketua B")
    assert accessibility_findings(page) == []
    booth.seal()
    booth.cast()
    booth.receipt()
    assert election.count() == [[0, 0, 1, 0]]


def test_photos_are_asked_for_after_the_page_is_there(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = election_of(board, presented())
    booth: Booth = new_booth(PHONE)
    held = Held(booth.page, "**/photos/*")
    page = at_the_choice(booth, board, election)
    # One at a time, and nobody waits for it.
    booth.choose(2)
    first = held.take()
    assert photos(page).count() == 0
    first.continue_()
    expect(photos(page)).to_have_count(1)
    held.one()


def test_an_altered_photo_ends_the_session(new_booth: NewBooth, board: BrowserBoard) -> None:
    """The board swaps the faces of two pairs for this voter."""
    files = presented()
    election = election_of(board, files)
    first, second, _ = files.photos
    booth: Booth = new_booth(PHONE)
    booth.page.route(
        f"**/photos/{first}", lambda route: route.fulfill(content_type="image/jpeg", body=files.photos[second])
    )
    booth.open(board.address, election.uuid)
    refused(booth)
    assert photos(booth.page).count() == 0


def test_a_photo_altered_while_one_chooses(new_booth: NewBooth, board: BrowserBoard) -> None:
    files = presented()
    election = election_of(board, files)
    last = list(files.photos)[-1]
    booth: Booth = new_booth(PHONE)
    held = Held(booth.page, f"**/photos/{last}")
    page = at_the_choice(booth, board, election)
    all_loaded(page, 2)
    held.take().fulfill(content_type="image/jpeg", body=files.photos[last] + b"\0")
    refused(booth)
    assert election.ballots() == (0, 0, 0)


@pytest.mark.parametrize("lie", ["another school", "other questions", "no form"])
def test_an_altered_document_opens_no_booth(new_booth: NewBooth, board: BrowserBoard, lie: str) -> None:
    election = election_of(board, presented())
    shown = {
        "another school": presented().document.replace(b"SMAN Contoh", b"SMAN Contok"),
        "other questions": presented(4).document,
        "no form": b"{}",
    }[lie]
    booth: Booth = new_booth(PHONE)
    booth.page.route("**/presentation", lambda route: route.fulfill(content_type="application/json", body=shown))
    booth.open(board.address, election.uuid)
    refused(booth)


def test_after_erasure_names_are_enough(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = election_of(board, presented())
    assert erase_presentation(board.owner, election.uuid) == 3
    booth: Booth = new_booth(PHONE)
    page = at_the_choice(booth, board, election)
    expect(page.get_by_text(booth.t("photosMissing"))).to_be_visible()
    assert page.locator(".portrait, .programme").count() == 0
    assert accessibility_findings(page) == []
    booth.choose(1)
    booth.on()
    booth.seal()
    booth.cast()
    booth.receipt()
    assert election.count() == [[0, 1, 0, 0]]
    booth.complaints[:] = [each for each in booth.complaints if "404" not in each]


def test_a_photo_that_cannot_be_had(new_booth: NewBooth, board: BrowserBoard) -> None:
    files = presented()
    election = election_of(board, files)
    booth: Booth = new_booth(PHONE)
    booth.page.route(f"**/photos/{next(iter(files.photos))}", lambda route: route.abort())
    page = at_the_choice(booth, board, election)
    expect(page.get_by_text(booth.t("somePhotosMissing"))).to_be_visible()
    all_loaded(page, 2)
    booth.choose(1)
    booth.complaints[:] = [each for each in booth.complaints if "ERR_FAILED" not in each]


def test_a_script_in_a_programme_is_text(new_booth: NewBooth, board: BrowserBoard) -> None:
    script = '<script>window.ran = 1</script><img src=x onerror="window.ran = 1">"\'&amp;'
    election = election_of(board, presented(vision=script, mission=script))
    booth: Booth = new_booth(PHONE)
    page = at_the_choice(booth, board, election)
    programme = page.locator("details.programme").first
    programme.locator("summary").click()
    expect(programme.locator("summary")).to_contain_text(script)
    expect(programme.locator(".mission")).to_contain_text(script)
    assert page.evaluate("window.ran") is None
    assert page.locator("fieldset script").count() == 0


def test_a_mission_of_twenty_lines_folds(new_booth: NewBooth, board: BrowserBoard) -> None:
    mission = "\n".join(f"{line}. Kegiatan nomor {line} untuk semua kelas." for line in range(1, 21))
    election = election_of(board, presented(vision="Visi yang panjang. " * 30, mission=mission))
    booth: Booth = new_booth(PHONE)
    page = at_the_choice(booth, board, election)
    all_loaded(page, 3)
    line = page.locator(".programme .line").first
    folded = line.bounding_box()
    assert folded is not None
    assert folded["height"] < 40
    whole = page.locator("fieldset.choices").bounding_box()
    assert whole is not None
    assert whole["height"] < 4 * 250
    page.locator(".programme summary").first.click()
    shown = page.locator(".programme .mission").first
    expect(shown).to_be_visible()
    box = shown.bounding_box()
    assert box is not None
    assert box["height"] > 20 * 20
    assert accessibility_findings(page) == []


def test_the_empty_box_and_the_blank_vote_look_different(new_booth: NewBooth, board: BrowserBoard) -> None:
    drawings = []
    for question, candidates in ((SOLE, 1), (CHAIR, 3)):
        election = election_of(board, presented(candidates), questions=(question,))
        booth: Booth = new_booth(PHONE)
        page = at_the_choice(booth, board, election)
        drawings.append(page.locator(".choice").last.locator("path").first.get_attribute("d"))
        booth.choose(0)
        booth.on()
        booth.review()
        assert page.locator(".picked-answer path").get_attribute("d") == drawings[-1]
    assert drawings[0] != drawings[1]


def test_a_question_without_photos_beside_one_with(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = election_of(board, presented(plain_questions=[3]), questions=(CHAIR, CLUBS))
    booth: Booth = new_booth(PHONE)
    page = at_the_choice(booth, board, election)
    all_loaded(page, 3)
    booth.choose(1)
    booth.on()
    booth.choose(1, 2)
    assert page.locator(".portrait, .programme").count() == 0
    expect(page.locator(".absent")).to_have_count(0)


def test_leaving_frees_the_photos(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = election_of(board, presented(), revoting=False)
    booth: Booth = new_booth(DESK)
    booth.page.add_init_script(
        "const made = [], freed = []; window.made = made; window.freed = freed;"
        "const make = URL.createObjectURL.bind(URL), free = URL.revokeObjectURL.bind(URL);"
        "URL.createObjectURL = (blob) => { const url = make(blob); made.push(url); return url; };"
        "URL.revokeObjectURL = (url) => { freed.push(url); free(url); };"
    )
    booth.open(board.address, election.uuid, tps=True)
    booth.enter(election.code(0))
    all_loaded(booth.page, 3)
    made = booth.page.evaluate("window.made")
    # The next document is held up, so that this one can be asked after it was emptied.
    booth.page.route(re.compile("/booth/[?]"), lambda route: route.abort())
    booth.page.get_by_role("button", name=booth.t("startOver")).click()
    booth.page.wait_for_function("() => window.freed.length > 0")
    assert booth.page.evaluate("window.freed") == made
    assert booth.page.locator("img").count() == 0
    booth.complaints.clear()
