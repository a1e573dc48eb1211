"""The error contract of :mod:`record`: one base class, stable codes, sentences a person can act on."""

from typing import ClassVar


class RecordError(Exception):
    """Base of every error that this package raises on bad input.

    ``code`` is stable and documented in docs/protocol.md; the message never contains a secret.
    """

    code: ClassVar[str] = "record"


class FormatError(RecordError):
    """Bytes are not the one canonical form of the message that stands here."""

    code = "record-format"
