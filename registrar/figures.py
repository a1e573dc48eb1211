"""The registrar's figures for the minutes: they must agree with the board's and with the signed attendance lists."""

from dataclasses import dataclass

from registrar.register import Register


@dataclass(frozen=True, slots=True)
class RegisterFigures:
    """Counts of a register. ``cards`` are those for voters, without ``spares``; ``spares_given`` took a card's place,
    ``replaced`` cards lost it, ``withheld`` cards stay unused because their voters left, ``late`` voters have none."""

    roll: int
    cards: int
    spares: int
    replaced: int
    spares_given: int
    withheld: int
    late: int


def figures(register: Register) -> RegisterFigures:
    """The figures of a register as it is now."""
    given = {card.replaced_by for card in register.cards if card.replaced_by}
    return RegisterFigures(
        roll=len(register.voters),
        cards=sum(not card.spare for card in register.cards),
        spares=sum(card.spare for card in register.cards),
        replaced=sum(card.replaced_by != 0 for card in register.cards),
        spares_given=len(given),
        withheld=sum(card.withheld and not card.replaced_by for card in register.cards),
        late=len(register.late),
    )
