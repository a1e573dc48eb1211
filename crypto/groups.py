"""The groups by name: named constants, and nothing else is a group (ATTACKS 3 and 4)."""

from types import MappingProxyType
from typing import Final

from crypto.ed25519 import ED25519
from crypto.errors import UnknownGroupError
from crypto.finite_field import BELENIOS_2048, RFC_3526_2048
from crypto.group import Group

DEFAULT_GROUP_NAME: Final = "Ed25519"
_GROUPS: Final = MappingProxyType[str, Group](
    {"Ed25519": ED25519, "BELENIOS-2048": BELENIOS_2048, "RFC-3526-2048": RFC_3526_2048}
)
GROUP_NAMES: Final = tuple(_GROUPS)


def group_by_name(name: str) -> Group:
    """The group of that exact name; ``UnknownGroupError`` for any other text."""
    group = _GROUPS.get(name)
    if group is None:
        raise UnknownGroupError(f"The group must be one of {', '.join(GROUP_NAMES)}.")
    return group
