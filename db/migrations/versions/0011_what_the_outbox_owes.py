"""Until when a message makes sense, and which case it is about."""

import sqlalchemy as sa
from alembic import op

import db.base

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("until", db.base.Moment(), nullable=True))
    op.add_column("outbox", sa.Column("case", sa.String(length=64), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("outbox") as batch:
        batch.drop_column("case")
        batch.drop_column("until")
