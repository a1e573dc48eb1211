"""Where the booth's built files are: inside the package that ships them, which no other party knows of.

The board gets them by configuration. Looking costs no import, so the command line stays fast.
"""

from importlib.util import find_spec
from pathlib import Path


def built_booth() -> Path | None:
    """The folder with the built booth; None where it was never built (`make booth`)."""
    spec = find_spec("voter_client")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "web" / "dist"
    return folder if (folder / "index.html").is_file() else None


def board_defaults() -> dict[str, dict[str, dict[str, str]]]:
    """What ``suarasah board`` assumes of the booth, in the form of click's ``default_map``."""
    folder = built_booth()
    if folder is None:
        return {}
    return {"board": {command: {"booth": str(folder)} for command in ("serve", "new-election", "change-booth")}}
