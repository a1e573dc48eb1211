"""Everything that the key holder's page can say has an Indonesian sentence."""

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

import record.key_invitation
import trustee
from trustee import passphrases

PACKAGE = Path(trustee.__file__).parent
PAGES = PACKAGE.parent / "pages"
CATALOGUE = PACKAGE / "local" / "translations" / "id.po"
TEMPLATES = (*sorted((PACKAGE / "local" / "templates").rglob("*.html")), PAGES / "templates/pages/local_frame.html")
# What only commands say, or what tells of a damaged disk: files by their paths, in English.
COMMANDS_ALONE = {"cli.py", "session.py", "command_care.py", "command_paper.py", "command_parts.py", "journal.py"}
UNSEEN = {"WeakPassphraseError", "KeyMakingTimeoutError", "KeyFileExistsError", "OSError"}
SAYERS = {"say", "ticked", "Step"}
SENTENCES = {"_BROKEN", "_OTHER"}


def catalogue() -> dict[str, str]:
    found = {}
    for path in (CATALOGUE, PAGES / "translations" / "id.po"):
        with path.open("rb") as file:
            for message in read_po(file, locale="id", abort_invalid=True):
                if message.id and message.string:
                    found[_first(message.id)] = _first(message.string)
    return found


def _first(text: str | Sequence[str]) -> str:
    """The singular."""
    return text if isinstance(text, str) else text[0]


def texts_of_templates() -> Iterator[str]:
    for path in TEMPLATES:
        with path.open("rb") as file:
            for _, message, *_ in extract("jinja2.ext:babel_extract", file):
                yield _first(message)


def sources() -> list[Path]:
    ours = [path for path in sorted(PACKAGE.rglob("*.py")) if path.name not in COMMANDS_ALONE]
    return [*ours, Path(str(record.key_invitation.__file__))]


def texts_of_code() -> Iterator[str]:
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            yield from _texts(node)
    for name in ("SHORT", "FEW_WORDS", "COMMON", "DATES", "REPEATED"):
        yield getattr(passphrases, name)


def _texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if (name.endswith("Error") or name == "kind" or name in SAYERS) and name not in UNSEEN:
            yield from (text for argument in node.args for text in _constants(argument) if " " in text)
    elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        if getattr(target, "id", "") in SENTENCES:
            yield from _constants(node.value)


def _constants(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.JoinedStr):
        return
    for each in [node] if isinstance(node, ast.Constant) else ast.iter_child_nodes(node):
        if isinstance(each, ast.Constant):
            if isinstance(each.value, str):
                yield each.value
        else:
            yield from _constants(each)


@pytest.mark.parametrize("texts", [texts_of_templates, texts_of_code])
def test_every_text_is_translated(texts: object) -> None:
    assert callable(texts)
    known = catalogue()
    found = set(texts())
    assert len(found) > 80
    assert [text for text in sorted(found) if not known.get(text)] == []


def test_no_translation_is_left_of_a_text_that_is_gone() -> None:
    said = set(texts_of_templates()) | set(texts_of_code())
    everything = "".join(
        "".join(path.read_text("utf-8").split())
        for folder in (PACKAGE, PACKAGE.parent / "record", PACKAGE.parent / "crypto")
        for path in folder.rglob("*.py")
    ).replace('""', "")
    with CATALOGUE.open("rb") as file:
        ours = [_first(message.id) for message in read_po(file) if message.id]
    assert [text for text in ours if text not in said and "".join(text.split()) not in everything] == []


def test_translations_name_the_same_values() -> None:
    for text, translation in catalogue().items():
        names = re.findall(r"\{[a-z]+\}|%\([a-z]+\)[sd]", text)
        assert sorted(re.findall(r"\{[a-z]+\}|%\([a-z]+\)[sd]", translation)) == sorted(names), text
