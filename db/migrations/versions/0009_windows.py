"""What officers changed about the windows, and which of several visits somebody's is."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OPEN = sa.text("state IN ('held', 'booked')")


def upgrade() -> None:
    # Until now nobody could have two: everybody's open visit is their first.
    op.add_column(
        "bookings", sa.Column("nth", sa.SmallInteger(), server_default="1", nullable=False)
    )
    op.drop_index("ix_bookings_one_each", "bookings")
    op.create_index(
        "ix_bookings_one_each",
        "bookings",
        ["resident_id", "window", "nth"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "window_settings",
        sa.Column("window", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("window", "name", name=op.f("pk_window_settings")),
    )


def downgrade() -> None:
    raise NotImplementedError("Visits that are somebody's second would be lost: restore a backup.")
