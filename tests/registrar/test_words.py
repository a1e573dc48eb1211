"""Everything that the registrar's page can say has an Indonesian sentence."""

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

import record.card_files
import registrar
from registrar.errors import RegistrarError

PACKAGE = Path(registrar.__file__).parent
CATALOGUE = PACKAGE / "local" / "translations" / "id.po"
SPEAKERS = {"RegistrarError", "RollError", "RegisterError", "CardError", "CardFileError", "Problem", "Step", "_Refusal"}
SAYERS = {"say", "translated"}
SENTENCES = {"sentence", "_UNREADABLE", "_BROKEN"}


def catalogue() -> dict[str, str]:
    found = {}
    for path in (CATALOGUE, PACKAGE.parent / "pages" / "translations" / "id.po"):
        with path.open("rb") as file:
            for message in read_po(file, locale="id", abort_invalid=True):
                if message.id and message.string:
                    found[_first(message.id)] = _first(message.string)
    return found


def _first(text: str | Sequence[str]) -> str:
    """The singular."""
    return text if isinstance(text, str) else text[0]


def texts_of_templates() -> Iterator[str]:
    for path in sorted((PACKAGE / "local" / "templates").rglob("*.html")):
        with path.open("rb") as file:
            for _, message, *_ in extract("jinja2.ext:babel_extract", file):
                yield _first(message)


def texts_of_code() -> Iterator[str]:
    for path in (*sorted(PACKAGE.rglob("*.py")), Path(str(record.card_files.__file__))):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            yield from _texts(node)


def _texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in SPEAKERS | SAYERS:
            yield from (text for argument in node.args for text in _constants(argument) if " " in text)
    elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        if getattr(target, "id", "") in SENTENCES:
            yield from _constants(node.value)


def _constants(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


@pytest.mark.parametrize("texts", [texts_of_templates, texts_of_code])
def test_every_text_is_translated(texts: object) -> None:
    assert callable(texts)
    known = catalogue()
    found = set(texts())
    assert len(found) > 80
    assert [text for text in sorted(found) if not known.get(text)] == []


def test_no_translation_is_left_of_a_text_that_is_gone() -> None:
    said = set(texts_of_templates()) | set(texts_of_code())
    source = "\n".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    source += Path(str(record.card_files.__file__)).read_text("utf-8")
    with CATALOGUE.open("rb") as file:
        ours = [_first(message.id) for message in read_po(file) if message.id]
    assert [text for text in ours if text not in said and text.partition(":")[0] not in source] == []


def test_translations_name_the_same_values() -> None:
    for text, translation in catalogue().items():
        names = re.findall(r"\{[a-z]+\}|%\([a-z]+\)[sd]", text)
        assert sorted(re.findall(r"\{[a-z]+\}|%\([a-z]+\)[sd]", translation)) == sorted(names), text


def test_a_sentence_without_values_may_have_braces() -> None:
    assert str(RegistrarError("A {brace} stays.")) == "A {brace} stays."
    assert str(RegistrarError("Card {serial}.", serial=7)) == "Card 7."
