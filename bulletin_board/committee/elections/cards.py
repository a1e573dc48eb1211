"""Voters and cards: the order for the registrar, the registrar's card list, and lost cards during voting."""

import re

from flask import Response, request
from flask.typing import ResponseReturnValue
from msgspec.structs import replace

from bulletin_board.committee.access import audit, audited, board, current_actor, now
from bulletin_board.committee.audit_log import append_audit
from bulletin_board.committee.elections.building import GROUP, card_order
from bulletin_board.committee.elections.draft import Cards, Draft
from bulletin_board.committee.elections.errors import DraftConflictError, DraftError
from bulletin_board.committee.elections.forms import Field, Problems, Values
from bulletin_board.committee.elections.page import board_address, change, go_to, load, load_desk, posted_revision, show
from bulletin_board.committee.elections.storage import StoredDraft, keep_card_list, save_draft
from bulletin_board.errors import EntryMalformedError, EntryRefusedError
from bulletin_board.posting import post
from bulletin_board.storage.database import writing
from bulletin_board.storage.writing import LogTransaction
from crypto.groups import group_by_name
from pages.local_texts import recognised
from record.canonical import decode, encode
from record.card_files import CardFileError, check_card_list, parse_card_list, parse_card_order
from record.entries import CardReplacement
from record.errors import RecordError

FORM = (
    Field(
        "spares",
        "Spare cards for lost ones",
        "number",
        hint="About one for every twenty voters. They count only when the registrar gives them out.",
        low=0,
        high=10_000,
    ),
    Field(
        "address",
        "Address of this board as voters open it",
        hint="It is printed on every card, such as http://papan.lan or https://pilketos.example.",
    ),
)
REPLACEMENT_LIMIT = 64 * 1024
_ADDRESS = re.compile(r"(https?://[A-Za-z0-9.:\[\]_-]{1,120}(/[A-Za-z0-9._~/-]{0,60})?)?")
"""A board's address: it is printed as a QR code, so it is short and plain."""


def values_of(draft: Draft) -> Values:
    """What stands in the form."""
    return {"spares": str(draft.spares), "address": draft.address}


def cards(school: int, draft: int) -> ResponseReturnValue:
    """The page."""
    return _page(school, draft)


def change_cards(school: int, draft: int) -> ResponseReturnValue:
    """Keep number of spares and address."""

    def again(values: Values, problems: Problems) -> ResponseReturnValue:
        return _page(school, draft, values, problems)

    def edit(before: Draft, values: Values) -> Draft:
        return replace(before, spares=int(values["spares"]), address=values["address"].rstrip("/"))

    kept = change(load(school, draft), FORM, values_of, edit, again, "change-cards", _address_problem)
    return go_to("cards", kept, "Saved.") if isinstance(kept, StoredDraft) else kept


def _address_problem(values: Values) -> Problems:
    if _ADDRESS.fullmatch(values["address"]):
        return {}
    return {"address": "Write an address such as http://papan.lan, or leave it empty."}


def booth_address(draft: Draft) -> str:
    """Where a card's QR code leads: the booth with this election."""
    return f"{board_address(draft)}/booth/?e={draft.uuid}"


def order(school: int, draft: int) -> ResponseReturnValue:
    """The card order as a file for the registrar."""
    stored = load(school, draft)
    try:
        data = encode(card_order(stored.draft, booth_address(stored.draft)))
        parse_card_order(data)
    except DraftError:
        return _page(school, draft, problems={"order": "Say first when voting opens and closes."})
    except CardFileError as error:
        return _page(school, draft, problems={"order": error.template}, details=error.values)
    audit("download-card-order", school, election=stored.uuid)
    name = f"pesanan-kartu-{stored.uuid}.json"
    return Response(
        data, mimetype="application/json", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def upload_cards(school: int, draft: int) -> ResponseReturnValue:
    """Keep the registrar's card list, if it is for this election, signed, and has as many spares as were ordered."""
    stored = load(school, draft)
    data = _uploaded()
    if not data:
        return _page(school, draft, problems={"list": "Choose the file first."})
    try:
        found = parse_card_list(data)
        check_card_list(found, stored.uuid, group_by_name(GROUP))
    except CardFileError as error:
        return _page(school, draft, problems={"list": error.template}, details=error.values)
    if len(found.spares) != stored.draft.spares:
        text = (
            "The file has {found} spare cards, but {wanted} were ordered. Change the number here, or ask for new cards."
        )
        return _page(
            school, draft, problems={"list": text}, details={"found": len(found.spares), "wanted": stored.draft.spares}
        )
    summary = Cards(found.registrar, found.cards - len(found.spares), len(found.spares))
    try:
        with writing(board().store.engine) as connection:
            saved = save_draft(connection, posted_revision(stored), replace(stored.draft, cards=summary))
            keep_card_list(connection, saved, data)
            line: dict[str, str | int] = {"election": stored.uuid, "registrar": found.registrar, "cards": found.cards}
            append_audit(connection, now(), current_actor().account, school, "upload-card-list", line)
    except DraftConflictError:
        text = "Somebody else has changed this election. Look again, then upload the file once more."
        return _page(school, draft, problems={"list": text})
    return go_to("cards", stored, "The card list is here. Compare the registrar's fingerprint.")


def replace_lost(school: int, draft: int) -> ResponseReturnValue:
    """Hand in the registrar's file for a lost card: the board revokes it and activates the spare, or refuses."""
    stored = load(school, draft)
    data = _uploaded().strip()

    def write_line(done: LogTransaction) -> None:
        audited("replace-card", school, election=stored.uuid, entry=done.head.size - 1)(done.connection)

    if not data:
        return _page(school, draft, problems={"replacement": "Choose the file first."})
    if len(data) > REPLACEMENT_LIMIT:
        return _page(school, draft, problems={"replacement": "This is no file of the registrar for a lost card."})
    try:
        message = decode(data, CardReplacement)
        if message.uuid != stored.uuid:
            text = "This file is for another election. Nothing was changed."
            return _page(school, draft, problems={"replacement": text})
        with board().store.read_election(stored.uuid) as election:
            voted = election.view.ballots_of(message.revoked) > 0
        appended = post(board(), stored.uuid, "CardReplacement", data, beside=write_line)
    except (RecordError, EntryMalformedError):
        return _page(school, draft, problems={"replacement": "This is no file of the registrar for a lost card."})
    except EntryRefusedError:
        text = (
            "The lost card has voted already. It cannot be replaced, and the spare stays unused."
            if voted
            else "The board refuses this: the card or the spare is not free, or the registrar did not sign it."
        )
        return _page(school, draft, problems={"replacement": text})
    if not appended.new:
        return go_to("cards", stored, "This card was replaced before. The spare is good.")
    return go_to("cards", stored, "The lost card is blocked and the spare is good from now on.")


def _uploaded() -> bytes:
    upload = request.files.get("file")
    return b"" if upload is None else upload.read()


def _page(
    school: int,
    draft: int,
    values: Values | None = None,
    problems: Problems | None = None,
    details: dict[str, str | int] | None = None,
) -> ResponseReturnValue:
    desk = load_desk(school, draft)
    return show(
        "cards",
        desk,
        "cards",
        422 if problems else 200,
        fields=FORM,
        values=values or values_of(desk.draft),
        problems=problems or {},
        details={name: recognised(each) if isinstance(each, str) else each for name, each in (details or {}).items()},
        booth=booth_address(desk.draft),
    )
