"""The officers' groups: how one is bound to its room, which language it is spoken to in, where it went
when it moved, and what becomes of a group that nobody binds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from db import alerts, cards, districts, groups, holds, officers, rooms
from db.groups import StrangeGroup
from db.officers import Officer
from db.outbox import ALARM
from db.rooms import Group
from locales import L, Names, Phrase
from services import escalations, invitations, talks
from services import officers as staff
from services.refusals import RefusedError
from services.work import Work

PATIENCE = timedelta(minutes=10)  # until the bot leaves a group that nobody binds


def here(work: Work) -> Group:
    """The officers' group that somebody acts in. Raises RefusedError in any other chat."""
    group = work.station.groups.get(work.here.chat_id)
    if group is None:
        raise RefusedError(L("This group belongs to no police room."))
    return group


def speak(work: Work, language: str) -> None:
    """The group is spoken to in that language from the next message on."""
    group = here(work)
    staff.acting(work, group.room_id, roles=staff.ROLES)
    rooms.speak(work.connection, group.chat_id, language)
    districts.touch(work.connection)
    work.record("speak", f"groups {group.chat_id}", language=language)


def is_bound_by(work: Work, code: str) -> bool:
    """Whether the group in which somebody acts serves by that code already: it was written twice."""
    chat_id = work.here.chat_id
    return chat_id in work.station.groups and invitations.has_bound(work, code, chat_id)


def ask_to_bind(work: Work, code: str) -> None:
    """Somebody wants to bind the group in which they act. Only an administrator of it may, and that
    Telegram has to be asked: the answer comes to `bind`. Raises RefusedError for a code that is no good."""
    invitation = invitations.for_group(work, code)
    about = f"groups {invitation.id} {work.here.person_id} {work.here.topic or 0}"
    work.ask_who_leads(work.here.chat_id, work.here.person_id, about)


def bind_nameless(work: Work, code: str) -> Group:
    """The same by who writes as the group itself, which only its administrators can."""
    invitation = invitations.for_group(work, code)
    return bind(work, work.here.chat_id, invitation.id, by=work.here.person_id)


def bind(work: Work, chat_id: int, number: int, *, by: int) -> Group:
    """The group serves the invitation's room from now on, whatever it served before. `by` is an
    administrator of it. Raises RefusedError when the code is no good any more."""
    invitation = invitations.spend_on_group(work, number, chat_id)
    room = invitation.room_id
    group = Group(chat_id, room, invitation.alarms, invitation.desk, work.station.language_of(room))
    rooms.save_group(work.connection, group)
    groups.forget(work.connection, chat_id)
    districts.touch(work.connection)
    told = {"room": room, "alarms": group.alarms, "desk": group.desk, "by": by}
    work.record("bind", f"groups {chat_id}", **told)
    return group


def release(work: Work) -> Group:
    """The group in which a duty lead acts belongs to no room any more, and the bot leaves it."""
    group = here(work)
    if staff.acting(work, group.room_id, roles=staff.ROLES).role != officers.DUTY_LEAD:
        raise RefusedError(L("Only a duty lead can do that."))
    rooms.drop_groups(work.connection, [group.chat_id])
    districts.touch(work.connection)
    work.record("release", f"groups {group.chat_id}", room=group.room_id)
    return group


def meet(work: Work) -> bool:
    """The bot is in the group in which somebody acts: True when nobody bound it and that is news, so
    that it has to be said how. The bot leaves in ten minutes unless somebody does."""
    chat_id = work.here.chat_id
    if chat_id in work.station.groups or groups.is_known(work.connection, chat_id):
        return False
    groups.add(work.connection, chat_id, work.now + PATIENCE)
    work.record("meet", f"groups {chat_id}")
    return True


def leave(work: Work, group: StrangeGroup) -> bool:
    """The bot's patience is over; False when the group was bound meanwhile, or imported."""
    groups.forget(work.connection, group.id)
    if group.id in work.station.groups:
        return False
    work.record("leave", f"groups {group.id}")
    return True


def missed(work: Work, user_id: int) -> tuple[Officer, list[Officer]] | None:
    """Somebody is not in the group any more. If they serve: who it is, and the duty leads who want to
    know; their rights stay until a duty lead takes them out."""
    officer = officers.find(work.connection, user_id)
    if officer is None or work.here.chat_id not in work.station.groups:
        return None
    work.record("missed", f"officers {user_id}", group=work.here.chat_id)
    return officer, [lead for lead in staff.duty_leads(work) if lead.user_id != user_id]


def follow(work: Work, old: int, new: int) -> None:
    """A group became a supergroup: its room goes with it, and so does what waits to be said there."""
    groups.follow(work.connection, old, new)
    work.turn.again += holds.follow(work.connection, old, new)
    if not rooms.migrate(work.connection, old, new):
        return
    cards.forget(work.connection, old)
    districts.touch(work.connection)
    work.record("migrate", f"groups {new}", old=old)


def notice(work: Work) -> None:
    """That the group in which somebody acts makes topics, where their message says so. What does not say
    it proves nothing: a message that can't be seen any more has only a chat's number, and an older
    server leaves the word out. That it makes none any more is learnt from Telegram's answers."""
    if work.here.forum:
        learn(work, work.here.chat_id, forum=True)


def learn(work: Work, chat_id: int, **facts: bool) -> None:
    """What Telegram showed of the group: `forum`, it makes topics; `lost`, we may not write there.
    What is open gets its topic at once, also what was raised before we knew."""
    group = work.station.groups.get(chat_id)
    if group is None or all(getattr(group, name) == fact for name, fact in facts.items()):
        return
    rooms.learn(work.connection, chat_id, **facts)
    districts.touch(work.connection)
    learned = replace(group, **facts)  # type: ignore[arg-type]  # mypy takes any field for any other
    work.station = replace(work.station, groups=work.station.groups | {chat_id: learned})
    for alert in alerts.open_cases(work.connection):
        if group.room_id in alert.rooms and not alert.rolled:
            work.touch("alerts", alert.id, alert)


def lose(work: Work, chat_id: int) -> None:
    """The bot may not write in that group any more: its live alarms go to the next room and to those on
    duty in private, and whoever leads the shift hears of it."""
    groups.forget(work.connection, chat_id)
    group = work.station.groups.get(chat_id)
    if group is None or group.lost:
        return
    learn(work, chat_id, lost=True)
    work.record("lose", f"groups {chat_id}")
    room = work.station.rooms[group.room_id]
    _tell_leads(
        work,
        L(
            "⚠️ I can't write in the group of {room} any more. Please add me again, or let me write there.",
            room=Names(room.names),
        ),
    )
    if group.alarms:
        escalations.reroute(work, group.room_id)
        _follow_talks(work, group)


def find(work: Work, chat_id: int) -> None:
    """The bot may write in that group again: it gets what it missed, and whoever leads the shift hears
    of it."""
    group = work.station.groups.get(chat_id)
    if group is None or not group.lost:
        return
    learn(work, chat_id, lost=False)
    work.record("find", f"groups {chat_id}")
    work.turn.again += holds.release(work.connection, [chat_id])
    room = work.station.rooms[group.room_id]
    _tell_leads(work, L("✅ I can write in the group of {room} again.", room=Names(room.names)))
    if group.alarms:
        _follow_talks(work, group)


def _tell_leads(work: Work, words: Phrase) -> None:
    for lead in staff.duty_leads(work):
        work.send(lead.user_id, words, lane=ALARM)


def _follow_talks(work: Work, group: Group) -> None:
    """What was said in the room's alarms is shown where its officers read it now."""
    for alert in alerts.open_cases(work.connection):
        if alert.room_id == group.room_id and not alert.rolled:
            talks.follow(work, alert)
