"""Three police rooms and the people of the alarm's histories on a still clock: the world of a history,
what its residents do, and what is known of it. What officers do: deeds.py."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select

from cards.alerts import Kind, Mistap, Rate
from db import alerts, audit, outbox, residents, rooms, talks
from db.alerts import CLOSED, Alert
from db.base import read_all
from db.seal import Keyring
from sandbox.people import Phone
from sandbox.records import Chat, Message
from sandbox.telegram import Telegram
from services.districts import read_district
from services.rooms import settle
from tests.delivery.mortal import Bot
from tests.delivery.names import DISTRICT, FIRST, SECOND, THIRD
from tests.delivery.staff import Staff
from tests.delivery.still import StillClock, StillLoop, TelegramsClock
from tests.town import TOKEN

ALWAYS_SILENT = re.compile(r"alarm (\d+) is (?:closed|with another room|being passed)")
SAYS = {"sendMessage", "copyMessage", "copyMessages", "sendLocation"}


@dataclass(frozen=True, slots=True)
class Owed:
    """A press that was right when it was made: since then, one of these must stand in the trail, unless
    the officer who pressed had been taken out before it was read."""

    number: int
    since: int
    verbs: frozenset[str]
    officer: int | None


class District(Staff):
    """Li and Zhao serve the first room, whose group makes topics, He the second, Bai the third, Chen
    none, though he sits in all groups. Of three residents, the last lives with the second room."""

    def __init__(self, url: str, **telegram: Any) -> None:
        self.clock = StillClock()
        self.loop = StillLoop(self.clock)
        self.telegram = Telegram(clock=TelegramsClock(self.clock), **telegram)
        maple = self.telegram.add_bot("Maple Bridge", "maple_bridge_bot", token=TOKEN)
        self.keys = Keyring(bytes(32))
        self.bot = Bot(url, self.telegram, self.clock, self.loop, self.keys)
        names = ("Li", "Zhao", "He", "Bai", "Chen")
        phones = [self.telegram.add_person(name, language_code="en") for name in names]
        li, zhao, he, bai, chen = phones
        group = self.telegram.add_group
        group("First Room", [li, zhao, he, chen], maple, id=FIRST, forum=True)
        group("Second Room", [he, li, chen], maple, id=SECOND)
        group("Third Room", [bai, chen], maple, id=THIRD)
        homes = [
            self.telegram.add_person(name, language_code="en") for name in ("Wang", "Zhou", "Sun")
        ]
        for phone in (*phones, *homes):
            phone.meets(maple)
        self.seats = [phone.with_(maple) for phone in homes]
        self.everybody = [*phones, *homes]
        self.maple = maple
        self.faults = 0
        self.alarm_presses: Counter[int] = Counter()  # by resident
        self.pressed: dict[tuple[int, str], Counter[int]] = defaultdict(Counter)  # who, what: where
        self.owed: list[Owed] = []
        self.words: dict[int, dict[int, str]] = defaultdict(dict)  # since their first alarm
        self.replies: dict[tuple[int, int], tuple[int, str]] = {}  # message: alarm, words
        self.owed_replies: list[tuple[int, int, int, int]] = []  # alarm, trail, chat, message
        self.meant: dict[str, int] = {}  # what was said as an answer: for which alarm
        self.torn: set[int] = set()  # alarms whose topic somebody deleted
        self.questions: set[tuple[int, int]] = set()  # messages that asked to whom
        Staff.__init__(self)
        self.numbers = itertools.count(1)
        self.sounded: list[str] = []
        self.bot.calls.append(self._listen)
        self._settle_rooms()
        for chat in (FIRST, SECOND, THIRD, *(phone.id for phone in self.everybody)):
            hello = {"chat_id": chat, "text": "Hello"}  # so that there is something to press on
            self.bot.does(self.telegram.call(TOKEN, "sendMessage", hello))

    def _settle_rooms(self) -> None:
        with self.bot.database.writing() as connection:
            settle(connection, read_district(DISTRICT), self.clock.now())
            rooms.learn(connection, FIRST, forum=True)
            audit.begin(connection, self.keys, self.clock.now(), "import", "districts")
            key = self.keys.new_key()
            sun = self.seats[2].person.id
            blank = residents.Resident(
                sun, key, None, None, "002", "en", False, True, self.clock.now()
            )
            residents.add(connection, replace(blank, greeted=True))

    def close(self) -> None:
        self.bot.close()

    # --- what residents do -----------------------------------------------------------------

    def alarm(self, resident: int, *, silent: bool) -> None:
        seat = self.seats[resident]
        self.bot.does(seat.writes("🤫 Silent alarm" if silent else "🆘 Alarm"))
        self.alarm_presses[seat.person.id] += 1

    def writes(self, resident: int) -> None:
        seat = self.seats[resident]
        text = f"words {next(self.numbers)}"
        message = self.bot.does(seat.writes(text))
        if self.alarm_presses[seat.person.id]:
            self.words[seat.person.id][message.id] = text

    def edits(self, resident: int, back: int = 0) -> None:
        """One of the newest messages, if there is one."""
        seat = self.seats[resident]
        for message_id in list(reversed(self.words[seat.person.id]))[back : back + 1]:
            text = f"edited {next(self.numbers)}"
            self.bot.does(seat.edits(seat.chat.messages[message_id], text))
            self.words[seat.person.id][message_id] = text

    def shares_place(self, resident: int) -> None:
        number = next(self.numbers)
        self.bot.does(self.seats[resident].shares_place(40.0 + number / 1000, 111.5))

    def tells_kind(self, alarm: Alert, kind: str) -> None:
        self.presses(alarm.resident_id, 0, Kind(number=alarm.id, kind=kind).pack())

    def tells_mistap(self, alarm: Alert) -> None:
        self.presses(alarm.resident_id, 0, Mistap(number=alarm.id).pack())
        if alarm.state != CLOSED and alarm.mistap_at is None:
            self.owes(alarm.id, "mistap", "close")

    def rates(self, alarm: Alert, stars: int) -> None:
        self.presses(alarm.resident_id, 0, Rate(number=alarm.id, stars=stars).pack())
        if alarm.state == CLOSED:
            self.owes(alarm.id, "rate")

    # --- how people press -----------------------------------------------------------------

    def presses(
        self, person: int, where: int, data: str, times: int = 1, on: Message | None = None
    ) -> None:
        """Anybody presses anything below one of the bot's messages in a chat (0: their own)."""
        phone = self.phone(person)
        chat = self.chat(phone, where)
        if self.shuts_out(person, where):
            return
        if where and phone.id not in chat.members:
            return
        message = on or self.screen(chat.id)[0]
        if data.startswith(("1|alerts.to_officer", "1|alerts.to_room")):
            self.questions.add((chat.id, message.id))
        for _ in range(times):
            self._query(phone, chat, message, data)
        self.pressed[person, data][where] += times

    def owes(self, number: int, *verbs: str, officer: int | None = None) -> None:
        """A press has been made that may not be lost."""
        self.owed.append(Owed(number, self.newest_line(), frozenset(verbs), officer))

    def newest_line(self) -> int:
        """The id of the trail's last line."""
        with self.bot.database.reading() as connection:
            return int(connection.scalar(select(func.max(audit.audit.c.id))) or 0)

    def chat(self, phone: Phone, where: int) -> Chat:
        if where:
            return self.telegram.groups[where]
        return self.telegram.private_chat(self.maple, phone.person)

    def _query(self, phone: Phone, chat: Chat, message: Message, data: str) -> None:
        query = {
            "id": self.telegram.press(self.maple, phone.person, chat).id,
            "from": phone.person.wire(),
            "message": message.wire(),
            "chat_instance": str(chat.id),
            "data": data,
        }
        self.telegram.deliver(self.maple, "callback_query", query, chat.id)

    # --- what the world does ---------------------------------------------------------------

    def fault(self, kind: str, **how: Any) -> None:
        """The next call goes wrong."""
        self.faults += 1
        self.telegram.faults.on(kind, count=1, **how)

    def deletes_topic(self, alarm: Alert) -> None:
        """Li leads the first room's group, and does not know better."""
        for topic in self.topics(alarm.id):
            self.torn.add(alarm.id)
            self.bot.does(self.everybody[0].in_(self.telegram.groups[FIRST]).deletes_topic(topic))

    def comes_to_rest(self) -> None:
        """No faults any more, the bot runs, who has an alarm says a last word, and time passes until
        everything is said: an alarm that nobody accepts rings every three minutes for ever."""
        for fault in list(self.telegram.faults.active):
            fault.off()
        self.bot.lives_on()
        if not self.bot.runs:
            self.bot.start()
        for index in range(len(self.seats)):
            if self.live_of(index) is not None:
                self.writes(index)
        self.bot.passes(425)
        for _ in range(40):
            if not self.unsaid():
                return
            self.bot.passes(7)
        raise AssertionError(f"it does not come to rest: {self.unsaid()}")

    def unsaid(self) -> list[Any]:
        """What waits for Telegram; but for whoever shuts us out it may wait for a day."""
        table = outbox.outbox.c
        waits = table.state.in_([outbox.PENDING, outbox.SENDING])
        known = table.id, table.chat_id, table.held, table.card, table.reason
        with self.bot.database.reading() as connection:
            rows = list(connection.execute(select(*known).where(waits)))
        return [one for one in rows if one.held is None or not self.shuts_out(one.chat_id, 0)]

    def _listen(self, method: str, parameters: dict[str, Any]) -> None:
        """What sounds on the phone of somebody whose alarm is silent, or is about a silent alarm."""
        if method not in SAYS or parameters.get("disable_notification"):
            return
        text = str(parameters.get("text", ""))
        about = ALWAYS_SILENT.search(text)
        with self.bot.database.reading() as connection:
            live = alerts.live_of(connection, parameters["chat_id"])
            named = alerts.find(connection, int(about[1])) if about else None
        if any(alarm is not None and alarm.silent for alarm in (live, named)):
            self.sounded.append(f"{method} {text}")

    # --- what is known ---------------------------------------------------------------------

    def alarms(self) -> list[Alert]:
        with self.bot.database.reading() as connection:
            rows = connection.execute(select(alerts.alerts).order_by(alerts.alerts.c.id))
            return read_all(Alert, rows)

    def alarm_of(self, number: int) -> Alert | None:
        with self.bot.database.reading() as connection:
            return alerts.find(connection, number)

    def live_of(self, resident: int) -> Alert | None:
        with self.bot.database.reading() as connection:
            return alerts.live_of(connection, self.seats[resident].person.id)

    def said(self, number: int) -> list[talks.Talk]:
        with self.bot.database.reading() as connection:
            return talks.of_alert(connection, number)

    def trail(self) -> list[Any]:
        with self.bot.database.reading() as connection:
            about = audit.audit.c.noun.like("alerts %")
            lines = select(audit.audit).where(about).order_by(audit.audit.c.id)
            return list(connection.execute(lines))

    def topics(self, number: int) -> list[Any]:
        """The alarm's topics in the first room's group."""
        known = self.telegram.groups[FIRST].topics.values()
        return [topic for topic in known if topic.name.startswith(f"🆘 {number} ·")]

    def screen(self, chat_id: int) -> list[Message]:
        """The bot's messages in a chat, oldest first."""
        return [one for one in self.everything_in(chat_id) if one.author is self.maple]

    def everything_in(self, chat_id: int) -> list[Message]:
        """All that anybody said in a chat, oldest first."""
        chat = self.telegram.groups.get(chat_id)
        if chat is None:
            chat = self.telegram.private_chat(self.maple, self.telegram.people[chat_id])
        return [message for message in chat.messages.values() if not message.service]

    def cards(self, chat: int, head: str) -> list[Message]:
        """The bot's messages there that begin so, whether or not as a repeat."""
        return [one for one in self.screen(chat) if words(one).startswith(head)]


def words(message: Message) -> str:
    """What a message says, without the sign of a repeat."""
    text = str(message.content.get("text", message.content.get("caption", "")))
    return text.removeprefix("↻ ")


def marked(message: Message) -> bool:
    """It says that the recipient may have it already."""
    return str(message.content.get("text", "")).startswith("↻ ")
