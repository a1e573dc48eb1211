"""The paper around the cards: covers of envelopes, attendance lists, receipts for replacements, the record at the end.

Invariant: none of these sheets bears a code. A sheet with names bears no number of a card, and a sheet with numbers
bears no name, except the receipt for a card that bears its voter's name itself.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pages.printing import print_pdf
from record.card_files import CardOrder
from registrar.cards.print_cards import envelope_title
from registrar.cards.selection import Attendance, CardCount, Envelope
from registrar.cards.when import voting_time
from registrar.cards.words import WORDS, Language
from registrar.errors import CardError

_HERE = Path(__file__).parent


def print_envelopes(
    order: CardOrder, envelopes: Sequence[Envelope], language: Language = "id", *, named: bool = False
) -> bytes:
    """The PDF of covers, two on a sheet: class, number of cards, what to do with them, who handed them over.

    ``named`` says that the cards bear names, so that they are handed to them and not shuffled. Raises
    :class:`CardError` without envelopes and for a date that cannot be printed.
    """
    if not envelopes:
        raise CardError("There is no envelope to print: no cards were made yet.")
    words = WORDS[language]
    labels = ("for_whom", "handed_over", "received", "date_time", "left_over", "officer", "practice")
    return print_pdf(
        _HERE / "envelopes.typ",
        {
            **_common(order, language),
            "words": {
                "title": words["envelope_title"],
                "heading": words["envelope"],
                **{label: words[label] for label in labels},
            },
            "envelopes": [_cover(envelope, language, named=named) for envelope in envelopes],
        },
    )


def print_attendance(
    order: CardOrder, lists: Sequence[Attendance], language: Language = "id", *, named: bool = False
) -> bytes:
    """The PDF of attendance lists, each class on pages of its own: names, a place to sign for the card, one for voting.

    Raises :class:`CardError` without voters and for a date that cannot be printed.
    """
    if not lists:
        raise CardError("There is nobody to sign: read the roll and make the cards first.")
    words = WORDS[language]
    labels = ("column_number", "column_name", "column_card", "column_voted", "total_card", "total_voted", "officer")
    return print_pdf(
        _HERE / "attendance.typ",
        {
            **_common(order, language),
            "words": {
                "title": words["attendance_title"],
                "heading": words["attendance"],
                "note": words["attendance_note_named" if named else "attendance_note"],
                **{label: words[label] for label in (*labels, "witness", "practice")},
            },
            "lists": [{"title": each.group or words["no_class"], "names": each.names} for each in lists],
        },
    )


def print_slip(
    order: CardOrder, lost: str, spare: str, language: Language = "id", *, name: str = "", withheld: bool = False
) -> bytes:
    """The PDF of the receipt for a replacement, with the stub numbers of both cards.

    ``name`` is the new holder's, for cards that bear names; without it the sheet says that no name may be written on
    it. ``withheld`` says that the former card was not lost but withheld, and a newcomer gets the spare.
    Raises :class:`CardError` for a date that cannot be printed.
    """
    words = WORDS[language]
    checks = ("slip_check_withheld" if withheld else "slip_check_stub", "slip_check_board", "slip_check_given")
    signatures = ["registrar", "committee", "witness_name", *(["voter"] if name else [])]
    return print_pdf(
        _HERE / "slip.typ",
        {
            **_common(order, language),
            "words": {
                "title": words["slip_title"],
                "heading": words["slip"],
                "practice": words["practice"],
                "lost": words["slip_withheld" if withheld else "slip_lost"],
                "spare": words["slip_spare"],
                "void": words["slip_void"],
                "valid": words["slip_valid"],
                "checks": [words[check] for check in checks],
                "who": words["slip_voter"].format(name=name) if name else words["slip_no_name"],
                "stub": words["slip_stub"],
                "date_time": words["date_time"],
            },
            "lost": lost,
            "spare": spare,
            "signatures": [words[each] for each in signatures],
        },
    )


def print_destruction(order: CardOrder, counts: Sequence[CardCount], language: Language = "id") -> bytes:
    """The PDF of the record of unused cards: a row for each class and the spares with their number, the rest by hand.

    Raises :class:`CardError` without cards and for a date that cannot be printed.
    """
    if not counts:
        raise CardError("There are no cards to destroy: none were made.")
    words = WORDS[language]
    columns = ("column_class", "column_cards", "column_given", "column_left", "column_destroyed")
    return print_pdf(
        _HERE / "destruction.typ",
        {
            **_common(order, language),
            "words": {
                "title": words["destruction_title"],
                "heading": words["destruction"],
                "practice": words["practice"],
                "text": words["destruction_text"],
                "sum": words["destruction_sum"],
                "columns": [words[column] for column in columns],
                "total": words["total"],
                "how": words["destruction_how"],
                "remarks": words["destruction_remarks"],
                "date_time": words["date_time"],
                "registrar": words["registrar"],
                "committee": words["committee"],
                "witness": words["witness_name"],
            },
            "rows": [{"title": _row_title(count, language), "cards": count.cards} for count in counts],
            "total": sum(count.cards for count in counts),
        },
    )


def _common(order: CardOrder, language: Language) -> dict[str, Any]:
    return {
        "language": language,
        "practice": order.kind == "practice",
        "election": {
            "uuid": order.uuid,
            "name": order.name,
            "school": order.school,
            "when": voting_time(order, language),
        },
    }


def _row_title(count: CardCount, language: Language) -> str:
    words = WORDS[language]
    title = words["spares"] if count.spare else count.group or words["no_class"]
    return words["of_them_withheld"].format(group=title, count=count.withheld) if count.withheld else title


def _cover(envelope: Envelope, language: Language, *, named: bool) -> dict[str, Any]:
    words = WORDS[language]
    kind = "spares" if envelope.spare else "named" if named else "shuffled"
    rules = [f"{kind}_1", f"{kind}_2", f"{kind}_3", *([] if envelope.spare else ["stays_sealed"])]
    return {
        "label": words["class"] if envelope.group and not envelope.spare else "",
        "title": envelope_title(envelope, words),
        "count": words["cards"].format(count=len(envelope.cards)),
        "rules": [words[rule] for rule in rules],
    }
