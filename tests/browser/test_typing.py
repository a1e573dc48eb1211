"""A scanner that types waits for nobody: no key of a code is lost, whatever has the focus, whenever it comes."""

import pytest
from playwright.sync_api import expect

from tests.browser.booth import Booth
from tests.browser.conftest import DESK, PHONE, NewBooth
from tests.browser.election import BrowserBoard
from tests.browser.held import Held


def test_a_code_that_is_scanned_while_the_page_loads(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = board.election()
    booth: Booth = new_booth(DESK)
    held = Held(booth.page, "**/log/*/checkpoint")
    booth.open(board.address, election.uuid, tps=True)
    booth.sees("loading")
    booth.page.keyboard.type(election.code(0))
    booth.page.keyboard.press("Enter")
    assert booth.page.get_by_label(booth.t("codeLabel")).count() == 0
    held.go()
    expect(booth.page.locator("fieldset.choices")).to_be_visible()


def test_a_code_that_begins_before_the_field_is_there_and_ends_after(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = board.election()
    booth: Booth = new_booth(DESK)
    held = Held(booth.page, "**/log/*/checkpoint")
    booth.open(board.address, election.uuid, tps=True)
    booth.sees("loading")
    code = election.code(0)
    booth.page.keyboard.type(code[:11])
    held.go()
    field = booth.page.get_by_label(booth.t("codeLabel"))
    expect(field).to_be_focused()
    booth.page.keyboard.type(code[11:])
    expect(field).to_have_value(code)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("focus", ["nothing", "the heading", "the content"])
def test_whatever_has_the_focus(new_booth: NewBooth, board: BrowserBoard, focus: str, size: tuple[int, int]) -> None:
    election = board.election()
    booth: Booth = new_booth(size, has_touch=size == PHONE, is_mobile=size == PHONE)
    booth.open(board.address, election.uuid)
    booth.sees("enterTitle")
    field = booth.page.get_by_label(booth.t("codeLabel"))
    if focus == "nothing":
        booth.page.evaluate("document.activeElement.blur()")
    else:
        booth.page.evaluate(f"document.querySelector('{'h1' if focus == 'the heading' else '#content'}').focus()")
    expect(field).not_to_be_focused()
    booth.page.keyboard.type(election.code(0))
    expect(field).to_have_value(election.code(0))
    booth.page.keyboard.press("Enter")
    expect(booth.page.locator("fieldset.choices")).to_be_visible()


def test_keys_that_are_meant_for_something_else_stay_there(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = board.election()
    booth: Booth = new_booth(DESK)
    booth.open(board.address, election.uuid)
    field = booth.page.get_by_label(booth.t("codeLabel"))
    expect(field).to_be_focused()
    booth.page.get_by_role("button", name="EN: English").focus()
    booth.page.keyboard.type("1x")
    assert field.input_value() == ""
    booth.page.evaluate("document.activeElement.blur()")
    booth.page.keyboard.press("Control+b")
    booth.page.keyboard.press("Space")
    assert field.input_value() == ""


def test_what_was_typed_before_an_error_does_not_come_back(new_booth: NewBooth, board: BrowserBoard) -> None:
    election = board.election()
    booth: Booth = new_booth(DESK)
    held = Held(booth.page, "**/log/*/checkpoint")
    booth.open(board.address, election.uuid, agreed="0" * 64)
    booth.sees("loading")
    booth.page.keyboard.type(election.code(0))
    held.go()
    booth.problem("error.voter-agreed")
    booth.page.unroute("**/log/*/checkpoint")
    booth.button("tryAgain").click()
    booth.sees("errorTitle")
    booth.problem("error.voter-agreed")
    assert election.code(0) not in booth.page.content()
