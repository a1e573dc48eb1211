"""The tables of elections in preparation: drafts, the photos of their candidates, and the uploaded card lists.

Unlike the logs these change and are deleted: photos and texts are of minors, and must be erasable.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from bulletin_board.storage.tables import METADATA

drafts = Table(
    "drafts",
    METADATA,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), Identity(always=True), primary_key=True),
    Column("school_id", ForeignKey("schools.id"), nullable=False),
    Column("uuid", String(64), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("stage", String(8), nullable=False),
    UniqueConstraint("uuid"),
    Index(None, "school_id"),
)
"""``body`` is :class:`bulletin_board.committee.elections.draft.Draft`; ``stage`` is ``draft`` or ``frozen``."""

draft_photos = Table(
    "draft_photos",
    METADATA,
    Column("draft_id", ForeignKey("drafts.id", ondelete="CASCADE"), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)
"""Prepared pictures under the SHA-256 of their bytes."""

draft_card_lists = Table(
    "draft_card_lists",
    METADATA,
    Column("draft_id", ForeignKey("drafts.id", ondelete="CASCADE"), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)
"""The registrar's signed card list, as it was uploaded."""
