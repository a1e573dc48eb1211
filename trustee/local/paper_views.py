"""Step 4: print the keys on paper, and prove that the paper is right.

Which line is to be typed is drawn by this machine, from those that differ from paper to paper.
"""

import secrets
from typing import Final, Literal

from flask import Flask, Response, redirect
from flask.typing import ResponseReturnValue

from pages.look import request_language
from trustee.backup.lines import read_line
from trustee.backup.paper import print_backup
from trustee.backup.parts import PREFIX
from trustee.backup.reading import FIRST_OWN_LINE
from trustee.backup.restoring import check_paper, missing_on_paper
from trustee.backup.sealing import make_backup
from trustee.backup.writing import paper_number
from trustee.journal import PaperChecked
from trustee.local.desk import Desk
from trustee.local.errors import PageError
from trustee.local.showing import Show, typed

_ASKED: Final = range(FIRST_OWN_LINE, 16)
"""Numbers of lines that every paper with a key has, and that hold what is its own."""


def install_paper_views(app: Flask, desk: Desk, show: Show) -> None:
    """The routes of the step."""

    @app.get("/paper")
    def paper() -> ResponseReturnValue:
        holder = desk.holder
        checked = [each.paper for each in holder.journal.records if isinstance(each, PaperChecked)] if holder else []
        missing = missing_on_paper(holder.contents, holder.journal) if holder else ()
        return show("paper", checked=checked, missing=missing, line=_asked(desk))

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
        row = typed("row")
        if not row.upper().startswith(PREFIX) and read_line(row).number != _asked(desk):
            raise PageError("Type line {number} of the paper, with its number.", number=_asked(desk))
        with desk.hands() as holder:
            check_paper(holder.contents, holder.journal, holder.passphrase, row, cost=desk.cost)
        desk.shelf.pop("line", None)
        desk.say("notice", "The paper is right. Put it into an envelope now, seal it, and lock it away.")
        return redirect("/paper", 303)


def _asked(desk: Desk) -> int:
    """The number of the line that is to be typed, until it was."""
    known = desk.shelf.setdefault("line", secrets.choice(_ASKED))
    return known if isinstance(known, int) else _ASKED[0]
