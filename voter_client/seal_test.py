"""The seal test (uji segel, the Benaloh challenge): what the booth opens and how a second device checks it.

The voter has the tracking code before the booth knows that the ballot will be tested. The opening is shown to her
second device alone, which recomputes the unsigned ballot; it is never published (docs/protocol.md, section 7).
"""

from typing import Annotated

import msgspec

from crypto.errors import CryptoError
from record.ballot import tracking_code
from record.ballot_making import make_unsigned_ballot
from record.canonical import HexDigest, decode, encode
from record.errors import RecordError
from record.ledger import SetupFacts
from voter_client.checking import FULL_LENGTH, CodeBoard, look_up, read_code
from voter_client.choices import in_words
from voter_client.election import OpenElection
from voter_client.errors import MistypedCodeError, OpeningError, ShortCodeError
from voter_client.sealing import SealedBallot

MISTYPED_PLACES = 3
"""In so many characters, capitals apart, a mistyped code may differ. No booth finds two ballots so alike."""
NO_OPENING = "This is no opening of a seal test. Scan the code on the booth's screen again."


class Opening(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that a second device needs beside the public record: credential, choices and seed (64 hex digits)."""

    uuid: str
    credential: str
    choices: tuple[tuple[Annotated[int, msgspec.Meta(ge=0, le=1)], ...], ...]
    seed: HexDigest

    def __repr__(self) -> str:
        return f"Opening(uuid={self.uuid})"


def open_seal(setup: SetupFacts, sealed: SealedBallot) -> bytes:
    """The opening of a sealed ballot as canonical JSON, for a QR code; only after its Challenge is in the log."""
    return encode(Opening(setup.uuid, sealed.unsigned.credential, sealed.choices, sealed.seed.hex()))


def whole_code(typed: str) -> str:
    """The whole tracking code that a seal test needs.

    Raises :class:`ShortCodeError` for the short one (of its 60 bits a booth finds two ballots with the same in some
    2^30 tries, one of them false) and ``FormatError`` for no code at all.
    """
    code = read_code(typed)
    if len(code) != FULL_LENGTH:
        raise ShortCodeError(
            "The short code is not enough for a seal test. Scan the code on the booth's screen, or type the whole one: "
            "43 letters and digits, capitals as they are."
        )
    return code


def check_opening(setup: SetupFacts, opening_bytes: bytes, code: str) -> list[str]:
    """What the second device does: recompute the ballot, compare with the whole code of step 1, and say the choices.

    Returns one line for each question. Raises as :func:`whole_code`, :class:`OpeningError` if the opening is malformed,
    for another election, or does not give the ballot with this tracking code (then the booth cheated or is broken), and
    :class:`MistypedCodeError` if the codes differ as a mistyped one does.
    """
    noted = whole_code(code)
    opening = _parse(opening_bytes)
    try:
        credential = setup.group.decode(opening.credential)
    except CryptoError as error:
        raise OpeningError(NO_OPENING) from error
    if opening.uuid != setup.uuid:
        raise OpeningError("This opening is for another election. Tell the committee.")
    try:
        unsigned = make_unsigned_ballot(
            setup.election, setup.fingerprint, credential, opening.choices, bytes.fromhex(opening.seed)
        )
    except (RecordError, CryptoError) as error:
        raise OpeningError("The opening holds choices that no ballot may have. Tell the committee.") from error
    opened = tracking_code(unsigned)
    if opened == noted:
        return in_words(setup.election, opening.choices)
    if sum(one != other for one, other in zip(opened.lower(), noted.lower(), strict=True)) <= MISTYPED_PLACES:
        raise MistypedCodeError(
            "The code differs in a few characters only. Compare it with the booth's screen, and type it again."
        )
    raise OpeningError(
        "The opened ballot is not the one with the tracking code you saw. Leave this booth and tell the committee."
    )


def check_test(board: CodeBoard, election: OpenElection, opening_bytes: bytes, code: str) -> list[str]:
    """:func:`check_opening`, and that the log holds the seal test of this very ballot by its own card.

    A booth that opens a ballot and has cast it as well, or could still cast it because the seal test names another
    card, is caught here: :class:`OpeningError`. ``ReceiptError`` and the board client's errors as for a code.
    """
    lines = check_opening(election.setup, opening_bytes, code)
    found = look_up(board, election, code)
    if not found.tested:
        raise OpeningError("This ballot was opened, but it was cast as well. Leave this booth and tell the committee.")
    if found.credential != _parse(opening_bytes).credential:
        raise OpeningError("The seal test in the log names another card. Leave this booth and tell the committee.")
    return [found.sentence, *lines]


def _parse(opening_bytes: bytes) -> Opening:
    try:
        return decode(opening_bytes, Opening)
    except RecordError as error:
        raise OpeningError(NO_OPENING) from error
