"""The error contract of the demo."""

from typing import ClassVar


class DemoError(Exception):
    """The demo cannot go on; the message says what to do."""

    code: ClassVar[str] = "demo"


class DemoServerError(DemoError):
    """The demo's board did not start."""

    code = "demo-board"
