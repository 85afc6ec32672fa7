"""Who may act for a police room, in which role, and who is on duty: judged anew at every press, because
a button stays for ever."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from db import officers
from db.officers import CLERK, DUTY_LEAD, MEDIATOR, OFFICER, VOLUNTEER_LEAD, Officer
from db.outbox import ALARM
from locales import L, Names, Phrase
from services.refusals import RefusedError
from services.work import Work

ROLES: dict[str, Phrase] = {
    OFFICER: L("Officer"),
    DUTY_LEAD: L("Duty lead"),
    MEDIATOR: L("Mediator"),
    CLERK: L("Clerk"),
    VOLUNTEER_LEAD: L("Volunteer lead"),
}
TAKE_ALARMS = (OFFICER, DUTY_LEAD)
AT_WINDOWS = (OFFICER, DUTY_LEAD, CLERK)
NOT_THE_WINDOWS = L("Only officers of the window's room can do that.")
NAMELESS = L(
    "You write as the group, so I can't know who you are. Please switch off 'Remain anonymous', or "
    "answer in our private chat."
)
AS_A_CHANNEL = L(
    "You write as a channel, so I can't know who you are. Please write as yourself, or answer in our "
    "private chat."
)
NO_WINDOW = L("Your room has no window yet; windows stand in the district file.")


def acting(
    work: Work,
    *room_ids: int,
    called: Sequence[int] | None = None,
    roles: Collection[str] = TAKE_ALARMS,
) -> Officer:
    """The officer who acts, if they serve in one of these rooms now, in one of the roles, or were
    called in private to its case, and act from where the rooms' officers are: their private chat or
    a group of theirs. A duty lead acts for any room.

    Raises RefusedError for anybody else, and for an officer of the room in a foreign chat.
    """
    officer = _serving(work, L("Only officers of this room can do that."))
    here = work.here.private or any(_belongs(work, room) for room in room_ids)
    if not _concerned(officer, room_ids, called) or not here:
        raise RefusedError(L("Only officers of this room can do that."))
    _require_role(officer, roles)
    return officer


def _concerned(officer: Officer, room_ids: Collection[int], called: Sequence[int] | None) -> bool:
    return officer.room_id in room_ids or officer.user_id in (called or []) or leads(officer)


def _require_role(officer: Officer, roles: Collection[str]) -> None:
    if officer.role not in roles:
        role = ROLES[officer.role]
        raise RefusedError(L("Alarms are for officers and duty leads; you are: {role}.", role=role))


def can_act(
    work: Work, user_id: int, room_ids: Collection[int], called: Sequence[int] | None
) -> bool:
    """Whether that officer may act now for a case of these rooms, to which those were called."""
    officer = officers.find(work.connection, user_id)
    return (
        officer is not None
        and officer.role in TAKE_ALARMS
        and _concerned(officer, room_ids, called)
    )


def at_window(work: Work, room_id: int) -> Officer:
    """The officer or clerk who acts for a window of the room, or a duty lead, from their private chat or
    a group of the room's. Raises RefusedError for anybody else."""
    officer = _serving(work, NOT_THE_WINDOWS)
    known = officer.room_id == room_id and officer.role in AT_WINDOWS
    if not (known or leads(officer)) or not (work.here.private or _belongs(work, room_id)):
        raise RefusedError(NOT_THE_WINDOWS)
    return officer


def leading(work: Work) -> Officer:
    """The duty lead who acts, in their private chat. Raises RefusedError for anybody else."""
    officer = _serving(work, L("Only a duty lead can do that."))
    if officer.role != DUTY_LEAD:
        raise RefusedError(L("Only a duty lead can do that."))
    if not work.here.private:
        raise RefusedError(L("Please ask me that in our private chat."))
    return officer


def serving(work: Work) -> Officer:
    """Who acts, if they serve in any role, in private or in a group of their room."""
    officer = _serving(work, L("Only officers can do that."))
    if not (work.here.private or _belongs(work, officer.room_id)):
        raise RefusedError(L("Please do that in our private chat or in your room's group."))
    return officer


def taking_alarms(work: Work) -> Officer:
    """The same, if they take alarms."""
    officer = serving(work)
    _require_role(officer, TAKE_ALARMS)
    return officer


def duty(work: Work, *, on: bool) -> Officer:
    """Who acts comes on duty or goes off; gives the officer as they were before."""
    officer = serving(work)
    if officer.on_duty != on:
        officers.save(work.connection, officer.user_id, {"on_duty": on})
        work.record("duty", f"officers {officer.user_id}", on=on)
    return officer


def leads(officer: Officer) -> bool:
    """Whether they lead a shift, and so may act for any room."""
    return officer.role == DUTY_LEAD


def colleagues(work: Work, room_id: int) -> list[Officer]:
    """Who may take an alarm of the room, those on duty first."""
    able = [one for one in _able(work) if one.room_id == room_id]
    return sorted(able, key=lambda officer: not officer.on_duty)


def may_take(work: Work, user_id: int, room_id: int) -> Officer:
    """The colleague of the room; raises RefusedError when they do not serve there any more."""
    for officer in colleagues(work, room_id):
        if officer.user_id == user_id:
            return officer
    raise RefusedError(L("This colleague does not serve in the room any more."))


def _able(work: Work) -> list[Officer]:
    return [one for one in officers.serving(work.connection) if one.role in TAKE_ALARMS]


def to_call(work: Work, room_id: int) -> list[Officer]:
    """Whom to call in private for the room. Where nobody can be reached, all are tried all the same."""
    return next_to_call(work, room_id) or _able(work)


def next_to_call(work: Work, room_id: int, but: Collection[int] = ()) -> list[Officer]:
    """Who comes next: on duty here, else on duty anywhere, else off duty here, else everybody who takes
    alarms, duty leads last; only who can be reached, and is not among those called already, `but`."""
    able = [one for one in _able(work) if one.reachable and one.user_id not in but]
    lines = (
        [one for one in able if one.on_duty and one.room_id == room_id],
        [one for one in able if one.on_duty],
        [one for one in able if one.room_id == room_id and not leads(one)],
        [one for one in able if not leads(one)],
        able,
    )
    return next(filter(None, lines), [])


def duty_leads(work: Work) -> list[Officer]:
    """The duty leads who are on duty, else all of them; of those, who can be reached if anybody can."""
    all_leads = [one for one in officers.serving(work.connection) if one.role == DUTY_LEAD]
    able = [lead for lead in all_leads if lead.reachable]
    return [lead for lead in able if lead.on_duty] or able or all_leads


def lose(work: Work, user_id: int) -> None:
    """Telegram does not let us write to the officer. The duty leads hear of it, once."""
    officer = officers.find(work.connection, user_id)
    if officer is None or not officer.reachable:
        return
    officers.reach(work.connection, user_id, reachable=False)
    work.record("unreachable", f"officers {user_id}")
    room = work.station.rooms.get(officer.room_id)
    words = L(
        "⚠️ I can't reach {officer} ({room}) in private, so alarms don't ring there. Please ask them to "
        "open our chat and press Start.",
        officer=officer.name,
        room=Names(room.names) if room else "",
    )
    for lead in duty_leads(work):
        if lead.user_id != user_id:
            work.send(lead.user_id, words, lane=ALARM)


def reached(work: Work, user_id: int) -> None:
    """They write or press, or Telegram took something for them: they can be called again."""
    officer = officers.find(work.connection, user_id)
    if officer is not None and not officer.reachable:
        officers.reach(work.connection, user_id, reachable=True)
        work.record("reachable", f"officers {user_id}")


def unreached(work: Work) -> set[int]:
    """Who serves and can't be written to."""
    return {one.user_id for one in officers.unreached(work.connection)}


def of_room(work: Work, room_id: int) -> list[Officer]:
    """Who serves there, for the duty lead who asks."""
    leading(work)
    return [one for one in officers.serving(work.connection) if one.room_id == room_id]


def find(work: Work, user_id: int) -> Officer:
    """Who serves now, for the duty lead who asks. Raises RefusedError when they do not, or not any more."""
    leading(work)
    officer = officers.find(work.connection, user_id)
    if officer is None:
        raise RefusedError(L("They do not serve here any more."))
    return officer


def take_out(work: Work, user_id: int) -> Officer:
    """The officer has no rights from this moment. Nobody takes themselves out, so that the station
    is never left without a duty lead by a slip."""
    officer = find(work, user_id)
    if user_id == work.here.person_id:
        raise RefusedError(L("Another duty lead has to do that for you."))
    officers.leave(work.connection, user_id, work.now)
    work.record("leave", f"officers {user_id}", room=officer.room_id)
    return officer


def still(work: Work, user_ids: Iterable[int]) -> list[int]:
    """Those of them who still take alarms: nobody else is told anything more."""
    staff = {one.user_id for one in _able(work)}
    return [user_id for user_id in user_ids if user_id in staff]


def named(work: Work, user_id: int | None) -> str:
    """The officer's name as residents and colleagues read it; also of one who has left."""
    return officers.name(work.connection, user_id) if user_id else ""


def require_named(work: Work) -> None:
    """Raises RefusedError when somebody writes as the group, or as a channel, and nobody can know who."""
    if work.here.behind == work.here.chat_id:
        raise RefusedError(NAMELESS)
    if work.here.behind is not None:
        raise RefusedError(AS_A_CHANNEL)


def _serving(work: Work, otherwise: Phrase) -> Officer:
    """Who acts, if they serve now; somebody who has left is refused and their try is recorded, and whose
    name Telegram hides is told that."""
    require_named(work)
    officer = officers.known(work.connection, work.here.person_id)
    if officer is None:
        raise RefusedError(otherwise)
    if officer.left_at is not None:
        raise RefusedError(otherwise, about=f"officers {officer.user_id}")
    return officer


def _belongs(work: Work, room_id: int) -> bool:
    """Whether it is a group of the room in which somebody acts."""
    group = work.station.groups.get(work.here.chat_id)
    return group is not None and group.room_id == room_id
