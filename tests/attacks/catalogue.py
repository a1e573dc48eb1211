"""All vectors in one table."""

from tests.attacks import (
    ballot_elements,
    ballot_proofs,
    ballot_spelling,
    box,
    decryption,
    ending,
    opening,
    setups,
    storage,
    voting,
)
from tests.attacks.vector import Vector

_MODULES = (
    ballot_elements,
    ballot_proofs,
    ballot_spelling,
    box,
    setups,
    decryption,
    opening,
    voting,
    ending,
    storage,
)
VECTORS: tuple[Vector, ...] = tuple(
    vector
    for module in (
        ballot_elements,
        ballot_proofs,
        ballot_spelling,
        box,
        setups,
        decryption,
        opening,
        voting,
        ending,
        storage,
    )
    for vector in module.CATALOGUE.vectors
)
"""Every vector, by module; names are unique."""
