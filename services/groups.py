"""The officers' groups: which language one is spoken to in, and where it went when it moved."""

from __future__ import annotations

from db import alerts, cards, districts, outbox, rooms
from db.outbox import ALARM
from db.rooms import Group
from locales import L, Names
from services import escalations, officers
from services.refusals import RefusedError
from services.rooms import read_station
from services.work import Work


def here(work: Work) -> Group:
    """The officers' group that somebody acts in. Raises RefusedError in any other chat."""
    group = work.station.groups.get(work.here.chat_id)
    if group is None:
        raise RefusedError(L("This group belongs to no police room."))
    return group


def speak(work: Work, language: str) -> None:
    """The group is spoken to in that language from the next message on."""
    group = here(work)
    officers.acting(work, group.room_id)
    rooms.speak(work.connection, group.chat_id, language)
    districts.touch(work.connection)
    work.record("speak", f"groups {group.chat_id}", language=language)


def follow(work: Work, old: int, new: int) -> None:
    """A group became a supergroup: its room goes with it, and so does what waits to be said there."""
    if not rooms.migrate(work.connection, old, new):
        return
    cards.forget(work.connection, old)
    outbox.follow(work.connection, old, new)
    districts.touch(work.connection)
    work.record("migrate", f"groups {new}", old=old)


def learn(work: Work, chat_id: int, **facts: bool) -> None:
    """What Telegram showed of the group: `forum`, it makes topics; `lost`, we may not write there.
    What is open gets its topic at once, also what was raised before we knew."""
    group = work.station.groups.get(chat_id)
    if group is None or all(getattr(group, name) == fact for name, fact in facts.items()):
        return
    rooms.learn(work.connection, chat_id, **facts)
    districts.touch(work.connection)
    if facts.get("forum") and not group.forum:
        work.station = read_station(work.connection) or work.station  # drawn as it is from now on
        for alert in alerts.open_cases(work.connection):
            if alert.room_id == group.room_id:
                work.touch("alerts", alert.id, alert)


def lose(work: Work, chat_id: int) -> None:
    """The bot may not write in that group any more: its live alarms go to the next room and to those on
    duty in private, and whoever leads the shift hears of it."""
    group = work.station.groups.get(chat_id)
    if group is None or group.lost:
        return
    learn(work, chat_id, lost=True)
    work.record("lose", f"groups {chat_id}")
    room = work.station.rooms[group.room_id]
    told = L(
        "⚠️ I can't write in the group of {room} any more. Please add me again.",
        room=Names(room.names),
    )
    for lead in officers.duty_leads(work):
        work.send(lead.user_id, told, lane=ALARM)
    if group.alarms:
        escalations.reroute(work, group.room_id)
