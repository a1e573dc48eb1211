"""Sentences of errors and notices in the reader's language; templates have their own way through jinja."""

from collections.abc import Mapping, Sequence
from gettext import NullTranslations
from pathlib import Path
from typing import Final, NamedTuple

from flask import Flask, current_app

from pages.look import request_language
from pages.recognising import Recogniser
from pages.translations import INNER, LANGUAGES, load_catalogues, texts_of

_EXTENSION: Final = "local-texts"


class _Texts(NamedTuple):
    """What one language has: translations by their template, and by the finished sentence."""

    catalogue: NullTranslations
    recogniser: Recogniser


def install_texts(app: Flask, folders: Sequence[Path]) -> None:
    """Have the catalogues of these folders ready, and those of all pages and of what stands behind them."""
    every = (INNER, INNER.parent, *folders)
    catalogues = load_catalogues(every)
    app.extensions[_EXTENSION] = {
        language: _Texts(catalogues[language], Recogniser(texts_of(every, language))) for language in LANGUAGES
    }


def _texts() -> _Texts:
    found: _Texts = current_app.extensions[_EXTENSION][request_language()]
    return found


def translated(template: str, values: Mapping[str, str | int] | None = None) -> str:
    """A sentence of ours in the language of the request, its values put in; they may be sentences themselves."""
    text = _texts().catalogue.gettext(template)
    if not values:
        return text
    say = _texts().recogniser.value
    return text.format(**{name: say(name, each) if isinstance(each, str) else each for name, each in values.items()})


def recognised(text: str) -> str:
    """A finished English sentence in the language of the request, as far as it is one of ours; never markup."""
    whole = _texts().catalogue.gettext(text) if text else ""
    return _texts().recogniser.say(text) if whole == text else whole


def sentence_of(error: Exception) -> str:
    """What to tell a person about an error; words that are not ours stay in English."""
    if isinstance(error, OSError):
        return translated("A file cannot be read or written: {reason}.", {"reason": error.strerror or ""})
    template, values = getattr(error, "template", None), getattr(error, "values", None)
    if isinstance(template, str) and isinstance(values, dict) and values:
        return translated(template, values)
    return _begun(recognised(str(error)))


def _begun(text: str) -> str:
    """With a capital at its beginning, where no name of a file stands: findings are parts of sentences."""
    return text[:1].upper() + text[1:] if text.partition(" ")[0].isalpha() else text
