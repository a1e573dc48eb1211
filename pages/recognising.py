"""Sentences that reach a page as finished English text, recognised by their templates and said in another language.

A refusal often has crossed a border that only its words pass: another machine's board answers over HTTP, the rules of
a record say what is wrong with an entry, and one sentence carries another one as its reason. No template and no values
are left of these. But every sentence of ours stands in a catalogue as a template with the names of its values in
braces, and that tells a text of ours again, with its values.

Invariant: what is not recognised stays as it is, so a text is never worse than before; values come out as they stood
there unless they are sentences themselves. Nothing backtracks, and length, depth and number of parts have limits: no
board can keep a page busy with a text.
"""

import re
from collections.abc import Mapping
from enum import Enum
from string import Formatter
from typing import Final, NamedTuple

LONGEST: Final = 4000
"""Characters of a text that is looked at; longer ones are none of ours."""
_DEPTH: Final = 4
"""Sentences in sentences: a page's, a party's, a record's, one of cryptography."""
_LEAST_LITERAL: Final = 8
"""Letters that a template must have beside its values; fewer could be found in anything."""
_LEAST_BLANKS: Final = 2
"""Blanks in an exact text: one or two words alone may be somebody's name."""
_MOST_PARTS: Final = 20
"""Sentences in a row that are looked at one by one."""
_AFTER_SENTENCE: Final = re.compile(r"(?<=[.!?]) ")
_NAME: Final = re.compile(r"[a-z]+")


class Known(Enum):
    """How many sentences of a row were recognised."""

    NONE = 0
    SOME = 1
    ALL = 2


class Template(NamedTuple):
    """A template taken apart: ``names`` of the values, and the ``literals`` before, between and after them."""

    literals: tuple[str, ...]
    names: tuple[str, ...]

    def values(self, text: str) -> dict[str, str] | None:
        """What stands in the text for each name; None if the text does not come from this template."""
        first, *between, last = self.literals
        end = len(text) - len(last)
        if end < len(first) or not text.startswith(first) or not text.endswith(last):
            return None
        found: dict[str, str] = {}
        start = len(first)
        for name, literal in zip(self.names, (*between, ""), strict=True):
            # The first place where the text can go on; the last value reaches up to the last literal.
            stop = text.find(literal, start, end) if literal else end
            if stop < 0 or found.setdefault(name, text[start:stop]) != text[start:stop]:
                return None
            start = stop + len(literal)
        return found


def take_apart(template: str) -> Template | None:
    """A template with values in braces; None for one without, or whose values stand side by side."""
    try:
        parts = [(literal, name) for literal, name, _, _ in Formatter().parse(template)]
    except ValueError:
        return None
    names = tuple(name for _, name in parts if name is not None)
    literals = tuple(literal for literal, _ in parts) + (("",) if parts and parts[-1][1] is not None else ())
    if not names or not all(map(_NAME.fullmatch, names)) or not all(literals[1:-1]):
        return None
    return Template(literals, names)


class Recogniser:
    """The sentences of catalogues, from English to one other language; ``texts`` are templates and translations.

    A value of a word or two, such as the phase of an election, stands there after its name: ``phase voting``.
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._exact = {text: said for text, said in texts.items() if text.count(" ") >= _LEAST_BLANKS}
        taken = [(template, said) for text, said in texts.items() if (template := take_apart(text)) is not None]
        # Whoever says most has most to go by: "The key {key} is of {who}." before "The {thing}."
        self._templates = sorted(
            (each for each in taken if _letters(each[0]) >= _LEAST_LITERAL), key=lambda each: -_letters(each[0])
        )

    def say(self, text: str) -> str:
        """The text in the other language, as far as it is ours."""
        return text if len(text) > LONGEST else self._say(text, _DEPTH)

    def value(self, name: str, value: str) -> str:
        """The value of that name in a sentence, in the other language if it is a sentence or a word of ours."""
        return value if len(value) > LONGEST else self._value(name, value, _DEPTH - 1)

    def _value(self, name: str, value: str, depth: int) -> str:
        return self._texts.get(f"{name} {value}") or self._say(value, depth)

    def _say(self, text: str, depth: int) -> str:
        whole = self._exact.get(text)
        if whole is not None:
            return whole
        rows = [self._row(between, parts, depth) for between, parts in _rows(text)]
        # All parts of a row before the whole, whose last value could hold the rest of the row; then what there is.
        for said, known in rows:
            if known is Known.ALL:
                return said
        found = self._sentence(text, depth)
        if found is not None:
            return found
        return next((said for said, known in rows if known is Known.SOME), text)

    def _row(self, between: str, parts: list[str], depth: int) -> tuple[str, Known]:
        said = [self._sentence(part, depth) for part in parts]
        known = Known.ALL if all(said) else Known.SOME if any(said) else Known.NONE
        return between.join(found or part for found, part in zip(said, parts, strict=True)), known

    def _sentence(self, text: str, depth: int) -> str | None:
        """One sentence. Findings stand without a full stop, which whoever tells them puts there or takes away."""
        found = self._known(text, depth)
        if found is not None:
            return found
        if text.endswith("."):
            found = self._known(text[:-1], depth)
            return None if found is None else f"{found}."
        found = self._known(f"{text}.", depth)
        return None if found is None else found.removesuffix(".")

    def _known(self, text: str, depth: int) -> str | None:
        if text in self._exact:
            return self._exact[text]
        for template, said in self._templates if depth else ():
            values = template.values(text)
            if values is not None:
                return said.format(**{name: self._value(name, value, depth - 1) for name, value in values.items()})
        return None


def _rows(text: str) -> list[tuple[str, list[str]]]:
    """How a text may be several sentences: what stands between them, and each of them."""
    rows = [("; ", text.split("; ")), (" ", _AFTER_SENTENCE.split(text))]
    return [(between, parts) for between, parts in rows if 1 < len(parts) <= _MOST_PARTS]


def _letters(template: Template) -> int:
    return sum(map(len, template.literals))
