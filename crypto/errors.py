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


class ProofInputError(CryptoError):
    """A prover was asked to prove something that is not true, or with lists of unequal lengths."""

    code = "crypto-proof-input"


class RandomnessError(CryptoError):
    """A seed has the wrong length, or too many bytes were asked for."""

    code = "crypto-randomness"


class CredentialError(CryptoError):
    """Base of the three ways in which a credential code can be wrong."""

    code = "credential"


class CredentialCharacterError(CredentialError):
    """A character can never stand in a credential code; ``position`` counts the code's characters from 1."""

    code = "credential-character"

    def __init__(self, position: int) -> None:
        super().__init__(f"Character {position} of the code can never stand in a code: look at it again.")
        self.position = position


class CredentialLengthError(CredentialError):
    """A credential code does not have exactly 20 characters; ``length`` is what was typed."""

    code = "credential-length"

    def __init__(self, length: int) -> None:
        super().__init__(f"A code has 20 characters, this one has {length}: compare it with the card.")
        self.length = length


class CredentialCheckError(CredentialError):
    """The check character does not fit: a character is wrong or two were swapped."""

    code = "credential-check"

    def __init__(self) -> None:
        super().__init__("One character is wrong or two are swapped: compare the code with the card.")
