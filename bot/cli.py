"""The command line: run the bot, try it without a token, set a station up, look after it."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from bot import doctor as doctoring
from bot import inviting, parent, precautions, trusting
from bot.parent import Pulse
from bot.plainly import MendableError, plainly
from bot.settings import Settings, load_settings
from db import audit, migrations, officers, rooms
from db.engine import Database
from db.seal import Keyring
from services.clock import Clock
from services.districts import District, read_district
from services.rooms import settle

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
district = typer.Typer(no_args_is_help=True, help="The station's own facts.")
app.add_typer(district, name="district")
app.add_typer(inviting.app, name="officers")
app.add_typer(trusting.app, name="trust")


@app.command()
def run() -> None:
    """Runs the bot until it is told to stop; when it dies or hangs, it begins anew."""
    import bot.programme  # noqa: F401 - here, before the first fork, and not in every child

    raise typer.Exit(parent.keep(live))


def live(pulse: Pulse) -> None:
    """The bot's life as a child of its parent. Raises typer.Exit when the start is refused."""
    from bot.programme import Programme

    async def main() -> None:
        beating = asyncio.create_task(pulse.beat(programme))
        await programme.run()
        beating.cancel()

    with plainly():
        programme = Programme(load_settings())
        asyncio.run(main())


@app.command()
def watchdog() -> None:
    """Watches the bot from a process of its own, with a token of its own."""
    # Another programme from here on: what breaks the bot shall not break what watches it.
    os.execv(sys.executable, [sys.executable, "-m", "bot.watchdog"])  # noqa: S606 - ourselves


@app.command()
def demo(
    host: Annotated[str, typer.Option(help="0.0.0.0 lets other machines in")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="of the page")] = 8080,
    folder: Annotated[Path, typer.Option(help="where the demo keeps its data")] = Path("var/demo"),
    keep: Annotated[bool, typer.Option("--keep", help="go on where the last one ended")] = False,
) -> None:
    """Telegram on your desk: a page with a resident's and an officer's phone, and the bot behind it."""
    from bot.demo.stage import live

    with plainly():
        asyncio.run(live(host, port, folder, keep=keep))


@app.command()
def migrate() -> None:
    """Brings the database to this version."""
    with plainly():
        settings = load_settings()
        with closing(Database(settings.database_url, hurried=False)) as database:
            precautions.begin(settings, database)
            migrations.upgrade(database)
    typer.echo("The database is ready.")


@district.command("import")
def import_district(file: Path) -> None:
    """Makes the station what the file says; importing it twice changes nothing."""
    with plainly():
        settings = load_settings()
        try:
            told = file.read_text(encoding="utf-8")
        except OSError as error:
            raise MendableError(f"{file} can't be read: {error.strerror}.") from None
        gone = settle_district(settings, told)
    if gone is None:
        typer.echo("Nothing has changed.")
    else:
        typer.echo("\n".join(["The station is what the file says.", *gone]))


@app.command()
def posters() -> None:
    """Prints a link for each community: who follows it from a poster is asked about that one."""
    from bot.posters import links

    with plainly():
        for code, name, link in asyncio.run(links(load_settings())):
            typer.echo(f"{code}  {link}  {name}")


def settle_district(settings: Settings, told: str) -> list[str] | None:
    """Reads a district file's text into the database. Gives who and what serves no more by it, a line
    each, or None when the file changed nothing."""
    wanted = read_district(told)
    with closing(Database(settings.database_url)) as database:
        migrations.check(database)
        with database.writing() as connection:
            keys = precautions.require_key(settings, connection)
            return _settle(connection, keys, wanted, Clock(settings.clock_file).now())


def _settle(
    connection: Connection, keys: Keyring, wanted: District, now: datetime
) -> list[str] | None:
    staff, groups = _serving(connection)
    in_use = audit.is_in_use(connection)
    if not settle(connection, wanted, now):
        return None
    if in_use:
        audit.record(connection, keys, now, None, "import", "districts")
    else:
        audit.begin(connection, keys, now, "import", "districts")
    staff_now, groups_now = _serving(connection)
    left, released = staff.keys() - staff_now.keys(), groups - groups_now
    for user_id in sorted(left):
        audit.record(connection, keys, now, None, "leave", f"officers {user_id}")
    for chat_id in sorted(released):
        audit.record(connection, keys, now, None, "release", f"groups {chat_id}")
    gone = [f"{staff[user_id]} serves no more." for user_id in sorted(left)]
    return gone + [f"Group {chat_id} belongs to no room any more." for chat_id in released]


def _serving(connection: Connection) -> tuple[dict[int, str], set[int]]:
    """Who serves, by account, and which groups do."""
    staff = {one.user_id: one.name for one in officers.serving(connection)}
    return staff, {group.chat_id for group in rooms.load(connection)[2]}


@app.command()
def doctor() -> None:
    """Looks whether everything is in place, and says what to do where it is not."""
    with plainly():
        findings = asyncio.run(doctoring.examine(load_settings()))
    for finding in findings:
        typer.echo(f"{'ok ' if finding.well else 'NO '} {finding.what}")
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)
