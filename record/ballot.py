"""Ballots: their form, and the tracking code under which people and programs find them. Specification 4.13, 4.19.

Invariant: the tracking code is the hash of everything in a ballot but its signature, so it is known before a ballot
is signed, and two ballots share a code only if they are the same sealed votes of the same credential.
"""

import re
from base64 import b64decode
from typing import Final

import msgspec
from msgspec import UNSET, UnsetType

from record.canonical import decode, encode
from record.digests import sha256_base64
from record.errors import FormatError
from record.wire import ScalarProof, WireCiphertext

#: The longest ballot, in bytes: some hundred answers in a 2048-bit field, thousands in Ed25519.
BALLOT_LIMIT: Final = 8 * 1024 * 1024

_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SHORT_BITS: Final = 60
_FULL_CODE: Final = re.compile(r"[A-Za-z0-9+/]{43}")
_LOOK_ALIKES: Final = str.maketrans("ILO", "110")


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The answer to one question: a ciphertext for each slot, and proofs that it is a valid vote.

    A slot is the blank vote, where allowed, and then each answer. ``individual_proofs`` has two branches (0, 1) for
    each slot; ``overall_proof`` has one for each allowed number of answers, after one for blank where allowed.
    """

    choices: tuple[WireCiphertext, ...]
    individual_proofs: tuple[tuple[ScalarProof, ...], ...]
    overall_proof: tuple[ScalarProof, ...]
    blank_proof: tuple[ScalarProof, ...] | UnsetType = UNSET


class UnsignedBallot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sealed ballot that is not cast yet: it may still be tested. ``election_hash`` is phi, 43 characters."""

    election_uuid: str
    election_hash: str
    credential: str
    answers: tuple[Answer, ...]


class BallotSignature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The tracking code and the credential's proof over it."""

    hash: str
    proof: ScalarProof


class Ballot(UnsignedBallot, frozen=True, forbid_unknown_fields=True):
    """A ballot as it is cast. The type definitions allow a missing signature; rule V20 does not."""

    signature: BallotSignature | UnsetType = UNSET

    def without_signature(self) -> UnsignedBallot:
        """What the signature covers."""
        return UnsignedBallot(self.election_uuid, self.election_hash, self.credential, self.answers)


def parse_ballot(data: bytes) -> Ballot:
    """The ballot of its canonical bytes (V03); ``FormatError`` for everything else. Proofs are checked elsewhere."""
    return decode(data, Ballot, limit=BALLOT_LIMIT)


def tracking_code(ballot: UnsignedBallot) -> str:
    """v1's ``signature.hash``, recomputed: 43 characters of Base64 without padding."""
    unsigned = ballot.without_signature() if isinstance(ballot, Ballot) else ballot
    return sha256_base64(encode(unsigned))


def short_code(code: str) -> str:
    """The form of a tracking code for people: its first 60 bits as ``K7QX-2M9D-VT4A`` (Crockford base32).

    Raises :class:`FormatError` unless ``code`` is a tracking code in full.
    """
    if _FULL_CODE.fullmatch(code) is None:
        raise FormatError("A tracking code has 43 characters of Base64.")
    number = int.from_bytes(b64decode(code + "=")[:8]) >> (64 - _SHORT_BITS)
    symbols = "".join(_CROCKFORD[number >> shift & 31] for shift in range(_SHORT_BITS - 5, -1, -5))
    return f"{symbols[:4]}-{symbols[4:8]}-{symbols[8:]}"


def read_short_code(text: str) -> str:
    """The short code that a person typed, in its one form: case, spaces, dashes and look-alikes are forgiven.

    Raises :class:`FormatError` for anything that is not twelve symbols.
    """
    symbols = "".join(character for character in text if character not in " -\t").upper().translate(_LOOK_ALIKES)
    # Some letters outside of ASCII have an upper case inside of it.
    if not text.isascii() or len(symbols) != _SHORT_BITS // 5 or any(symbol not in _CROCKFORD for symbol in symbols):
        raise FormatError("A tracking code has twelve letters and digits in three groups, such as K7QX-2M9D-VT4A.")
    return f"{symbols[:4]}-{symbols[4:8]}-{symbols[8:]}"
