"""Consent to the privacy notice, and whether a resident was asked where they live."""

import sqlalchemy as sa
from alembic import op

import db.base

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("residents", schema=None) as batch_op:
        batch_op.add_column(sa.Column("consent_version", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("consented_at", db.base.Moment(), nullable=True))
        batch_op.add_column(
            sa.Column("community_asked", sa.Boolean(), server_default="0", nullable=False)
        )


def downgrade() -> None:
    raise NotImplementedError("A consent is not forgotten: restore a backup instead.")
