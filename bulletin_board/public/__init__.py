"""Pages for everybody: elections, the box with *Cek suaraku*, results, downloads. They work without any script."""

from pathlib import Path

TRANSLATIONS = Path(__file__).parent / "translations"
"""The folder with the pages' ``id.po``."""
