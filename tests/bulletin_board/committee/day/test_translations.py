"""Every text of the day's pages has its Indonesian words, here or with the texts that all committee pages share."""

import inspect
import re
from pathlib import Path

from babel.messages.pofile import read_po

import bulletin_board.committee
import bulletin_board.committee.day
from bulletin_board.committee.application import TRANSLATIONS
from bulletin_board.committee.day import errors, remarks, views
from bulletin_board.public import TRANSLATIONS as OF_PUBLIC_PAGES

HERE = Path(bulletin_board.committee.day.__file__).parent


def known(folders: list[Path]) -> set[str]:
    found: set[str] = set()
    for folder in folders:
        if (folder / "id.po").exists():
            with (folder / "id.po").open("rb") as file:
                for message in read_po(file, locale="id"):
                    if message.string not in ("", ("",)):
                        found.add(message.id if isinstance(message.id, str) else message.id[0])
    return found


def test_every_text_is_translated() -> None:
    wanted = set()
    for template in HERE.rglob("*.html"):
        for text in re.findall(r'(?:_|ngettext)\(\s*"([^"]+)"', template.read_text()):
            wanted.add(text)
    for module in (errors, remarks, views):
        source = inspect.getsource(module)
        wanted |= set(re.findall(r'(?:notice|RemarksError)\(\s*"([^"]+)"', source))
    wanted |= {remarks.CONFLICT, remarks.TOO_LONG}
    assert wanted - known([*TRANSLATIONS, OF_PUBLIC_PAGES]) == set()


def test_nothing_is_translated_that_nobody_says() -> None:
    sources = "".join(path.read_text() for path in [*HERE.rglob("*.html"), *HERE.rglob("*.py")])
    said = sources.replace('"\n        f"', "").replace("{TEXT_LIMIT}", "4000").replace("{LINE_LIMIT}", "200")
    own = known([HERE / "translations"]) - {""}
    assert {text for text in own if text not in said} == set()
