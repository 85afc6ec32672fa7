"""Where a database is at work, so that a copy of it is known from the one that was copied: a backup that was
restored, or a file that was moved."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, text

# A managed PostgreSQL may keep the first to itself; a dump that is read back has another number anyway.
_MAY = text("SELECT has_function_privilege('pg_control_system()', 'execute')")
_CLUSTER = text("SELECT system_identifier FROM pg_control_system()")
_NUMBER = text("SELECT oid FROM pg_database WHERE datname = current_database()")


def home(connection: Connection, file: Path | None) -> str:
    """SQLite's file by its inode, which a restored or moved one does not share; PostgreSQL's database by
    its number in its cluster."""
    if file is not None:
        return f"file-{file.stat().st_ino}"
    cluster = connection.scalar(_CLUSTER) if connection.scalar(_MAY) else 0
    return f"postgresql-{cluster}-{connection.scalar(_NUMBER)}"
