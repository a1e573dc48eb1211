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
from voter_client.checking import same_code
from voter_client.choices import in_words
from voter_client.errors import OpeningError
from voter_client.sealing import SealedBallot


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


def check_opening(setup: SetupFacts, opening_bytes: bytes, code: str) -> list[str]:
    """What the second device does: recompute the ballot, compare with the code of step 1, and say the choices.

    Returns one line for each question. Raises :class:`OpeningError` if the opening is malformed, for another election,
    or does not give the ballot with this tracking code (short or in full): then the booth cheated or is broken.
    """
    try:
        opening = decode(opening_bytes, Opening)
        credential = setup.group.decode(opening.credential)
    except (RecordError, CryptoError) as error:
        raise OpeningError("This is no opening of a seal test. Scan the code on the booth's screen again.") from error
    if opening.uuid != setup.uuid:
        raise OpeningError("This opening is for another election. Tell the committee.")
    try:
        unsigned = make_unsigned_ballot(
            setup.election, setup.fingerprint, credential, opening.choices, bytes.fromhex(opening.seed)
        )
    except (RecordError, CryptoError) as error:
        raise OpeningError("The opening holds choices that no ballot may have. Tell the committee.") from error
    if not same_code(tracking_code(unsigned), code):
        raise OpeningError(
            "The opened ballot is not the one with the tracking code you saw. Leave this booth and tell the committee."
        )
    return in_words(setup.election, opening.choices)
