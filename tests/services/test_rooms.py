"""An import of the district file carries over what the file says differently, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection

from db import officers, rooms
from db.engine import Database
from db.officers import DUTY_LEAD, OFFICER
from db.rooms import Group
from services.districts import read_district
from services.rooms import settle

NOW = datetime(2026, 11, 24, tzinfo=UTC)
LI, ZHAO, CHEN = 11, 12, 13
FILE = """\
name = { zh_Hans = "测试", en = "Test" }
communities = [
    { code = "001", kind = "community", name = { zh_Hans = "南湖", en = "Nanhu" } },
    { code = "002", kind = "community", name = { zh_Hans = "万锦", en = "Wanjin" } },
]
[emergency]
sms = "121100471"
[[rooms]]
code = "first"
name = { zh_Hans = "第一", en = "First" }
communities = ["001"]
alarm_group = -1
language = "en"
officers = [
    { id = 11, name = "Li Na" },
    { id = 12, name = "Zhao Gang" },
]
[[rooms]]
code = "second"
name = { zh_Hans = "第二", en = "Second" }
communities = ["002"]
alarm_group = -2
language = "en"
"""
ONE_ROOM = FILE.partition('[[rooms]]\ncode = "second"')[0].replace('["001"]', '["001", "002"]')


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    """A database into which the file was imported once."""
    database = Database(database_url)
    with database.writing() as connection:
        settle(connection, read_district(FILE), NOW)
        yield connection
    database.close()


def imported(connection: Connection, old: str, new: str) -> None:
    """The file was imported again, with something else in it."""
    assert old in FILE
    assert settle(connection, read_district(FILE.replace(old, new)), NOW)


def groups(connection: Connection) -> dict[int, Group]:
    return {group.chat_id: group for group in rooms.load(connection)[2]}


def staff(connection: Connection) -> dict[int, tuple[Any, ...]]:
    """Who serves: name, room, duty and role."""
    return {
        one.user_id: (one.name, one.room_id, one.on_duty, one.role)
        for one in officers.serving(connection)
    }


def test_what_happened_in_telegram_stays(connection: Connection) -> None:
    officers.save(
        connection, CHEN, {"name": "Chen", "room_id": 2, "on_duty": True, "role": DUTY_LEAD}
    )
    officers.save(connection, LI, {"room_id": 2, "on_duty": False})
    officers.leave(connection, ZHAO, NOW)
    rooms.save_group(connection, Group(-3, 2, True, False, "mn"))
    rooms.migrate(connection, -1, -100)
    rooms.speak(connection, -100, "zh_Hans")
    before = staff(connection), groups(connection)
    imported(connection, "121100471", "121100472")
    assert (staff(connection), groups(connection)) == before
    assert staff(connection) == {
        LI: ("Li Na", 2, False, OFFICER),
        CHEN: ("Chen", 2, True, DUTY_LEAD),
    }
    assert set(groups(connection)) == {-100, -2, -3}


def test_what_the_file_says_anew_is_so(connection: Connection) -> None:
    officers.save(connection, LI, {"on_duty": False})
    imported(
        connection,
        '{ id = 11, name = "Li Na" }',
        '{ id = 11, name = "Li Na", role = "clerk", on_duty = true }',
    )
    assert staff(connection)[LI] == ("Li Na", 1, True, "clerk")
    officers.leave(connection, ZHAO, NOW)
    imported(connection, "Zhao Gang", "Zhao Gangqiang")  # written anew: serves again
    assert staff(connection)[ZHAO] == ("Zhao Gangqiang", 1, True, OFFICER)


def test_who_is_taken_out_of_the_file_leaves(connection: Connection) -> None:
    imported(connection, '    { id = 12, name = "Zhao Gang" },\n', "")
    assert set(staff(connection)) == {LI}
    imported(connection, "alarm_group = -1\n", "desk_group = -5\n")
    assert set(groups(connection)) == {-2, -5}


def test_a_closed_room_takes_who_joined_there_and_its_groups_along(connection: Connection) -> None:
    officers.save(
        connection, CHEN, {"name": "Chen", "room_id": 2, "on_duty": True, "role": OFFICER}
    )
    rooms.save_group(connection, Group(-3, 2, True, False, "en"))
    assert settle(connection, read_district(ONE_ROOM), NOW)
    assert set(staff(connection)) == {LI, ZHAO}
    assert set(groups(connection)) == {-1}


def test_another_language_in_the_file_is_spoken(connection: Connection) -> None:
    rooms.speak(connection, -1, "mn")
    imported(connection, "alarm_group = -1\n", "alarm_group = -1\ndesk_group = -1\n")
    assert groups(connection)[-1] == Group(-1, 1, True, True, "mn")
    imported(connection, 'language = "en"\nofficers', 'language = "zh_Hans"\nofficers')
    assert groups(connection)[-1].language == "zh_Hans"
