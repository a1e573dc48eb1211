"""Step 1: make the key file, open it, or bring it back from paper."""

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue

from trustee.backup.reading import Collected, collect
from trustee.backup.restoring import restore
from trustee.local.desk import Desk
from trustee.local.errors import PageError
from trustee.local.key_views import go_on_making
from trustee.local.showing import Show, ticked
from trustee.passphrases import judge_passphrase


def install_file_views(app: Flask, desk: Desk, show: Show) -> None:
    """The routes of the step."""

    def page(**more: object) -> str:
        folder = desk.path.absolute().parent
        values: dict[str, object] = {"collected": None, "rows": "", "restoring": False, "strength": None} | more
        return show("file", exists=desk.path.exists(), folder=folder, **values)

    @app.get("/file")
    def file() -> ResponseReturnValue:
        return page()

    @app.post("/file/open")
    def open_file() -> ResponseReturnValue:
        desk.open(request.form.get("passphrase", ""))
        _after_opening()
        return redirect("/", 303)

    @app.post("/file/new")
    def new_file() -> ResponseReturnValue:
        passphrase = request.form.get("passphrase", "")
        if "judge" in request.form or judge_passphrase(passphrase).level == "weak":
            # Only the estimate goes back: what was typed never does.
            return page(strength=judge_passphrase(passphrase))
        if passphrase != request.form.get("again", ""):
            raise PageError("The two passphrases differ. Type the same one twice.")
        ticked("noted", "Write the passphrase down first, then tick that you did.")
        desk.create(passphrase)
        desk.say("notice", "Your key file is made. Read out your public key to the committee.")
        return redirect("/file", 303)

    @app.post("/file/restore")
    def restore_file() -> ResponseReturnValue:
        rows = request.form.get("rows", "")
        collected = collect(rows)
        if collected.box is None or not request.form.get("passphrase"):
            # What was typed goes back into the form: it is under the passphrase, and long to type.
            return page(collected=_told(collected), rows=rows, restoring=True)
        restore(desk.path, rows, request.form["passphrase"], cost=desk.cost)
        desk.open(request.form["passphrase"])
        _after_opening()
        return redirect("/file", 303)

    def _after_opening() -> None:
        if desk.opened().restored:
            desk.say(
                "notice",
                "Your keys came back from a backup. Before they open a total, other holders must vouch for you.",
            )
        go_on_making(desk)


def _told(collected: Collected) -> Collected | None:
    return collected if collected.codes or collected.lines or collected.mistakes else None
