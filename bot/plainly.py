"""An operator's mistake is one sentence on the screen that says what to do, not a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from sqlalchemy.exc import DBAPIError

from bot.logs import leaves
from bot.settings import SettingsError
from db.migrations import WrongSchemaError
from services.districts import DistrictError
from services.rooms import NoDistrictError

REFUSED = 2  # the exit status of a start or command that an operator has to mend


class MendableError(Exception):
    """An operator's mistake; the text says what to do."""


@contextmanager
def plainly() -> Iterator[None]:
    """An operator's mistake is one sentence on the screen, not a traceback."""
    try:
        yield
    except (
        SettingsError,
        DistrictError,
        WrongSchemaError,
        MendableError,
        NoDistrictError,
    ) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(REFUSED) from None
    except DBAPIError as error:
        kind = type(error.orig).__name__
        typer.echo(f"The database does not answer ({kind}): is DATABASE_URL right?", err=True)
        raise typer.Exit(REFUSED) from None
    except BaseExceptionGroup as group:  # of what runs side by side, and ended because of one
        mendable, _ = group.split(MendableError)
        if mendable is None:
            raise
        typer.echo("\n".join(str(error) for error in leaves(mendable)), err=True)
        raise typer.Exit(REFUSED) from None
