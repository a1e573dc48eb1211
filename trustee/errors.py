"""The error contract of :mod:`trustee`: one base class, stable codes, sentences a key holder can act on.

Every refusal to countersign, decrypt or confirm has a class of its own, so that a test can tell that exactly this
one stopped the key holder. No message contains a secret.
"""

from typing import ClassVar


class TrusteeError(Exception):
    """Base of every error that this package raises.

    ``template`` is the English sentence with the names of ``values`` in braces, so that the local page can say it in
    the reader's language; without values it is taken as it is.
    """

    code: ClassVar[str] = "trustee"

    def __init__(self, template: str, **values: str | int) -> None:
        super().__init__(template.format(**values) if values else template)
        self.template = template
        self.values = values


class KeyFileError(TrusteeError):
    """The key file cannot be read or written, or is not one."""

    code = "trustee-key-file"


class KeyFileExistsError(KeyFileError):
    """There is a file under that name already; it was left alone."""

    code = "trustee-key-file-exists"


class KeyFileVersionError(KeyFileError):
    """The key file was opened, and was written by a newer version of this program."""

    code = "trustee-key-file-version"


class WeakPassphraseError(TrusteeError):
    """A new passphrase that could be guessed; ``reasons`` are the codes of :mod:`trustee.passphrases`."""

    code = "trustee-passphrase-weak"

    def __init__(self, message: str, reasons: tuple[str, ...]) -> None:
        super().__init__(message)
        self.reasons = reasons


class JournalError(TrusteeError):
    """The journal beside the key file cannot be read or written."""

    code = "trustee-journal"


class JournalDamagedError(JournalError):
    """A line of the journal that was complete was changed or removed."""

    code = "trustee-journal-damaged"


class InUseError(TrusteeError):
    """Another process uses the key file right now."""

    code = "trustee-in-use"


class BackupError(TrusteeError):
    """A text is no backup of a key file, or was not copied right; the message names the line."""

    code = "trustee-backup"


class UnknownKeyError(TrusteeError):
    """The key file does not hold the key that is asked for."""

    code = "trustee-unknown-key"


class FireDrillError(TrusteeError):
    """A key of the file does not decrypt what was encrypted for it, or is not the one of its key making."""

    code = "trustee-fire-drill"


class DestructionError(TrusteeError):
    """The key file could not be destroyed."""

    code = "trustee-destruction"


# -- reading logs ------------------------------------------------------------------------------------------------


class LogRefusedError(TrusteeError):
    """The board's log breaks a rule, or its entries do not lead to its signed head."""

    code = "trustee-log-refused"


class RollbackError(LogRefusedError):
    """The board shows an older log than the one that this key holder saw before."""

    code = "trustee-log-rollback"


class SplitViewError(LogRefusedError):
    """The board shows another log than the one that this key holder saw before; both heads are in the journal."""

    code = "trustee-log-split-view"


# -- key making ---------------------------------------------------------------------------------------------------


class KeyMakingRefusedError(TrusteeError):
    """This key holder does not take part in a key making, or not any more."""

    code = "trustee-key-making-refused"


class NotAHolderError(TrusteeError):
    """Neither the key making nor the election names this key file's identity where it must stand."""

    code = "trustee-not-a-holder"


class ForeignMessageError(TrusteeError):
    """A message signed by this identity is in the log, and this key file has not made it."""

    code = "trustee-foreign-message"


class KeyMakingBrokenError(TrusteeError):
    """A complaint ended the key making; ``culprit`` is the owner number of who lied."""

    code = "trustee-key-making-broken"

    def __init__(self, template: str, culprit: int, **values: str | int) -> None:
        super().__init__(template, **values)
        self.culprit = culprit


class KeyMakingTimeoutError(TrusteeError):
    """The other key holders have not done their part in time; nothing is lost."""

    code = "trustee-key-making-timeout"


# -- countersigning -----------------------------------------------------------------------------------------------


class SetupRefusedError(TrusteeError):
    """Genesis and Setup are not those of an election that this key holder can be part of."""

    code = "trustee-setup-refused"


class OtherSetupError(TrusteeError):
    """This key holder has countersigned another genesis or Setup for the same election."""

    code = "trustee-other-setup"


class KeyReusedError(TrusteeError):
    """A key that serves one election alone has served another one already."""

    code = "trustee-key-reused"


# -- decrypting and confirming ------------------------------------------------------------------------------------


class SetupNotSignedError(TrusteeError):
    """This key holder has not countersigned the Setup of the log that it is asked to decrypt."""

    code = "trustee-setup-not-signed"


class RecordRejectedError(TrusteeError):
    """The verifier does not accept the record."""

    code = "trustee-record-rejected"


class RecordUnreadableError(TrusteeError):
    """There is no record at the board's address, or the board fell silent while it was verified."""

    code = "trustee-record-unreadable"


class TallyMismatchError(RecordRejectedError):
    """The encrypted tally is not the one that the ballots in the box give."""

    code = "trustee-tally-mismatch"


class NoTallyError(TrusteeError):
    """Voting has not been closed and tallied yet, or the tally was withheld: there is nothing to decrypt."""

    code = "trustee-no-tally"


class WitnessesMissingError(TrusteeError):
    """Too few witnesses have cosigned the head that would be decrypted."""

    code = "trustee-witnesses-missing"


class TooFewBallotsError(TrusteeError):
    """So few ballots count that the total could show how somebody voted."""

    code = "trustee-too-few-ballots"


class OtherTallyError(TrusteeError):
    """This key holder has decrypted or confirmed another tally of the same election."""

    code = "trustee-other-tally"


class ConfirmationsMissingError(TrusteeError):
    """The key was restored without its journal, and too few other holders have confirmed head and tally."""

    code = "trustee-confirmations-missing"


class AlreadyDecryptedError(TrusteeError):
    """A share of this key holder is in the log, and this journal does not know it."""

    code = "trustee-already-decrypted"


class LeftOutError(NoTallyError):
    """The election has ended without the share that this key holder sent: enough others had sent theirs."""

    code = "trustee-left-out"


class NotShownError(TrusteeError):
    """A share was sent, and the board has not shown yet that it is in the record."""

    code = "trustee-not-shown"


class WrongShareError(TrusteeError):
    """This machine computed a share that its own check refuses; nothing was kept or sent."""

    code = "trustee-wrong-share"


class ConfirmationRefusedError(TrusteeError):
    """A confirmation would say nothing: for oneself, for a holder of another key, or from a restored key."""

    code = "trustee-confirmation-refused"
