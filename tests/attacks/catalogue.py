"""All vectors in one table."""

from tests.attacks import (
    ballot_elements,
    ballot_origin,
    ballot_proofs,
    ballot_shape,
    ballot_spelling,
    card_lists,
    chain,
    election_keys,
    ending,
    joint_keys,
    key_makings,
    opening,
    order,
    results,
    setup_parameters,
    shares,
    signed_shares,
    storage,
    tally,
    voting,
)
from tests.attacks.vector import Vector

_MODULES = (
    ballot_elements,
    ballot_origin,
    ballot_proofs,
    ballot_shape,
    ballot_spelling,
    chain,
    tally,
    setup_parameters,
    election_keys,
    joint_keys,
    card_lists,
    opening,
    key_makings,
    voting,
    order,
    shares,
    results,
    signed_shares,
    ending,
    storage,
)
VECTORS: tuple[Vector, ...] = tuple(vector for module in _MODULES for vector in module.CATALOGUE.vectors)
"""Every vector, by family; names are unique."""
