"""Translations from `.po` files as they are written, without a compile step that somebody could forget.

Texts in templates are English; Indonesian, the language that people see first, stands in ``id.po`` files. All of them
are read once, when the application is made.
"""

import io
from collections.abc import Sequence
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("id", "en")
"""The first one is the default; English needs no catalogue."""


def load_catalogues(folders: Sequence[Path]) -> dict[str, NullTranslations]:
    """For each language the translations of all ``<language>.po`` in these folders; those of later folders win."""
    return {language: _load_all(folders, language) for language in LANGUAGES}


def _load_all(folders: Sequence[Path], language: str) -> NullTranslations:
    merged = NullTranslations()
    for folder in folders:
        path = folder / f"{language}.po"
        if path.exists():
            loaded = load_catalogue(path)
            loaded.add_fallback(merged)
            merged = loaded
    return merged


def load_catalogue(path: Path) -> GNUTranslations:
    """The translations in one file, named after its language; ``ValueError`` for a broken file."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
