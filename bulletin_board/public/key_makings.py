"""The page of a key making: where an invitation leads who opens it in a browser instead of the key holder's program.

It says what to do with the link, and how far the key making is. Names in the link are not shown: anybody could write
others into it.
"""

from flask import Blueprint

from bulletin_board.api.exchange import board
from bulletin_board.public.pages import page
from bulletin_board.summaries import key_making_summary


def add_key_making_page(routes: Blueprint) -> None:
    """Add the page to the blueprint of the public pages."""
    routes.add_url_rule("/keys/<run>", view_func=key_making)


def key_making(run: str) -> str:
    """How far a key making is; 404 for one that this board does not have."""
    return page("key_making.html", making=key_making_summary(board(), run))
