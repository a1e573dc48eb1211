"""The error contract of :mod:`registrar`: one base class, stable codes, sentences a person can act on."""

from typing import ClassVar


class RegistrarError(Exception):
    """Base of every error of the registrar; messages never contain a credential code or a passphrase."""

    code: ClassVar[str] = "registrar"


class RollError(RegistrarError):
    """The roll cannot be read: no header, no names, or rows that contradict each other."""

    code = "roll"


class RegisterError(RegistrarError):
    """The register (the encrypted file) cannot be used for what was asked."""

    code = "register"


class CardError(RegistrarError):
    """A card cannot be replaced as asked."""

    code = "card"
