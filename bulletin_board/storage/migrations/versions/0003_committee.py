"""Organisations, schools, accounts, sessions, invitations and the audit log, which is append-only."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

HASH = sa.String(64)


def upgrade() -> None:
    _create("organisations", _id(), _text("name", 200), unique=(("name",),))
    _create(
        "schools",
        _id(),
        _reference("organisation_id"),
        _text("name", 200),
        _text("zone", 4),
        _text("npsn", 8),
        unique=(("organisation_id", "name"),),
        foreign={"organisation_id": "organisations"},
    )
    _create(
        "accounts",
        _id(),
        _text("login", 40),
        _text("name", 100),
        _text("password", 200),
        sa.Column("totp", sa.LargeBinary, nullable=False),
        _number("totp_step"),
        sa.Column("administrator", sa.Boolean, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        _number("created"),
        unique=(("login",),),
    )
    _create(
        "recovery_codes",
        _reference("account_id"),
        _text("hash", 64),
        key=("account_id", "hash"),
        foreign={"account_id": "accounts"},
    )
    _create(
        "memberships",
        _reference("account_id"),
        _reference("school_id"),
        _text("role", 16),
        key=("account_id", "school_id"),
        foreign={"account_id": "accounts", "school_id": "schools"},
    )
    _create(
        "invitations",
        _id(),
        _text("hash", 64),
        _reference("school_id", nullable=True),
        _text("role", 16),
        _reference("account_id", nullable=True),
        _reference("created_by", nullable=True),
        _number("created"),
        _number("expires"),
        _text("state", 8),
        unique=(("hash",),),
        foreign={"school_id": "schools", "account_id": "accounts", "created_by": "accounts"},
    )
    _create(
        "sessions",
        _text("hash", 64),
        _reference("account_id"),
        _number("created"),
        _number("seen"),
        _number("confirmed"),
        _text("device", 100),
        _text("notice", 300),
        key=("hash",),
        foreign={"account_id": "accounts"},
    )
    op.create_index("ix_sessions_account_id", "sessions", ["account_id"])
    _create("login_attempts", _text("subject", 64), _number("failures"), _number("blocked_until"), key=("subject",))
    _create(
        "audit_log",
        _number("index"),
        sa.Column("school_id", sa.BigInteger, nullable=True),
        sa.Column("record", sa.Text, nullable=False),
        _text("hash", 64),
        key=("index",),
    )
    op.create_index("ix_audit_log_school_id", "audit_log", ["school_id"])
    _guard_audit_log()


def _id() -> sa.Column:
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), sa.Identity(always=True), nullable=False)


def _reference(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=nullable)


def _number(name: str) -> sa.Column:
    return sa.Column(name, sa.BigInteger, autoincrement=False, nullable=False)


def _text(name: str, length: int) -> sa.Column:
    return sa.Column(name, sa.String(length), nullable=False)


def _create(name, *columns, key=("id",), unique=(), foreign=None) -> None:
    op.create_table(
        name,
        *columns,
        sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"),
        *(sa.UniqueConstraint(*each, name=f"uq_{name}_" + "_".join(each)) for each in unique),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=f"fk_{name}_{column}")
            for column, table in (foreign or {}).items()
        ),
    )


def _guard_audit_log() -> None:
    if op.get_bind().dialect.name != "sqlite":
        # The function is that of the logs (0001).
        op.execute(
            "CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log "
            "FOR EACH ROW EXECUTE FUNCTION suarasah_append_only()"
        )
        op.execute(
            "CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log "
            "FOR EACH STATEMENT EXECUTE FUNCTION suarasah_append_only()"
        )
        return
    for action in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_log_no_{action.lower()} BEFORE {action} ON audit_log "
            "BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END"
        )
    # INSERT OR REPLACE removes the row in its way without firing the trigger on DELETE.
    op.execute(
        "CREATE TRIGGER audit_log_no_replace BEFORE INSERT ON audit_log "
        'WHEN EXISTS (SELECT 1 FROM audit_log WHERE "index" = NEW."index") '
        "BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END"
    )
