"""Turnout over time, machines seen, and remarks for the minutes, of which no revision is ever lost."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create("turnout", "bucket", _number("bucket"), _number("counted"))
    _create("machines", "label", sa.Column("label", sa.String(40), nullable=False), _number("minute"))
    _create("remarks", "revision", _number("revision"), sa.Column("body", sa.LargeBinary, nullable=False))
    _guard_remarks()


def _number(name: str) -> sa.Column:
    return sa.Column(name, sa.BigInteger, autoincrement=False, nullable=False)


def _create(name, key, *columns) -> None:
    op.create_table(
        name,
        sa.Column("log_id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("log_id", key, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["log_id"], ["logs.id"], name=f"fk_{name}_log_id"),
    )


def _guard_remarks() -> None:
    if op.get_bind().dialect.name != "sqlite":
        # The function is that of the logs (0001).
        op.execute(
            "CREATE TRIGGER remarks_append_only BEFORE UPDATE OR DELETE ON remarks "
            "FOR EACH ROW EXECUTE FUNCTION suarasah_append_only()"
        )
        op.execute(
            "CREATE TRIGGER remarks_no_truncate BEFORE TRUNCATE ON remarks "
            "FOR EACH STATEMENT EXECUTE FUNCTION suarasah_append_only()"
        )
        return
    for action in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER remarks_no_{action.lower()} BEFORE {action} ON remarks "
            "BEGIN SELECT RAISE(ABORT, 'remarks is append-only'); END"
        )
    # INSERT OR REPLACE removes the row in its way without firing the trigger on DELETE.
    op.execute(
        "CREATE TRIGGER remarks_no_replace BEFORE INSERT ON remarks "
        "WHEN EXISTS (SELECT 1 FROM remarks WHERE log_id = NEW.log_id AND revision = NEW.revision) "
        "BEGIN SELECT RAISE(ABORT, 'remarks is append-only'); END"
    )
