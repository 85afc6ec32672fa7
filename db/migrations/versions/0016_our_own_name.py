"""The bot knows its own name also at a start at which Telegram is not there."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("leaders", sa.Column("own_name", sa.String(64), nullable=True))


def downgrade() -> None:
    op.drop_column("leaders", "own_name")
