"""What hangs rests; what is tidied away in slices is found along an index."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_bookings_framed", "bookings", "ended_at", "frame IS NOT NULL OR bike IS NOT NULL"),
    ("ix_waits_last", "waits", "last", "ended_at IS NULL"),
    ("ix_tidings_aside", "tidings", "aside_at", "aside_at IS NOT NULL"),
)


def upgrade() -> None:
    op.create_table(
        "hung",
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_hung"),
    )
    op.create_index("ix_hung_until", "hung", ["until"])
    for name, table, column, which in INDEXES:
        op.create_index(
            name, table, [column], sqlite_where=sa.text(which), postgresql_where=sa.text(which)
        )


def downgrade() -> None:
    for name, table, _, _ in INDEXES:
        op.drop_index(name, table)
    op.drop_table("hung")
