"""Which cards of a register are printed, in which envelopes, and what may stand on them.

Invariant: a card that is withheld or replaced is never printed again; a name comes along only from a register that
links names to cards. In an envelope cards are sorted by name where there are names, else by serial, which is random.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from crypto.credential import format_code
from registrar.cards.stub import stub_number
from registrar.register import Card, Register
from registrar.rolls.voters import Voter


@dataclass(frozen=True, slots=True)
class PrintableCard:
    """What is printed of a card. ``number`` is the stub's; ``name`` is empty unless cards are named.

    A ``spare`` has neither class nor name.
    """

    number: str
    code: str = field(repr=False)
    group: str
    name: str
    spare: bool

    @property
    def grouped_code(self) -> str:
        """The code in five groups of four."""
        return format_code(self.code)


@dataclass(frozen=True, slots=True)
class Envelope:
    """The cards of one class, or all spares (``group`` empty and ``spare``)."""

    group: str
    spare: bool
    cards: tuple[PrintableCard, ...]


@dataclass(frozen=True, slots=True)
class CardCount:
    """How many cards a class (or, with ``spare``, nobody) ever had, and how many of them are withheld."""

    group: str
    spare: bool
    cards: int
    withheld: int


@dataclass(frozen=True, slots=True)
class Attendance:
    """The voters of one class by name, for signatures; with a number only where two names are alike."""

    group: str
    names: tuple[tuple[str, str], ...]


def voter_envelopes(register: Register) -> tuple[Envelope, ...]:
    """The cards for voters that are good, by class in the order in which people count (``X 2`` before ``X 10``)."""
    good = [card for card in register.cards if not (card.spare or card.withheld or card.replaced_by)]
    envelopes = []
    for group in sorted({card.group for card in good}, key=class_order):
        cards = sorted((card for card in good if card.group == group), key=_within_envelope)
        envelopes.append(Envelope(group, False, tuple(_printable(register, card) for card in cards)))
    return tuple(envelopes)


def spare_envelope(register: Register) -> Envelope:
    """The spares that took no card's place yet."""
    given = {card.replaced_by for card in register.cards}
    spares = [card for card in register.cards if card.spare and not card.withheld and card.serial not in given]
    return Envelope("", True, tuple(_printable(register, card) for card in sorted(spares, key=_within_envelope)))


def card_counts(register: Register) -> tuple[CardCount, ...]:
    """All cards that were made, by class, the spares last: lost and withheld ones are to be accounted for too."""

    def count(group: str, cards: list[Card], *, spare: bool) -> CardCount:
        return CardCount(group, spare, len(cards), sum(card.withheld for card in cards))

    voters = [card for card in register.cards if not card.spare]
    groups = sorted({card.group for card in voters}, key=class_order)
    counts = [count(group, [card for card in voters if card.group == group], spare=False) for group in groups]
    spares = [card for card in register.cards if card.spare]
    return (*counts, *([count("", spares, spare=True)] if spares else []))


def attendance_lists(voters: Iterable[Voter], late: Iterable[Voter] = ()) -> tuple[Attendance, ...]:
    """Who signs, by class and name. ``late`` have no card in the envelope, so they are not on its list."""
    without_card = Counter(late)
    by_class: dict[str, list[Voter]] = {}
    for voter in voters:
        if without_card[voter] > 0:
            without_card[voter] -= 1
        else:
            by_class.setdefault(voter.group, []).append(voter)
    lists = []
    for group in sorted(by_class, key=class_order):
        members = sorted(by_class[group], key=lambda voter: (voter.name.casefold(), voter.name, voter.number))
        alike = Counter(voter.name.casefold() for voter in members)
        names = tuple((v.name, v.number if alike[v.name.casefold()] > 1 else "") for v in members)
        lists.append(Attendance(group, names))
    return tuple(lists)


def class_order(group: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts classes as people do: digits by their value, a leading Roman numeral up to XII as well."""
    parts = re.findall(r"[0-9]+|[^\W\d_]+", group.casefold())
    return tuple(_part_order(part, roman=not place) for place, part in enumerate(parts))


def _part_order(part: str, *, roman: bool) -> tuple[int, int, str]:
    if part.isascii() and part.isdigit():
        return (0, int(part[:9]), "")
    if roman and part in _GRADES:
        return (0, _GRADES.index(part) + 1, "")
    return (1, 0, part)


_GRADES = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


def _within_envelope(card: Card) -> tuple[str, int]:
    return (card.voter.name.casefold() if card.voter else "", card.serial)


def _printable(register: Register, card: Card) -> PrintableCard:
    name = card.voter.name if card.voter is not None and register.named and not card.spare else ""
    return PrintableCard(stub_number(register, card.serial), card.code, card.group, name, card.spare)
