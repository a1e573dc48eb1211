"""What several pages show: the link of an invitation, once; moments in words."""

from datetime import UTC, datetime, timedelta, timezone

from babel.dates import format_date
from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from bulletin_board.committee.access import board, now
from bulletin_board.committee.accounts.drawing import qr_code
from bulletin_board.committee.accounts.invitations import VALID_SECONDS
from bulletin_board.config import ZONES
from pages.look import request_language


def link_page(token: str, back: str) -> ResponseReturnValue:
    """Shows a new link this once; ``back`` is where to go on."""
    link = request.host_url.rstrip("/") + url_for("committee.accounts.invitation", token=token)
    return render_template(
        "committee/accounts/link.html",
        link=link,
        square=qr_code(link),
        until=moment_words(now() + VALID_SECONDS),
        back=back,
    )


def moment_words(seconds: int, zone: str = "") -> str:
    """A moment (seconds since 1970) in words: ``24 November 2026, 13.05 WIB``, in the board's zone unless told."""
    zone = zone or board().config.zone
    local = datetime.fromtimestamp(seconds, UTC).astimezone(timezone(timedelta(hours=ZONES[zone])))
    language = request_language()
    clock = local.strftime("%H.%M" if language == "id" else "%H:%M")
    return f"{format_date(local.date(), 'd MMMM y', locale=language)}, {clock} {zone}"
