"""Elections in preparation."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", NUMBER, sa.Identity(always=True), nullable=False),
        sa.Column("school_id", NUMBER, nullable=False),
        sa.Column("uuid", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("stage", sa.String(8), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name="fk_drafts_school_id"),
        sa.UniqueConstraint("uuid", name="uq_drafts_uuid"),
    )
    op.create_index("ix_drafts_school_id", "drafts", ["school_id"])
    _create_part("draft_photos", ("sha256",), sa.Column("sha256", sa.String(64), nullable=False))
    _create_part("draft_card_lists", ())


def _create_part(name, key, *columns) -> None:
    op.create_table(
        name,
        sa.Column("draft_id", NUMBER, nullable=False),
        *columns,
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("draft_id", *key, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=f"fk_{name}_draft_id", ondelete="CASCADE"),
    )
