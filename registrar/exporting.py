"""The two files at the registrar's door: the committee's card order comes in, the signed card list goes out."""

import msgspec

from record.canonical import encode
from record.card_files import CARD_LIST, CardList, CardOrder
from record.digests import sha256_hex
from registrar.errors import RegisterError
from registrar.register import Exported, Register, with_cards


def take_order(register: Register, order: CardOrder) -> Register:
    """The register with the committee's order; a newer order of the same election takes an older one's place.

    Raises :class:`RegisterError` for the order of another election than the register's, and, once there are cards,
    for another group.
    """
    known = register.uuid or (register.order.uuid if register.order else "")
    if known and order.uuid != known:
        raise RegisterError(
            "This card order is for another election ({theirs}); this register is for {ours}. "
            "Choose the file that belongs here, or make a new register.",
            theirs=order.uuid,
            ours=known,
        )
    if register.cards and order.group != register.group:
        raise RegisterError("This card order is for another kind of election than your cards. Tell the committee.")
    return msgspec.structs.replace(register, order=order)


def make_card_list(register: Register) -> CardList:
    """The signed list of public credentials and spares, sorted; the same cards give the same list."""
    cards = with_cards(register)
    message = CardList(
        1, cards.uuid, cards.key.public_hex, cards.public_credentials().decode("ascii"), cards.spares(), ""
    )
    return CARD_LIST.sign(cards.key, message)


def export(register: Register) -> tuple[Register, bytes]:
    """The register, whose cards are fixed from now on, and the bytes of the list. Save the register first."""
    data = encode(make_card_list(register))
    return register.noted(Exported(sha256_hex(data))), data
