"""What the views of the steps share: rendering a step, reading forms, pages that look again by themselves."""

from typing import Final, Protocol

from flask import Response, make_response, request

from record import printable
from trustee.local.errors import PageError

REFRESH_SECONDS: Final = 4
"""How long a page waits before it looks again."""


class Show(Protocol):
    """Renders the page of a step inside of the frame."""

    def __call__(self, step: str, **more: object) -> str:
        """The page's HTML; ``more`` are values for its template."""
        ...


def typed(name: str) -> str:
    """A field of the form, without blanks around it."""
    return request.form.get(name, "").strip()


def ticked(name: str, sentence: str) -> None:
    """``PageError`` with the sentence unless a box of the form was ticked."""
    if request.form.get(name) != "yes":
        raise PageError(sentence)


def waiting(html: str, still_waiting: bool) -> Response:
    """A page that looks again by itself while it waits, unless the reader asked it to keep still."""
    response = make_response(html)
    if still_waiting and "still" not in request.args:
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response


def grouped(digest: str) -> list[str]:
    """A fingerprint in groups of four, to be read aloud."""
    return printable.grouped(digest).split()
