"""The booth's own texts, read from its sources: tests press buttons by their names in both languages."""

import json
import re
from functools import cache

from voter_client.web.build import WEB

_LINE = re.compile(r'^  (?:"([\w.-]+)"|(\w+)):\s*("(?:[^"\\]|\\.)*"),$', re.MULTILINE)
_FILES = {"id": "textsId.ts", "en": "textsEn.ts"}


@cache
def _texts(language: str) -> dict[str, str]:
    source = (WEB / "src" / "ui" / _FILES[language]).read_text("utf-8")
    return {quoted or plain: json.loads(text) for quoted, plain, text in _LINE.findall(source)}


def text(language: str, key: str, **values: object) -> str:
    """A text with its values filled in."""
    filled = _texts(language)[key]
    for name, value in values.items():
        filled = filled.replace("{" + name + "}", str(value))
    return filled


def beginning(language: str, key: str) -> re.Pattern[str]:
    """A pattern for a text up to its first value."""
    return re.compile(re.escape(_texts(language)[key].partition("{")[0].strip()))
