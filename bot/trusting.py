"""`maplebridge trust …`: an operator vouches for what a start refused (bot/precautions.py): the clock, a
database that was moved, a backup that was restored."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

import typer
from sqlalchemy import Connection

from bot import precautions
from bot.leading import lock_of
from bot.plainly import MendableError, plainly
from bot.settings import Settings, load_settings
from bot.witness import Beside
from db import audit, leaders, migrations, vouched
from db.engine import Database
from db.leaders import Reign
from db.seal import Keyring
from services.clock import Clock

app = typer.Typer(no_args_is_help=True, help="Vouches for what a start refused.")


@dataclass(frozen=True, slots=True)
class Vouching:
    """One transaction in which an operator vouches for the database, while no process leads."""

    settings: Settings
    connection: Connection
    keys: Keyring
    reign: Reign
    now: datetime

    def end(self, noun: str, at: datetime, **detail: object) -> None:
        """The database is the one, at that moment; the trail says who said so."""
        home = Beside(self.settings, self.connection).home
        leaders.vouch(self.connection, at, home)
        audit.record(self.connection, self.keys, at, None, "trust", noun, **detail)


@app.command()
def clock() -> None:
    """The machine's clock is right: the station goes by it.

    If the bot was last at work by a clock that was ahead, what is still owed (alarms that are not
    closed, messages that wait) is brought back by as much. Visits stay where people agreed on them.
    """
    with plainly(), _vouching() as it:
        ahead = it.reign.seen_at - it.now
        if ahead > timedelta():
            visits = vouched.visits_made_after(it.connection, it.now)
            vouched.bring_back(it.connection, ahead, it.now)
        it.end("clock", it.now, ahead=round(ahead.total_seconds()))
    typer.echo(f"The station goes by the machine's clock: {_shown(it, it.now)}.")
    if ahead > timedelta() and visits:
        typer.echo(f"{visits} visits were booked by the wrong clock: officers look them through.")


@app.command()
def move() -> None:
    """The database was moved here, and nothing was done with it elsewhere since: all goes on."""
    with plainly(), _vouching() as it:
        it.end("move", max(it.now, it.reign.seen_at))
    typer.echo("The database is at work here from now on.")


@app.command()
def backup(
    ring: Annotated[
        bool, typer.Option("--ring", help="the alarms that are open in it call officers again")
    ] = False,
) -> None:
    """A backup was restored: the bot goes on with it, and says nothing that was due before.

    What waited to be said or heard in it is over. Alarms that are open in it are named; with --ring
    they call officers from the moment of the next start, because nobody knows whether they were closed
    since: officers close them.
    """
    with plainly(), _vouching() as it:
        alarms = vouched.open_alarms(it.connection)
        told = [f"Alarm {one.id}, {one.code}, {_shown(it, one.raised_at)}" for one in alarms]
        if alarms and not ring:
            _ask_to_ring(told)
        at = max(it.now, it.reign.seen_at)
        vouched.quieten(it.connection, at)
        it.end(
            "backup", at, alarms=len(alarms), behind=round((at - it.reign.seen_at).total_seconds())
        )
    typer.echo("\n".join(["The bot goes on with this backup.", *told]))


def _ask_to_ring(told: list[str]) -> None:
    raise MendableError(
        "\n".join(
            [
                "These alarms are open in the backup; they may have been closed since:",
                *told,
                "With `maplebridge trust backup --ring` they call officers again, who close them.",
            ]
        )
    )


@contextmanager
def _vouching() -> Iterator[Vouching]:
    settings = load_settings()
    with closing(Database(settings.database_url)) as database, lock_of(database) as lock:
        migrations.check(database)
        if not lock.take():
            raise MendableError("The bot is at work with this database: stop it first.")
        with database.writing() as connection:
            keys = precautions.require_key(settings, connection)
            reign = leaders.reign(connection)
            if reign is None:
                raise MendableError("The bot was never at work with this database: start it.")
            yield Vouching(settings, connection, keys, reign, Clock(settings.clock_file).now())


def _shown(it: Vouching, moment: datetime) -> str:
    return f"{moment.astimezone(it.settings.timezone):%Y-%m-%d %H:%M}"
