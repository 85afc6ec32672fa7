"""What the audit trail says of an alarm, played again line by line: the reference for whose it was and
which call came when. A line that may not stand where it stands fails."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row

from cards import alerts as cards
from cards.presses import Press
from db.alerts import ACCEPTED, CLOSED, OPEN
from tests.delivery.clocks import EVERY, REOPENED, RUNGS, asked_by, called_by
from tests.delivery.names import GROUP, NAMES, ROOM_OF


@dataclass
class Case:
    """An alarm as the trail leaves it."""

    number: int
    resident: int
    room: int
    silent: bool
    since: datetime
    rooms: list[int]
    former: set[int] = field(default_factory=set)
    called: set[int] = field(default_factory=set)
    state: str = OPEN
    owner: int | None = None
    owners: set[int] = field(default_factory=set)
    rung: int = 0
    accepted: datetime | None = None
    asked: datetime | None = None
    sign: datetime | None = None  # of its owner, the newest
    minutes: int = 0
    recalled: bool = False  # pressed anew, and its owner has not reacted yet
    calling: str | None = None  # the deed that calls somebody next
    on_way: bool = False
    arrived: bool = False
    mistap: bool = False
    outcome: str | None = None
    flagged: bool = False
    stars: int | None = None
    at_home: bool = False  # was the first room's, which makes topics
    departed: Collection[int] = ()  # officers who ever left
    done: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)  # to the resident, beside the card
    pressed: list[tuple[int, str, set[int]]] = field(default_factory=list)  # who, what, where

    def may(self, officer: int) -> bool:
        """An officer of a room that has it now, or one who was called."""
        return ROOM_OF.get(officer) in self.rooms or officer in self.called

    def chats(self) -> set[int]:
        """Where it may be acted in: 0 is the private chat."""
        return {0, *(GROUP[room] for room in self.rooms)}

    def plays(self, line: Row[Any]) -> None:
        """The next line of the trail."""
        detail = json.loads(line.detail)
        assert self.calling is None or line.verb == "call"
        getattr(self, f"_{line.verb}")(line.at, line.actor, **detail)
        self.done.append(line.verb)
        self.at_home |= self.room == 1

    def _by(self, officer: int, press: Press) -> None:
        assert self.may(officer)
        self.pressed.append((officer, press.pack(), self.chats()))

    def _by_owner(self, officer: int, press: Press) -> None:
        assert self.state == ACCEPTED
        assert self.owner == officer
        self._by(officer, press)

    # --- what officers do ------------------------------------------------------------------

    def _accept(self, at: datetime, actor: int) -> None:
        assert self.state == OPEN or self.recalled
        assert self.owner != actor
        self._by(actor, cards.Accept(number=self.number))
        if ROOM_OF[actor] in self.rooms:
            self.room = ROOM_OF[actor]
        self._owned(at, actor)
        self.told.append(f"✋ {NAMES[actor]} has accepted your alarm.")

    def _owned(self, at: datetime, officer: int) -> None:
        self.state, self.owner, self.accepted = ACCEPTED, officer, at
        self.owners.add(officer)
        self.on_way = self.arrived = False
        self._reacts(at)

    def _reacts(self, at: datetime) -> None:
        self.sign, self.asked, self.recalled = at, None, False

    def _confirm(self, at: datetime, actor: int) -> None:
        assert self.state == ACCEPTED
        assert self.owner == actor
        if self.recalled:
            self.told.append(f"👌 {NAMES[actor]} knows that you called again.")
        self._reacts(at)

    def _set_out(self, at: datetime, actor: int, minutes: int) -> None:
        assert not self.arrived
        self._by_owner(actor, cards.SetOut(number=self.number, minutes=minutes))
        self.on_way, self.minutes = True, minutes
        self._reacts(at)
        self.told.append(f"🚗 {NAMES[actor]} is on the way: about {minutes} minutes.")

    def _arrive(self, at: datetime, actor: int) -> None:
        assert not self.arrived
        self._by_owner(actor, cards.Arrive(number=self.number))
        self.arrived = True
        self._reacts(at)
        self.told.append(f"📍 {NAMES[actor]} has arrived.")

    def _need_help(self, at: datetime, actor: int) -> None:
        self._by_owner(actor, cards.NeedHelp(number=self.number))
        self.calling = "need_help"
        self._reacts(at)

    def _hand_over(
        self, at: datetime, actor: int, to: int | None = None, room: int | None = None
    ) -> None:
        if to is not None:
            self._by_owner(actor, cards.ToOfficer(number=self.number, officer=to))
            assert ROOM_OF[to] == self.room
            assert to != actor
            self._owned(at, to)
            self.calling = "hand_over"
            self.told.append(f"👮 {NAMES[to]} has your alarm now.")
            return
        assert room is not None
        assert room != self.room
        self._by_owner(actor, cards.ToRoom(number=self.number, room=room))
        self.former = (self.former | set(self.rooms)) - {room}
        self.room, self.rooms, self.called = room, [room], set()
        self._opened(at)
        self.told.append(f"🔀 Your alarm {self.number} is with another room now.")

    def _close(self, _: datetime, actor: int, outcome: str) -> None:
        self._by_owner(actor, cards.Close(number=self.number, outcome=outcome))
        self.state, self.outcome, self.recalled = CLOSED, outcome, False
        self.told.append(
            f"🏁 Your alarm {self.number} is closed. Press 🆘 again whenever you need us."
        )

    def _flag(self, _: datetime, actor: int) -> None:
        assert self.state == CLOSED
        assert not self.flagged
        self._by(actor, cards.Flag(number=self.number))
        self.flagged = True

    def _reply(self, _: datetime, actor: int) -> None:
        assert self.state != CLOSED
        assert self.may(actor)

    # --- what the resident does ------------------------------------------------------------

    def _mistap(self, _: datetime, actor: int) -> None:
        assert self.state != CLOSED
        self._by_resident(actor, cards.Mistap(number=self.number))
        self.mistap = True

    def _rate(self, _: datetime, actor: int, stars: int) -> None:
        assert self.state == CLOSED
        self._by_resident(actor, cards.Rate(number=self.number, stars=stars))
        self.stars = stars

    def _by_resident(self, actor: int, press: Press) -> None:
        assert actor == self.resident
        self.pressed.append((actor, press.pack(), {0}))

    def _ring(self, at: datetime, actor: int) -> None:
        """Pressed again: all are called anew, and it calls on until somebody reacts."""
        assert self.state != CLOSED
        assert actor == self.resident
        if self.state == ACCEPTED and not self.recalled:
            self.recalled, self.rung, self.since = True, 0, at
        self.calling = "ring"

    # --- what it does by itself ------------------------------------------------------------

    def _climbs(self, at: datetime, rung: int, place: int, after: float) -> None:
        """Each rung once between two openings, in its order, not before its time, and none while
        somebody has it."""
        assert self.state == OPEN or self.recalled
        assert min(self.rung, 3) == place
        assert rung == self.rung + 1 if place < 3 else rung > self.rung
        assert at >= self.since + timedelta(seconds=after)
        self.rung = rung

    def _again(self, at: datetime, _: None, rung: int, more: bool) -> None:
        self._climbs(at, rung, 0, RUNGS["again"])

    def _next_room(self, at: datetime, _: None, rung: int, more: bool) -> None:
        self._climbs(at, rung, 1, RUNGS["next_room"])
        following = self.room % 3 + 1
        assert more or following in self.rooms
        self._joined(following)
        if more and self.state == OPEN:
            self.told.append("⏳ Nobody has accepted your alarm yet. We are calling more officers.")

    def _duty_lead(self, at: datetime, _: None, rung: int, more: bool) -> None:
        self._climbs(at, rung, 2, RUNGS["duty_lead"])

    def _all_rooms(self, at: datetime, _: None, rung: int, more: bool) -> None:
        assert rung == called_by((at - self.since).total_seconds())
        self._climbs(at, rung, 3, 180 + (rung - 3) * EVERY)
        for room in GROUP:
            self._joined(room)

    def _joined(self, room: int) -> None:
        if room not in self.rooms:
            self.rooms.append(room)

    def _call(self, _: datetime, actor: int | None, officers: list[int]) -> None:
        """In private: while it calls, or the owner who is asked or gets it, or whoever shall help them."""
        if self.calling in {"ask", "hand_over"}:
            assert officers == [self.owner]
        elif self.calling == "need_help":
            assert self.owner not in officers
        elif self.calling == "ring":
            assert self.owner is None or self.owner in officers
            assert officers
        else:
            help_is_next = self.done[-1:] == ["unreached"]
            assert self.state == OPEN or self.recalled or help_is_next
        self.calling = None
        self.called |= set(officers)

    def _unreached(self, at: datetime, _: None, officer: int) -> None:
        """Telegram did not take it for them; an owner who can't be reached is as one who does not react."""
        assert officer in self.called
        self.called.discard(officer)
        if officer == self.owner and not self.recalled:
            self.recalled, self.rung, self.since = True, 0, at

    def _uncall(self, _: datetime, actor: None, officer: int) -> None:
        """Somebody who takes no alarms any more."""
        self.called.discard(officer)

    def _ask(self, at: datetime, _: None) -> None:
        assert self.state == ACCEPTED
        assert self.asked is None or self.on_way or self.arrived
        assert at >= asked_by(self)
        self.asked, self.calling = at, "ask"

    def _remind(self, _: datetime, actor: None) -> None:
        assert self.state == OPEN
        assert self.mistap

    def _reopen(self, at: datetime, _: None, lost: int | None = None) -> None:
        assert self.state == ACCEPTED
        if lost is None:
            assert self.asked is not None
            assert not self.on_way
            assert not self.arrived
            assert at >= self.asked + timedelta(seconds=REOPENED)
        else:
            assert lost == self.owner
            assert lost in self.departed
        self._opened(at)
        self.told.append(f"⏳ Your alarm {self.number} is being passed to another officer.")

    def _opened(self, at: datetime) -> None:
        self.state, self.owner, self.accepted, self.asked = OPEN, None, None, None
        self.recalled = False
        self.on_way = self.arrived = False
        self.rung, self.since = 0, at


def played(trail: Iterable[Row[Any]], departed: Collection[int] = ()) -> dict[int, Case]:
    """All alarms there ever were, by number. `departed` are the officers who ever left."""
    cases: dict[int, Case] = {}
    for line in trail:
        number = int(line.noun.split()[1])
        if line.verb == "raise":
            assert number not in cases
            told = json.loads(line.detail)
            since = datetime.fromtimestamp(told["pressed"], UTC) if "pressed" in told else line.at
            case = Case(number, line.actor, told["room"], told["silent"], since, [told["room"]])
            case.departed = departed
            case.told.append(f"Alarm {number} is recorded. Can you share where you are?")
            case.at_home = case.room == 1
            cases[number] = case
        else:
            cases[number].plays(line)
    return cases
