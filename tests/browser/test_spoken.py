"""A vote by ear: what a screen reader reads on each screen, in its order, makes sense without seeing any of it."""

import pytest

from record.ballot import short_code
from tests.browser.booth import Booth, Language
from tests.browser.conftest import PHONE, NewBooth
from tests.browser.election import BrowserBoard
from tests.browser.spoken import said, spoken


def in_order(heard: list[str], wanted: list[str]) -> list[str]:
    """What of the wanted is not heard after the one before it."""
    rest = iter(heard)
    return [each for each in wanted if each not in rest]


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_vote_by_ear(new_booth: NewBooth, board: BrowserBoard, language: Language) -> None:
    election = board.election(name="Pilketos SMAN Contoh")
    booth: Booth = new_booth(PHONE, language)
    t, page = booth.t, booth.page
    booth.open(board.address, election.uuid)
    booth.sees("enterTitle")
    frame = [str(piece) for piece in spoken(page)]
    assert not in_order(
        frame,
        [
            f"link: {t('skip')}",
            "text: Pilketos SMAN Contoh",
            f"text: {t('practice')}",
            f"navigation: {t('steps')}",
            *(f"text: {t(f'step{step}')}" for step in range(1, 6)),
            f"heading: {t('enterTitle')}",
        ],
    )
    heard = said(page)
    assert heard[0] == f"heading: {t('enterTitle')}"
    assert not in_order(
        heard,
        [
            f"button: {t('scan')}",
            f"textbox: {t('codeLabel')}",
            f"text: {t('codeHint')}",
            f"text: {t('codeCount', count=0)}",
            f"button: {t('next')}",
            f"button: {t('checkTitle')}",
            f"DisclosureTriangle: {t('fingerprints')}",
        ],
    )
    booth.enter(election.code(0))
    booth.choose()
    question = election.questions[0]
    heard = said(page)
    assert heard[0] == f"heading: {question.question}"
    number = [f"{t('number', number=place)}: {answer}" for place, answer in enumerate(question.answers, 1)]
    radios = [each for each in heard if each.startswith("radio: ")]
    assert [each.startswith(f"radio: {name}") for each, name in zip(radios, number, strict=False)] == [True] * 3
    assert radios[-1].startswith(f"radio: {t('blank')}")
    assert heard.index(radios[-1]) < heard.index(f"button: {t('toReview')}")
    assert not any(each.endswith("checked") for each in radios)
    booth.choose(2)
    radios = [each for each in said(page) if each.startswith("radio: ")]
    assert [each.endswith("checked") for each in radios] == [False, True, False, False]
    booth.on()
    booth.review()
    heard = said(page)
    assert not in_order(heard, [f"heading: {t('reviewTitle')}", f"heading: {question.question}", "text: Ketua B"])
    assert "text: Ketua A" not in heard
    assert not in_order(heard, ["text: Wakil B", f"text: {t('reviewText')}", f"button: {t('sealGo')}"])
    code = booth.seal()
    groups = [f"text: {group}" for group in short_code(code).replace("-", "-\n").split("\n")]
    spoken_code = [f"text: {t('trackingCode')}", *groups, f"image: {t('codeQr')}"]
    assert said(page) == [
        f"heading: {t('sealedTitle')}",
        f"text: {t('sealedText')}",
        *spoken_code,
        f"DisclosureTriangle: {t('wholeCode')}",
        f"button: {t('castGo')}",
        f"DisclosureTriangle: {t('doubt')}",
        f"button: {t('startOver')}",
    ]
    booth.cast()
    booth.receipt()
    assert said(page) == [
        f"heading: {t('receiptTitle')} {t('receiptNumber', number=1)}",
        f"text: {t('receiptText')}",
        *spoken_code,
        f"DisclosureTriangle: {t('wholeCode')}",
        f"text: {t('receiptChecked')}",
        *(f"button: {t(key)}" for key in ("done", "print", "save", "checkTitle")),
    ]


def test_the_focus_follows_the_screens(new_booth: NewBooth, board: BrowserBoard) -> None:
    """Each new screen is read from its heading on, as the focus is there; the next Tab goes into the screen."""
    election = board.election()
    booth: Booth = new_booth(PHONE, has_touch=True, is_mobile=True)

    def focused() -> str:
        return str(booth.page.evaluate("`${document.activeElement.tagName} ${document.activeElement.textContent}`"))

    booth.open(board.address, election.uuid)
    booth.sees("enterTitle")
    assert focused() == f"H1 {booth.t('enterTitle')}"
    booth.enter(election.code(0))
    booth.choose()
    assert focused() == f"H1 {election.questions[0].question}"
    booth.choose(1)
    booth.on()
    booth.review()
    assert focused() == f"H1 {booth.t('reviewTitle')}"
    booth.seal()
    assert focused() == f"H1 {booth.t('sealedTitle')}"
    booth.cast()
    booth.receipt()
    assert focused().startswith(f"H1  {booth.t('receiptTitle')}")
