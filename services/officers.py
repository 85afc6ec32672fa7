"""Who may act for a police room: judged anew at every press, because a button stays for ever."""

from __future__ import annotations

from db import officers
from db.officers import Officer
from locales import L
from services.refusals import RefusedError
from services.work import Work


def acting(work: Work, room_id: int) -> Officer:
    """The officer who acts, if they serve in this room now and act from where its officers are.

    Raises RefusedError for anybody else, and for an officer of the room in a foreign chat.
    """
    here = work.here
    officer = officers.find(work.connection, here.person_id)
    groups = {group.chat_id for group in work.station.groups.values() if group.room_id == room_id}
    if (
        officer is None
        or officer.room_id != room_id
        or not (here.private or here.chat_id in groups)
    ):
        raise RefusedError(L("Only officers of this room can do that."))
    return officer


def to_call(work: Work, room_id: int) -> list[Officer]:
    """Whom to call in private for the room: on duty here, else on duty anywhere, else everybody."""
    serving = officers.serving(work.connection)
    on_duty = [officer for officer in serving if officer.on_duty]
    here = [officer for officer in on_duty if officer.room_id == room_id]
    return here or on_duty or serving


def named(work: Work, user_id: int | None) -> str:
    """The officer's name as residents and colleagues read it; also of one who has left."""
    return officers.name(work.connection, user_id) if user_id else ""
