"""The error contract of :mod:`registrar`: one base class, stable codes, sentences a person can act on.

A sentence is kept as a template beside its values, so that the local page can say it in the reader's language.
"""

from typing import ClassVar


class RegistrarError(Exception):
    """Base of every error of the registrar; messages never contain a credential code or a passphrase.

    ``template`` is the English sentence with the names of ``values`` in braces; without values it is taken as it is.
    """

    code: ClassVar[str] = "registrar"

    def __init__(self, template: str, **values: str | int) -> None:
        super().__init__(template.format(**values) if values else template)
        self.template = template
        self.values = values


class RollError(RegistrarError):
    """The roll cannot be read: no header, no names, or rows that contradict each other."""

    code = "roll"


class RegisterError(RegistrarError):
    """The register (the encrypted file) cannot be used for what was asked."""

    code = "register"


class CardError(RegistrarError):
    """A card cannot be replaced as asked."""

    code = "card"
