"""Until when a message makes sense, which case it is about and what holds it; news that could not be
heard is tried again."""

import sqlalchemy as sa
from alembic import op

import db.base

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

PENDING = sa.text("state = 'pending'")
ENDS = sa.text("state = 'pending' AND until IS NOT NULL")


def upgrade() -> None:
    op.add_column("outbox", sa.Column("until", db.base.Moment(), nullable=True))
    op.add_column("outbox", sa.Column("case", sa.String(length=64), nullable=True))
    op.add_column("outbox", sa.Column("held", sa.String(length=8), nullable=True))
    for name, column, where in (
        ("ix_outbox_chat", "chat_id", PENDING),
        ("ix_outbox_until", "until", ENDS),
    ):
        op.create_index(name, "outbox", [column], sqlite_where=where, postgresql_where=where)
    tries = sa.Column("tries", sa.Integer(), server_default="0", nullable=False)
    op.add_column("tidings", tries)
    op.add_column("tidings", sa.Column("not_before", db.base.Moment(), nullable=True))
    op.add_column("tidings", sa.Column("aside_at", db.base.Moment(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("tidings") as batch:
        for name in ("aside_at", "not_before", "tries"):
            batch.drop_column(name)
    op.drop_index("ix_outbox_until", "outbox")
    op.drop_index("ix_outbox_chat", "outbox")
    with op.batch_alter_table("outbox") as batch:
        for name in ("held", "case", "until"):
            batch.drop_column(name)
