"""`maplebridge doctor`: is everything in place for this station to be served?"""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel
from sqlalchemy import Connection

from bot import precautions
from bot.precautions import WrongKeyError
from bot.settings import Settings, SettingsError
from bot.telegram import Me, NotSentError, RefusedByTelegramError, Telegram, UnansweredError
from db import audit, migrations, officers
from db.audit import BrokenTrailError
from db.engine import Database
from db.migrations import WrongSchemaError
from services.rooms import Station, read_station

LITTLE = 500 * 1024 * 1024  # bytes of free disk
SHOWN = 12  # signs of the trail's last signature: who notes them sees later whether it went on from there


class _Member(BaseModel):
    """What we need of getChatMember's answer."""

    status: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at, and the mend where it is not well."""

    well: bool
    what: str


async def examine(settings: Settings) -> list[Finding]:
    """Database, audit trail, district, disk, Telegram; stops at what the rest needs."""
    with closing(Database(settings.database_url)) as database:
        return await _examine(settings, database)


async def _examine(settings: Settings, database: Database) -> list[Finding]:
    try:
        migrations.check(database)
    except WrongSchemaError as error:
        return [Finding(False, str(error))]
    findings = [Finding(True, "The database fits this version."), _disk(settings)]
    findings += _open_to_others(settings)
    with database.reading() as connection:
        station = read_station(connection)
        findings += _officers(connection)
        findings.append(_trail(settings, connection))
    if station is None:
        mend = "No district is there yet: run `maplebridge district import FILE`."
        return [*findings, Finding(False, mend)]
    findings += _rooms(station)
    token = settings.bot_token.get_secret_value()
    async with Telegram(settings.bot_api_url, token) as telegram:
        findings += await _telegram(telegram, station)
    return findings


def _trail(settings: Settings, connection: Connection) -> Finding:
    """Whether the key is the station's, and the trail whole by it."""
    try:
        lines = audit.verify(connection, precautions.require_key(settings, connection))
    except (WrongKeyError, SettingsError, BrokenTrailError) as error:
        return Finding(False, str(error))
    last = audit.last_signature(connection)[:SHOWN]
    return Finding(True, f"The audit trail fits, {lines} lines, the last signed {last}.")


def _disk(settings: Settings) -> Finding:
    file = settings.sqlite_file
    free = shutil.disk_usage(file.parent if file else Path.cwd()).free
    return Finding(free > LITTLE, f"{free // 1024**2} MB of disk are free.")


def _open_to_others(settings: Settings) -> list[Finding]:
    """The files with what people said, or with the key to it, that not only their owner can read."""
    files = [settings.key_file, Path(".env")]
    if (database := settings.sqlite_file) is not None:
        files += [database.with_name(database.name + end) for end in ("", "-wal", "-shm")]
    return [
        Finding(False, f"{file} can be read by others on this machine: run `chmod 600 {file}`.")
        for file in files
        if file.exists() and file.stat().st_mode & 0o077
    ]


def _officers(connection: Connection) -> list[Finding]:
    names = ", ".join(one.name for one in officers.unreached(connection))
    if not names:
        return []
    mend = "they open the chat with the bot and press Start; until then no alarm rings there"
    return [Finding(False, f"Telegram lets the bot not write in private to {names}: {mend}.")]


def _rooms(station: Station) -> list[Finding]:
    lacking = [room.code for room in station.rooms.values() if not station.alarm_groups(room.id)]
    if not lacking:
        return [Finding(True, f"{len(station.rooms)} rooms, each with a group for alarms.")]
    mend = "set alarm_group in the district file; until then officers are called one by one"
    return [Finding(False, f"No group for alarms in {', '.join(lacking)}: {mend}.")]


async def _telegram(telegram: Telegram, station: Station) -> list[Finding]:
    try:
        me = await telegram.ask(Me, "getMe")
    except RefusedByTelegramError:
        return [Finding(False, "Telegram does not know the BOT_TOKEN: get one from @BotFather.")]
    except (NotSentError, UnansweredError):
        return [Finding(False, "Telegram does not answer at BOT_API_URL.")]
    findings = [Finding(True, f"Telegram knows the bot as @{me.username}.")]
    for chat_id in station.groups:
        try:
            mine = {"chat_id": chat_id, "user_id": telegram.bot_id}
            status = (await telegram.ask(_Member, "getChatMember", mine)).status
        except RefusedByTelegramError:
            status = "left"
        except (NotSentError, UnansweredError):
            findings.append(Finding(False, f"Telegram does not answer about group {chat_id}."))
            continue
        if status in {"left", "kicked"}:
            mend = "add the bot to the group, or mend the id in the district file"
            findings.append(Finding(False, f"The bot is not in group {chat_id}: {mend}."))
    return findings
