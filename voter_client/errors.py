"""The error contract of :mod:`voter_client`: one base class, stable codes, sentences a voter can act on."""

from typing import ClassVar


class VoterError(Exception):
    """Base of every error of the voter's client; messages never contain a code of a card, a seed or a choice."""

    code: ClassVar[str] = "voter"


class ChoiceError(VoterError):
    """The choices do not fit the questions."""

    code = "voter-choice"


class ElectionMismatchError(VoterError):
    """The board's log does not begin with an election that registrar and key holders have countersigned."""

    code = "voter-election"


class AlteredPresentationError(VoterError):
    """The board shows photos or programmes whose hash is not the one in the genesis."""

    code = "voter-presentation"


class NotOpenError(VoterError):
    """Voting is not open."""

    code = "voter-not-open"


class UnknownCardError(VoterError):
    """The card is not on the election's list."""

    code = "voter-card"


class ReceiptError(VoterError):
    """The board's answer does not prove that this ballot is in the box."""

    code = "voter-receipt"


class ShortCodeError(VoterError):
    """A seal test was asked to judge by the short tracking code: 60 bits are too few."""

    code = "voter-code-short"


class MistypedCodeError(VoterError):
    """A whole tracking code differs from the opened ballot's in so few characters that it was mistyped."""

    code = "voter-code-mistyped"


class OpeningError(VoterError):
    """The opening of a seal test does not give the ballot with the tracking code that was shown before."""

    code = "voter-opening"
