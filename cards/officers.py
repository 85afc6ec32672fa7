"""What officers see of each other: who serves where, who is on duty, and the links by which they join."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cards.keyboards import in_rows
from cards.presses import Number, Press
from cards.said import joined
from db.officers import DUTY_LEAD, Officer
from locales import L, Names, Phrase
from services.invitations import LINK
from services.officers import ROLES
from services.speech import Button, Buttons
from services.work import Work

IN_A_ROW = 2


class InviteAs(Press):
    verb = "officers.invite_as"

    role: str


class InviteTo(Press):
    verb = "officers.invite_to"

    role: str
    room: Number


class Duty(Press):
    verb = "officers.duty"

    state: str


class AskOut(Press):
    verb = "officers.ask_out"

    number: Number


class TakeOut(Press):
    verb = "officers.take_out"

    number: Number


class Stay(Press):
    verb = "officers.stay"

    number: Number


DUTY: dict[str, Phrase] = {"on": L("🟢 On duty"), "off": L("⚪ Off duty")}


def roles() -> Buttons:
    keys = [Button(label, InviteAs(role=role).pack()) for role, label in ROLES.items()]
    return in_rows(keys, IN_A_ROW)


def rooms_for(work: Work, role: str) -> Buttons:
    return rooms_to_choose(work, lambda room: InviteTo(role=role, room=room).pack())


def rooms_to_choose(work: Work, press: Callable[[int], str]) -> Buttons:
    """All rooms, one below the other."""
    return [
        [Button(L("{room}", room=Names(room.names)), press(room.id))]
        for room in work.station.rooms.values()
    ]


def invitation(work: Work, room_id: int, role: str, code: str, bot: str) -> Phrase:
    """The link, to be sent to whom it is for; what they become by it."""
    return L(
        "🔑 {role}, {room}. Send this link to the one person it is for:\n"
        "https://t.me/{bot}?start={payload}\n"
        "It works once, within 24 hours.",
        role=ROLES[role],
        room=Names(work.station.rooms[room_id].names),
        bot=bot,
        payload=LINK + code,
    )


def welcome(work: Work, officer: Officer) -> Phrase:
    """What somebody is who has just joined, and what they can ask for."""
    told = L(
        "✅ <b>{name}</b>, you serve now: {role}, {room}. {state}; /duty changes that.",
        name=officer.name,
        role=ROLES[officer.role],
        room=Names(work.station.rooms[officer.room_id].names),
        state=state(officer),
    )
    if officer.role != DUTY_LEAD:
        return told
    return joined([told, L("As duty lead you have /officers, /invite and, for groups, /bind.")])


def state(officer: Officer) -> Phrase:
    return DUTY["on" if officer.on_duty else "off"]


def duty() -> Buttons:
    return [[Button(label, Duty(state=name).pack()) for name, label in DUTY.items()]]


def roster(work: Work, room_id: int, serving: Sequence[Officer]) -> Phrase:
    """The room and who serves in it, with their duty."""
    room = L("👥 <b>{room}</b>", room=Names(work.station.rooms[room_id].names))
    lines = [
        L(
            "{sign} {name} · {role}",
            sign="🟢" if officer.on_duty else "⚪",
            name=officer.name,
            role=ROLES[officer.role],
        )
        for officer in serving
    ]
    return joined([room, *(lines or [L("Nobody serves here yet; /invite brings somebody.")])])


def outs(serving: Sequence[Officer]) -> Buttons:
    """A button for each, to take them out; it asks once more."""
    return in_rows([out(officer) for officer in serving], IN_A_ROW)


def out(officer: Officer) -> Button:
    return Button(L("➖ {name}", name=officer.name), AskOut(number=officer.user_id).pack())


def really(officer: Officer) -> Buttons:
    return [
        [
            Button(L("➖ Take out"), TakeOut(number=officer.user_id).pack()),
            Button(L("Keep"), Stay(number=officer.user_id).pack()),
        ]
    ]
