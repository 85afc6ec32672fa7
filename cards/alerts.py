"""What is pressed on an alarm's cards, and how it looks to the resident who raised it: a card kept true,
with what they may add, what answers who presses again, and the stars at the end. How it looks to officers:
cards/responses.py; what they can press: cards/choices.py."""

from __future__ import annotations

from collections.abc import Iterable

from cards.presses import Number, Press
from cards.said import joined
from cards.talks import Quick
from db.alerts import CLOSED, OPEN, Alert
from db.outbox import ALARM, NOTICE
from locales import L, Local, Phrase
from services import alerts as service
from services import officers
from services.alerts import KINDS, MOST_STARS
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


class Confirm(Press):
    verb = "alerts.confirm"

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
    if alert.answered_at is not None:
        name, told = service.answer_of(alert), to_presses(work, alert)
        work.show(alert.resident_id, name, told, lane=lane, silent=True)


def for_resident(work: Work, alert: Alert) -> Phrase:
    """What has happened so far, never more than is true, and what else helps at once."""
    lines: list[Phrase | str] = [
        L("<b>Your alarm {number}</b>", number=alert.id),
        *_recorded(alert),
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
        lines.append(service.hotline(work, silent=alert.silent))
    return joined(lines)


def to_presses(work: Work, alert: Alert) -> Phrase:
    """What becomes of it that they press again and again; it stands below their newest presses."""
    if alert.state == CLOSED:
        return L("🏁 Alarm {number} is closed.", number=alert.id)
    lines: list[Phrase | str] = [service.hotline(work, silent=alert.silent)]
    anew = alert.rang_anew_at
    if anew is not None:
        lines.append(L("🔔 <b>I told them again</b> at {time}.", time=Local(anew)))
    else:
        lines.append(L("👀 I have seen it. Each press counts for alarm {number}.", number=alert.id))
    if alert.rung_at is not None and (anew is None or alert.rung_at > anew):
        lines.append(L("🔔 {time} The officers were called again", time=Local(alert.rung_at)))
    if alert.officer_id is not None:
        lines.append(L("✋ {officer} has it.", officer=officers.named(work, alert.officer_id)))
    lines.append(L("🔁 Pressed {count} times", count=alert.presses))
    return joined(lines)


def _recorded(alert: Alert) -> list[Phrase | str]:
    if alert.heard_at is None or not alert.was_late:
        return [L("✔️ {time} Recorded", time=Local(alert.raised_at))]
    return [
        L("✔️ {time} You pressed", time=Local(alert.raised_at)),
        L("⚠️ {time} Recorded: it reached us only then", time=Local(alert.heard_at)),
    ]


def _way(work: Work, alert: Alert) -> list[Phrase | str]:
    """Its way so far, a line for each station of it."""
    lines: list[Phrase | str] = []
    if alert.shown_at is not None:
        lines.append(L("✔️ {time} Shown to the officers", time=Local(alert.shown_at)))
    if alert.state == OPEN:
        if alert.rung_at is not None:
            lines.append(L("🔔 {time} The officers were called again", time=Local(alert.rung_at)))
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


ON_THE_CARD = (Accept, Confirm, SetOut, Arrive, NeedHelp, HandOver, Quick, Close, Note, Flag)


def named_by(payloads: Iterable[str | None]) -> int | None:
    """The number of the alarm on whose officers' card such buttons are, None for any others."""
    presses = [Press.unpack(payload) for payload in payloads]
    numbers = {press.number for press in presses if isinstance(press, ON_THE_CARD)}
    return numbers.pop() if len(numbers) == 1 else None
