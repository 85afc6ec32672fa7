"""A conversation's draft under seal, until when it waits, and the messages that ask."""

import sqlalchemy as sa
from alembic import op

import db.base

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What lay in plain goes. The steps stay, over since they last moved: who goes on is told so, and how
    # to begin again.
    with op.batch_alter_table("conversations") as batch:
        batch.drop_column("draft")
        batch.add_column(sa.Column("draft", sa.LargeBinary(), nullable=True))
        batch.add_column(sa.Column("ends_at", db.base.Moment(), nullable=True))
        batch.add_column(sa.Column("question", sa.String(length=64), nullable=True))
        batch.add_column(sa.Column("card", sa.String(length=64), nullable=True))
    op.execute("UPDATE conversations SET ends_at = changed_at")
    with op.batch_alter_table("conversations") as batch:
        batch.alter_column("ends_at", existing_type=db.base.Moment(), nullable=False)
    op.create_index("ix_conversations_person", "conversations", ["person_id"])
    op.create_index("ix_conversations_changed", "conversations", ["changed_at"])


def downgrade() -> None:
    # An older version can't read a sealed draft.
    op.drop_index("ix_conversations_changed", table_name="conversations")
    op.drop_index("ix_conversations_person", table_name="conversations")
    op.execute("DELETE FROM conversations")
    with op.batch_alter_table("conversations") as batch:
        batch.drop_column("card")
        batch.drop_column("question")
        batch.drop_column("ends_at")
        batch.drop_column("draft")
        batch.add_column(sa.Column("draft", sa.Text(), nullable=False))
