"""The alarm complete: calls until somebody accepts, the way there, the talk, the stars."""

import sqlalchemy as sa
from alembic import op

import db.base

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _grow_alerts()
    op.create_table(
        "talks",
        sa.Column("id", ROW, nullable=False),
        sa.Column("alert_id", ROW, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("album", sa.String(length=32), nullable=True),
        sa.Column("answers", ROW, nullable=True),
        sa.Column("carrier", ROW, nullable=True),
        sa.Column("said_at", db.base.Moment(), nullable=False),
        sa.Column("edited", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("gone", sa.Boolean(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name=op.f("fk_talks_alert_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talks")),
        sa.UniqueConstraint("chat_id", "message_id", name=op.f("uq_talks_chat_id_message_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_talks_alert_id"), "talks", ["alert_id"])
    op.execute(
        "INSERT INTO talks (alert_id, chat_id, message_id, kind, text, said_at, edited) "
        "SELECT alert_id, resident_id, message_id, 'text', text, said_at, edited "
        "FROM alert_words JOIN alerts ON alerts.id = alert_words.alert_id ORDER BY alert_words.id"
    )
    op.drop_table("alert_words")
    for name in ("forum", "lost"):
        op.add_column("groups", sa.Column(name, sa.Boolean(), server_default="0", nullable=False))
    op.create_index("ix_cards_message", "cards", ["chat_id", "message_id"])
    op.create_index("ix_alerts_resident", "alerts", ["resident_id", "id"])


def _grow_alerts() -> None:
    for column in (
        sa.Column("kind", sa.String(length=12), nullable=True),
        sa.Column("open_since", db.base.Moment(), server_default="0", nullable=False),
        sa.Column("rung", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("rooms", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("former", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=True),
        sa.Column("on_way_at", db.base.Moment(), nullable=True),
        sa.Column("asked_at", db.base.Moment(), nullable=True),
        sa.Column("arrived_at", db.base.Moment(), nullable=True),
        sa.Column("help_at", db.base.Moment(), nullable=True),
        sa.Column("mistap_at", db.base.Moment(), nullable=True),
        sa.Column("flagged_at", db.base.Moment(), nullable=True),
        sa.Column("moved", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("drawn_at", db.base.Moment(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("stars", sa.SmallInteger(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
    ):
        op.add_column("alerts", column)
    room = "'[' || room_id || ']'"
    if op.get_bind().dialect.name == "postgresql":
        room = f"CAST({room} AS JSON)"
    op.execute(f"UPDATE alerts SET open_since = raised_at, rooms = {room}")  # noqa: S608 - ours
    op.execute("UPDATE alerts SET rung = 1 WHERE again_at IS NOT NULL")
    op.execute("ALTER TABLE alerts RENAME COLUMN again_at TO rung_at")


def downgrade() -> None:
    raise NotImplementedError("The talk would lose what officers said: restore a backup instead.")
