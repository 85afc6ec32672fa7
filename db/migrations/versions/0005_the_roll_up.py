"""More alarms than a group may get: the roll-up of each room, its lists, and who stands in them."""

import sqlalchemy as sa
from alembic import op

import db.base

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DUE = sa.text("due_at IS NOT NULL")
WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    op.add_column("alerts", sa.Column("alone_at", db.base.Moment(), nullable=True))
    op.execute("UPDATE alerts SET alone_at = raised_at")
    op.create_index("ix_alerts_alone", "alerts", ["room_id", "alone_at"])
    _make_rollups()
    _make_rolled()
    _make_lists()
    _index_chats(["chat_id", "turn", "urgent"])
    op.execute("UPDATE inbox SET turn = turn - 4 WHERE urgent AND state = 'waiting'")
    _index_waiting(["turn", "id"])


def _make_rollups() -> None:
    def count(name: str) -> sa.Column[int]:
        return sa.Column(name, sa.Integer(), server_default="0", nullable=False)

    op.create_table(
        "rollups",
        sa.Column("id", ROW, autoincrement=False, nullable=False),
        sa.Column("since", db.base.Moment(), nullable=True),
        count("ring"),
        sa.Column("rung_at", db.base.Moment(), nullable=True),
        sa.Column("called", sa.JSON(), server_default="[]", nullable=False),
        *(count(name) for name in ("page", "begun", "joined", "counted", "shown")),
        sa.Column("stale", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("free_at", db.base.Moment(), nullable=True),
        sa.Column("due_at", db.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["rooms.id"], name=op.f("fk_rollups_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollups")),
    )
    _index_due("rollups")


def _make_rolled() -> None:
    op.create_table(
        "rolled",
        sa.Column("room_id", ROW, autoincrement=False, nullable=False),
        sa.Column("alert_id", ROW, autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_rolled_room_id")),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name=op.f("fk_rolled_alert_id")),
        sa.PrimaryKeyConstraint("room_id", "alert_id", name=op.f("pk_rolled")),
        sa.UniqueConstraint("room_id", "place", name=op.f("uq_rolled_room_id_place")),
    )
    op.create_index("ix_rolled_alert", "rolled", ["alert_id", "room_id", "place"])


def _make_lists() -> None:
    op.create_table(
        "rollup_lists",
        sa.Column("id", ROW, nullable=False),
        sa.Column("room_id", ROW, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("free_at", db.base.Moment(), nullable=True),
        sa.Column("due_at", db.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_rollup_lists_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollup_lists")),
        sa.UniqueConstraint("room_id", "number", name=op.f("uq_rollup_lists_room_id_number")),
        sqlite_autoincrement=True,
    )
    _index_due("rollup_lists")


def _index_due(table: str) -> None:
    op.create_index(f"ix_{table}_due", table, ["due_at"], sqlite_where=DUE, postgresql_where=DUE)


def _index_chats(columns: list[str]) -> None:
    op.drop_index("ix_inbox_chat", table_name="inbox")
    op.create_index(
        "ix_inbox_chat", "inbox", columns, sqlite_where=WAITING, postgresql_where=WAITING
    )


def _index_waiting(columns: list[str | sa.TextClause]) -> None:
    op.drop_index("ix_inbox_waiting", table_name="inbox")
    op.create_index(
        "ix_inbox_waiting", "inbox", columns, sqlite_where=WAITING, postgresql_where=WAITING
    )


def downgrade() -> None:
    """What stood in a roll-up stands alone again: its cards are drawn when it changes."""
    _index_waiting([sa.text("urgent DESC"), "turn", "id"])
    _index_chats(["chat_id"])
    for table in ("rollup_lists", "rolled", "rollups"):
        op.drop_table(table)
    op.drop_index("ix_alerts_alone", table_name="alerts")
    op.drop_column("alerts", "alone_at")
