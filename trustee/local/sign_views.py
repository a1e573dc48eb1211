"""Step 6: look at the whole set-up of an election in words, compare its fingerprint, and sign it."""

from flask import Flask, abort, redirect
from flask.typing import ResponseReturnValue

from pages.look import request_language
from trustee.countersigning import FEW, SetupSummary, countersign, examine_setup
from trustee.errors import OtherSetupError
from trustee.local.desk import Desk
from trustee.local.elections import Found, find_elections, in_words
from trustee.local.errors import PageError
from trustee.local.naming import names_of_holders
from trustee.local.showing import Show, ticked, typed


def install_sign_views(app: Flask, desk: Desk, show: Show) -> None:
    """The routes of the step."""

    @app.get("/sign")
    def sign() -> ResponseReturnValue:
        found = find_elections(desk, desk.holder) if desk.holder else Found((), ())
        return show("sign", found=found, in_words=_words)

    @app.get("/sign/<uuid>")
    def look_at_setup(uuid: str) -> ResponseReturnValue:
        if desk.holder is None:
            return redirect("/sign", 303)
        election = find_elections(desk, desk.holder).find(uuid)
        if election is None:
            abort(404)
        with desk.hands() as holder:
            # Everything that forbids signing is said now, before anything is compared by voice.
            summary = examine_setup(desk.connect(election.board), uuid, holder.contents, holder.journal)
        desk.shelf[f"setup-{uuid}"] = summary
        names = names_of_holders(holder.notes, summary.owner, summary.key)
        return show("setup", election=election, setup=summary, names=names, few=FEW, in_words=_words)

    @app.post("/sign/<uuid>")
    def sign_setup(uuid: str) -> ResponseReturnValue:
        election = find_elections(desk, desk.opened()).find(uuid)
        summary = desk.shelf.get(f"setup-{uuid}")
        if election is None or not isinstance(summary, SetupSummary) or typed("root") != summary.root:
            raise PageError("Look at the set-up first, then sign it.")
        ticked("compared", "Compare the fingerprint with the registrar and the other holders first, then tick it.")
        with desk.hands() as holder:
            if examine_setup(desk.connect(election.board), uuid, holder.contents, holder.journal).root != summary.root:
                raise OtherSetupError("The set-up changed while you looked at it. Do not sign; tell the other holders.")
            countersign(desk.connect(election.board), summary, holder.contents, holder.journal)
        desk.say("notice", "Signed. The board has your countersignature.")
        return redirect("/sign", 303)


def _words(time: str, zone: str) -> str:
    return in_words(time, zone, request_language())
