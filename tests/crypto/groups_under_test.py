"""The groups that the laws of keys and decryption are tested over, the small one first."""

from typing import Final

from crypto.finite_field import FiniteFieldGroup
from crypto.group import Group
from crypto.groups import group_by_name

TOY: Final[Group] = FiniteFieldGroup("TOY", 2039, 1019, 4)
"""The squares modulo 2039: 1019 elements, so everything can be enumerated. Nothing is hidden in it."""

ED25519: Final[Group] = group_by_name("Ed25519")
BELENIOS_2048: Final[Group] = group_by_name("BELENIOS-2048")

LARGE_GROUPS: Final[list[Group]] = [ED25519, BELENIOS_2048]
ALL_GROUPS: Final[list[Group]] = [TOY, *LARGE_GROUPS]
