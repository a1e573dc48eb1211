"""The booth of this checkout, built."""

from functools import cache
from pathlib import Path

from tests.support.locking import exclusive
from voter_client.web.build import WEB, build, find_node

_ROOT = Path(__file__).resolve().parents[2]


@cache
def the_booth() -> Path:
    """The folder with the booth's built files, of the sources as they are when a test asks first."""
    with exclusive(_ROOT / ".cache" / "booth.lock"):
        build(find_node())
    return WEB / "dist"
