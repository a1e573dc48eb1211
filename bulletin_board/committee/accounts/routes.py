"""All views of this part, on its blueprint."""

from bulletin_board.committee.accounts import (
    account_views,
    session_views,
)
from bulletin_board.committee.accounts.blueprint import routes

__all__ = ["account_views", "routes", "session_views"]
