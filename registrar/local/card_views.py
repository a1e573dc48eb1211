"""Steps 5, 6 and 8: print, export the card list, replace lost cards."""

import io
import re
from contextlib import suppress

from flask import Flask, Response, abort, redirect, request
from flask.typing import ResponseReturnValue

from board_client.client import BoardClient
from board_client.errors import BoardError
from pages.look import request_language
from record.archive import ArchiveReader
from record.canonical import encode
from registrar.cards.sheets import Sheet, print_replacement, print_sheet
from registrar.cards.stub import read_stub_number, stub_number
from registrar.errors import CardError, RegisterError
from registrar.exporting import export
from registrar.local.board_views import board_address
from registrar.local.desk import Desk
from registrar.local.showing import Show, typed, uploaded
from registrar.register import with_cards
from registrar.replacing import release_spare, replace_card, withhold_card
from registrar.rolls.voters import Voter

WORD = "DITOLAK"
"""What a person types who saw the board refuse a replacement."""


def install_card_views(app: Flask, desk: Desk, show: Show) -> None:
    """The routes of these steps."""

    @app.get("/print")
    def print_page() -> ResponseReturnValue:
        return show("print", sheets=list(Sheet))

    @app.get("/print/<name>.pdf")
    def sheet(name: str) -> ResponseReturnValue:
        if name not in {each.value for each in Sheet}:
            abort(404)
        data = print_sheet(with_cards(desk.opened()), Sheet(name), "en" if request_language() == "en" else "id")
        return _pdf(data, f"{name}.pdf")

    @app.get("/export")
    def export_page() -> ResponseReturnValue:
        return show("export", ready="card-list" in desk.downloads)

    @app.post("/export/sign")
    def sign_list() -> ResponseReturnValue:
        register = with_cards(desk.opened())
        if not register.exported and typed("sure") != "yes":
            raise RegisterError("Tick that the cards are complete: afterwards none can be added.")
        register, data = export(register)
        desk.save(register)
        desk.offer("card-list", f"daftar-kartu-{register.uuid[:8]}.json", "application/json", data)
        return redirect("/export", 303)

    @app.get("/lost")
    def lost() -> ResponseReturnValue:
        register = desk.register
        replaced = [card for card in register.cards if card.replaced_by] if register else []
        pairs = [
            (card.serial, stub_number(register, card.serial), stub_number(register, card.replaced_by))
            for card in replaced
            if register
        ]
        late = list(enumerate(register.late)) if register else []
        return show("lost", pairs=pairs, late=late, board=board_address(register), ready=set(desk.downloads), word=WORD)

    @app.post("/lost/replace")
    def replace() -> ResponseReturnValue:
        register = with_cards(desk.opened())
        serial = read_stub_number(register, typed("stub"))
        register, message, _ = replace_card(register, serial, _late(register.late))
        # The register first: after a crash the same act signs the same replacement again.
        desk.save(register)
        desk.offer(f"replacement-{serial}", f"ganti-kartu-{serial}.json", "application/json", encode(message))
        if typed("board"):
            _hand_over(serial, encode(message))
            desk.say(
                "notice",
                "The board has taken it. Give the voter the spare card with the number on the first line below.",
            )
        else:
            desk.say(
                "notice",
                "Hand the file below to the committee. Give the voter the spare card when the board has taken it.",
            )
        return redirect(f"/lost#card-{serial}", 303)

    def _hand_over(serial: int, message: bytes) -> None:
        register = desk.opened()
        board = BoardClient(typed("board"))
        try:
            board.replace_card(register.uuid, message)
        except BoardError as error:
            if error.rule == "V41":
                # Refused for good if the lost card has voted; the board must show the ballot.
                with suppress(CardError), board.archive(register.uuid) as archive:
                    desk.save(release_spare(register, serial, ArchiveReader(archive))[0])
            raise

    @app.post("/lost/release")
    def release() -> ResponseReturnValue:
        register = with_cards(desk.opened())
        serial = read_stub_number(register, typed("stub"))
        file = request.files.get("archive")
        if file is not None and file.filename:
            register, _ = release_spare(register, serial, ArchiveReader(io.BytesIO(uploaded("archive"))))
        elif typed("word") == WORD:
            register, _ = release_spare(register, serial)
        else:
            raise CardError("Choose the archive that shows the ballot, or type the word.")
        desk.save(register)
        desk.downloads.pop(f"replacement-{serial}", None)
        desk.say("notice", "The spare card is free again. Take it back if it was handed out.")
        return redirect("/lost", 303)

    @app.post("/lost/withhold")
    def withhold() -> ResponseReturnValue:
        register = with_cards(desk.opened())
        desk.save(withhold_card(register, read_stub_number(register, typed("stub"))))
        desk.say("notice", "The card is noted as withheld. Keep it sealed until unused cards are destroyed.")
        return redirect("/lost", 303)

    @app.get("/lost/<int:serial>.json")
    def replacement(serial: int) -> ResponseReturnValue:
        register = with_cards(desk.opened())
        if not register.card(serial).replaced_by:
            abort(404)
        _, message, _ = replace_card(register, serial)
        headers = {"Content-Disposition": f'attachment; filename="ganti-kartu-{serial}.json"'}
        return Response(encode(message), mimetype="application/json", headers=headers)

    @app.get("/lost/<int:serial>.pdf")
    def receipt(serial: int) -> ResponseReturnValue:
        register = with_cards(desk.opened())
        data = print_replacement(register, serial, "en" if request_language() == "en" else "id")
        return _pdf(data, f"tanda-terima-{serial}.pdf")


def _late(late: tuple[Voter, ...]) -> Voter | None:
    text = typed("late")
    if not re.fullmatch(r"[0-9]{1,4}", text):
        return None
    return late[int(text)] if int(text) < len(late) else None


def _pdf(data: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(data, mimetype="application/pdf", headers=headers)
