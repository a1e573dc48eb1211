"""Step 4: print the keys on paper, and prove that the paper is right."""

from typing import Literal

from flask import Flask, Response, redirect
from flask.typing import ResponseReturnValue

from pages.look import request_language
from trustee.backup.paper import print_backup
from trustee.backup.restoring import check_paper, missing_on_paper
from trustee.backup.sealing import make_backup
from trustee.backup.writing import paper_number
from trustee.journal import PaperChecked
from trustee.local.desk import Desk
from trustee.local.showing import Show, typed


def install_paper_views(app: Flask, desk: Desk, show: Show) -> None:
    """The routes of the step."""

    @app.get("/paper")
    def paper() -> ResponseReturnValue:
        holder = desk.holder
        checked = [each.paper for each in holder.journal.records if isinstance(each, PaperChecked)] if holder else []
        missing = missing_on_paper(holder.contents, holder.journal) if holder else ()
        return show("paper", checked=checked, missing=missing)

    @app.get("/paper/cadangan-kunci.pdf")
    def sheet() -> ResponseReturnValue:
        with desk.hands() as holder:
            box = make_backup(holder.contents, holder.passphrase, desk.cost)
            language: Literal["id", "en"] = "en" if request_language() == "en" else "id"
            data = print_backup(box, holder.contents, language)
        headers = {"Content-Disposition": f'inline; filename="cadangan-kunci-{paper_number(box)}.pdf"'}
        return Response(data, mimetype="application/pdf", headers=headers)

    @app.post("/paper/check")
    def check() -> ResponseReturnValue:
        with desk.hands() as holder:
            check_paper(holder.contents, holder.journal, holder.passphrase, typed("row"), cost=desk.cost)
        desk.say("notice", "The paper is right. Put it into an envelope now, seal it, and lock it away.")
        return redirect("/paper", 303)
