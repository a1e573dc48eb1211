"""What the views of the steps share: rendering a step, reading uploads."""

from typing import Protocol

from flask import request

from registrar.errors import RegisterError


class Show(Protocol):
    """Renders the page of a step inside of the frame."""

    def __call__(self, step: str, **more: object) -> str:
        """The page's HTML; ``more`` are values for its template."""
        ...


def uploaded(name: str) -> bytes:
    """The bytes of an uploaded file; :class:`RegisterError` if none was chosen."""
    file = request.files.get(name)
    if file is None or not file.filename:
        raise RegisterError("No file was chosen. Choose one and try again.")
    data: bytes = file.read()
    return data


def typed(name: str) -> str:
    """A field of the form, without blanks around it."""
    return request.form.get(name, "").strip()
