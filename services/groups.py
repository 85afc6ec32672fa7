"""The officers' groups: which language one is spoken to in, and where it went when it moved."""

from __future__ import annotations

from db import cards, districts, outbox, rooms
from db.rooms import Group
from locales import L
from services import officers
from services.refusals import RefusedError
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
