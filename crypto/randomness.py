"""Where the scalars of a ballot come from: one seed, one label for each scalar (DESIGN, "Randomness of a ballot").

Invariant: a scalar is a function of (seed, group, label) alone, so that a seal test can recompute a ballot; a
signature nonce is a function of (credential, message) alone, so that an opened seed says nothing about it.
"""

import hmac
from hashlib import sha256
from typing import Final, Protocol

from crypto.errors import RandomnessError
from crypto.group import Group, Secret

SEED_BYTES: Final = 32
_EXCESS: Final = 16
"""Bytes beyond the length of q: reduction modulo q is then within 2^-128 of uniform."""


class Randomness(Protocol):
    """Where provers take their scalars from. Within one source, a label must serve one purpose only."""

    def secret(self, label: str) -> Secret:
        """The scalar of a label."""
        ...


def expand(prk: bytes, info: str, length: int) -> bytes:
    """HKDF-Expand with SHA-256 (RFC 5869, 2.3): ``length`` bytes, at most 8160, from a uniform key."""
    if not 0 <= length <= 255 * 32:
        raise RandomnessError("At most 8160 bytes can be expanded from one key.")
    context = info.encode()
    block = b""
    output = b""
    counter = 1
    while len(output) < length:
        block = hmac.digest(prk, block + context + bytes([counter]), sha256)
        output += block
        counter += 1
    return output[:length]


class BallotRandomness:
    """The scalars of one ballot, from a seed of 32 bytes. Never printed."""

    __slots__ = ("_group", "_seed")

    def __init__(self, group: Group, seed: bytes) -> None:
        if len(seed) != SEED_BYTES:
            raise RandomnessError(f"The seed of a ballot has {SEED_BYTES} bytes.")
        self._group = group
        self._seed = bytes(seed)

    def secret(self, label: str) -> Secret:
        """The scalar of a label such as ``q0/a1/r``: question 0, choice 1, encryption randomness."""
        info = f"suarasah/ballot/v1|{self._group.name}|{label}"
        return self._group.secret_from_wide(expand(self._seed, info, self._group.scalar_bytes + _EXCESS))

    def __repr__(self) -> str:
        return "BallotRandomness(hidden)"


class SystemRandomness:
    """Scalars from the operating system: labels are ignored, no two calls agree. For proofs outside ballots."""

    __slots__ = ("_group",)

    def __init__(self, group: Group) -> None:
        self._group = group

    def secret(self, label: str) -> Secret:
        """A fresh uniform scalar, whatever the label."""
        del label
        return self._group.random_secret()


def signature_nonce(group: Group, x: Secret, purpose: str, message: str) -> Secret:
    """The nonce of a signature of ``message`` under ``x``: deterministic, never from a ballot's seed.

    ``purpose`` separates kinds of messages. Two messages never share a nonce, and a repeated message repeats it.
    """
    prk = hmac.digest(x.reveal(), f"suarasah/nonce/v1|{purpose}|{message}".encode(), sha256)
    return group.secret_from_wide(expand(prk, f"suarasah/nonce/v1|{group.name}", group.scalar_bytes + _EXCESS))
