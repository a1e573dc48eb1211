"""Every sheet of a register by its name: what the registrar's page and command print.

Invariant: sheets are printed for the election for which the cards were made, or not at all.
"""

from enum import StrEnum

from record.card_files import CardOrder
from registrar.cards.print_cards import print_cards
from registrar.cards.print_lists import print_attendance, print_destruction, print_envelopes, print_slip
from registrar.cards.selection import Envelope, attendance_lists, card_counts, spare_envelope, voter_envelopes
from registrar.cards.stub import stub_number
from registrar.cards.words import Language
from registrar.errors import CardError
from registrar.register import Register, with_cards


class Sheet(StrEnum):
    """What can be printed. Only the first two bear codes and must be deleted after printing."""

    CARDS = "cards"
    SPARES = "spares"
    ENVELOPES = "envelopes"
    ATTENDANCE = "attendance"
    DESTRUCTION = "destruction"

    @property
    def secret(self) -> bool:
        """Whether codes stand on it, with which one can vote."""
        return self in (Sheet.CARDS, Sheet.SPARES)

    @property
    def names(self) -> bool:
        """Whether voters' names stand on it although the cards bear none."""
        return self is Sheet.ATTENDANCE


def print_sheet(register: Register, sheet: Sheet, language: Language = "id", order: CardOrder | None = None) -> bytes:
    """The PDF of a sheet, for the register's own card order or, where it has none, for the one that is given.

    Raises :class:`RegisterError` without cards, :class:`CardError` without a card order, for another election's and
    for what cannot be printed.
    """
    order = order_of(register, order)
    match sheet:
        case Sheet.CARDS:
            return print_cards(order, voter_envelopes(register), language)
        case Sheet.SPARES:
            return print_cards(order, [spare_envelope(register)], language)
        case Sheet.ENVELOPES:
            return print_envelopes(order, _all_envelopes(register), language, named=register.named)
        case Sheet.ATTENDANCE:
            lists = attendance_lists(register.voters, register.late)
            return print_attendance(order, lists, language, named=register.named)
        case Sheet.DESTRUCTION:
            return print_destruction(order, card_counts(register), language)


def print_replacement(
    register: Register, lost_serial: int, language: Language = "id", order: CardOrder | None = None
) -> bytes:
    """The PDF of the receipt for a lost or withheld card that was replaced; raises what :func:`print_sheet` raises.

    The new holder's name stands on it only if names stand on the cards.
    """
    order = order_of(register, order)
    lost = register.card(lost_serial)
    if not lost.replaced_by:
        raise CardError("Card {serial} was not replaced, so there is no receipt to print.", serial=lost_serial)
    holder = register.card(lost.replaced_by).voter
    name = holder.name if register.named and holder is not None else ""
    numbers = stub_number(register, lost_serial), stub_number(register, lost.replaced_by)
    return print_slip(order, *numbers, language, name=name, withheld=lost.withheld)


def order_of(register: Register, given: CardOrder | None) -> CardOrder:
    """The card order by which a register's cards are printed; raises what :func:`print_sheet` raises."""
    with_cards(register)
    order = register.order or given
    if order is None:
        raise CardError("What stands on the cards is in the committee's card order. Read that file first.")
    for each in (order, given):
        if each is not None and each.uuid != register.uuid:
            raise CardError(
                "These cards are for election {ours}, the card order is for {theirs}. "
                "Choose the card order that belongs here.",
                ours=register.uuid,
                theirs=each.uuid,
            )
    return order


def _all_envelopes(register: Register) -> tuple[Envelope, ...]:
    spares = spare_envelope(register)
    return (*voter_envelopes(register), *([spares] if spares.cards else []))
