"""The station as it stands: its rooms, who lives where, which group belongs to which room."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from math import asin, cos, radians, sin, sqrt
from typing import Any

from sqlalchemy import Connection

from db import districts, officers, openings, rooms, schedules
from db.rooms import Community, Group, Room
from services.districts import District, Escalation, Officer
from services.windows import Errand, Window

NEAR = 6.0  # km: farther off, the nearest centre says nothing about where somebody lives
EARTH = 6371.0088  # km, mean radius (IUGG)


class NoDistrictError(Exception):
    """There is nobody to serve."""

    def __init__(self) -> None:
        super().__init__("No district is there yet: run `maplebridge district import FILE`.")


@dataclass(frozen=True, eq=False)
class Station:
    """A reading of the district, one as itself only; `revision` tells whether it is the newest. `days`,
    `added` and `settings` are what officers changed about hours, errands and windows."""

    revision: int
    facts: dict[str, Any]
    rooms: dict[int, Room]
    communities: dict[str, Community]
    groups: dict[int, Group]
    days: dict[str, dict[str, str]] = field(default_factory=dict)
    added: list[dict[str, Any]] = field(default_factory=list)
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def police(self) -> str:
        return str(self.facts["emergency"]["police"])

    @property
    def police_by_sms(self) -> str:
        return str(self.facts["emergency"]["sms"])

    @cached_property
    def waits(self) -> Escalation:
        """How long an alarm waits for what; what an older import did not say is as usual."""
        return Escalation.model_validate(self.facts["escalation"])

    @cached_property
    def windows(self) -> dict[str, Window]:
        """The windows at which visits are booked, by code; what officers changed is as they said."""
        return {
            code: one.changed(self.settings.get(code, {})).on_days(self.days.get(code, {}))
            for code, one in self.filed.items()
        }

    @cached_property
    def filed(self) -> dict[str, Window]:
        """The windows as the district file has them."""
        told = [Window.model_validate(window) for window in self.facts.get("windows", [])]
        return {one.code: one for one in told}

    @cached_property
    def errands(self) -> dict[str, Errand]:
        """What residents come for, by code: in the district file's order, then what officers added."""
        told = [Errand.model_validate(one) for one in (*self.facts.get("errands", []), *self.added)]
        return {errand.code: errand for errand in told if errand.window in self.windows}

    def room_called(self, code: str) -> Room:
        """The room of that code in the district file."""
        return next(room for room in self.rooms.values() if room.code == code)

    def address_of(self, code: str) -> dict[str, str | None] | None:
        """The room's address in each language, if the district file says one."""
        rooms: list[dict[str, Any]] = self.facts["rooms"]
        return next((room.get("address") for room in rooms if room["code"] == code), None)

    def room_for(self, community: str | None) -> Room:
        """The room that looks after the community; without one the station's first."""
        if community in self.communities:
            return self.rooms[self.communities[community].room_id]
        return next(iter(self.rooms.values()))

    def looked_after(self, room_id: int) -> list[Community]:
        """The communities and villages of the room, in the district file's order."""
        return [one for one in self.communities.values() if one.room_id == room_id]

    def after(self, room_id: int) -> Room:
        """The room that is called when this one does not answer: the next of the district."""
        order = list(self.rooms)
        at = order.index(room_id) if room_id in order else -1
        return self.rooms[order[(at + 1) % len(order)]]

    def reach(self, room_id: int) -> list[int]:
        """The rooms whose groups an alarm of this room goes to: its own, and where the bot may not
        write any more, the next one as well."""
        if any(not group.lost for group in self.alarm_groups(room_id)):
            return [room_id]
        return list(dict.fromkeys([room_id, self.after(room_id).id]))

    @property
    def knows_places(self) -> bool:
        """Whether the district file says where any community is."""
        return any(told.get("place") for told in self.facts["communities"])

    def near(self, latitude: float, longitude: float) -> list[Community]:
        """The communities whose centre is at most NEAR from a place (degrees, WGS-84), nearest
        first; those without coordinates in the district file are not among them."""
        here = latitude, longitude
        away = {
            told["code"]: kilometres(here, tuple(told["place"]))
            for told in self.facts["communities"]
            if told.get("place")
        }
        return [
            self.communities[code]
            for code in sorted(away, key=away.__getitem__)
            if away[code] <= NEAR
        ]

    def language_of(self, room_id: int) -> str:
        """The language in which the district file has the room's groups spoken to."""
        code = self.rooms[room_id].code
        return next(str(room["language"]) for room in self.facts["rooms"] if room["code"] == code)

    def alarm_groups(self, room_id: int) -> list[Group]:
        return [
            group for group in self.groups.values() if group.alarms and group.room_id == room_id
        ]


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """How far it is between two places (latitude, longitude in degrees) on a sphere."""
    (lat1, lon1), (lat2, lon2) = (map(radians, place) for place in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH * asin(sqrt(half))


def read_station(connection: Connection) -> Station | None:
    """None before a district was imported."""
    stored = districts.load(connection)
    if stored is None:
        return None
    all_rooms, communities, groups = rooms.load(connection)
    return Station(
        stored.revision,
        stored.facts,
        {room.id: room for room in all_rooms},
        {community.code: community for community in communities},
        {group.chat_id: group for group in groups},
        openings.days(connection),
        openings.errands(connection),
        openings.settings(connection),
    )


def settle(connection: Connection, district: District, at: datetime) -> bool:
    """Makes the station what the district file says; False when it is that already.

    Of groups and officers only what the file says differently than at the import before is carried
    over: what happened since in Telegram (who joined by a link, was taken out or went off duty, a group
    that was bound, moved or speaks another language) stays, unless its room is closed. What is open is judged
    anew by whoever leads: its owner may serve no more, its room be closed, its waits be others.
    """
    told = district.model_dump(mode="json")
    before = districts.load(connection)
    if before is not None and before.facts == told:
        return False
    was = District.model_validate(before.facts) if before else None
    rooms.close_rooms(connection)
    number_of: dict[str, int] = {}
    room_of: dict[str, int] = {}
    for position, room in enumerate(district.rooms):
        number = rooms.save_room(connection, room.code, room.name.model_dump(), position)
        number_of[room.code] = number
        room_of |= dict.fromkeys(room.communities, number)
    rooms.replace_communities(
        connection,
        [
            {
                "code": community.code,
                "names": community.name.model_dump(),
                "kind": community.kind,
                "room_id": room_of[community.code],
                "position": position,
            }
            for position, community in enumerate(district.communities)
        ],
    )
    _settle_groups(connection, number_of, _groups(was), _groups(district))
    _staff(connection, number_of, _officers(was), _officers(district), at)
    schedules.wake(connection)
    districts.save(connection, told)
    return True


def _groups(district: District | None) -> dict[int, tuple[str, bool, bool, str]]:
    """Chat -> code of its room, for alarms, for the desk, and its language, as the file has it."""
    return {
        chat_id: (
            room.code,
            chat_id == room.alarm_group,
            chat_id == room.desk_group,
            room.language,
        )
        for room in (district.rooms if district else [])
        for chat_id in (room.alarm_group, room.desk_group)
        if chat_id is not None
    }


def _officers(district: District | None) -> dict[int, tuple[str, Officer]]:
    """Account -> code of the room, and the officer, as the file has them."""
    return {
        officer.id: (room.code, officer)
        for room in (district.rooms if district else [])
        for officer in room.officers
    }


def _settle_groups(
    connection: Connection,
    number_of: dict[str, int],
    was: dict[int, tuple[str, bool, bool, str]],
    told: dict[int, tuple[str, bool, bool, str]],
) -> None:
    chosen = {group.chat_id: group.language for group in rooms.load(connection)[2]}
    for chat_id, (code, alarms, desk, language) in told.items():
        if was.get(chat_id) != told[chat_id]:
            same = chat_id in was and was[chat_id][3] == language
            kept = chosen.get(chat_id, language) if same else language
            rooms.save_group(connection, Group(chat_id, number_of[code], alarms, desk, kept))
    open_rooms = set(number_of.values())
    closed = [one.chat_id for one in rooms.load(connection)[2] if one.room_id not in open_rooms]
    rooms.drop_groups(connection, {*was.keys() - told.keys(), *closed})


def _staff(
    connection: Connection,
    number_of: dict[str, int],
    was: dict[int, tuple[str, Officer]],
    told: dict[int, tuple[str, Officer]],
    at: datetime,
) -> None:
    for user_id, (code, officer) in told.items():
        if was.get(user_id) != told[user_id]:
            values = {
                "name": officer.name,
                "room_id": number_of[code],
                "on_duty": officer.on_duty,
                "role": officer.role,
            }
            officers.save(connection, user_id, values)
    gone = was.keys() - told.keys()
    for serving in officers.serving(connection):
        if serving.user_id in gone or serving.room_id not in number_of.values():
            officers.leave(connection, serving.user_id, at)
