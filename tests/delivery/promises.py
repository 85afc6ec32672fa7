"""What was promised in a history of outages, and what people saw of it: judged by their screens alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select

from bot.pacing import Limits
from db import audit, rooms
from db.alerts import ACCEPTED, CLOSED, OPEN, Alert
from db.bookings import HELD, bookings
from sandbox import limits as sandbox_limits
from sandbox.records import Message
from services.districts import read_district
from services.rooms import settle
from tests.delivery.deeds import Deeds
from tests.delivery.names import DISTRICT, FIRST, GROUP, NAMES, OFFICERS, SECOND, THIRD

DESK = -1001000000012
LEAD = 7000000005  # Chen leads the shift in these histories
HOUR = 3600.0
WINDOW = """
[escalation]
all_rooms_every = 1_000_000
[[windows]]
code = "cards"
room = "first"
name = { zh_Hans = "居住证窗口", en = "Residence permits" }
slot = 20
cut_off = 60
seats = 3
holidays = false
[windows.hours]
mon = "09:00-16:00"
tue = "09:00-16:00"
wed = "09:00-16:00"
thu = "09:00-16:00"
fri = "09:00-16:00"
sat = "09:00-16:00"
sun = "09:00-16:00"
[[errands]]
code = "card"
window = "cards"
name = { zh_Hans = "居住证", en = "Residence permit" }
"""
STANDING = {OPEN: "Nobody has accepted it yet", ACCEPTED: "Accepted by", CLOSED: "Closed by"}
UNHEARD = re.compile(
    r"did not reach the officers|does not pass this on to the officers"
    r"|I did not understand|only while an alarm is open"  # the officers were quicker: it is over
)
UNDELIVERED = re.compile(
    r"does not deliver this|did not reach the resident|takes no messages|does not get this"
)
NO_VISITOR = re.compile(r"Visit (\d+): my messages do not reach")


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that was said or done and has to be seen: `arrived` looks whether it was, `told` whether
    those whom it concerns know that it was not."""

    what: str
    arrived: Callable[[], bool]
    told: Callable[[], bool]


class Promises(Deeds):
    """The district of the alarm's histories, with a desk, a window and a duty lead."""

    def __init__(self, url: str) -> None:
        self.promised: list[Promise] = []
        self.was_seen: set[str] = set()
        self.visits: dict[int, int] = {}  # whose each is
        # A chat takes what comes, but a group so many a minute: how fast one may speak is another matter.
        limits = sandbox_limits.Limits(per_second=0, per_chat=0)
        super().__init__(url, limits=limits, judge=False, log=False)
        self.bot.calls.clear()  # what sounds, and when, is judged in the alarm's own histories
        self.bot.limits = Limits(per_second=1e6, burst=1000)

    def _settle_rooms(self) -> None:
        """As the district file of these histories has it."""
        phones = self.everybody
        self.telegram.add_group("Desk", phones[:2], self.maple, id=DESK)
        lead = f'    {{ id = {LEAD}, name = "Chen Yi", role = "duty_lead" }},\n]'
        told = DISTRICT.replace(
            f"alarm_group = {FIRST}", f"alarm_group = {FIRST}\ndesk_group = {DESK}"
        )
        told = told.replace("on_duty = false },\n]", f"on_duty = false }},\n{lead}", 1) + WINDOW
        with self.bot.database.writing() as connection:
            settle(connection, read_district(told), self.clock.now())
            rooms.learn(connection, FIRST, forum=True)
            audit.begin(connection, self.keys, self.clock.now(), "import", "districts")

    # --- promises --------------------------------------------------------------------------

    def promises_help(self, resident: int) -> None:
        """Whoever presses is seen by an officer, and every card of it is true in the end."""
        live = self.live_of(resident)
        if not self._is_there(resident):
            return
        self.alarm(resident, silent=False)
        if live is None:
            number = len(self.alarms()) + 1
            self._promise(
                f"alarm {number}",
                lambda: self._seen_by_officers(f"Alarm {number} "),
                lambda: False,
            )

    def promises_words(self, resident: int, *, spoken: bool = False) -> None:
        """What is said while an alarm is open reaches an officer of it, or whoever said it is told."""
        if self.live_of(resident) is None or not self._is_there(resident):
            return
        seat, text = self.seats[resident], f"words {next(self.numbers)}"
        if spoken:
            self.bot.does(seat.sends_voice(b"x", caption=text))
        else:
            self.bot.does(seat.writes(text))
        self._promise(
            text,
            lambda: self._seen_by_officers(text),
            lambda: self._is_told(seat.person.id, text, UNHEARD),
        )

    def promises_answer(self, alarm: Alert, officer_of: Callable[[int], int]) -> None:
        """An officer's answer reaches the resident, or the officers are told that it does not."""
        for where in (GROUP[alarm.room_id], 0):
            officer = officer_of(alarm.room_id)
            before = len(self.replies)
            self.replies_to(officer, alarm, where, card=True)
            if len(self.replies) == before:
                continue
            _, text = list(self.replies.values())[-1]
            self._promise(
                text,
                partial(self._sees, alarm.resident_id, text),
                partial(self._is_told, where or officer, text, UNDELIVERED),
            )
            return

    def promises_place(self, resident: int, number: int) -> None:
        """A booked place is confirmed to its resident, or the desk hears that it could not be; and they are
        reminded before it."""
        self._promise(
            f"visit {number}",
            lambda: self._sees(resident, f"Visit {number} is booked"),
            lambda: self._desk_knows(number),
        )
        self.visits[number] = resident

    def _promise(self, what: str, arrived: Callable[[], bool], told: Callable[[], bool]) -> None:
        self.promised.append(Promise(what, arrived, told))

    # --- who is there ----------------------------------------------------------------------

    def _is_there(self, resident: int) -> bool:
        return self.maple.id not in self.seats[resident].person.blocked

    def shuts_us_out(self, resident: int, *, heard: bool) -> None:
        seat = self.seats[resident]
        if heard:
            seat.blocks()
        else:
            seat.person.blocked.add(self.maple.id)

    def lets_us_in(self, resident: int, *, heard: bool) -> None:
        """They take messages again; Telegram says so, or they write."""
        seat = self.seats[resident]
        if self._is_there(resident):
            return
        if heard:
            seat.unblocks()
        else:
            seat.person.blocked.discard(self.maple.id)
            self.bot.does(seat.writes("/help"))

    def held(self, resident: int) -> int | None:
        """The number of the place that is held for them."""
        found = select(bookings.c.id).where(
            bookings.c.resident_id == resident, bookings.c.state == HELD
        )
        with self.bot.database.reading() as connection:
            return connection.scalar(found.order_by(bookings.c.id.desc()).limit(1))

    # --- what was seen ---------------------------------------------------------------------

    def looks_around(self) -> None:
        """What arrived has arrived, also if it is changed or taken back later."""
        self.was_seen |= {one.what for one in self.promised if one.arrived()}

    def judged(self, *, their_days_came: bool) -> Counter[str]:
        """What became of each promise, and each card that does not show the truth. The days before the
        visits, if they came, were without trouble."""
        self.looks_around()
        found: Counter[str] = Counter(promised=len(self.promised))
        for number, resident in self.visits.items() if their_days_came else ():
            self._reminded(number, resident, found)
        for one in self.promised:
            if one.what in self.was_seen:
                found["arrived"] += 1
            elif one.told():
                found["told"] += 1
            else:
                found["silent_losses"] += 1
                found[f"lost: {one.what}"] += 1
        for wrong in self._stale():
            found["silent_losses"] += 1
            found[f"stale: {wrong}"] += 1
        return found

    def _reminded(self, number: int, resident: int, found: Counter[str]) -> None:
        """A reminder makes sense until the visit begins, so who is back only later needs none."""
        if f"visit {number}" not in self.was_seen:
            return
        found["promised"] += 1
        if self._sees(resident, "Your visit is near"):
            found["arrived"] += 1
        elif self.maple.id in self.telegram.people[resident].blocked:
            found["superseded"] += 1
        else:
            found["silent_losses"] += 1
            found[f"lost: reminder of visit {number}"] += 1

    def _stale(self) -> list[str]:
        wrong = []
        for alarm in self.alarms():
            standing = STANDING[str(alarm.state)]
            for chat in (FIRST, SECOND, THIRD, *OFFICERS):
                shown = self.cards(chat, f"🆘 Alarm {alarm.id} ·")[-1:]
                if any(
                    standing not in text_of(one) and "Handed" not in text_of(one) for one in shown
                ):
                    wrong.append(f"alarm {alarm.id} in {chat}")
            seat = next(one for one in self.seats if one.person.id == alarm.resident_id)
            if alarm.state == ACCEPTED and self.maple.id not in seat.person.blocked:
                officer = NAMES.get(alarm.officer_id or 0, "Chen Yi")
                if not self._sees(alarm.resident_id, f"{officer}"):
                    wrong.append(f"acceptance of alarm {alarm.id}")
        return wrong

    def _everything(self, chat: int) -> list[str]:
        return [text_of(one) for one in self.screen(chat)]

    def _sees(self, chat: int, text: str) -> bool:
        return any(_says(seen, text) for seen in self._everything(chat))

    def _seen_by_officers(self, text: str) -> bool:
        return any(self._sees(chat, text) for chat in (FIRST, SECOND, THIRD, *OFFICERS, LEAD))

    def _is_told(self, chat: int, text: str, notice: re.Pattern[str]) -> bool:
        """Whether the bot gave such notice in that chat after somebody had said `text` there."""
        every = self.everything_in(chat)
        said = next(i for i, one in enumerate(every) if _says(text_of(one), text))
        return any(notice.search(text_of(one)) for one in every[said:])

    def _desk_knows(self, number: int) -> bool:
        every = (NO_VISITOR.search(seen) for seen in self._everything(DESK))
        return any(one is not None and int(one[1]) == number for one in every)


def text_of(message: Message) -> str:
    return str(message.content.get("text", message.content.get("caption", "")))


def _says(seen: str, text: str) -> bool:
    """With its number to the end: "words 1" is not "words 12"."""
    return re.search(re.escape(text) + r"(?!\d)", seen) is not None
