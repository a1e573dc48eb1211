"""The page's frame: where it opens, downloads, the end of the session, and the views of every step."""

from flask import Flask, Response, abort, redirect, render_template
from flask.typing import ResponseReturnValue

from pages.local_texts import translated
from registrar.figures import figures
from registrar.local.board_views import install_board_views
from registrar.local.card_views import install_card_views
from registrar.local.desk import Desk
from registrar.local.erase_views import install_erase_views
from registrar.local.file_views import install_file_views
from registrar.local.roll_views import install_roll_views
from registrar.local.showing import Show
from registrar.local.steps import next_step, states


def install_views(app: Flask, desk: Desk) -> None:
    """All routes of the page over a desk."""

    def show(step: str, **more: object) -> str:
        register = desk.register
        return render_template(
            f"registrar/{step}.html",
            step=step,
            steps=states(register, step),
            register=register,
            closed=register is None and step not in ("file", "erase"),
            file=desk.path.name if desk.path else "",
            figures=figures(register) if register else None,
            notices=[(kind, translated(sentence)) for kind, sentence in desk.heard()],
            **more,
        )

    @app.get("/")
    def home() -> ResponseReturnValue:
        return redirect(f"/{next_step(desk.register)}", 303)

    @app.get("/download/<key>")
    def download(key: str) -> ResponseReturnValue:
        found = desk.downloads.get(key)
        if found is None:
            abort(404)
        headers = {"Content-Disposition": f'attachment; filename="{found.name}"'}
        return Response(found.data, mimetype=found.media_type, headers=headers)

    @app.post("/lock")
    def lock() -> ResponseReturnValue:
        desk.lock()
        desk.say("notice", "The register is closed. You can close this window.")
        return redirect("/file", 303)

    view: Show = show
    for install in (
        install_file_views,
        install_roll_views,
        install_card_views,
        install_board_views,
        install_erase_views,
    ):
        install(app, desk, view)
