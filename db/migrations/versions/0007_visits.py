"""What happens to a booked visit: reminders, the window, feedback; walk-ins; hours and errands that officers
changed."""

import sqlalchemy as sa
from alembic import op

import db.base

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    for column in (
        sa.Column("reminded", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("asks", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("coming_at", db.base.Moment(), nullable=True),
        sa.Column("arrived_at", db.base.Moment(), nullable=True),
        sa.Column("served_at", db.base.Moment(), nullable=True),
        sa.Column("officer_id", sa.BigInteger(), nullable=True),
        sa.Column("plate", sa.String(length=16), nullable=True),
        sa.Column("lacks", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("stars", sa.SmallInteger(), nullable=True),
    ):
        op.add_column("bookings", column)
    op.create_index("ix_bookings_window", "bookings", ["window", "start"])
    op.create_table(
        "walk_ins",
        sa.Column("id", ROW, nullable=False),
        sa.Column("window", sa.String(length=16), nullable=False),
        sa.Column("errand", sa.String(length=16), nullable=False),
        sa.Column("at", db.base.Moment(), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=False),
        sa.Column("plate", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_walk_ins")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_walk_ins_window", "walk_ins", ["window", "at"])
    op.create_table(
        "window_days",
        sa.Column("window", sa.String(length=16), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("hours", sa.String(length=128), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("window", "day", name=op.f("pk_window_days")),
    )
    op.create_table(
        "added_errands",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_added_errands")),
    )


def downgrade() -> None:
    raise NotImplementedError("What was noted at the window would be lost: restore a backup.")
