"""Step 9: destroy the key for good when the election is over, and keep the record of it for the minutes."""

from datetime import datetime
from typing import Literal

from flask import Flask, redirect
from flask.typing import ResponseReturnValue

from pages.look import request_language
from record.durable import write_new
from trustee.command_care import WORD
from trustee.destruction.destroying import Destruction, describe_destruction, destroy
from trustee.destruction.record import print_record
from trustee.local.desk import Desk
from trustee.local.errors import PageError
from trustee.local.key_views import stop_making
from trustee.local.notes import notes_path
from trustee.local.showing import Show, ticked, typed

_TRIES = 100


def install_destroy_views(app: Flask, desk: Desk, show: Show) -> None:
    """The routes of the step."""

    @app.get("/destroy")
    def destroy_page() -> ResponseReturnValue:
        described: Destruction | None = None
        if desk.holder is not None:
            with desk.hands() as holder:
                described = describe_destruction(
                    desk.path, holder.contents, holder.journal, datetime.now().astimezone()
                )
        return show("destroy", described=described, word=WORD, destroyed=desk.download("destruction") is not None)

    @app.post("/destroy/now")
    def destroy_now() -> ResponseReturnValue:
        stop_making(desk)
        language: Literal["id", "en"] = "en" if request_language() == "en" else "id"
        with desk.hands() as holder:
            described = describe_destruction(desk.path, holder.contents, holder.journal, datetime.now().astimezone())
            if described.waiting:
                ticked(
                    "waiting", "Elections still wait for this key. Tick that they may stay closed, or open them now."
                )
            if typed("word") != WORD:
                raise PageError("Nothing was destroyed. Type the word exactly as it stands there.")
            # Set before the key is gone: a record that cannot be printed must not cost anything.
            record = print_record(described, language)
            destroy(desk.path, described, holder.journal)
        desk.close()
        name = _write_beside(desk, record)
        desk.offer("destruction", name, "application/pdf", record)
        return redirect("/destroy", 303)


def _write_beside(desk: Desk, record: bytes) -> str:
    """Keep the record where the key file was, under a name that no file has; its name."""
    notes_path(desk.path).unlink(missing_ok=True)
    for number in range(1, _TRIES):
        name = f"pemusnahan-{desk.path.stem}{f'-{number}' if number > 1 else ''}.pdf"
        try:
            write_new(desk.path.with_name(name), record)
        except FileExistsError:
            continue
        return name
    raise PageError("The record could not be kept beside the key file. Download it now.")
