"""Lost cards: the registrar signs that a spare takes a card's place, and frees it only when that came to nothing.

Invariant: a spare stands in at most one replacement that could still be accepted. The board accepts one as long as
the lost card has no ballot (V41), so only a ballot of the lost card, or the word of somebody who saw the refusal,
makes its spare free again (docs/decisions).
"""

import msgspec

from record.entries import CARD_REPLACEMENT, CardReplacement
from registrar.errors import CardError
from registrar.register import Card, Register, Replaced


def replace_card(register: Register, serial: int) -> tuple[Register, CardReplacement, Card]:
    """Revoke a card and give out an unused spare of its weight: the register after it, the signed entry, the spare.

    Replacing the same card again gives the same entry. Raises :class:`CardError` for a spare that was never given
    out and when no spare of that weight is left.
    """
    lost = register.card(serial)
    if lost.spare and not _took_a_place(register, lost):
        raise CardError("Card {serial} is a spare that nobody was given, so it need not be replaced.", serial=serial)
    if lost.replaced_by:
        spare = register.card(lost.replaced_by)
    else:
        unused = register.free_spares(lost.weight)
        if not unused:
            raise CardError(
                "No spare card of weight {weight} is left. This voter cannot get another card.", weight=lost.weight
            )
        spare = msgspec.structs.replace(unused[0], group=lost.group, voter=lost.voter)
        register = register.with_changed(msgspec.structs.replace(lost, replaced_by=spare.serial), spare)
        register = register.noted(Replaced(serial, spare.serial))
    message = CardReplacement(register.uuid, lost.credential, spare.credential, "")
    return register, CARD_REPLACEMENT.sign(register.key, message), spare


def _took_a_place(register: Register, spare: Card) -> bool:
    return any(card.replaced_by == spare.serial for card in register.cards)
