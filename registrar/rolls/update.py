"""A second roll for the same election: what changed since, and the register after it.

Invariant: a voter who stands in both rolls keeps the card. Voters are matched by number, else by name and class.
Until the card list leaves this machine, cards follow the roll. From then on the set of cards is fixed, for the board
and in the genesis: nobody gets a new card, a card of a voter who left is withheld, and weights stay.
"""

import secrets
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

import msgspec

from registrar.register import Card, Register, in_order, make_cards, require_even_classes
from registrar.rolls.voters import Roll, Voter


@dataclass(frozen=True, slots=True)
class RollChanges:
    """What a second roll changed.

    ``added``, ``left`` and ``changed`` (before, after) are voters; ``late`` are all without a card because the list
    was exported before they came; ``withheld`` are the serials of all cards that must not be handed out;
    ``taken_back`` are serials of cards that are none any more; ``print_again`` are the classes whose cards or lists
    changed.
    """

    added: tuple[Voter, ...] = ()
    left: tuple[Voter, ...] = ()
    changed: tuple[tuple[Voter, Voter], ...] = ()
    unchanged: int = 0
    late: tuple[Voter, ...] = ()
    withheld: tuple[int, ...] = ()
    taken_back: tuple[int, ...] = ()
    print_again: tuple[str, ...] = ()


def update_roll(register: Register, roll: Roll) -> tuple[Register, RollChanges]:
    """The register after a newer roll of the same election; the same roll again changes nothing.

    Raises :class:`RegisterError` if shuffled cards of one class would have different weights.
    """
    pairs, added, left = match(register.voters, roll.voters)
    if register.exported:
        pairs = [(before, msgspec.structs.replace(after, weight=before.weight)) for before, after in pairs]
    changed = [(before, after) for before, after in pairs if before != after]
    voters = [after for _, after in pairs] + added
    cards = _following(register.cards, changed) if register.named else list(register.cards)
    late: list[Voter] = []
    if register.exported:
        holders, late = _apart(pairs, register.late)
        if register.named:
            cards, newly_late = _frozen_named(cards, added, left)
            late += newly_late
        else:
            cards, late = _frozen_classes(cards, holders, [*late, *added])
    elif register.named:
        cards = _follow_named(register, cards, added, left)
    else:
        cards = _follow_classes(register, voters)
    if not register.named:
        require_even_classes((card.group, card.weight) for card in cards if not card.spare)
    serials = {card.serial for card in cards}
    groups = {voter.group for voter in (*added, *left)} | {voter.group for pair in changed for voter in pair}
    updated = msgspec.structs.replace(
        register,
        cards=tuple(sorted(cards, key=lambda card: card.serial)),
        voters=in_order(voters),
        late=in_order(late),
        last_serial=max(register.last_serial, *serials),
    )
    changes = RollChanges(
        added=in_order(added),
        left=in_order(left),
        changed=tuple(changed),
        unchanged=len(pairs) - len(changed),
        late=updated.late,
        withheld=tuple(sorted(card.serial for card in cards if card.withheld)),
        taken_back=tuple(card.serial for card in register.cards if card.serial not in serials),
        print_again=tuple(sorted(groups)),
    )
    return updated, changes


def with_more(register: Register, roll: Roll) -> Roll:
    """The roll of all voters so far and those of another list, such as the teachers'; who stands in both is one."""
    _, _, others = match(register.voters, roll.voters)
    return Roll((*others, *roll.voters), roll.dropped, roll.warnings)


def match(
    before: Sequence[Voter], after: Sequence[Voter]
) -> tuple[list[tuple[Voter, Voter]], list[Voter], list[Voter]]:
    """The voters of both rolls in pairs, those only of the newer, and those only of the older."""
    pairs: list[tuple[Voter, Voter]] = []
    old, new = list(before), list(after)
    for key in (_by_all, _by_number, _by_name_and_group):
        found, old, new = _pair(old, new, key)
        pairs += found
    return pairs, new, old


def _by_all(voter: Voter) -> Hashable:
    return voter


def _by_number(voter: Voter) -> Hashable:
    # Zeros that a spreadsheet ate make no other pupil.
    return voter.number.lstrip("0") or None


def _by_name_and_group(voter: Voter) -> Hashable:
    return (voter.name.casefold(), voter.group.casefold())


def _pair(
    old: list[Voter], new: list[Voter], key: Callable[[Voter], Hashable]
) -> tuple[list[tuple[Voter, Voter]], list[Voter], list[Voter]]:
    waiting: dict[Hashable, list[Voter]] = {}
    for voter in old:
        waiting.setdefault(key(voter), []).append(voter)
    pairs, unmatched = [], []
    for voter in new:
        same = waiting.get(key(voter)) if key(voter) is not None else None
        if same and not (key is _by_name_and_group and same[0].number and voter.number):
            pairs.append((same.pop(0), voter))
        else:
            unmatched.append(voter)
    return pairs, [voter for voters in waiting.values() for voter in voters], unmatched


def _apart(
    pairs: Iterable[tuple[Voter, Voter]], late: Iterable[Voter]
) -> tuple[list[tuple[Voter, Voter]], list[Voter]]:
    """The pairs of those who have cards, and the newer one of each pair that waits for a card."""
    waiting = Counter(late)
    holders, still = [], []
    for before, after in pairs:
        if waiting[before] > 0:
            waiting[before] -= 1
            still.append(after)
        else:
            holders.append((before, after))
    return holders, still


# -- named cards ---------------------------------------------------------------------------------------------------


def _following(cards: Sequence[Card], changed: Sequence[tuple[Voter, Voter]]) -> list[Card]:
    """Cards under their voters' new names and classes; a spare in use goes with the card whose place it took."""
    after: dict[Voter, list[Voter]] = {}
    for before, now in changed:
        after.setdefault(before, []).append(now)
    by_serial = {card.serial: card for card in cards}
    found: dict[int, Card] = {}
    for card in sorted(cards, key=lambda card: card.spare):
        if card.serial not in found:
            waiting = after.get(card.voter) if card.voter else None
            found[card.serial] = _of(card, waiting.pop(0)) if waiting else card
        holder, spare = found[card.serial].voter, by_serial.get(card.replaced_by)
        # The spare may have gone to a newcomer, when the card is that of a voter who left.
        if spare is not None and holder is not None and spare.voter == card.voter:
            found[spare.serial] = _of(spare, holder)
    return list(found.values())


def _of(card: Card, voter: Voter) -> Card:
    return msgspec.structs.replace(card, voter=voter, group=voter.group, weight=voter.weight)


def _follow_named(
    register: Register, cards: Sequence[Card], added: Sequence[Voter], left: Sequence[Voter]
) -> list[Card]:
    """Before the export: new cards for new voters, none for those who left."""
    gone = Counter(left)
    kept = []
    for card in cards:
        if card.voter is not None and gone[card.voter] > 0:
            gone[card.voter] -= 1
        else:
            kept.append(card)
    return [*kept, *_new_cards(register, added)]


def _frozen_named(
    cards: Sequence[Card], added: Sequence[Voter], left: Sequence[Voter]
) -> tuple[list[Card], list[Voter]]:
    """After the export: cards of those who left are withheld, and good again for one who comes back."""
    gone = Counter(left)
    found = {card.serial: card for card in cards}
    for card in cards:
        if card.voter is not None and not card.replaced_by and not card.withheld and gone[card.voter] > 0:
            gone[card.voter] -= 1
            found[card.serial] = msgspec.structs.replace(card, withheld=True)
    late = []
    for voter in added:
        # A withheld card that made room for a newcomer is revoked.
        good = (card for card in found.values() if card.withheld and not card.replaced_by)
        own = next((card for card in good if _is_of(card, voter)), None)
        if own is None:
            late.append(voter)
        else:
            back = msgspec.structs.replace(voter, weight=own.weight)
            found[own.serial] = msgspec.structs.replace(_of(own, back), withheld=False)
    return list(found.values()), late


def _is_of(card: Card, voter: Voter) -> bool:
    if card.voter is None:
        return False
    pairs, _, _ = match([card.voter], [voter])
    return bool(pairs)


# -- cards of classes ----------------------------------------------------------------------------------------------


def _follow_classes(register: Register, voters: Iterable[Voter]) -> list[Card]:
    """Before the export: as many cards of each class and weight as it has voters, the same ones where possible."""
    wanted = Counter((voter.group, voter.weight) for voter in voters)
    pool = [card for card in register.cards if not card.spare]
    # Which card of a class goes must follow neither the roll nor the serials.
    secrets.SystemRandom().shuffle(pool)
    kept = [card for card in register.cards if card.spare]
    for card in pool:
        if wanted[card.group, card.weight] > 0:
            wanted[card.group, card.weight] -= 1
            kept.append(card)
    missing = [Voter("", "", group, weight) for (group, weight), count in wanted.items() for _ in range(count)]
    return [*kept, *_new_cards(register, missing)]


def _frozen_classes(
    cards: Sequence[Card], holders: Sequence[tuple[Voter, Voter]], waiting: Sequence[Voter]
) -> tuple[list[Card], list[Voter]]:
    """After the export: a class has the cards that it has; those ``waiting`` get what nobody of it needs any more.

    ``holders`` (before, after) had a card and keep it, whichever it is. Nobody knows which card is whose, so none is
    withheld here: what is left in an envelope is withheld by its serial. Holders who change the class take a card
    along, so that the classes' numbers stay right. Also given back is who goes on waiting.
    """
    found = {card.serial: card for card in cards}
    hands: dict[tuple[str, int], list[int]] = {}
    for card in _in_hands(found):
        hands.setdefault((card.group, card.weight), []).append(card.serial)
    for before, after in holders:
        old, new = (before.group, before.weight), (after.group, before.weight)
        if old != new and hands.get(old):
            serial = hands[old].pop(0)
            found[serial] = msgspec.structs.replace(found[serial], group=after.group)
            hands.setdefault(new, []).append(serial)
    free = Counter({place: len(serials) for place, serials in hands.items()})
    free.subtract(Counter((after.group, after.weight) for _, after in holders))
    late = []
    for voter in waiting:
        if free[voter.group, voter.weight] > 0:
            free[voter.group, voter.weight] -= 1
        else:
            late.append(voter)
    return list(found.values()), late


def _in_hands(cards: dict[int, Card]) -> list[Card]:
    """The cards that somebody has or will get from an envelope."""
    in_use = {card.replaced_by for card in cards.values()}
    return [
        card
        for card in cards.values()
        if not card.replaced_by and not card.withheld and (not card.spare or card.serial in in_use)
    ]


def _new_cards(register: Register, holders: Sequence[Voter]) -> list[Card]:
    first = register.last_serial + 1
    return make_cards(register.uuid, register.group, holders, 1, named=register.named, first_serial=first)
