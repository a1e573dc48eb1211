"""A proof of the protocol: one challenge and one response (spec, "Common structures")."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proof:
    """Both numbers are in [0, q) of the group at hand: whoever decodes a proof has checked that."""

    challenge: int
    response: int
