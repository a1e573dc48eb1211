"""The fire drill: can this key still decrypt? At any time, without an election, a board, or the other holders.

Invariant: the dummy is encrypted under the holder's public key as it stands in the key file, and decrypted with the
same functions as a tally (:func:`record.tally.make_share`); it is not the tally of anything, since its randomness is
drawn here. What the drill cannot tell is whether the other holders still have their keys.
"""

import secrets
from dataclasses import dataclass
from typing import Final, Literal

from crypto.decryption import plaintext_element_public
from crypto.elgamal import encrypt
from crypto.errors import CryptoError
from crypto.groups import group_by_name
from record.canonical import encode
from record.digests import sha256_hex
from record.errors import RecordError
from record.tally import EncryptedTally, make_share, parse_share
from record.trustees import ThresholdParameters
from trustee.errors import FireDrillError, UnknownKeyError
from trustee.key_file import HolderKey, JointKey, KeyContents, SingleKey, secret_of

NUMBERS: Final = 8
"""How many dummy ciphertexts a drill decrypts."""

_NO_ELECTION: Final = "fire drill"
_BROKEN: Final = (
    "This key does not decrypt what was encrypted for it. Restore it from its paper and repeat the drill. If that "
    "fails too, tell the other holders before the election opens."
)
_OTHER: Final = (
    "This key is not the one that its key making ended with. Restore it from its paper and repeat the drill. If that "
    "fails too, tell the other holders before the election opens."
)


@dataclass(frozen=True, slots=True)
class DrillResult:
    """A drill that succeeded. ``key_making_checked``: also compared with the public record of the key making."""

    public_key: str
    kind: Literal["joint", "single"]
    numbers: int
    key_making_checked: bool


def fire_drill(contents: KeyContents, key: HolderKey, parameters: ThresholdParameters | None = None) -> DrillResult:
    """Decrypt a dummy with a key of the file, and compare.

    For a joint key ``parameters`` are what its key making ended with (:func:`trustee.key_making.read_parameters`); with
    them the drill also sees that the key is the one that elections use. Raises ``FireDrillError``, or
    ``UnknownKeyError`` for a key that is not in the file or is no number of its group.
    """
    if contents.find_key(key.public_key) != key:
        raise UnknownKeyError("This key is not in the key file. Restore it from its paper.")
    _decrypt_dummy(key)
    if isinstance(key, JointKey) and parameters is not None:
        _compare(key, parameters)
    kind: Literal["joint", "single"] = "single" if isinstance(key, SingleKey) else "joint"
    return DrillResult(key.public_key, kind, NUMBERS, isinstance(key, JointKey) and parameters is not None)


def _decrypt_dummy(key: HolderKey) -> None:
    x = secret_of(key)
    group = group_by_name(key.group)
    bits = [bool(secrets.randbits(1)) for _ in range(NUMBERS)]
    try:
        public = group.decode(key.public_key)
        dummy = EncryptedTally((tuple(encrypt(group, public, group.random_secret(), bit) for bit in bits),))
        share = parse_share(group, make_share(group, _NO_ELECTION, x, dummy))
        problems = list(share.problems(group, _NO_ELECTION, public, dummy))
    except (CryptoError, RecordError) as error:
        raise FireDrillError(_BROKEN) from error
    opened = [
        plaintext_element_public(group, ciphertext.beta, factor)
        for ciphertext, factor in zip(dummy.ciphertexts[0], share.factors[0], strict=True)
    ]
    if problems or opened != [group.generator if bit else group.identity for bit in bits]:
        raise FireDrillError(_BROKEN)


def _compare(key: JointKey, parameters: ThresholdParameters) -> None:
    if (
        sha256_hex(encode(parameters)) != key.parameters
        or parameters.threshold != key.threshold
        or not 1 <= key.owner <= len(parameters.verification_keys) == len(key.holders)
        or parameters.verification_keys[key.owner - 1].public_key != key.public_key
    ):
        raise FireDrillError(_OTHER)
