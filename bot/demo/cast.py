"""Who is on the desk when a demo begins: two residents, two officers, the rooms' groups, the bot."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.demo import TOKEN
from bot.plainly import MendableError
from db import migrations
from db.engine import Database
from sandbox import Phone, Telegram
from sandbox.records import Bot
from services.districts import District, Officer, Role, read_district
from services.rooms import settle


def furnish(telegram: Telegram, database: Database) -> None:
    """The bot, the residents, the first two rooms' officers and everybody's groups."""
    bot = telegram.add_bot("枫桥 Maple Bridge", "maple_bridge_bot", TOKEN)
    residents = [
        telegram.add_person("王芳", language_code="zh-hans"),
        telegram.add_person("Anna", language_code="en"),
    ]
    officers = [
        telegram.add_person(name, language_code="zh-hans")
        for name in ("李警官", "赵警官", "孙警官")
    ]
    for person in (*residents, *officers):
        person.meets(bot)
        person.with_(bot)  # the chat is there before anybody has said a word
    staff = [officers[:2], officers[2:], []]  # of each room
    told = _staffed(read_district(_example().read_text("utf-8")), staff)
    _open_groups(telegram, told, staff, bot)
    migrations.upgrade(database)
    with database.writing() as connection:
        settle(connection, told, datetime.fromtimestamp(telegram.clock.now(), UTC))


async def greet(telegram: Telegram, within: float) -> bool:
    """The residents say hello, so that their keyboards lie open; whether the bot answered in time."""
    officers = {member for group in telegram.groups.values() for member in group.members}
    seats = [
        Phone(telegram, person).with_(bot)
        for person in telegram.people.values()
        if person.id not in officers
        for bot in telegram.bots.values()
    ]
    for seat in seats:
        await seat.writes("/start")
    return bool(
        await telegram.until(lambda: all(seat.keyboard() for seat in seats) or None, within)
    )


def _staffed(district: District, staff: list[list[Phone]]) -> District:
    """Who serves in each room; the second of a room leads the shift."""
    roles: tuple[Role, Role] = ("officer", "duty_lead")
    rooms = []
    for room, serving in zip(district.rooms, staff, strict=True):
        officers = [
            Officer(id=phone.id, name=phone.person.first_name, role=role)
            for phone, role in zip(serving, roles, strict=False)
        ]
        rooms.append(room.model_copy(update={"officers": officers}))
    return district.model_copy(update={"rooms": rooms})


def _open_groups(
    telegram: Telegram, district: District, staff: list[list[Phone]], bot: Bot
) -> None:
    """Every room's groups, with those who serve there."""
    for room, serving in zip(district.rooms, staff, strict=True):
        titles = {room.desk_group: "日常", room.alarm_group: "报警"}
        for group, use in reversed(titles.items()):
            if group is not None:
                title, forum = f"{use} · {room.name.zh_Hans}", group == room.alarm_group
                telegram.add_group(title, serving, bot, id=group, forum=forum)


def _example() -> Path:
    """The district file: from the source tree, or from where the demo is started."""
    name = "district.example.toml"
    for folder in (Path(__file__).parents[2], Path.cwd()):
        if (folder / name).is_file():
            return folder / name
    raise MendableError(f"{name} is missing: start the demo in the folder of the source.")
