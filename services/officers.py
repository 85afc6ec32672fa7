"""Who may act for a police room: judged anew at every press, because a button stays for ever."""

from __future__ import annotations

from collections.abc import Sequence

from db import officers
from db.officers import Officer
from locales import L
from services.refusals import RefusedError
from services.work import Work


def acting(work: Work, *room_ids: int, called: Sequence[int] | None = None) -> Officer:
    """The officer who acts, if they serve in one of these rooms now, or were called in private to its
    case, and act from where the rooms' officers are.

    Raises RefusedError for anybody else, and for an officer of the room in a foreign chat.
    """
    here = work.here
    officer = officers.find(work.connection, here.person_id)
    groups = {group.chat_id for group in work.station.groups.values() if group.room_id in room_ids}
    if (
        officer is None
        or not (officer.room_id in room_ids or officer.user_id in (called or []))
        or not (here.private or here.chat_id in groups)
    ):
        raise RefusedError(L("Only officers of this room can do that."))
    return officer


def leads(officer: Officer) -> bool:
    """Whether they lead a shift."""
    return False


def duty_leads(work: Work) -> list[Officer]:
    """Who leads the shift now; if nobody does, everybody who ever does."""
    return to_call(work, 0)


def colleagues(work: Work, room_id: int) -> list[Officer]:
    """Who may take an alarm of the room, those on duty first."""
    serving = [one for one in officers.serving(work.connection) if one.room_id == room_id]
    return sorted(serving, key=lambda officer: not officer.on_duty)


def may_take(work: Work, user_id: int, room_id: int) -> Officer:
    """The colleague of the room; raises RefusedError when they do not serve there any more."""
    for officer in colleagues(work, room_id):
        if officer.user_id == user_id:
            return officer
    raise RefusedError(L("This colleague does not serve in the room any more."))


def to_call(work: Work, room_id: int) -> list[Officer]:
    """Whom to call in private for the room: on duty here, else on duty anywhere, else everybody."""
    serving = officers.serving(work.connection)
    on_duty = [officer for officer in serving if officer.on_duty]
    here = [officer for officer in on_duty if officer.room_id == room_id]
    return here or on_duty or serving


def named(work: Work, user_id: int | None) -> str:
    """The officer's name as residents and colleagues read it; also of one who has left."""
    return officers.name(work.connection, user_id) if user_id else ""
