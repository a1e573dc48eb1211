"""Small logs with visibly synthetic keys, for the tests of everything that reads or signs heads."""

import hashlib

from crypto.signing_key import SigningKey
from record.checkpoint import Checkpoint, OpenedCheckpoint, open_checkpoint, sign_checkpoint
from record.entries import Witness
from record.merkle import leaf_hash, root_of

ORIGIN = "suarasah/TestLog1234567"


def synthetic_key(label: str) -> SigningKey:
    """The key of a label: anyone can compute it, so it protects nothing."""
    return SigningKey.from_seed(hashlib.sha256(b"SYNTHETIC TEST KEY, NOT SECRET: " + label.encode()).digest())


BOARD = synthetic_key("board")
STRANGER = synthetic_key("stranger")


def leaves_of(size: int) -> list[bytes]:
    """The leaves ``entry 0`` and so on."""
    return [b"entry %d" % i for i in range(size)]


def hashes_of(size: int) -> list[bytes]:
    """Their leaf hashes."""
    return [leaf_hash(leaf) for leaf in leaves_of(size)]


def signed_head(size: int, signer: SigningKey = BOARD, origin: str = ORIGIN, root: bytes | None = None) -> bytes:
    """The signed checkpoint over ``leaves_of(size)``, or over another root."""
    return sign_checkpoint(Checkpoint(origin, size, root_of(hashes_of(size)) if root is None else root), signer)


def opened_head(size: int) -> OpenedCheckpoint:
    """The same, opened."""
    return open_checkpoint(signed_head(size), ORIGIN, BOARD.public_hex)


def witness_of(label: str) -> Witness:
    """The witness ``witness.example/<label>`` whose key is the synthetic one of its label."""
    return Witness(name=f"witness.example/{label}", key=synthetic_key(label).public_hex)
