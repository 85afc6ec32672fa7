"""A key for each alarm, so that its records outlive their resident's; what was said and done says nothing any
more; and what is over is found along an index when its time has come."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

CLOSED = sa.text("state = 'closed'")
TAKEN = sa.text("taken_at IS NOT NULL")
OVER = sa.text("ended_at IS NOT NULL")
INDEXES = (
    ("ix_alerts_closed", "alerts", "closed_at", CLOSED),
    ("ix_bookings_ended", "bookings", "ended_at", OVER),
    ("ix_waits_ended", "waits", "ended_at", OVER),
    ("ix_walk_ins_at", "walk_ins", "at", None),
    ("ix_unread_taken", "unread", "taken_at", TAKEN),
    ("ix_invitations_expires", "invitations", "expires_at", None),
)


def upgrade() -> None:
    op.add_column("alerts", sa.Column("key", sa.LargeBinary(), nullable=True))
    for name, table, column, where in INDEXES:
        op.create_index(name, table, [column], sqlite_where=where, postgresql_where=where)
    op.execute("UPDATE outbox SET content = '{}' WHERE state NOT IN ('pending', 'sending')")
    op.execute("UPDATE inbox SET raw = '' WHERE state = 'done'")


def downgrade() -> None:
    own = op.get_bind().scalar(sa.text("SELECT count(*) FROM alerts WHERE key IS NOT NULL"))
    if own:
        raise NotImplementedError("Alarms would lose names and places: restore a backup instead.")
    for name, table, _, _ in INDEXES:
        op.drop_index(name, table)
    with op.batch_alter_table("alerts") as batch:
        batch.drop_column("key")
