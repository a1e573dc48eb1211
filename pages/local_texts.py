"""Sentences of errors and notices in the reader's language; templates have their own way through jinja."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from flask import Flask, current_app

from pages.look import request_language
from pages.translations import load_catalogues

_EXTENSION: Final = "local-texts"


def install_texts(app: Flask, folders: Sequence[Path]) -> None:
    """Have the catalogues of these folders ready."""
    app.extensions[_EXTENSION] = load_catalogues(folders)


def translated(template: str, values: Mapping[str, str | int] | None = None) -> str:
    """A sentence of ours in the language of the request, its values put in."""
    text: str = current_app.extensions[_EXTENSION][request_language()].gettext(template)
    return text.format(**values) if values else text


def sentence_of(error: Exception) -> str:
    """What to tell a person about an error; one whose words are not ours stays in English."""
    if isinstance(error, OSError):
        reason = error.strerror or ""
        return translated("A file cannot be read or written: {reason}.", {"reason": reason})
    template, values = getattr(error, "template", None), getattr(error, "values", None)
    if isinstance(template, str) and isinstance(values, dict):
        return translated(template, values)
    return translated(str(error))
