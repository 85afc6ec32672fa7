"""Where the database is at work: a copy of it, restored elsewhere, is known by that."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("leaders", sa.Column("home", sa.String(64), nullable=True))


def downgrade() -> None:
    op.drop_column("leaders", "home")
