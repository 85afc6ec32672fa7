"""Who serves where: roles, one-time codes, groups that nobody bound."""

import sqlalchemy as sa
from alembic import op

import db.base

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "officers",
        sa.Column("role", sa.String(length=16), server_default="officer", nullable=False),
    )
    op.create_table(
        "strange_groups",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("leave_at", db.base.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strange_groups")),
    )
    op.create_table(
        "invitations",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("room_id", ROW_ID, nullable=False),
        sa.Column("role", sa.String(length=16), nullable=True),
        sa.Column("name", sa.String(length=64), nullable=True),
        sa.Column("alarms", sa.Boolean(), nullable=False),
        sa.Column("desk", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("made_at", db.base.Moment(), nullable=False),
        sa.Column("expires_at", db.base.Moment(), nullable=False),
        sa.Column("used_by", sa.BigInteger(), nullable=True),
        sa.Column("used_at", db.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_invitations_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("digest", name=op.f("uq_invitations_digest")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    raise NotImplementedError("Who joined by a link would serve no more: restore a backup instead.")
