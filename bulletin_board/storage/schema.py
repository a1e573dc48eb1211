"""All tables together: whoever compares or migrates the schema imports it from here, so that none is missing."""

from bulletin_board.storage import committee_tables, draft_tables, presentation_tables, turnout_tables
from bulletin_board.storage.tables import METADATA

__all__ = ["METADATA", "committee_tables", "draft_tables", "presentation_tables", "turnout_tables"]
