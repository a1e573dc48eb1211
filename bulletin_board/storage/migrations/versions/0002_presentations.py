"""What the booth shows beside the names: rows that can be erased, so no trigger guards them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create(
        "presentations",
        sa.Column("school", sa.String(200), nullable=False),
        sa.Column("zone", sa.String(4), nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=True),
        key=(),
    )
    _create(
        "presentation_photos",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("media_type", sa.String(16), nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        key=("sha256",),
    )


def downgrade() -> None:
    raise NotImplementedError("A board is never migrated back: restore the database's backup instead.")


def _create(name, *columns, key) -> None:
    op.create_table(
        name,
        sa.Column("log_id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("log_id", *key, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["log_id"], ["logs.id"], name=f"fk_{name}_log_id"),
    )
