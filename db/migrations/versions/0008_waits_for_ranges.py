"""Residents wait for any of several days, from a first to a last one."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WAITING = sa.text("ended_at IS NULL")


def upgrade() -> None:
    # SQLite adds no column that must have a value without saying which; nobody writes a wait without.
    last = sa.Column("last", sa.String(length=10), nullable=False, server_default="")
    op.add_column("waits", last)
    op.execute("UPDATE waits SET last = day")
    op.drop_index("ix_waits_line", "waits")
    op.create_index(
        "ix_waits_line",
        "waits",
        ["window", "id"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def downgrade() -> None:
    raise NotImplementedError("Who waits for several days would be forgotten: restore a backup.")
