"""The error contract of the board: one base class, stable codes, an HTTP status, sentences a person can act on.

Over HTTP each of them is one problem document (:mod:`bulletin_board.problem`); on the command line its message and
code are printed. ``title`` is the same for every occurrence of a code, the message says what happened this time.
"""

from typing import ClassVar

from record.printable import ended
from record.rules import Finding


class BulletinBoardError(Exception):
    """Base of every error that this package raises on bad input; the message never holds a secret.

    ``rule`` is the number of the broken rule of docs/protocol.md, if one was broken.
    """

    code: ClassVar[str] = "board"
    status: ClassVar[int] = 400
    title: ClassVar[str] = "The board cannot do this"
    rule: str | None = None


class ElectionUnknownError(BulletinBoardError):
    """No election of this identifier is on this board."""

    code = "election-unknown"
    status = 404
    title = "Unknown election"


class PresentationUnknownError(BulletinBoardError):
    """An election has no presentation or no such photo, or they were erased."""

    code = "presentation-unknown"
    status = 404
    title = "No photos or programmes"


class PresentationError(BulletinBoardError):
    """Document and photos of a presentation do not fit each other, the election or the limits."""

    code = "presentation"
    title = "The presentation does not fit"


class KeyMakingUnknownError(BulletinBoardError):
    """No key making of this identifier is on this board."""

    code = "key-making-unknown"
    status = 404
    title = "Unknown key making"


class ResourceUnknownError(BulletinBoardError):
    """A log has no such tile, payload or head."""

    code = "resource-unknown"
    status = 404
    title = "Not part of this log"


class CodeMalformedError(BulletinBoardError):
    """A text is neither a full tracking code nor its short form."""

    code = "code-malformed"
    title = "Not a tracking code"


class CodeUnknownError(BulletinBoardError):
    """No ballot and no seal test with this tracking code is in the log."""

    code = "code-unknown"
    status = 404
    title = "Unknown tracking code"


class CodeAmbiguousError(BulletinBoardError):
    """Two tracking codes share this short form."""

    code = "code-ambiguous"
    status = 409
    title = "Two codes look the same"


class ParameterError(BulletinBoardError):
    """A parameter of the address is out of its range."""

    code = "parameter-malformed"
    title = "Malformed parameter"


class BodyTooLargeError(BulletinBoardError):
    """A request's body is longer than this route allows; nothing of it was parsed."""

    code = "body-too-large"
    status = 413
    title = "Too large"


class MediaTypeError(BulletinBoardError):
    """A body is not of the media type that the route takes."""

    code = "media-type"
    status = 415
    title = "Another media type is needed"


class EntryMalformedError(BulletinBoardError):
    """A body is not the canonical form of the message that the route takes (V03)."""

    code = "entry-malformed"
    title = "Malformed message"
    rule = "V03"


class EntryRefusedError(BulletinBoardError):
    """A message breaks a rule of the election; nothing was appended. ``findings`` has all that was found."""

    code = "entry-refused"
    status = 422
    title = "Against the rules of the election"

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("; ".join(finding.detail.removesuffix(".") for finding in findings) + ".")
        self.rule = findings[0].rule
        self.findings = findings


class BallotCodeUsedError(BulletinBoardError):
    """Other bytes with the same tracking code are in the box."""

    code = "ballot-code-used"
    status = 409
    title = "This tracking code is used"
    rule = "V21"


class VotingNotOpenError(BulletinBoardError):
    """Voting has not begun."""

    code = "voting-not-open"
    status = 409
    title = "Voting is not open yet"


class VotingClosedError(BulletinBoardError):
    """Voting is over."""

    code = "voting-closed"
    status = 409
    title = "Voting is closed"


class BadShareError(BulletinBoardError):
    """A signed share fails its proofs (V23 or V47); the log names its author from now on."""

    code = "bad-share"
    status = 422
    title = "A bad share"

    def __init__(self, rule: str, detail: str) -> None:
        super().__init__(ended(detail))
        self.rule = rule


class ShareSentError(BulletinBoardError):
    """The key holder has sent another share already."""

    code = "share-already-sent"
    status = 409
    title = "A share was sent already"
    rule = "V23"


class CosignatureError(BulletinBoardError):
    """A posted note holds no valid cosignature of a witness of this election under a head of this log."""

    code = "cosignature-refused"
    status = 422
    title = "No valid cosignature"


class MachineMalformedError(BulletinBoardError):
    """A booth reported a machine under something that cannot be its name."""

    code = "machine-malformed"
    title = "Not the name of a machine"


class MachinesFullError(BulletinBoardError):
    """An election knows as many machines as it can."""

    code = "machines-full"
    status = 409
    title = "Too many machines"


class BusyError(BulletinBoardError):
    """The database did not answer in time, or the connection broke; sending the same bytes again is safe."""

    code = "board-busy"
    status = 503
    title = "The board is busy"


class StageError(BulletinBoardError):
    """A command does not fit the phase that the election is in."""

    code = "stage"
    status = 409
    title = "Not in this phase"


class SpecificationError(BulletinBoardError):
    """The file that describes a new election or key making is malformed."""

    code = "specification"
    title = "Malformed description"


class ExistsError(BulletinBoardError):
    """Something of this name is there already; nothing was changed."""

    code = "exists"
    status = 409
    title = "There already"


class KeyFileError(BulletinBoardError):
    """The board's signing key file is missing, malformed or readable by others, or is not the key of this log."""

    code = "board-key"
    status = 500
    title = "The board's key"


class DatabaseError(BulletinBoardError):
    """The database address is not one we know, or the database was not set up by this version."""

    code = "database"
    status = 500
    title = "The board's database"
