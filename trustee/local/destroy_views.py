"""Step 9: destroy the key for good when the election is over, and keep the record of it for the minutes."""

from datetime import datetime
from pathlib import Path
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
        destroyed = desk.download("destruction") is not None
        return show("destroy", described=described, word=WORD, destroyed=destroyed, kept=desk.shelf.get("kept"))

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
            # Set and kept before the key is gone: a record that cannot be made must not cost anything.
            record = print_record(described, language)
            kept = _keep_beside(desk, record)
            try:
                destroy(desk.path, described, holder.journal)
            except BaseException:
                if kept is not None:
                    kept.unlink(missing_ok=True)
                raise
        desk.close()
        # Offered before anything else can go wrong.
        name = kept.name if kept is not None else _names(desk)[0]
        desk.offer("destruction", name, "application/pdf", record)
        desk.shelf["kept"] = kept is not None
        notes_path(desk.path).unlink(missing_ok=True)
        return redirect("/destroy", 303)


def _keep_beside(desk: Desk, record: bytes) -> Path | None:
    """Keep the record beside the key file, under a name that no file has; None if the folder takes none."""
    for name in _names(desk):
        path = desk.path.with_name(name)
        try:
            write_new(path, record)
        except FileExistsError:
            continue
        except OSError:
            return None
        return path
    return None


def _names(desk: Desk) -> list[str]:
    return [f"pemusnahan-{desk.path.stem}{f'-{number}' if number > 1 else ''}.pdf" for number in range(1, _TRIES)]
