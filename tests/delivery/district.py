"""Two police rooms and the people of the alarm's histories: what they do, and what they pressed."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from cards.alerts import Accept, Close
from db import alerts, audit, residents
from db.alerts import Alert
from db.base import read_all
from db.seal import Keyring
from sandbox.people import Phone
from sandbox.records import Chat, Message
from sandbox.telegram import Telegram
from services.districts import read_district
from services.rooms import settle
from tests.delivery.mortal import Bot
from tests.delivery.still import StillClock, StillLoop, TelegramsClock
from tests.town import TOKEN

FIRST, SECOND = -1001000000011, -1001000000021
ROOMS = """
name = { zh_Hans = "测试派出所", en = "Test Station" }
communities = [
    { code = "001", kind = "community", name = { zh_Hans = "南湖", en = "Nanhu" } },
    { code = "002", kind = "community", name = { zh_Hans = "落雁", en = "Luoyan" } },
]
[emergency]
sms = "121100471"
[[rooms]]
code = "first"
name = { zh_Hans = "第一警务室", en = "First Room" }
communities = ["001"]
alarm_group = -1001000000011
language = "en"
officers = [
    { id = 7000000001, name = "Li Na" },
    { id = 7000000002, name = "Zhao Gang", on_duty = false },
]
[[rooms]]
code = "second"
name = { zh_Hans = "第二警务室", en = "Second Room" }
communities = ["002"]
alarm_group = -1001000000021
language = "en"
officers = [{ id = 7000000003, name = "He Ping" }]
"""
NAMES = {7000000001: "Li Na", 7000000002: "Zhao Gang", 7000000003: "He Ping"}
OFFICERS = tuple(NAMES)
ROOM_OF = {7000000001: FIRST, 7000000002: FIRST, 7000000003: SECOND}


class District:
    """Li and Zhao serve the first room, He the second, Chen none, though he sits in its group. Of
    three residents, the last lives with the second room."""

    def __init__(self, url: str) -> None:
        self.clock = StillClock()
        self.loop = StillLoop(self.clock)
        self.telegram = Telegram(clock=TelegramsClock(self.clock))
        maple = self.telegram.add_bot("Maple Bridge", "maple_bridge_bot", token=TOKEN)
        self.keys = Keyring(bytes(32))
        self.bot = Bot(url, self.telegram, self.clock, self.loop, self.keys)
        self._phones = [self.telegram.add_person(name) for name in ("Li", "Zhao", "He", "Chen")]
        li, zhao, he, chen = self._phones
        self.telegram.add_group("First Room", [li, zhao, he, chen], maple, id=FIRST)
        self.telegram.add_group("Second Room", [he, li, chen], maple, id=SECOND)
        self._residents = [
            self.telegram.add_person(name, language_code="en") for name in ("Wang", "Zhou", "Sun")
        ]
        for phone in (*self._phones, *self._residents):
            phone.meets(maple)
        self.seats = [phone.with_(maple) for phone in self._residents]
        self.everybody = [*self._phones, *self._residents]
        self.maple = maple
        self.faults = 0
        self.alarm_presses: Counter[int] = Counter()  # by resident
        self.accepted: dict[int, set[int]] = defaultdict(set)  # alarm -> officers who rightly did
        self.must_close: set[int] = set()  # alarms whose owner pressed an outcome
        self.closing: dict[int, set[tuple[int, str]]] = defaultdict(set)  # alarm -> who, how
        self.words: dict[int, dict[int, str]] = defaultdict(
            dict
        )  # after their first alarm, by message
        self.numbers = itertools.count(1)
        self.sounded: list[str] = []
        self.bot.calls.append(self._listen)
        self._settle_rooms()
        for chat in (FIRST, SECOND, *(phone.id for phone in self.everybody)):
            hello = {"chat_id": chat, "text": "Hello"}  # so that there is something to press on
            self.bot.does(self.telegram.call(TOKEN, "sendMessage", hello))

    def _settle_rooms(self) -> None:
        with self.bot.database.writing() as connection:
            settle(connection, read_district(ROOMS), self.clock.now())
            audit.record(connection, self.keys, self.clock.now(), None, "import", "districts")
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

    def edits(self, resident: int) -> None:
        """The newest message, if there is one."""
        seat = self.seats[resident]
        for message_id in reversed(self.words[seat.person.id]):
            text = f"edited {next(self.numbers)}"
            self.bot.does(seat.edits(seat.chat.messages[message_id], text))
            self.words[seat.person.id][message_id] = text
            return

    def shares_place(self, resident: int) -> None:
        number = next(self.numbers)
        self.bot.does(self.seats[resident].shares_place(40.0 + number / 1000, 111.5))

    # --- what officers, and who would like to be one, press -------------------------------------

    def presses(self, person: int, where: int, data: str, times: int = 1) -> None:
        """Anybody presses anything below the newest of the bot's messages in a chat (0: their own)."""
        phone = self._phone(person)
        chat = self._chat(phone, where)
        if where and phone.id not in chat.members:
            return
        message = self.screen(chat.id)[-1]
        for _ in range(times):
            self._query(phone, chat, message, data)

    def accepts(self, person: int, number: int, where: int, times: int = 1) -> None:
        alarm = self.alarm_of(number)
        phone = self._phone(person)
        self.presses(person, where, Accept(number=number).pack(), times)
        if alarm is not None and self._rightly(phone, alarm, where):
            self.accepted[number].add(phone.id)

    def closes(self, person: int, number: int, where: int, outcome: str) -> None:
        alarm = self.alarm_of(number)
        phone = self._phone(person)
        self.presses(person, where, Close(number=number, outcome=outcome).pack())
        if alarm is None or not self._rightly(phone, alarm, where):
            return
        self.closing[number].add((phone.id, outcome))
        if alarm.state == alerts.ACCEPTED and alarm.officer_id == phone.id:
            self.must_close.add(number)

    def _rightly(self, phone: Phone, alarm: Alert, where: int) -> bool:
        """By an officer of its room, in their private chat or in the room's group."""
        room = self.group_of(alarm)
        return ROOM_OF.get(phone.id) == room and where in {0, room}

    def _phone(self, person: int) -> Phone:
        return next(phone for phone in self.everybody if phone.id == person)

    def _chat(self, phone: Phone, where: int) -> Chat:
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

    # --- what the world does ---------------------------------------------------------------------

    def fault(self, kind: str, **how: Any) -> None:
        """The next call goes wrong."""
        self.faults += 1
        self.telegram.faults.on(kind, count=1, **how)

    def comes_to_rest(self) -> None:
        """No faults any more, the bot runs, and twenty minutes pass."""
        for fault in list(self.telegram.faults.active):
            fault.off()
        self.bot.lives_on()
        if not self.bot.runs:
            self.bot.start()
        self.bot.passes(1200)

    def _listen(self, method: str, parameters: dict[str, Any]) -> None:
        """What sounds on the phone of somebody whose alarm is silent."""
        if method != "sendMessage" or parameters.get("disable_notification"):
            return
        with self.bot.database.reading() as connection:
            live = alerts.live_of(connection, parameters["chat_id"])
        if live is not None and live.silent:
            self.sounded.append(parameters["text"])

    # --- what is known ---------------------------------------------------------------------------

    def alarms(self) -> list[Alert]:
        with self.bot.database.reading() as connection:
            rows = connection.execute(select(alerts.alerts).order_by(alerts.alerts.c.id))
            return read_all(Alert, rows)

    def alarm_of(self, number: int) -> Alert | None:
        with self.bot.database.reading() as connection:
            return alerts.find(connection, number)

    def group_of(self, alarm: Alert) -> int:
        """The alarm group of its room."""
        return SECOND if alarm.resident_id == self.seats[2].person.id else FIRST

    def screen(self, chat_id: int) -> list[Message]:
        """The bot's messages in a chat, oldest first."""
        if chat_id < 0:
            chat = self.telegram.groups[chat_id]
        else:
            chat = self.telegram.private_chat(self.maple, self.telegram.people[chat_id])
        return [message for message in chat.messages.values() if message.author is self.maple]
