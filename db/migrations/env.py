"""Alembic's entry: runs the steps on the connection it is given."""

from alembic import context

from db import (  # noqa: F401 - each adds its tables to the metadata
    alerts,
    audit,
    bookings,
    cards,
    conversations,
    districts,
    groups,
    hung,
    inbox,
    invitations,
    leaders,
    officers,
    openings,
    outbox,
    residents,
    rollups,
    rooms,
    tidings,
    unread,
    waits,
    walk_ins,
    windows,
)
from db.base import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
