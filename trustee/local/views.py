"""The page's frame: where it opens, downloads, the end of the session, and the views of every step."""

import os
import signal
import threading

from flask import Flask, Response, abort, redirect, render_template
from flask.typing import ResponseReturnValue

from pages.local_texts import sentence_of, translated
from record.printable import printable
from trustee.local.decrypt_views import install_decrypt_views
from trustee.local.desk import Desk
from trustee.local.destroy_views import install_destroy_views
from trustee.local.drill_views import install_drill_views
from trustee.local.file_views import install_file_views
from trustee.local.key_views import install_key_views
from trustee.local.paper_views import install_paper_views
from trustee.local.showing import Show, grouped
from trustee.local.sign_views import install_sign_views
from trustee.local.steps import next_step, states

_END_SECONDS = 1.0
_PARTS = {"setup": "sign"}
"""Pages that are part of another step."""


def install_views(app: Flask, desk: Desk) -> None:
    """All routes of the page over a desk."""
    app.jinja_env.globals.update(grouped=grouped, sentence=sentence_of, shown=printable)

    def show(step: str, **more: object) -> str:
        holder = desk.holder
        return render_template(
            f"trustee/{step}.html",
            step=step,
            steps=states(holder, _PARTS.get(step, step)),
            holder=holder,
            closed=holder is None and step not in ("file", "destroy"),
            file=desk.path.name,
            working=desk.work is not None and desk.work.running,
            notices=[(kind, _words(said)) for kind, said in desk.heard()],
            **more,
        )

    @app.get("/")
    def home() -> ResponseReturnValue:
        return redirect(f"/{next_step(desk.holder)}", 303)

    @app.get("/download/<key>")
    def download(key: str) -> ResponseReturnValue:
        found = desk.download(key)
        if found is None:
            abort(404)
        headers = {"Content-Disposition": f'attachment; filename="{found.name}"'}
        return Response(found.data, mimetype=found.media_type, headers=headers)

    @app.post("/lock")
    def lock() -> ResponseReturnValue:
        desk.close()
        desk.say("notice", "The key file is closed. Nothing is lost: open it again to go on.")
        return redirect("/file", 303)

    @app.post("/end")
    def end() -> ResponseReturnValue:
        desk.close()
        # After this answer has left. Not SIGINT, which a program that was started in the background ignores.
        threading.Timer(_END_SECONDS, os.kill, (os.getpid(), signal.SIGTERM)).start()
        return render_template("trustee/ended.html")

    view: Show = show
    for install in (
        install_file_views,
        install_key_views,
        install_paper_views,
        install_drill_views,
        install_sign_views,
        install_decrypt_views,
        install_destroy_views,
    ):
        install(app, desk, view)


def _words(said: str | Exception) -> str:
    return sentence_of(said) if isinstance(said, Exception) else translated(said)
