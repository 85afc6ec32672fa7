"""What may have been an alarm and could not be read. It calls as an alarm does, wider and wider, until an
officer says that they look after it; what else comes from that chat meanwhile is counted with it."""

from __future__ import annotations

from collections.abc import Iterable

from db import alerts, unread
from db.inbox import Waiting
from db.unread import Unread
from locales import L
from services import officers, schedules
from services.refusals import RefusedError
from services.work import Work


def set_aside(work: Work, row: Waiting) -> Unread:
    """An update that may have been an alarm was set aside."""
    known = unread.open_of(work.connection, row.chat_id)
    if known is not None:
        count = known.count + 1
        return _touched(work, unread.change(work.connection, known.id, parked=row.id, count=count))
    live = alerts.live_of(work.connection, row.chat_id)
    resident = work.person(row.chat_id)
    home = work.station.room_for(resident.community if resident is not None else None).id
    room = live.room_id if live is not None and live.room_id in work.station.rooms else home
    called = [one.user_id for one in officers.to_call(work, room)]
    case = unread.add(
        work.connection,
        {
            "chat_id": row.chat_id,
            "parked": row.id,
            "count": 1,
            "room_id": room,
            "rooms": work.station.reach(room),
            "called": called,
            "open_since": work.now,
        },
    )
    work.record("set_aside", f"unread {case.id}", room=room, officers=called)
    return _touched(work, _with_clock(work, case))


def take(work: Work, number: int) -> Unread:
    """The officer who acts looks after it. Raises RefusedError with who was first, or why not."""
    case = unread.find(work.connection, number)
    if case is None:
        raise RefusedError(L("Only officers of this room can do that."))
    officer = officers.acting(work, *case.rooms, called=case.called)
    if case.officer_id is not None:
        first = officers.named(work, case.officer_id)
        raise RefusedError(L("{officer} was first and looks after it.", officer=first))
    work.record("take", f"unread {number}")
    facts = {"officer_id": officer.user_id, "taken_at": work.now, "due_at": None}
    return _touched(work, unread.change(work.connection, number, **facts))


def when_due(work: Work, case: Unread) -> None:
    """The next rung, as an alarm's: the same room again, the next room, the duty leads, all rooms."""
    station = work.station
    call = schedules.call_of(case.rung)
    rung = schedules.rung_after(case, station.waits, work.now)
    rooms, users = case.rooms, officers.to_call(work, case.room_id)
    match call:
        case "next_room":
            rooms = [*rooms, station.after(case.room_id).id]
            users = officers.next_to_call(work, rooms[-1], but=case.called)
        case "duty_lead":
            users = officers.duty_leads(work)
        case "all_rooms":
            rooms = [*rooms, *station.rooms]
    work.record(call, f"unread {case.id}", rung=rung)
    facts = {"rung": rung, "rung_at": work.now, "rooms": list(dict.fromkeys(rooms))}
    facts["called"] = _and(case.called, [one.user_id for one in users])
    _touched(work, _with_clock(work, unread.change(work.connection, case.id, **facts)))


def not_reached(work: Work, number: int, user_id: int) -> None:
    """Telegram did not take it for an officer: who comes next is called at once."""
    officers.lose(work, user_id)
    case = unread.find(work.connection, number)
    if case is None or case.officer_id is not None or user_id not in case.called:
        return
    following = officers.next_to_call(work, case.room_id, but=case.called)
    called = _and(case.called, [one.user_id for one in following])
    called.remove(user_id)
    _touched(work, unread.change(work.connection, number, called=called))


def _and(called: Iterable[int], more: Iterable[int]) -> list[int]:
    return list(dict.fromkeys([*called, *more]))


def _with_clock(work: Work, case: Unread) -> Unread:
    _, at = schedules.next_call(case, work.station.waits)
    return unread.change(work.connection, case.id, due_at=at)


def _touched(work: Work, case: Unread) -> Unread:
    work.touch("unread", case.id, case)
    return case
