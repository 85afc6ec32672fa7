"""How the database came to look as it does, step by step; a start on an older or unknown one is
refused with the mend."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from db.engine import Database


class WrongSchemaError(Exception):
    """The database is not what this version of the programme needs."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database) -> None:
    """Brings the database to this version, in one transaction: all of it, or none."""
    with database.writing() as connection:
        command.upgrade(_config(connection), "head")


def check(database: Database) -> None:
    """Raises WrongSchemaError, whose text says what to do, unless the database fits."""
    with database.reading() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    script = ScriptDirectory.from_config(_config())
    if found == script.get_current_head():
        return
    if found is None:
        raise WrongSchemaError("The database is empty: run `maplebridge migrate`.")
    if found not in {revision.revision for revision in script.walk_revisions()}:
        raise WrongSchemaError(
            f"The database is of a newer version ({found}): start the programme that wrote it."
        )
    raise WrongSchemaError(f"The database is at {found}: run `maplebridge migrate`.")
