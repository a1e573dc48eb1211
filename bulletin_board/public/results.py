"""The result of an election as a page, on the hall's screen, and as a picture to share.

Nothing of a count is shown before it is published. The picture shows names and figures and never a photo: what is
shared once can never be erased again.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, current_app, make_response, request

from bulletin_board.api.exchange import board, number_parameter
from bulletin_board.errors import StageError
from bulletin_board.figures import read_figures
from bulletin_board.presentations import find_presentation
from bulletin_board.public.pages import extensions_of, page, summary_of
from bulletin_board.public.picture import draw_result
from bulletin_board.public.presenting import KeyItem, Outcome, key_items, outcomes, witnesses_of_head
from bulletin_board.storage.view import ElectionReading
from pages.look import request_language
from record.election import QUESTION_LIMIT

HALL_SECONDS = 15
"""How often the hall's screen asks again until the election has ended."""
_FINAL = ("published", "withheld")
_CACHE = "suarasah-pictures"


@dataclass(slots=True)
class PictureCache:
    """The last pictures that were drawn, so that a link which spreads costs the drawing once."""

    limit: int = 64
    _kept: dict[Hashable, bytes] = field(default_factory=dict)

    def find(self, key: Hashable) -> bytes | None:
        """The picture of this key."""
        return self._kept.get(key)

    def keep(self, key: Hashable, picture: bytes) -> None:
        """Keep a picture in place of the oldest."""
        self._kept[key] = picture
        while len(self._kept) > self.limit:
            self._kept.pop(next(iter(self._kept)), None)


def add_result_pages(routes: Blueprint) -> None:
    """Add the pages to the blueprint of the public pages."""
    routes.add_url_rule("/e/<uuid>/result", view_func=result)
    routes.add_url_rule("/e/<uuid>/result.png", view_func=result_picture)
    routes.add_url_rule("/e/<uuid>/hall", view_func=hall)


def result(uuid: str) -> str:
    """The result, or why there is none yet."""
    presentation = find_presentation(board(), uuid)
    with board().store.read_election(uuid) as found:
        figures = None if found.facts.setup is None else read_figures(found)
        summary = summary_of(found)
        return page(
            "result.html",
            election=summary,
            extensions=extensions_of(found, summary["zone"]),
            figures=figures,
            outcomes=() if figures is None else outcomes(figures, presentation),
            keys=key_items(found),
            witnesses=witnesses_of_head(found),
        )


def hall(uuid: str) -> Response:
    """One screen for everybody in the room: turnout, then whom it waits for, then the result."""
    presentation = find_presentation(board(), uuid)
    with board().store.read_election(uuid) as found:
        summary = summary_of(found)
        text = page(
            "hall.html",
            election=summary,
            outcomes=_published(found, presentation),
            opened=_opened(key_items(found)),
            seconds=HALL_SECONDS,
        )
    response = make_response(text)
    response.headers["Cache-Control"] = "no-store"
    if summary["phase"] not in _FINAL:
        response.headers["Refresh"] = str(HALL_SECONDS)
    return response


def result_picture(uuid: str) -> Response:
    """The result of one question as a picture of 1200 by 630 pixels; ``StageError`` before there is one."""
    number = number_parameter("question", 1, 1, QUESTION_LIMIT)
    with board().store.read_election(uuid) as found:
        summary, shown = summary_of(found), _published(found, None)
    if not number <= len(shown):
        raise StageError("There is no result to draw: it is not published, or there is no such question.")
    cache: PictureCache = current_app.extensions.setdefault(_CACHE, PictureCache())
    language = request_language()
    key = (uuid, summary["size"], number, language)
    picture = cache.find(key)
    if picture is None:
        picture = draw_result(summary, shown[number - 1], language)
        cache.keep(key, picture)
    response = Response(picture, mimetype="image/png")
    # The language may come from a cookie, so the address alone does not tell one picture from the other.
    response.headers["Cache-Control"] = "private, max-age=300"
    response.set_etag(f"{summary['size']}-{number}-{language}")
    response.make_conditional(request)
    return response


def _opened(keys: tuple[KeyItem, ...]) -> tuple[int, int]:
    """How many key holders have sent their share of those that are needed, and how many are needed."""
    done = (min(key.threshold, sum(holder.decrypted for holder in key.holders)) for key in keys)
    return sum(done), sum(key.threshold for key in keys)


def _published(found: ElectionReading, presentation: Any) -> tuple[Outcome, ...]:
    if found.head.state.stage != "published":
        return ()
    return outcomes(read_figures(found), presentation)
