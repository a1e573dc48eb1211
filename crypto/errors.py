"""The error contract of :mod:`crypto`: one base class, stable codes, sentences a person can act on."""

from typing import ClassVar


class CryptoError(Exception):
    """Base of every error that this package raises on bad input.

    ``code`` is stable and documented in docs/protocol.md; the message never contains a secret.
    """

    code: ClassVar[str] = "crypto"


class ElementError(CryptoError):
    """A text is not the one canonical encoding of a group element, or the element is not allowed here."""

    code = "crypto-element"


class ScalarError(CryptoError):
    """A number is not the one canonical encoding of a scalar in [0, q)."""

    code = "crypto-scalar"


class UnknownGroupError(CryptoError):
    """A group name is not one of the named constants."""

    code = "crypto-group"
