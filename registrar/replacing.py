"""Lost cards: the registrar signs that a spare takes a card's place, and frees it only when that came to nothing.

Invariant: a spare stands in at most one replacement that the board could still accept. The board accepts one as long
as the lost card has no ballot (V41), so a ballot of the lost card makes its spare free again; without one, somebody
must give their word that the board refused, and the journal keeps which of the two it was.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from crypto.errors import CryptoError
from record.archive import ArchivedEvent, ArchiveReader
from record.ballot import parse_ballot
from record.ballot_checks import BallotContext, ballot_context, ballot_problems, examine_ballot
from record.election import fingerprint, parse_election
from record.entries import CARD_REPLACEMENT, CardReplacement
from record.errors import RecordError
from registrar.errors import CardError
from registrar.register import Card, Register, Released, Replaced, in_order
from registrar.rolls.voters import Voter

_CREDENTIALS_PLACE: Final = 2
"""Among the data of a Setup event: election, trustees, credentials."""


def replace_card(
    register: Register, serial: int, for_late: Voter | None = None
) -> tuple[Register, CardReplacement, Card]:
    """Revoke a card and give out an unused spare of its weight: the register after it, the signed entry, the spare.

    Replacing the same card again gives the same entry. The card of a voter who left may be replaced ``for_late``, a
    voter who came after the list was exported. Raises :class:`CardError` before the list was exported, for a spare that
    was never given out, for a withheld card otherwise, and when no spare of that weight is left.
    """
    lost = register.card(serial)
    if lost.replaced_by:
        spare = register.card(lost.replaced_by)
    else:
        spare = _spare_for(register, lost, for_late)
        register = register.with_changed(msgspec.structs.replace(lost, replaced_by=spare.serial), spare)
        if for_late is not None:
            register = msgspec.structs.replace(register, late=_without(register.late, for_late))
        register = register.noted(Replaced(serial, spare.serial))
    message = CardReplacement(register.uuid, lost.credential, spare.credential, "")
    return register, CARD_REPLACEMENT.sign(register.key, message), spare


def _require_export(register: Register) -> None:
    # Until then a newer roll may take cards back, and with a card the note that its spare is in somebody's hands.
    if not register.exported:
        raise CardError(
            "Cards are replaced and withheld when their set is fixed. Export the card list first; "
            "before that, take a newer roll or print the cards again."
        )


def _spare_for(register: Register, lost: Card, for_late: Voter | None) -> Card:
    _require_export(register)
    if lost.spare and not any(card.replaced_by == lost.serial for card in register.cards):
        raise CardError(
            "Card {serial} is a spare that nobody was given, so it need not be replaced.", serial=lost.serial
        )
    if lost.withheld and for_late is None:
        raise CardError(
            "Card {serial} was withheld because its voter left. Say which newcomer gets a spare in its place.",
            serial=lost.serial,
        )
    if for_late is not None and not lost.withheld:
        raise CardError("Only a withheld card can make room for a newcomer; withhold it first.")
    if for_late is not None and for_late not in register.late:
        raise CardError("This newcomer has a card already, or is not on the roll.")
    if for_late is not None and for_late.weight != lost.weight:
        raise CardError("This newcomer's weight is not that of card {serial}.", serial=lost.serial)
    unused = register.free_spares(lost.weight)
    if not unused:
        raise CardError(
            "No spare card of weight {weight} is left. This voter cannot get another card.", weight=lost.weight
        )
    if for_late is not None:
        holder = for_late if register.named else None
        return msgspec.structs.replace(unused[0], group=for_late.group, voter=holder)
    return msgspec.structs.replace(unused[0], group=lost.group, voter=lost.voter)


def _without(voters: Iterable[Voter], one: Voter) -> tuple[Voter, ...]:
    left = list(voters)
    left.remove(one)
    return tuple(left)


def withhold_card(register: Register, serial: int) -> Register:
    """Note that a card stays in its envelope for good: its voter left. :class:`CardError` unless it could be used."""
    _require_export(register)
    card = register.card(serial)
    if card.replaced_by:
        raise CardError("Card {serial} was replaced already.", serial=serial)
    if card.spare and not any(other.replaced_by == serial for other in register.cards):
        raise CardError("Card {serial} is a spare; keep it with the others.", serial=serial)
    return register.with_changed(msgspec.structs.replace(card, withheld=True))


def release_spare(register: Register, serial: int, archive: ArchiveReader | None = None) -> tuple[Register, Card]:
    """Undo a replacement that the board refused: the register after it, and the spare that is free again.

    With the election's ``archive`` it must hold a ballot of the lost card, signed by its credential. Without one the
    caller has somebody's word. Raises :class:`CardError` if the card was not replaced, if its spare was replaced in
    turn, and if the archive is of another election or holds no such ballot.
    """
    lost = register.card(serial)
    if not lost.replaced_by:
        raise CardError("Card {serial} was not replaced, so no spare is to be freed.", serial=serial)
    spare = register.card(lost.replaced_by)
    if spare.replaced_by:
        raise CardError("Card {serial} was replaced in turn. It cannot be free again.", serial=spare.serial)
    if archive is not None:
        require_ballot(register, lost, archive)
    freed = msgspec.structs.replace(spare, group="", voter=None, withheld=False)
    # Whoever left while holding the spare left the lost card, too.
    back = msgspec.structs.replace(lost, replaced_by=0, withheld=lost.withheld or spare.withheld)
    entry = Released(lost.serial, spare.serial, "word" if archive is None else "ballot")
    if lost.withheld and spare.voter is not None and not spare.withheld:
        # It was for a newcomer, who waits again.
        register = msgspec.structs.replace(register, late=in_order((*register.late, spare.voter)))
    return register.with_changed(back, freed).noted(entry), freed


def require_ballot(register: Register, card: Card, archive: ArchiveReader) -> None:
    """That an archive is of this register's election and holds a sound ballot of the card; :class:`CardError`.

    Only who has the card's code can sign such a ballot, so a board cannot forge the archive. Whoever called the card
    lost could, so the archive is to come from the board; and the board activates no spare twice (V40, V41).
    """
    context: BallotContext | None = None
    try:
        for archived in archive:
            if context is None:
                context = _context(register, archived)
            elif archived.event.type == "Ballot" and parse_ballot(archived.blobs[0]).credential == card.credential:
                examined = examine_ballot(context, archived.blobs[0])
                if examined.ballot is not None and not ballot_problems(context.group, [examined])[0]:
                    return
    except (RecordError, CryptoError) as error:
        raise CardError("The archive cannot be read: {reason}", reason=str(error)) from error
    raise CardError(
        "The archive has no ballot of card {serial}, so its replacement may still be accepted. "
        "Hand the replacement to the board again, or download the archive after the refusal.",
        serial=card.serial,
    )


def _context(register: Register, setup: ArchivedEvent) -> BallotContext:
    if setup.event.type != "Setup":
        raise CardError("The archive does not begin with the election's setup. Download it again.")
    election = parse_election(setup.blobs[0])
    if election.uuid != register.uuid or setup.blobs[_CREDENTIALS_PLACE] != register.public_credentials():
        raise CardError("The archive is of another election. Download the one for which you made the cards.")
    return ballot_context(election, fingerprint(setup.blobs[0]))
