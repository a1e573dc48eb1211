"""Step 9: destroy the key when the election is over, and keep the record of it."""

from flask import Flask
from flask.typing import ResponseReturnValue

from trustee.local.desk import Desk
from trustee.local.showing import Show


def install_destroy_views(app: Flask, desk: Desk, show: Show) -> None:
    """The routes of the step."""

    @app.get("/destroy")
    def destroy_page() -> ResponseReturnValue:
        return show("destroy")
