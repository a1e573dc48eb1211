"""Step 7: look at the board's setup, from the board or from a carried file, and countersign it."""

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue

from board_client.client import BoardClient
from record.canonical import encode
from record.printable import grouped
from record.setup_file import read_setup_file
from registrar.countersigning import countersign, read_setup_of_log
from registrar.errors import RegisterError
from registrar.local.desk import Desk
from registrar.local.showing import Show, typed, uploaded
from registrar.register import Register, with_cards


def board_address(register: Register | None) -> str:
    """The board's address by the booth's on the cards; empty if it is not known."""
    if register is None or register.order is None:
        return ""
    return register.order.address.partition("/booth/")[0].partition("?")[0]


def install_board_views(app: Flask, desk: Desk, show: Show) -> None:
    """The routes of the step."""

    @app.get("/countersign")
    def countersign_page() -> ResponseReturnValue:
        root = desk.setup.root if desk.setup else ""
        return show(
            "countersign",
            setup=desk.setup,
            root=grouped(root).split(),
            board=board_address(desk.register),
            sends=desk.setup_board,
            ready="countersignature" in desk.downloads,
        )

    @app.post("/countersign/look")
    def look_at_setup() -> ResponseReturnValue:
        register = with_cards(desk.opened())
        desk.setup, desk.setup_board = None, ""
        file = request.files.get("file")
        if file is not None and file.filename:
            setup, address = read_setup_of_log(read_setup_file(uploaded("file"))), ""
        elif typed("board"):
            address = typed("board")
            setup = read_setup_of_log(BoardClient(address).log(register.uuid))
        else:
            raise RegisterError("Type the board's address, or choose the setup file.")
        # Everything that forbids signing is said now, before anything is compared by voice.
        countersign(register, setup)
        desk.setup, desk.setup_board = setup, address
        return redirect("/countersign", 303)

    @app.post("/countersign/sign")
    def sign_setup() -> ResponseReturnValue:
        register = with_cards(desk.opened())
        if desk.setup is None:
            raise RegisterError("Look at the board's setup first.")
        if typed("compared") != "yes":
            raise RegisterError("Compare the fingerprint with the key holders first, then tick that you did.")
        register, message = countersign(register, desk.setup)
        # Remembered before it leaves, so that no other setup of this election is ever signed.
        desk.save(register)
        desk.offer("countersignature", f"tanda-tangan-{register.uuid[:8]}.json", "application/json", encode(message))
        if desk.setup_board:
            BoardClient(desk.setup_board).countersign(register.uuid, encode(message))
            desk.say("notice", "The board has your countersignature.")
        desk.setup = None
        return redirect("/countersign", 303)
