"""Which file a message of the talk shows, and how often another one took its place."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("talks", sa.Column("file", sa.String(length=64), nullable=True))
    op.add_column("talks", sa.Column("copies", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("talks") as batch:
        batch.drop_column("copies")
        batch.drop_column("file")
