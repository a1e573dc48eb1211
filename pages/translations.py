"""Translations from `.po` files as they are written, without a compile step that somebody could forget.

Texts in templates are English; Indonesian, the language that people see first, stands in ``id.po`` files. All of them
are read once, when the application is made.
"""

import io
from collections.abc import Mapping, Sequence
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("id", "en")
"""The first one is the default; English needs no catalogue."""
INNER = Path(__file__).parent / "translations" / "inner"
"""Sentences of what stands behind every page: cryptography, records, the verifier, boards, files of keys."""


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


def texts_of(folders: Sequence[Path], language: str) -> Mapping[str, str]:
    """Every text without a plural in ``<language>.po`` of these folders, with its translation; later folders win."""
    found: dict[str, str] = {}
    for path in (folder / f"{language}.po" for folder in folders):
        if path.exists():
            with path.open("rb") as file:
                messages = list(read_po(file, locale=language, abort_invalid=True))
            for each in messages:
                if isinstance(each.id, str) and isinstance(each.string, str) and each.id and each.string:
                    found[each.id] = each.string
    return found


def load_catalogue(path: Path) -> GNUTranslations:
    """The translations in one file, named after its language; ``ValueError`` for a broken file."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
