"""Steps 1 and 2: open or make a register, take the committee's card order."""

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue

from pages.look import request_language
from record.card_files import parse_card_order
from registrar.cards.when import voting_time
from registrar.exporting import take_order
from registrar.local.desk import Desk
from registrar.local.showing import Show, typed, uploaded


def install_file_views(app: Flask, desk: Desk, show: Show) -> None:
    """The routes of both steps."""

    @app.get("/file")
    def file() -> ResponseReturnValue:
        return show("file", files=desk.files())

    @app.post("/file/open")
    def open_file() -> ResponseReturnValue:
        desk.open(typed("name"), request.form.get("passphrase", ""))
        return redirect("/", 303)

    @app.post("/file/new")
    def new_file() -> ResponseReturnValue:
        desk.create(typed("name"), request.form.get("passphrase", ""), request.form.get("again", ""))
        desk.say("notice", "The register is made. Write the passphrase down and keep it apart from this machine.")
        return redirect("/order", 303)

    @app.get("/order")
    def order() -> ResponseReturnValue:
        known = desk.register.order if desk.register else None
        when = voting_time(known, "en" if request_language() == "en" else "id") if known else ""
        return show("order", order=known, when=when)

    @app.post("/order/read")
    def read_order() -> ResponseReturnValue:
        desk.save(take_order(desk.opened(), parse_card_order(uploaded("file"))))
        return redirect("/order", 303)
