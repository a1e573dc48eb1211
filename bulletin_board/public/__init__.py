"""Pages for people."""

from collections.abc import Callable

from flask import Flask, Response


def pages_of(app: Flask) -> Callable[[int], Response]:
    """The error page."""
    return lambda status: Response("", status=status)
