"""How many alarms look at once: in the group one card with the count, the oldest with their buttons, and
the next pages; in private the lists of all that wait."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from cards.alerts import Accept
from cards.keyboards import in_rows
from cards.presses import Number, Press
from cards.readings import called_as
from cards.said import joined, shortened
from db import cards as messages
from db import rollups
from db.alerts import Alert
from db.outbox import ALARM
from db.rollups import Listing, Rollup
from locales import L, Local, N, Names, Phrase, Value
from services import officers
from services.rollups import IN_A_LIST, PAGE, list_of
from services.speech import Button, Buttons
from services.work import Work

IN_A_ROW = 5
NUMBERED = 40  # alarms behind the page that are named by number, so that sixty are seen at once
SHORT_NAME, SHORT_PLACE = 20, 16  # characters, so that forty lines fit into a message


class Turn(Press):
    verb = "rollups.turn"

    room: Number
    page: Annotated[int, Field(ge=0, lt=10**6)]


def name_of(rollup: Rollup) -> str:
    """Its newest message. Each call has a name of its own, so that it is a new message, which sounds."""
    return f"rollups {rollup.id} {rollup.ring}"


def list_name(listing: Listing) -> str:
    return f"rollups {listing.room_id} list {listing.number}"


def draw(work: Work, rollup: Rollup) -> None:
    """Shows the roll-up in the room's groups. The message of the last call stays true until the newest
    is there, and goes then: the group never stands without one."""
    count = rollups.waiting(work.connection, rollup.id)
    told = for_group(work, rollup, count) if count else over(work, rollup)
    buttons = buttons_of(work, rollup, count) if count else ()
    newest = name_of(rollup)
    for group in work.station.alarm_groups(rollup.id):
        chat = group.chat_id
        about = f"rollups {rollup.id}"
        work.show(chat, newest, told, lane=ALARM, buttons=buttons, about=about)
        if not take_old_back(work, rollup, chat):
            for name in _before(work, rollup, chat):
                work.show(chat, name, told, lane=ALARM, buttons=buttons)


def take_old_back(work: Work, rollup: Rollup, chat: int) -> bool:
    """The messages of earlier calls go from the chat, if the newest is there."""
    known = messages.kept(work.connection, [(chat, name_of(rollup))])
    if known:
        work.take_back(chat, _before(work, rollup, chat))
    return bool(known)


def _before(work: Work, rollup: Rollup, chat: int) -> list[str]:
    kept = messages.begin_with(work.connection, chat, f"rollups {rollup.id} ")
    return [name for name in kept if name != name_of(rollup)]


def for_group(work: Work, rollup: Rollup, count: int) -> Phrase:
    """How many wait, a line for each of the page, the numbers of those behind it."""
    skipped = rollup.page * PAGE
    shown = rollups.oldest(work.connection, rollup.id, skipped, PAGE)
    behind = rollups.numbers(work.connection, rollup.id, skipped + PAGE, NUMBERED)
    left = count - skipped - len(shown) - len(behind)
    lines: list[Phrase | str] = [
        N(
            "🆘 <b>{count} alarm waits</b> · {room} · {time}",
            "🆘 <b>{count} alarms wait</b> · {room} · {time}",
            count=count,
            room=Names(work.station.rooms[rollup.id].names),
            time=Local(work.now),
        )
    ]
    if skipped:
        lines.append(L("Behind the {count} oldest:", count=skipped))
    lines += _lines(work, shown)
    if behind:
        then = " · ".join(map(str, behind))
        lines.append(L("Then {numbers}", numbers=then))
    if left > 0:
        lines.append(N("and {count} more", "and {count} more", count=left))
    lines.append(L("✋ takes one. The whole list is with the officers on duty, in private."))
    return joined(lines)


def _lines(work: Work, shown: Sequence[Alert]) -> list[Phrase | str]:
    work.turn.look_up(alert.resident_id for alert in shown)
    return [L("<b>{number}</b> · {what}", number=one.id, what=_line(work, one)) for one in shown]


def _line(work: Work, alert: Alert) -> Phrase:
    """When, who, where, silent, a mis-tap: what helps to choose."""
    signs = "🤫" * alert.silent + "👌" * (alert.mistap_at is not None)
    told: list[Value] = [
        Local(alert.raised_at, "HH:mm"),
        shortened(called_as(work, alert), SHORT_NAME),
    ]
    resident = work.person(alert.resident_id)
    community = work.station.communities.get((resident and resident.community) or "")
    if community is not None:
        names = community.names.items()
        told.append(Names({code: shortened(name or "", SHORT_PLACE) for code, name in names}))
    if signs:
        told.append(signs)
    return joined(told, between=" · ")


def over(work: Work, rollup: Rollup) -> Phrase:
    """Nobody waits in it any more."""
    return joined(
        [
            L(
                "🍃 <b>The rush is over</b> · {room} · {time}",
                room=Names(work.station.rooms[rollup.id].names),
                time=Local(work.now),
            ),
            L("Every alarm has a card of its own again."),
        ]
    )


def buttons_of(work: Work, rollup: Rollup, count: int) -> Buttons:
    """One for each alarm of the page, and to the other pages."""
    numbers = rollups.numbers(work.connection, rollup.id, rollup.page * PAGE, PAGE)
    keys = [Button(f"✋ {number}", Accept(number=number).pack()) for number in numbers]
    rows = in_rows(keys, IN_A_ROW)
    turning = []
    if rollup.page:
        first = Turn(room=rollup.id, page=0)
        turning.append(Button(L("⏮ Oldest"), first.pack()))
    if count > (rollup.page + 1) * PAGE:
        following = Turn(room=rollup.id, page=rollup.page + 1)
        turning.append(Button(L("Next ▶️"), following.pack()))
    return [*rows, turning] if turning else rows


def draw_list(work: Work, listing: Listing) -> None:
    """Shows one list to those who were called. Only the first of a surge sounds."""
    rollup = rollups.find(work.connection, listing.room_id)
    if rollup is None:
        raise LookupError("a list of no roll-up")
    last = listing.number * IN_A_LIST
    shown = rollups.between(work.connection, listing.room_id, last - IN_A_LIST, last)
    room = Names(work.station.rooms[listing.room_id].names)
    lines: list[Phrase | str]
    if shown:
        work.turn.look_up(alert.resident_id for alert in shown)
        lines = [L("📋 <b>Alarms that wait</b> · {room}", room=room)]
        lines += [
            L("/case_{number} · {what}", number=one.id, what=_line(work, one)) for one in shown
        ]
    else:
        lines = [L("📋 <b>Nobody of this list waits any more</b> · {room}", room=room)]
    told, silent = joined(lines), listing.number > list_of(rollup.begun + 1)
    for officer in officers.still(work, rollup.called):
        about = f"listed {listing.room_id}"
        work.show(officer, list_name(listing), told, lane=ALARM, silent=silent, about=about)
