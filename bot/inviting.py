"""`maplebridge officers …`: the first duty lead and the first groups come in by the operator's hand."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated

import typer

from bot import precautions
from bot.plainly import MendableError, plainly
from bot.settings import Settings, load_settings
from bot.telegram import Me, NotSentError, RefusedByTelegramError, Telegram, UnansweredError
from db import migrations, officers
from db.engine import Database
from locales.signs import has_anything_visible
from services import invitations
from services.clock import Clock
from services.invitations import BIND, LINK
from services.rooms import NoDistrictError, read_station
from services.turn import House, Turn
from services.work import Work

app = typer.Typer(no_args_is_help=True, help="Who serves in the police rooms, and in which groups.")
RoomCode = Annotated[str, typer.Option(help="the room's code in the district file")]


class Role(StrEnum):
    """What somebody may serve as."""

    OFFICER = officers.OFFICER
    DUTY_LEAD = officers.DUTY_LEAD
    MEDIATOR = officers.MEDIATOR
    CLERK = officers.CLERK
    VOLUNTEER_LEAD = officers.VOLUNTEER_LEAD


class Purpose(StrEnum):
    """What a group is bound for."""

    ALARMS = "alarms"
    DESK = "desk"
    BOTH = "both"


@app.command()
def invite(
    room: RoomCode,
    role: Annotated[Role, typer.Option(help="what they shall be")] = Role.OFFICER,
    name: Annotated[
        str | None, typer.Option(help="as residents read it; they are asked when it is left out")
    ] = None,
) -> None:
    """Makes a link by which one person joins a room. It works once, within 24 hours.

    Telegram is asked for the bot's name. When it does not answer, the words are printed that the
    person sends to the bot instead: /start join_…
    """
    with plainly():
        readable = name is None or has_anything_visible(name)
        if not readable or len(name or "") > invitations.LONGEST_NAME:
            raise MendableError(f"A name has 1 to {invitations.LONGEST_NAME} characters.")
        settings = load_settings()
        with _working(settings) as work:
            code = invitations.invite(work, _room(work, room), role, name)
        bot = asyncio.run(_own_name(settings))
    typer.echo("Works once, within 24 hours. Send it to the one person it is for:")
    if bot is None:
        typer.echo(f"/start {LINK}{code}\n(to be written to the bot; Telegram does not answer)")
    else:
        typer.echo(f"https://t.me/{bot}?start={LINK}{code}")


@app.command()
def bind(
    room: RoomCode,
    purpose: Annotated[Purpose, typer.Option("--for", help="what the group is for")],
) -> None:
    """Makes a code with which a group's administrator binds it to a room, once, within 24 hours."""
    with plainly():
        settings = load_settings()
        with _working(settings) as work:
            code = invitations.invite_group(
                work,
                _room(work, room),
                alarms=purpose is not Purpose.DESK,
                desk=purpose is not Purpose.ALARMS,
            )
        bot = asyncio.run(_own_name(settings))
    typer.echo("Works once, within 24 hours. An administrator of the group writes in it:")
    if bot is None:
        typer.echo(f"/bind {code}")
    else:
        typer.echo(f"/bind@{bot} {code}")
        typer.echo(f"or adds the bot with https://t.me/{bot}?startgroup={BIND}{code}")


@contextmanager
def _working(settings: Settings) -> Iterator[Work]:
    """Work of nobody's: the operator's own hand."""
    database = Database(settings.database_url)
    try:
        migrations.check(database)
        with database.writing() as connection:
            station = read_station(connection)
            if station is None:
                raise NoDistrictError
            keys = precautions.require_key(settings, connection)
            house = House(keys, settings.timezone, settings.default_locale, settings.bot_id)
            turn = Turn(connection, house, station, Clock(settings.clock_file).now())
            work = Work(turn)
            yield work
            work.keep()
            turn.write()
    finally:
        database.close()


def _room(work: Work, code: str) -> int:
    codes = {room.code: room.id for room in work.station.rooms.values()}
    if code not in codes:
        raise MendableError(f"There is no room {code}; there are: {', '.join(codes)}.")
    return codes[code]


async def _own_name(settings: Settings) -> str | None:
    """The bot's name in Telegram, None when Telegram does not say it."""
    token = settings.bot_token.get_secret_value()
    async with Telegram(settings.bot_api_url, token) as telegram:
        try:
            me = await telegram.ask(Me, "getMe")
        except (NotSentError, UnansweredError, RefusedByTelegramError):
            return None
    return me.username
