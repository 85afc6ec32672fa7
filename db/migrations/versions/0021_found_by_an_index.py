"""Indexes for what was read through as a whole: the newest message of a chat, and the cards whose names
begin alike.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    noted = sa.text("message_id IS NOT NULL")
    op.create_index(
        "ix_outbox_message",
        "outbox",
        ["chat_id", "message_id"],
        sqlite_where=noted,
        postgresql_where=noted,
    )
    op.create_index(
        "ix_cards_name",
        "cards",
        ["chat_id", "name"],
        postgresql_ops={"name": "varchar_pattern_ops"},
    )


def downgrade() -> None:
    op.drop_index("ix_cards_name", "cards")
    op.drop_index("ix_outbox_message", "outbox")
