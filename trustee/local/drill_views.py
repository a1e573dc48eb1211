"""Step 5, at any time: can my keys still decrypt?"""

from contextlib import suppress

from flask import Flask, redirect
from flask.typing import ResponseReturnValue

from board_client.errors import BoardError
from trustee.fire_drill import DrillResult, fire_drill
from trustee.key_file import JointKey
from trustee.key_making import read_parameters
from trustee.local.desk import Desk, Holder
from trustee.local.errors import PageError
from trustee.local.showing import Show


def install_drill_views(app: Flask, desk: Desk, show: Show) -> None:
    """The routes of the step."""

    @app.get("/drill")
    def drill() -> ResponseReturnValue:
        return show("drill", results=desk.shelf.get("drill"))

    @app.post("/drill/now")
    def drill_now() -> ResponseReturnValue:
        desk.shelf.pop("drill", None)
        with desk.hands() as holder:
            if not holder.contents.keys:
                raise PageError("There is no key in this file yet. Take part in a key making first.")
            desk.shelf["drill"] = [_drill(desk, holder, place) for place in range(len(holder.contents.keys))]
        return redirect("/drill", 303)


def _drill(desk: Desk, holder: Holder, place: int) -> DrillResult:
    key = holder.contents.keys[place]
    making = holder.notes.making(key.head.run) if isinstance(key, JointKey) else None
    parameters = None
    if making is not None and isinstance(key, JointKey):
        # Without the board the drill still tells whether the key decrypts.
        with suppress(BoardError):
            board = desk.connect(making.invitation.board)
            parameters = read_parameters(board, key, holder.identity, holder.journal)
    return fire_drill(holder.contents, key, parameters)
