"""Visits booked at the windows, the places they take, and who waits for one."""

import sqlalchemy as sa
from alembic import op

import db.base

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = "state IN ('held', 'booked')"


def upgrade() -> None:
    op.create_table(
        "bookings",
        sa.Column("id", ROW, nullable=False),
        sa.Column("resident_id", sa.BigInteger(), nullable=False),
        sa.Column("window", sa.String(length=16), nullable=False),
        sa.Column("errand", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("start", db.base.Moment(), nullable=False),
        sa.Column("until", db.base.Moment(), nullable=False),
        sa.Column("made_at", db.base.Moment(), nullable=False),
        sa.Column("held_until", db.base.Moment(), nullable=True),
        sa.Column("booked_at", db.base.Moment(), nullable=True),
        sa.Column("offered", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("moves", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("frame", sa.LargeBinary(), nullable=True),
        sa.Column("bike", sa.String(length=64), nullable=True),
        sa.Column("ended_at", db.base.Moment(), nullable=True),
        sa.Column("due_at", db.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["residents.id"], name=op.f("fk_bookings_resident_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
        sqlite_autoincrement=True,
    )
    _partly("ix_bookings_one_each", "bookings", ["resident_id", "window"], OPEN, unique=True)
    _partly("ix_bookings_bike", "bookings", ["bike"], f"bike IS NOT NULL AND {OPEN}", unique=True)
    _partly("ix_bookings_due", "bookings", ["due_at"], "due_at IS NOT NULL")
    op.create_index("ix_bookings_resident", "bookings", ["resident_id", "made_at"])
    op.create_table(
        "taken_places",
        sa.Column("window", sa.String(length=16), nullable=False),
        sa.Column("start", db.base.Moment(), autoincrement=False, nullable=False),
        sa.Column("seat", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("until", db.base.Moment(), nullable=False),
        sa.Column("booking_id", ROW, nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_taken_places_booking_id")
        ),
        sa.PrimaryKeyConstraint("window", "start", "seat", name=op.f("pk_taken_places")),
    )
    op.create_index(op.f("ix_taken_places_booking_id"), "taken_places", ["booking_id"])
    op.create_table(
        "waits",
        sa.Column("id", ROW, nullable=False),
        sa.Column("resident_id", sa.BigInteger(), nullable=False),
        sa.Column("window", sa.String(length=16), nullable=False),
        sa.Column("errand", sa.String(length=16), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("made_at", db.base.Moment(), nullable=False),
        sa.Column("ended_at", db.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["residents.id"], name=op.f("fk_waits_resident_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waits")),
        sqlite_autoincrement=True,
    )
    waiting = "ended_at IS NULL"
    _partly("ix_waits_one_each", "waits", ["resident_id", "window", "day"], waiting, unique=True)
    _partly("ix_waits_line", "waits", ["window", "day", "id"], waiting)


def _partly(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    only = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=only, postgresql_where=only)


def downgrade() -> None:
    raise NotImplementedError("Visits would be forgotten: restore a backup instead.")
