"""Documentation under test: what the pages say about rules, commands, routes and error codes is what the code does."""

import re
from pathlib import Path

import click
import pytest

from record.entries import EXTENSION_REASONS, PAYLOADS
from record.key_making_messages import KEY_MAKING_PAYLOADS
from record.rules import RULES
from suarasah.cli import main
from tests.support import reference

ROOT = Path(__file__).resolve().parents[1]
PROTOCOL = (ROOT / "docs" / "protocol.md").read_text("utf-8")


def test_the_protocol_page_lists_exactly_the_rules_of_the_code() -> None:
    rows = re.findall(r"^\| (V\d\d) \| (.+?) \| (archive|log) \| (.+?) \|$", PROTOCOL, re.MULTILINE)
    assert rows == [(r.id, r.title, r.scope, r.failure) for r in RULES.values()]


@pytest.mark.parametrize("entry_type", [*PAYLOADS, *KEY_MAKING_PAYLOADS])
def test_the_protocol_page_names_every_entry_and_its_members_in_order(entry_type: str) -> None:
    row = re.search(
        rf"^\| `{entry_type}`[^|]*\| (.+?) \|",
        PROTOCOL.replace("`ShareProof`, `PartialDecryption`*", "`ShareProof`"),
        re.MULTILINE,
    )
    assert row is not None
    struct = {**PAYLOADS, **KEY_MAKING_PAYLOADS}[entry_type]
    members = [] if struct is None else list(struct.__struct_fields__)
    named = [word for word in re.findall(r"`([a-z_]+)`", re.sub(r"[\[{(].*?[\]})]", "", row[1])) if word in members]
    assert named == members


def test_the_protocol_page_lists_the_reasons_of_an_extension() -> None:
    assert ", ".join(EXTENSION_REASONS) in PROTOCOL


def test_rules_that_pages_mention_exist() -> None:
    for page in [*ROOT.glob("docs/**/*.md"), ROOT / "README.md"]:
        for rule in re.findall(r"\bV\d\d\b", page.read_text("utf-8")):
            assert rule in RULES, f"{page.name} mentions {rule}"


def test_the_reference_page_is_what_the_code_makes() -> None:
    assert reference.PAGE.read_text("utf-8") == reference.render(), "run: python -m tests.support.reference"


def test_every_error_code_has_a_sentence() -> None:
    assert all(reference.error_codes().values())


def test_every_command_and_option_says_what_it_does() -> None:
    for path, command in reference.commands(main, "suarasah"):
        assert command.help, path
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, f"{path} {parameter.name}"


@pytest.mark.parametrize("page", ["README.md", "docs/operations.md", "docs/threat-model.md"])
def test_commands_that_pages_show_exist(page: str) -> None:
    known = {path for path, _ in reference.commands(main, "suarasah")}
    groups = {" ".join(path.split()[:2]) for path in known}
    text = (ROOT / page).read_text("utf-8")
    for shown in re.findall(r"\bsuarasah ((?:[a-z][a-z-]+ ?){1,2})", text):
        words = shown.split()
        names = {f"suarasah {words[0]}", f"suarasah {' '.join(words)}"}
        assert names & (known | groups), f"{page} shows: suarasah {shown}"
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"\bmake ([a-z-]+)", text):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"{page} shows: make {target}"


def test_links_between_pages_lead_somewhere() -> None:
    for page in [*ROOT.glob("docs/**/*.md"), *ROOT.glob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
            assert target.startswith("http") or (page.parent / target).exists(), f"{page.name}: {target}"
