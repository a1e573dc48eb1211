"""Nothing on the committee's election pages is left in English for those who read Indonesian."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from bulletin_board import public
from bulletin_board.committee import application, elections
from bulletin_board.committee.elections import (
    candidates,
    cards,
    checklist,
    confirming,
    forms,
    keys,
    listing,
    photos,
    rehearsal,
    schedule,
    setting_up,
    stages,
    voting,
)
from pages import look
from record import card_files

TEMPLATES = sorted((Path(elections.__file__).parent / "templates" / "elections").glob("*.html"))
MODULES = (
    candidates, cards, checklist, confirming, forms, keys, listing, photos, rehearsal, schedule, setting_up, stages,
    voting,
)  # fmt: skip
FORMS = (candidates.QUESTION, candidates.PAIR, cards.FORM, listing.NEW, schedule.FORM)
ENGLISH = {
    "default-src 'none'; sandbox",
    "There is no card list yet: upload the registrar's file first.",
    "The election is set up: its keys can change no more.",
}
"""What no page shows: a header, and errors that have a page of their own."""


def known() -> set[str]:
    folders = (Path(look.__file__).parent / "translations", public.TRANSLATIONS, *application.TRANSLATIONS)
    found: set[str] = set()
    for path in (folder / "id.po" for folder in folders):
        if not path.exists():
            continue
        with path.open("rb") as file:
            for message in read_po(file, locale="id"):
                texts = message.string if isinstance(message.string, tuple) else (message.string,)
                if all(texts):
                    found.add(message.id if isinstance(message.id, str) else message.id[0])
    return found


KNOWN = known()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_text_of_a_template_is_translated(path: Path) -> None:
    with path.open("rb") as file:
        messages = [each[2] for each in babel_extract(file, ["_", "ngettext"], [], {})]
    texts = {each if isinstance(each, str) else each[0] for each in messages if each}
    assert {text for text in texts if text} <= KNOWN


def sentences(module: ModuleType) -> Iterator[str]:
    """The texts in a module that are sentences, without those that explain the code."""
    tree = ast.parse(inspect.getsource(module))
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    skipped |= {id(each) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for each in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            text = node.value
            if text.strip() and " " in text.strip() and not text.isupper():
                yield text


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.split(".")[-1])
def test_every_sentence_of_a_view_is_translated(module: ModuleType) -> None:
    assert set(sentences(module)) - ENGLISH <= KNOWN


def test_every_act_is_told_in_words_in_the_audit_log() -> None:
    acts = {act for module in MODULES for act in re.findall(r'"([a-z]+(?:-[a-z]+)+)"', inspect.getsource(module))}
    assert len(acts) > 20
    assert acts <= KNOWN


def test_every_label_is_translated() -> None:
    fields = [field for form in FORMS for field in form]
    assert {text for field in fields for text in (field.label, field.hint) if text} <= KNOWN


def test_every_refusal_of_a_card_list_is_translated() -> None:
    told = {text for text in sentences(card_files) if text[:1].isupper() and "card list" in text and text[-1] == "."}
    # The registrar's page says this one, of a list where an order was expected.
    assert {text for text in told if not text.startswith("This is a card list,")} <= KNOWN
