"""Step 9: destroy the register for good, and keep its record, which names nobody."""

from datetime import datetime
from pathlib import Path

from flask import Flask, redirect
from flask.typing import ResponseReturnValue

from pages.look import request_language
from registrar.command_erase import WORD
from registrar.command_parts import write_private
from registrar.erasure.destroying import describe_destruction, destroy
from registrar.erasure.record import print_record
from registrar.errors import RegisterError
from registrar.local.desk import Desk
from registrar.local.showing import Show, typed


def install_erase_views(app: Flask, desk: Desk, show: Show) -> None:
    """The routes of the step."""

    @app.get("/erase")
    def erase() -> ResponseReturnValue:
        return show("erase", word=WORD, destroyed=desk.destroyed)

    @app.post("/erase/now")
    def erase_now() -> ResponseReturnValue:
        register = desk.opened()
        if desk.path is None or typed("word") != WORD:
            raise RegisterError("Nothing was destroyed. Type the word exactly as it stands there.")
        path = desk.path
        destruction = describe_destruction(path, register, datetime.now().astimezone())
        practice = register.order is not None and register.order.kind == "practice"
        record = print_record(destruction, "en" if request_language() == "en" else "id", practice=practice)
        destroy(path)
        desk.lock()
        desk.destroyed = destruction
        beside = _free_name(path)
        write_private(beside, record)
        desk.offer("destruction", beside.name, "application/pdf", record)
        return redirect("/erase", 303)


def _free_name(path: Path) -> Path:
    """A name for the record beside the destroyed file that no file has."""
    found = path.with_name(f"pemusnahan-{path.stem}.pdf")
    number = 2
    while found.exists():
        found = path.with_name(f"pemusnahan-{path.stem}-{number}.pdf")
        number += 1
    return found
