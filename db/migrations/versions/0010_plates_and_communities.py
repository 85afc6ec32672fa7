"""Where who walked in lives, and indexes for counting the plates of a year."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("walk_ins", sa.Column("community", sa.String(length=32), nullable=True))
    for table, moment in (("walk_ins", "at"), ("bookings", "ended_at")):
        given = sa.text("plate > ''")
        op.create_index(
            f"ix_{table}_plates",
            table,
            ["window", moment],
            sqlite_where=given,
            postgresql_where=given,
        )


def downgrade() -> None:
    raise NotImplementedError("Where people live would be lost: restore a backup.")
