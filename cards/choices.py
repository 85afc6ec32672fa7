"""What officers can do about an alarm now, as buttons below its cards, and to whom it can be handed over."""

from __future__ import annotations

from cards.alerts import (
    OUTCOMES,
    Accept,
    Arrive,
    Close,
    Confirm,
    Flag,
    HandOver,
    NeedHelp,
    Note,
    SetOut,
    ToOfficer,
    ToRoom,
)
from cards.talks import Quick
from db.alerts import CLOSED, OPEN, Alert
from locales import L, Names
from services import officers
from services.responses import MINUTES
from services.speech import Button, Buttons
from services.work import Work


def officers_buttons(alert: Alert) -> Buttons:
    """What can be done now."""
    number = alert.id
    if alert.state == OPEN:
        return [[Button(L("✋ Accept"), Accept(number=number).pack())]]
    if alert.state == CLOSED:
        keys = [Button(L("📝 Note"), Note(number=number).pack())]
        if alert.flagged_at is None:
            keys.append(Button(L("🚩 No need for it"), Flag(number=number).pack()))
        return [keys]
    rows = _reactions(alert)
    if alert.arrived_at is None:
        minutes = [
            Button(L("🚗 {minutes} min", minutes=one), SetOut(number=number, minutes=one).pack())
            for one in MINUTES
        ]
        rows += [minutes, [Button(L("📍 Arrived"), Arrive(number=number).pack())]]
    if alert.help_at is None:
        rows.append([Button(L("🙋 Need help"), NeedHelp(number=number).pack())])
    rows.append(
        [
            Button(L("🔀 Hand over"), HandOver(number=number).pack()),
            Button(L("💬 Quick words"), Quick(number=number).pack()),
        ]
    )
    ends = [
        Button(label, Close(number=number, outcome=outcome).pack())
        for outcome, label in OUTCOMES.items()
    ]
    return [*rows, ends[:2], ends[2:]]


def _reactions(alert: Alert) -> list[list[Button]]:
    """To a question, or to a call that goes on although somebody has it: the owner says that it is
    looked after, or a colleague takes it."""
    number = alert.id
    if alert.recalled_at is not None:
        return [
            [
                Button(L("👌 I am on it"), Confirm(number=number).pack()),
                Button(L("✋ Take over"), Accept(number=number).pack()),
            ]
        ]
    if alert.asked_at is not None:
        return [[Button(L("⏳ Still needed"), Confirm(number=number).pack())]]
    return []


def targets(work: Work, alert: Alert) -> Buttons:
    """To whom an alarm can be handed: colleagues of the room, and the other rooms."""
    number = alert.id
    people = [
        Button(f"👮 {one.name}", ToOfficer(number=number, officer=one.user_id).pack())
        for one in officers.colleagues(work, alert.room_id)
        if one.user_id != alert.officer_id
    ]
    rooms = [
        Button(L("🏠 {room}", room=Names(room.names)), ToRoom(number=number, room=room.id).pack())
        for room in work.station.rooms.values()
        if room.id != alert.room_id
    ]
    return [[key] for key in (*people, *rooms)]
