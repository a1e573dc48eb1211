"""A committee's elections, from the form to the result: pure rules first (draft, checklist), then pages.

Until an election is set up, it is a draft and everything may change; from then on the log is the truth, and the pages
only show it and append to it.
"""

from pathlib import Path

TRANSLATIONS = Path(__file__).parent / "translations"
"""The folder with the pages' ``id.po``."""
