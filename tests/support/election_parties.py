"""Everybody of a test election with their keys, all derived from labels: nothing here protects anything.

:func:`parties` is cached, because keys are what costs most; whoever changes a party makes a copy
(``dataclasses.replace``), so no test sees another's changes.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from crypto.group import Element, Group, Secret
from crypto.groups import group_by_name
from crypto.signing_key import SigningKey
from record.entries import KeyMakingHead, Witness
from record.trustee_checks import election_key
from record.trustee_making import make_single
from record.trustees import Single, TrusteeKind, item_owners
from tests.support.joint_key import Hooks, JointKey, KeyMakingLog, make_joint_key, synthetic_secret
from tests.support.logs import synthetic_key, witness_of

UUID = "PemiraSiswaUji123"
OTHER_UUID = "PemiraSekitarUji7"
JOINT_LABEL = "joint"

Shape = Literal["mixed", "single", "joint"]
"""Key holders: a Single and 2 of 3 together (owners 1 and 2 to 4), a Single alone, or 2 of 3 alone."""


@dataclass(frozen=True)
class Card:
    """A voter card: the credential's secret and public part, and its weight."""

    secret: Secret
    element: Element
    weight: int

    @property
    def text(self) -> str:
        """The public credential as it stands on the list."""
        return self.element.text


def make_card(group: Group, label: str, weight: int = 1) -> Card:
    """The card of a label."""
    secret = synthetic_secret(group, f"card/{label}")
    return Card(secret, group.generator_power_secret(secret), weight)


@dataclass(frozen=True)
class Parties:
    """Board, registrar, key holders, witnesses, voters. Lists of holders are by owner number minus 1."""

    group: Group
    uuid: str
    board: SigningKey
    registrar: SigningKey
    holders: tuple[SigningKey, ...]
    witnesses: tuple[tuple[Witness, SigningKey], ...]
    items: tuple[TrusteeKind, ...]
    private_keys: tuple[Secret, ...]
    key_makings: tuple[KeyMakingLog, ...]
    cards: tuple[Card, ...]
    spares: tuple[Card, ...]
    stranger: Card
    joint: JointKey | None

    @property
    def key(self) -> Element:
        """The election key: the product of the items' keys."""
        return election_key(self.group, self.items)

    @property
    def heads(self) -> list[KeyMakingHead]:
        """What genesis says of the key makings."""
        return [log.head for log in self.key_makings]

    @property
    def owners(self) -> range:
        """All owner numbers."""
        return range(1, len(self.private_keys) + 1)

    def deciding_owners(self) -> list[int]:
        """The owners whose shares open the tally: every Single, the first t of each joint key."""
        chosen: list[int] = []
        for item, owners in zip(self.items, item_owners(self.items), strict=True):
            chosen += owners[: 1 if isinstance(item, Single) else item.parameters.threshold]
        return chosen


def make_parties(
    shape: Shape = "mixed",
    *,
    group_name: str = "Ed25519",
    uuid: str = UUID,
    key_for: str = "",
    hooks: Hooks | None = None,
    label: str = "",
) -> Parties:
    """Everybody of an election. ``key_for`` is the uuid that the joint key is made for alone, empty: reusable.

    ``hooks`` change the key making (:mod:`tests.support.joint_key`); ``label`` gives everybody other keys.
    """
    group = group_by_name(group_name)
    items: list[TrusteeKind] = []
    private: list[Secret] = []
    if shape != "joint":
        x = synthetic_secret(group, f"{label}single")
        items.append(make_single(group, x, "Sekolah"))
        private.append(x)
    joint: JointKey | None = None
    logs: list[KeyMakingLog] = []
    board = synthetic_key(f"{label}board")
    if shape != "single":
        joint = make_joint_key(group, 2, 3, label + JOINT_LABEL, hooks)
        own = [synthetic_key(f"{label}holder {len(private) + number}") for number in range(1, 4)]
        logs.append(joint.log(synthetic_key(f"{label}key making"), own, key_for))
        items.append(joint.item)
        private += joint.private_keys
    weights = (1, 2, 1, 3, 1)
    return Parties(
        group=group,
        uuid=uuid,
        board=board,
        registrar=synthetic_key(f"{label}registrar"),
        holders=tuple(synthetic_key(f"{label}holder {owner}") for owner in range(1, len(private) + 1)),
        witnesses=tuple((witness_of(name), synthetic_key(name)) for name in (f"{label}one", f"{label}two")),
        items=tuple(items),
        private_keys=tuple(private),
        key_makings=tuple(logs),
        cards=tuple(make_card(group, f"{label}voter {i}", weight) for i, weight in enumerate(weights)),
        spares=tuple(make_card(group, f"{label}spare {i}", weight) for i, weight in enumerate((1, 1, 2))),
        stranger=make_card(group, f"{label}stranger"),
        joint=joint,
    )


@lru_cache(maxsize=16)
def parties(shape: Shape = "mixed", group_name: str = "Ed25519", key_for: str = "") -> Parties:
    """Honest parties of a shape, made once in each process."""
    return make_parties(shape, group_name=group_name, key_for=key_for)
