"""What an officers' group sees of itself, and what a duty lead sees who wants to bind one."""

from __future__ import annotations

from cards.officers import rooms_to_choose
from cards.presses import Number, Press
from db.rooms import Group
from locales import LANGUAGES, L, Names, Phrase
from services.invitations import BIND
from services.speech import Button, Buttons
from services.work import Work


class Speak(Press):
    verb = "groups.speak"

    language: str


class BindFor(Press):
    verb = "groups.bind_for"

    purpose: str


class BindTo(Press):
    verb = "groups.bind_to"

    purpose: str
    room: Number


PURPOSES: dict[str, Phrase] = {
    "alarms": L("🆘 Alarms"),
    "desk": L("🗂 Daily work"),
    "both": L("🆘🗂 Both"),
}


def languages() -> Buttons:
    return [[Button(name, Speak(language=code).pack())] for code, name in LANGUAGES.items()]


def purposes() -> Buttons:
    return [[Button(label, BindFor(purpose=name).pack())] for name, label in PURPOSES.items()]


def rooms_for(work: Work, purpose: str) -> Buttons:
    return rooms_to_choose(work, lambda room: BindTo(purpose=purpose, room=room).pack())


def how_to_bind(work: Work, room_id: int, purpose: str, code: str, bot: str) -> Phrase:
    """The code, and the two ways in which a group's administrator uses it."""
    return L(
        "🔑 <b>{purpose}</b> of {room}: an administrator of the group adds me with\n"
        "https://t.me/{bot}?startgroup={payload}\n"
        "or, if I am there already, writes in it:\n<code>/bind@{bot} {code}</code>\n"
        "It works once, within 24 hours.",
        purpose=PURPOSES[purpose],
        room=Names(work.station.rooms[room_id].names),
        bot=bot,
        payload=BIND + code,
        code=code,
    )


def bound(work: Work, group: Group) -> Phrase:
    """What the group serves from now on."""
    purpose = "both" if group.alarms and group.desk else "alarms" if group.alarms else "desk"
    return L(
        "✅ This group belongs to {room} now: {purpose}.",
        room=Names(work.station.rooms[group.room_id].names),
        purpose=PURPOSES[purpose],
    )
