"""Every sentence from behind the pages that can reach one has its Indonesian words: found in the source, not listed.

Packages that speak of records (:data:`BEHIND`) say nothing but sentences, so every text of three words in them counts;
of the parties' packages all that their errors say counts. A text in the source and one in a catalogue are the same if
they agree in everything but their values.
"""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Final, get_args

import pytest

import pages
from bulletin_board.committee.application import TRANSLATIONS as OF_COMMITTEE
from bulletin_board.public import TRANSLATIONS as OF_PUBLIC_PAGES
from pages.recognising import take_apart
from pages.translations import INNER, texts_of
from record.entries import PAYLOADS
from record.events import EventType
from record.key_making import KeyMakingStage
from record.key_making_messages import KEY_MAKING_PAYLOADS
from record.ledger import Stage
from record.rules import RULES
from registrar.local.application import TRANSLATIONS as OF_REGISTRAR
from trustee.local.application import TRANSLATIONS as OF_TRUSTEE

ROOT: Final = Path(pages.__file__).parent.parent
OF_ALL_PAGES: Final = ROOT / "pages" / "translations"
BEHIND: Final = ("crypto", "record", "board_client", "verifier")
PARTIES: Final = {
    "trustee": (OF_TRUSTEE,),
    "registrar": (OF_REGISTRAR,),
    "bulletin_board/committee": (*OF_COMMITTEE, OF_PUBLIC_PAGES),
    # What a board refuses over HTTP is said on the pages of key holders and registrars.
    "bulletin_board": (),
}
SPEAKERS: Final = re.compile(r"[A-Za-z]*(Error|Finding|Problem)")
_BLANKS: Final = 2

ELSEWHERE: Final = {
    # Sentences that only one or two pages say, whose own tests look them up in these pages' catalogues.
    "record/card_files.py": "tests/registrar/test_words.py and the committee's test_translations.py",
    "record/key_invitation.py": "tests/trustee/test_words.py",
    "record/rules.py": "test_rules_phases_and_types_have_their_words",
}
NO_PAGE: Final = {
    # What no page calls.
    "crypto/blank_proof.py": "proves: a prover with a false statement is a fault of the program",
    "crypto/disjunction.py": "proves: a prover with a false statement is a fault of the program",
    "crypto/randomness.py": "seeds are made by the program, never typed or received",
    "record/ballot_making.py": "ballots are made by the voter's client, a command",
    "record/log_folder.py": "folders of logs are read by the verifier's command",
    "record/log_folder_writer.py": "folders of logs are written by the board's command",
    "record/receipt.py": "receipts are read by the booth and the voter's client",
    "record/split_view.py": "evidence is put together by commands",
    "record/witness.py": "the witness protocol is between programs",
    "record/merkle.py": "proofs are computed from hashes of the program's own tree",
    "record/tiles.py": "paths of tiles are made by programs",
    "verifier/figures_text.py": "the verifier's command has its own two languages",
    "verifier/text.py": "the verifier's command has its own two languages",
    "verifier/words.py": "the verifier's command has its own two languages",
    "verifier/source/archive.py": "pages verify a board, never an archive from a disk",
    "verifier/source/folder.py": "pages verify a board, never a folder",
    "verifier/source/opening.py": "pages verify a board: nobody types a place there",
    # Commands, and what only the board's owner sees, in a terminal or the log.
    "bulletin_board/booth_files.py": "read when the board is started",
    "bulletin_board/config.py": "read when the board is started",
    "bulletin_board/exporting.py": "exports are written by a command",
    "bulletin_board/key_file.py": "the owner's key, read when the board is started",
    "bulletin_board/serving.py": "read when the board is started",
    "bulletin_board/committee/policies.py": "checked when the board is started",
    "trustee/session.py": "opens the key file for commands",
    # What has both languages in its source: printed papers, and the description of the API, which is for programs.
    "bulletin_board/committee/day/words.py": "the minutes",
    "bulletin_board/openapi.py": "the description of the API",
    "bulletin_board/openapi_schemas.py": "the description of the API",
    "registrar/cards/words.py": "the cards and lists",
    "registrar/erasure/record.py": "the record of the destruction",
    "trustee/backup/paper.py": "the paper backup",
    "trustee/destruction/record.py": "the record of the destruction",
}
NO_SENTENCE: Final = {
    "ChannelShare(run={}, sender={}, recipient={})": "how a debugger shows a message",
    "\n  {}/e/{}": "the list of a board's elections, for the verifier's command",
    "This board has {} elections. Name one by its address:{}": "for the verifier's command: a page names its election",
    "entry {}: ": "the table of the verifier's command",
    " (and {} more)": "the table of the verifier's command",
    "The election has not come so far.": "the table of the verifier's command",
    "A .bel archive alone does not show it: verify the board's log.": "the table of the verifier's command",
    "The record could not be read to its end.": "the table of the verifier's command",
    "The setup is unusable, so ballots cannot be checked against it.": "the table of the verifier's command",
    "This joint key was made without commitments, which the protocol itself does not ask for.": (
        "the table of the verifier's command"
    ),
    "This check was switched off.": "tests alone switch checks off",
    "a session's account is gone": "a broken invariant of the database, for the board's log",
    "the database answered no number for a new row": "a broken invariant of the database, for the board's log",
}
"""Texts, each value as an empty pair of braces, and why no page says them."""


def skeleton(text: str) -> tuple[str, ...]:
    """What stands around the values of a template; a text without any stands for itself."""
    taken = take_apart(text)
    return (text,) if taken is None else taken.literals


EXCEPTED: Final = {tuple(text.split("{}")) for text in NO_SENTENCE}


def of_node(node: ast.AST) -> tuple[str, ...] | None:
    """The skeleton of a text in the source."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        # str.format with places instead of names.
        return skeleton(re.sub(r"\{\}", "{value}", node.value)) if " " in node.value else None
    if isinstance(node, ast.JoinedStr):
        literals = [""]
        for part in node.values:
            if isinstance(part, ast.Constant):
                literals[-1] += str(part.value)
            else:
                literals.append("")
        return tuple(literals)
    return None


def said_by(tree: ast.AST) -> Iterator[tuple[str, ...]]:
    """What errors and findings of a module say, and everything else in it that ends as a sentence does."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if SPEAKERS.fullmatch(getattr(call.func, "id", getattr(call.func, "attr", ""))):
            for argument in call.args:
                yield from said_in(argument)
    yield from (text for text in said_in(tree) if text[-1].endswith((".", "!", "?")))


def said_in(tree: ast.AST) -> Iterator[tuple[str, ...]]:
    """The texts of at least three words in a module that do not explain it."""
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            skipped |= {id(part) for part in ast.walk(node) if part is not node}
    for node in ast.walk(tree):
        found = None if id(node) in skipped else of_node(node)
        if found is not None and "x".join(found).count(" ") >= _BLANKS:
            yield found


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def is_command(path: Path) -> bool:
    """Commands speak to whoever sits at a terminal, in English."""
    return path.stem == "cli" or path.stem.startswith("command")


def modules(package: str) -> list[Path]:
    known = {*ELSEWHERE, *NO_PAGE}
    every = [path for path in sorted((ROOT / package).rglob("*.py")) if "migrations" not in path.parts]
    own = [path for path in every if package == "bulletin_board/committee" or "committee" not in path.parts]
    return [path for path in own if str(path.relative_to(ROOT)) not in known and not is_command(path)]


def missing(package: str, said: Callable[[ast.AST], Iterator[tuple[str, ...]]], folders: tuple[Path, ...]) -> list[str]:
    translated = {skeleton(text) for text in texts_of(folders, "id")} | EXCEPTED
    return [
        f"{path.relative_to(ROOT)}: {'{}'.join(text)}"
        for path in modules(package)
        for text in said(parsed(path))
        if text not in translated
    ]


@pytest.mark.parametrize("package", BEHIND)
def test_every_sentence_from_behind_the_pages_is_translated_for_all_of_them(package: str) -> None:
    assert len(modules(package)) > 4
    assert missing(package, said_in, (INNER, OF_ALL_PAGES)) == []


@pytest.mark.parametrize("party", PARTIES)
def test_every_error_of_a_party_is_translated(party: str) -> None:
    assert len(modules(party)) > 20
    assert missing(party, said_by, (INNER, OF_ALL_PAGES, *PARTIES[party])) == []


def test_rules_phases_and_types_have_their_words() -> None:
    inner = texts_of((INNER,), "id")
    assert [rule.id for rule in RULES.values() if f"title {rule.title}" not in inner or rule.failure not in inner] == []
    assert [stage for stage in Stage if f"phase {stage}" not in inner] == []
    assert [stage for stage in KeyMakingStage if f"stage {stage}" not in inner] == []
    types = {*PAYLOADS, *KEY_MAKING_PAYLOADS, *get_args(EventType)}
    assert [each for each in types if f"type {each}" not in inner] == []


def test_the_exceptions_exist() -> None:
    assert [path for path in {*ELSEWHERE, *NO_PAGE} if not (ROOT / path).is_file()] == []
    everything = {
        text for package in (*BEHIND, *PARTIES) for path in modules(package) for text in said_in(parsed(path))
    }
    assert everything >= EXCEPTED


def test_no_translation_is_left_of_a_sentence_that_is_gone() -> None:
    said = {text for package in (*BEHIND, *PARTIES) for path in modules(package) for text in said_in(parsed(path))}
    values = {f"title {rule.title}" for rule in RULES.values()} | {rule.failure for rule in RULES.values()}
    words = re.compile(r"(expected|kind|last|ordered|phase|previous|reason|stage|type|what) [A-Za-z/ -]+")
    left = [text for text in texts_of((INNER,), "id") if skeleton(text) not in said and text not in values]
    assert [text for text in left if not words.fullmatch(text)] == []


def test_translations_name_the_same_values() -> None:
    for text, translation in texts_of((INNER,), "id").items():
        template = take_apart(text)
        names = [] if template is None else sorted(template.names)
        found = take_apart(translation)
        assert ([] if found is None else sorted(found.names)) == names, text
