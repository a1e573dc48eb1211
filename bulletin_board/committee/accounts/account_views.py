"""Views: one's own account."""

from bulletin_board.committee.access import Role, needs, needs_account
from bulletin_board.committee.accounts.blueprint import routes


@routes.get("/account")
@needs_account()
def own_account() -> str:
    """Name, password, second factor, sessions."""
    return ""


@routes.get("/people")
@needs(Role.ADMINISTRATOR)
def people() -> str:
    """All accounts."""
    return ""


@routes.get("/audit")
@needs(Role.ADMINISTRATOR)
def audit_pages() -> str:
    """The audit log."""
    return ""


@routes.get("/schools/new")
@needs(Role.ADMINISTRATOR)
def new_school() -> str:
    """The form of a school."""
    return ""


@routes.get("/schools/<int:school>/people")
@needs(Role.COMMITTEE)
def school_people(school: int) -> str:
    """Who has a role there."""
    return ""


@routes.get("/schools/<int:school>/audit")
@needs(Role.COMMITTEE)
def school_audit(school: int) -> str:
    """What was done there."""
    return ""


@routes.get("/schools/<int:school>/change")
@needs(Role.ADMINISTRATOR)
def change_school_page(school: int) -> str:
    """The form of a school."""
    return ""
