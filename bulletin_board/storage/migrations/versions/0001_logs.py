"""The logs: heads, entries, payloads, tree nodes, cosignatures, and what is derived from the entries.

Everything but ``logs`` is append-only, and the database itself holds that: see docs/decisions.
"""

from string import Template

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

HASH = sa.String(64)

_NO_REPLACE = Template(
    "CREATE TRIGGER ${table}_no_replace BEFORE INSERT ON $table "
    "WHEN EXISTS (SELECT 1 FROM $table WHERE log_id = NEW.log_id AND ($same)) "
    "BEGIN SELECT RAISE(ABORT, '$table is append-only'); END"
)


def upgrade() -> None:
    op.create_table(
        "logs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("origin", sa.String(200), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("peaks", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.LargeBinary, nullable=False),
        sa.Column("checkpoint", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_logs"),
        sa.UniqueConstraint("kind", "name", name="uq_logs_kind_name"),
        sa.UniqueConstraint("origin", name="uq_logs_origin"),
    )
    _create(
        "entries", ("index",), _number("index"), _text("type", sa.String(32)), _bytes("leaf"), _text("payload", HASH)
    )
    op.create_index("ix_entries_log_id_payload_type", "entries", ["log_id", "payload", "type"])
    _create("blobs", ("sha256",), _text("sha256", HASH), _bytes("data"))
    _create("nodes", ("level", "index"), _number("level"), _number("index"), _bytes("hash"), sqlite_with_rowid=False)
    _create(
        "cosignatures", ("size", "witness"), _number("size"), _text("witness", sa.String(200)), _text("line", sa.Text)
    )
    codes = (_text("code", sa.String(43)), _text("short_code", sa.String(14)), _text("credential", sa.Text))
    _create("ballots", ("index",), _number("index"), _number("height"), *codes, unique=(("code",),))
    codes = (_text("code", sa.String(43)), _text("short_code", sa.String(14)), _text("credential", sa.Text))
    _create("challenges", ("index",), _number("index"), *codes, unique=(("code", "credential"),))
    for table in ("ballots", "challenges"):
        for column in ("short_code", "credential"):
            op.create_index(f"ix_{table}_log_id_{column}", table, ["log_id", column])
    _create(
        "card_replacements",
        ("index",),
        _number("index"),
        _text("revoked", sa.Text),
        _text("activated", sa.Text),
        unique=(("revoked",), ("activated",)),
    )
    _create("signers", ("signer",), _number("signer"), _number("index"))
    _create("shares", ("owner",), _number("owner"), _number("index"))
    _create("bad_shares", ("owner",), _number("owner"), _number("index"))
    _guard()


def downgrade() -> None:
    raise NotImplementedError("An append-only log is never migrated back: restore the database's backup instead.")


def _number(name: str) -> sa.Column:
    return sa.Column(name, sa.BigInteger, autoincrement=False, nullable=False)


def _text(name: str, kind: sa.String) -> sa.Column:
    return sa.Column(name, kind, nullable=False)


def _bytes(name: str) -> sa.Column:
    return sa.Column(name, sa.LargeBinary, nullable=False)


_KEYS: dict[str, list[tuple[str, ...]]] = {}


def _create(name, key, *columns, unique=(), **options) -> None:
    log = sa.Column("log_id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False)
    op.create_table(
        name,
        log,
        *columns,
        sa.PrimaryKeyConstraint("log_id", *key, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["log_id"], ["logs.id"], name=f"fk_{name}_log_id"),
        *(sa.UniqueConstraint("log_id", *columns, name=f"uq_{name}_log_id_" + "_".join(columns)) for columns in unique),
        **options,
    )
    _KEYS[name] = [key, *unique]


def _guard() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _guard_sqlite() -> None:
    for table, keys in _KEYS.items():
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        # INSERT OR REPLACE removes the row in its way without firing the trigger on DELETE.
        same = " OR ".join("(" + " AND ".join(f'"{column}" = NEW."{column}"' for column in key) + ")" for key in keys)
        op.execute(_NO_REPLACE.substitute(table=table, same=same))
    op.execute("CREATE TRIGGER logs_no_delete BEFORE DELETE ON logs BEGIN SELECT RAISE(ABORT, 'logs only grow'); END")
    op.execute(
        "CREATE TRIGGER logs_no_shrink BEFORE UPDATE ON logs WHEN NEW.size <= OLD.size OR NEW.id <> OLD.id "
        "OR NEW.origin <> OLD.origin OR NEW.kind <> OLD.kind OR NEW.name <> OLD.name "
        "BEGIN SELECT RAISE(ABORT, 'logs only grow'); END"
    )
    op.execute(
        "CREATE TRIGGER logs_no_replace BEFORE INSERT ON logs WHEN EXISTS (SELECT 1 FROM logs WHERE id = NEW.id "
        "OR origin = NEW.origin OR (kind = NEW.kind AND name = NEW.name)) "
        "BEGIN SELECT RAISE(ABORT, 'logs only grow'); END"
    )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION suarasah_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    op.execute(
        "CREATE FUNCTION suarasah_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF NEW.size <= OLD.size OR (NEW.id, NEW.origin, NEW.kind, NEW.name) IS DISTINCT FROM "
        "(OLD.id, OLD.origin, OLD.kind, OLD.name) THEN RAISE EXCEPTION 'logs only grow'; END IF; RETURN NEW; END $$"
    )
    for table in _KEYS:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION suarasah_append_only()"
        )
    for table in (*_KEYS, "logs"):
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION suarasah_append_only()"
        )
    op.execute(
        "CREATE TRIGGER logs_no_delete BEFORE DELETE ON logs FOR EACH ROW EXECUTE FUNCTION suarasah_append_only()"
    )
    op.execute(
        "CREATE TRIGGER logs_only_grows BEFORE UPDATE ON logs FOR EACH ROW EXECUTE FUNCTION suarasah_only_grows()"
    )
