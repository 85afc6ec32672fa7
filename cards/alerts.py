"""What is pressed on an alarm's cards, and how it looks to the resident who raised it: a card kept true,
with what they may add, and the stars at the end. How it looks to officers: cards/responses.py."""

from __future__ import annotations

from collections.abc import Iterable

from cards.presses import Number, Press
from cards.said import joined
from cards.talks import Quick
from db.alerts import CLOSED, OPEN, Alert
from db.outbox import ALARM, NOTICE
from locales import L, Local, Names, Phrase
from services import officers
from services.alerts import KINDS, MOST_STARS
from services.responses import MINUTES
from services.speech import Button, Buttons
from services.work import Work


class Kind(Press):
    verb = "alerts.kind"

    number: Number
    kind: str


class Mistap(Press):
    verb = "alerts.mistap"

    number: Number


class Rate(Press):
    verb = "alerts.rate"

    number: Number
    stars: Number


class Accept(Press):
    verb = "alerts.accept"

    number: Number


class SetOut(Press):
    verb = "alerts.set_out"

    number: Number
    minutes: Number


class Arrive(Press):
    verb = "alerts.arrive"

    number: Number


class NeedHelp(Press):
    verb = "alerts.help"

    number: Number


class HandOver(Press):
    verb = "alerts.hand_over"

    number: Number


class ToOfficer(Press):
    verb = "alerts.to_officer"

    number: Number
    officer: Number


class ToRoom(Press):
    verb = "alerts.to_room"

    number: Number
    room: Number


class Close(Press):
    verb = "alerts.close"

    number: Number
    outcome: str


class Note(Press):
    verb = "alerts.note"

    number: Number


class Flag(Press):
    verb = "alerts.flag"

    number: Number


OUTCOMES = {
    "helped": L("✅ Helped"),
    "misunderstood": L("💬 Cleared up"),
    "mistap": L("👌 Pressed by mistake"),
    "passed_on": L("➡️ Passed on"),
}


KIND = {
    "violence": L("👊 Violence"),
    "theft": L("👜 Theft"),
    "fraud": L("📵 Fraud"),
    "accident": L("🚗 Accident"),
    "illness": L("🩺 Illness"),
    "other": L("❔ Other"),
}


def draw(work: Work, alert: Alert) -> None:
    """The resident's own card. It never sounds: what matters comes as a message beside it, and when
    hundreds press at once everybody gets that message before anybody gets the card."""
    told, buttons = for_resident(work, alert), residents_buttons(alert)
    name = f"alerts {alert.id} mine"
    lane = NOTICE if alert.rolled else ALARM
    work.show(alert.resident_id, name, told, lane=lane, buttons=buttons, silent=True)


def for_resident(work: Work, alert: Alert) -> Phrase:
    """What has happened so far, never more than is true, and what else helps at once."""
    lines: list[Phrase | str] = [
        L("<b>Your alarm {number}</b>", number=alert.id),
        L("✔️ {time} Recorded", time=Local(alert.raised_at)),
        *_way(work, alert),
    ]
    if alert.kind is not None and alert.state != CLOSED:
        lines.append(L("📌 {kind}", kind=KIND[alert.kind]))
    if alert.mistap_at is not None and alert.state != CLOSED:
        lines.append(L("👌 Pressed by mistake, you say: no harm done. An officer closes it."))
    if alert.presses > 1:
        lines.append(
            L("🔁 You pressed {count} times; it all counts as this alarm", count=alert.presses)
        )
    if alert.stars is not None:
        lines.append("⭐" * alert.stars)
    if alert.state != CLOSED:
        lines.append(hotline(work, silent=alert.silent))
    return joined(lines)


def _way(work: Work, alert: Alert) -> list[Phrase | str]:
    """Its way so far, a line for each station of it."""
    lines: list[Phrase | str] = []
    if alert.shown_at is not None:
        lines.append(L("✔️ {time} Shown to the officers", time=Local(alert.shown_at)))
    if alert.state == OPEN:
        lines.append(L("⏳ Nobody has accepted it yet"))
    if alert.accepted_at is not None:
        officer = officers.named(work, alert.officer_id)
        time = Local(alert.accepted_at)
        lines.append(L("✔️ {time} Accepted by {officer}", time=time, officer=officer))
    if alert.on_way_at is not None:
        time = Local(alert.on_way_at)
        lines.append(
            L("✔️ {time} On the way, about {minutes} min", time=time, minutes=alert.minutes or 0)
        )
    if alert.arrived_at is not None:
        lines.append(L("✔️ {time} Arrived", time=Local(alert.arrived_at)))
    if alert.closed_at is not None:
        lines.append(L("✔️ {time} Closed", time=Local(alert.closed_at)))
    return lines


def hotline(work: Work, *, silent: bool) -> Phrase:
    """The way that never depends on us."""
    if silent:
        return L("In danger and unable to speak? SMS to {sms}", sms=work.station.police_by_sms)
    return L("In danger? Call {police} now", police=work.station.police)


def residents_buttons(alert: Alert) -> Buttons:
    """What happened, if they like to say, and that it was a mistake; stars when it is over."""
    number = alert.id
    if alert.state == CLOSED:
        stars = range(1, MOST_STARS + 1)
        return [[Button(f"{one} ⭐", Rate(number=number, stars=one).pack()) for one in stars]]
    rows: list[list[Button]] = []
    if alert.kind is None:
        keys = [Button(KIND[kind], Kind(number=number, kind=kind).pack()) for kind in KINDS]
        rows = [keys[:3], keys[3:]]
    if alert.mistap_at is None:
        rows.append([Button(L("👌 Pressed by mistake"), Mistap(number=number).pack())])
    return rows


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
    rows: list[list[Button]] = []
    if alert.arrived_at is None:
        minutes = [
            Button(L("🚗 {minutes} min", minutes=one), SetOut(number=number, minutes=one).pack())
            for one in MINUTES
        ]
        rows = [minutes, [Button(L("📍 Arrived"), Arrive(number=number).pack())]]
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


ON_THE_CARD = (Accept, SetOut, Arrive, NeedHelp, HandOver, Quick, Close, Note, Flag)


def named_by(payloads: Iterable[str | None]) -> int | None:
    """The number of the alarm on whose officers' card such buttons are, None for any others."""
    presses = [Press.unpack(payload) for payload in payloads]
    numbers = {press.number for press in presses if isinstance(press, ON_THE_CARD)}
    return numbers.pop() if len(numbers) == 1 else None


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
