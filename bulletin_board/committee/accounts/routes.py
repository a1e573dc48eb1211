"""All views of this part, on its blueprint."""

from bulletin_board.committee.accounts import (
    account_views,
    audit_views,
    invitation_views,
    people_views,
    school_views,
    session_views,
)
from bulletin_board.committee.accounts.blueprint import routes

__all__ = [
    "account_views", "audit_views", "invitation_views", "people_views", "routes", "school_views", "session_views",
]  # fmt: skip
