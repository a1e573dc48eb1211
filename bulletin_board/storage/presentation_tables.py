"""The tables of what booths show beside the names. Unlike the logs they can be erased: candidates are minors.

Nothing in a log depends on these rows; a log names the hash of a document, whether or not the document is still here.
"""

from sqlalchemy import Column, ForeignKey, LargeBinary, String, Table

from bulletin_board.storage.tables import METADATA

presentations = Table(
    "presentations",
    METADATA,
    Column("log_id", ForeignKey("logs.id"), primary_key=True),
    Column("school", String(200), nullable=False),
    Column("zone", String(4), nullable=False),
    Column("document", LargeBinary, nullable=True),
)
"""The presentation of an election; ``document`` is NULL after it was erased. School and zone name nobody and stay."""

presentation_photos = Table(
    "presentation_photos",
    METADATA,
    Column("log_id", ForeignKey("logs.id"), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("media_type", String(16), nullable=False),
    Column("data", LargeBinary, nullable=False),
)
"""The photos that a document names, under the SHA-256 (hex) of their bytes."""
