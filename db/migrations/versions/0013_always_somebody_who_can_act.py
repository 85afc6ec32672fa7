"""When an alarm was heard of, rung again and confirmed; whom of the officers Telegram lets us write to; and
what may have been an alarm and could not be read."""

import sqlalchemy as sa
from alembic import op

import db.base

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENTS = ("heard_at", "rang_at", "recalled_at", "answered_at", "confirmed_at")
COUNTS = (("answered", sa.Integer()), ("asks", sa.SmallInteger()))


def upgrade() -> None:
    for name in MOMENTS:
        op.add_column("alerts", sa.Column(name, db.base.Moment(), nullable=True))
    for name, kind in COUNTS:
        op.add_column("alerts", sa.Column(name, kind, server_default="0", nullable=False))
    live = sa.text("state <> 'closed'")
    op.create_index(
        "ix_alerts_owned", "alerts", ["officer_id"], sqlite_where=live, postgresql_where=live
    )
    # Whatever is not closed has a clock from now on.
    op.execute("UPDATE alerts SET rang_at = raised_at, due_at = raised_at WHERE state <> 'closed'")
    op.execute(
        "UPDATE alerts SET confirmed_at = COALESCE(arrived_at, on_way_at, accepted_at)"
        " WHERE state = 'accepted'"
    )
    op.add_column(
        "officers", sa.Column("reachable", sa.Boolean(), server_default="1", nullable=False)
    )
    op.add_column("officers", sa.Column("due_at", db.base.Moment(), nullable=True))
    due = sa.text("due_at IS NOT NULL")
    op.create_index(
        "ix_officers_due", "officers", ["due_at"], sqlite_where=due, postgresql_where=due
    )
    op.create_table(
        "unread",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("parked", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rooms", sa.JSON(), nullable=False),
        sa.Column("called", sa.JSON(), nullable=False),
        sa.Column("open_since", db.base.Moment(), nullable=False),
        sa.Column("rung", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("rung_at", db.base.Moment(), nullable=True),
        sa.Column("officer_id", sa.BigInteger(), nullable=True),
        sa.Column("taken_at", db.base.Moment(), nullable=True),
        sa.Column("due_at", db.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name="fk_unread_room_id"),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.user_id"], name="fk_unread_officer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_unread"),
        sqlite_autoincrement=True,
    )
    open_ = sa.text("taken_at IS NULL")
    op.create_index(
        "ix_unread_open",
        "unread",
        ["chat_id"],
        unique=True,
        sqlite_where=open_,
        postgresql_where=open_,
    )
    op.create_index("ix_unread_due", "unread", ["due_at"], sqlite_where=due, postgresql_where=due)


def downgrade() -> None:
    op.drop_table("unread")
    op.drop_index("ix_officers_due", "officers")
    with op.batch_alter_table("officers") as batch:
        batch.drop_column("due_at")
        batch.drop_column("reachable")
    op.drop_index("ix_alerts_owned", "alerts")
    with op.batch_alter_table("alerts") as batch:
        for name in (*MOMENTS, *(name for name, _ in COUNTS)):
            batch.drop_column(name)
