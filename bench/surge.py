"""`make bench-surge`: an earthquake. A thousand people press the alarm within a minute, for three groups;
one person presses ten thousand times beside them, and others ask for something else.

The real programme as a process of its own before the sandbox with Telegram's limits on (30 messages a
second, 20 a minute to a group), updates by webhook. The next room is called after ninety seconds
instead of sixty, so that what a group counts is its own.

Run as: python -m bench.surge [--alarms N] [--seconds S] [--groups N] [--flood N] [--profile FILE]
Prints a table, and as its last line one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import select

from bench.processes import CORES, FIRST_GROUP, Running, district, served
from bench.talk import new_person, update
from bot.settings import Settings
from db import residents
from db.alerts import alerts
from db.engine import Database
from db.residents import Resident
from db.seal import Keyring
from sandbox.people import Seat
from sandbox.telegram import Telegram
from services.clock import Clock
from tests.town import TOKEN

LOOK = 0.05  # seconds between two looks at database and phones
QUIET = 40.0  # seconds that may pass after the last press until all is seen
AT_ONCE = 8  # connections of the flood
ASKED = 2.0  # other people's questions a second
FIRST = 60  # alarms of each group that have to be visible
OWN = re.compile(r"🆘 Alarm (\d+) ·")
COUNT = re.compile(r"🆘 (\d+) alarms? waits? ·")
LISTED = re.compile(r"/case_(\d+) ·")
NUMBER = re.compile(r"\b\d+\b")
SLOWER = "[escalation]\nnext_room = 90\n"


@dataclass
class Seen:
    """When each alarm was first seen where (perf_counter), by its number; `room` of each."""

    pressed: dict[int, float] = field(default_factory=dict)  # by resident
    number: dict[int, int] = field(default_factory=dict)  # of their alarm
    room: dict[int, int] = field(default_factory=dict)
    row: dict[int, float] = field(default_factory=dict)
    visible: dict[int, float] = field(default_factory=dict)
    counted: dict[int, float] = field(default_factory=dict)
    listed: dict[int, float] = field(default_factory=dict)
    answers: list[float] = field(default_factory=list)
    unanswered: int = 0


class Surge:
    """The town of the bench: groups, officers, a crowd; and what is seen of them."""

    def __init__(self, alarms: int, groups: int, others: int) -> None:
        self.telegram = Telegram(judge=False, log=False)
        self.maple = self.telegram.add_bot("Maple Bridge", "maple_bench_bot", token=TOKEN)
        self.officers = [self._person() for _ in range(2 * groups)]
        self.groups = [
            self.telegram.add_group(
                f"Room {number}",
                [self.telegram.add_person("Officer", id=new_person())],
                self.maple,
                id=FIRST_GROUP - number,
            )
            for number in range(groups)
        ]
        self.crowd = [self._person() for _ in range(alarms)]
        self.others = [self._person() for _ in range(others)]
        self.flooder = self._person()
        self.seen = Seen()

    def _person(self) -> Seat:
        phone = self.telegram.add_person("Wang", id=new_person(), language_code="en")
        phone.meets(self.maple)
        return phone.with_(self.maple)

    async def hooked(self) -> None:
        """The bot has told Telegram where it wants its updates."""
        await self.telegram.until(lambda: self.maple.hook, 60)

    def settle(self, settings: Settings, database: Database) -> None:
        """Everybody lives somewhere: evenly in the rooms' communities."""
        keys, now = Keyring(settings.key()), Clock().now()
        everybody = [*self.crowd, *self.others, self.flooder]
        with database.writing() as connection:
            for number, seat in enumerate(everybody):
                home = f"c{number % len(self.groups)}"
                key, person = keys.new_key(), seat.person.id
                known = Resident(person, key, None, None, home, "en", True, True, now)
                residents.add(connection, known)

    # --- who presses -----------------------------------------------------------------------

    async def press(self, bot: Running, seconds: float) -> None:
        """The crowd, evenly over the seconds, each once."""

        async def one(seat: Seat) -> None:
            self.seen.pressed[seat.person.id] = time.perf_counter()
            await bot.pusher.push(update(seat.person.id, "🆘 Alarm"))

        await _evenly(seconds, [partial(one, seat) for seat in self.crowd])

    async def flood(self, bot: Running, presses: int, seconds: float) -> None:
        """One person who does not stop."""
        person, share = self.flooder.person.id, presses // AT_ONCE

        async def some() -> None:
            press = [lambda: bot.pusher.push(update(person, "🆘 Alarm"))] * share
            await _evenly(seconds, press, wait=True)

        await asyncio.gather(*(some() for _ in range(AT_ONCE)))

    async def ask(self, bot: Running, seconds: float) -> None:
        """Other people want to know how it works."""

        async def one(seat: Seat) -> None:
            before = len(seat.chat.messages)
            asked = time.perf_counter()
            await bot.pusher.push(update(seat.person.id, "/help"))
            while len(seat.chat.messages) == before:
                if time.perf_counter() > asked + QUIET:
                    self.seen.unanswered += 1
                    return
                await asyncio.sleep(0.01)
            self.seen.answers.append(time.perf_counter() - asked)

        await _evenly(seconds, [partial(one, seat) for seat in self.others])

    # --- what is seen ----------------------------------------------------------------------

    async def look(self, database: Database) -> None:
        """Until everything is there, or cancelled."""
        newest = 0
        known = alerts.c.id, alerts.c.resident_id, alerts.c.room_id
        while not self.complete():
            with database.reading() as connection:
                rows = connection.execute(select(*known).where(alerts.c.id > newest)).all()
            now = time.perf_counter()
            for row in rows:
                newest = max(newest, row.id)
                self.seen.room[row.id] = row.room_id
                self.seen.number[row.resident_id] = row.id
                self.seen.row[row.id] = now
            for index, group in enumerate(self.groups):
                self._look_at(
                    index + 1, [str(one.content.get("text")) for one in group.messages.values()]
                )
            for seat in self.officers:
                for message in seat.chat.messages.values():
                    for number in LISTED.findall(str(message.content.get("text"))):
                        self.seen.listed.setdefault(int(number), now)
            await asyncio.sleep(LOOK)

    def _look_at(self, room: int, texts: list[str]) -> None:
        now = time.perf_counter()
        own = {int(number) for text in texts for number in OWN.findall(text)}
        counts = [(int(found[1]), text) for text in texts if (found := COUNT.match(text))]
        waiting, text = max(counts, default=(0, ""))
        named = {int(number) for number in NUMBER.findall(text)}
        mine = sorted(number for number, home in self.seen.room.items() if home == room)
        for number in mine:
            if number in own or number in named:
                self.seen.visible.setdefault(number, now)
        for number in mine[: len(own & set(mine)) + waiting]:
            self.seen.counted.setdefault(number, now)

    def complete(self) -> bool:
        """All that was pressed is in the database and counted."""
        seen = self.seen
        return len(seen.counted) == len(self.crowd) + 1 and len(seen.listed) >= len(self._rolled())

    def _rolled(self) -> list[int]:
        """Those that have no card of their own in the group: they have to be listed."""
        own = {
            int(number)
            for group in self.groups
            for message in group.messages.values()
            for number in OWN.findall(str(message.content.get("text")))
        }
        return [number for number in self.seen.row if number not in own]

    def worst(self) -> dict[str, float]:
        """Seconds from press to what was seen, of the slowest; what was never seen counts as for ever."""
        seen = self.seen
        pressed = {seen.number[who]: at for who, at in seen.pressed.items() if who in seen.number}
        rolled = set(self._rolled())
        firsts: list[int] = []
        for room in range(1, len(self.groups) + 1):
            mine = sorted(number for number in pressed if seen.room[number] == room)
            firsts += mine[:FIRST]

        def slowest(found: dict[int, float], numbers: Iterator[int]) -> float:
            return max((found.get(one, float("inf")) - pressed[one] for one in numbers), default=0)

        lost = len(seen.pressed) - len(pressed)
        return {
            "rows_s": float("inf") if lost else slowest(seen.row, iter(pressed)),
            "counted_s": slowest(seen.counted, iter(pressed)),
            "listed_s": slowest(seen.listed, (one for one in pressed if one in rolled)),
            "first60_s": slowest(seen.visible, iter(firsts)),
        }


async def _evenly(
    seconds: float, deeds: Sequence[Callable[[], Awaitable[None]]], *, wait: bool = False
) -> None:
    """Each deed at its moment, whether or not those before are done, unless they `wait`."""
    began, going = time.perf_counter(), []
    for number, deed in enumerate(deeds):
        await asyncio.sleep(max(0.0, began + seconds * number / len(deeds) - time.perf_counter()))
        if wait:
            await deed()
        else:
            going.append(asyncio.ensure_future(deed()))
    await asyncio.gather(*going)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--alarms", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--groups", type=int, default=3)
    parser.add_argument("--flood", type=int, default=10_000, help="presses of one person beside it")
    parser.add_argument("--profile", default="", help="a file for what the desk spent its time on")
    sizes = parser.parse_args()
    os.sched_setaffinity(0, sorted(CORES)[-1:])
    surge = Surge(sizes.alarms, sizes.groups, int(ASKED * sizes.seconds))
    officers = [seat.person.id for seat in surge.officers]
    station = district(sizes.groups, officers) + SLOWER
    module = "bench.profiled" if sizes.profile else "bot"
    async with (
        surge.telegram.serving() as base,
        served(
            base, surge.hooked, station, surge.settle, module, SEND_RATE="30", PROFILE=sizes.profile
        ) as bot,
    ):
        database = Database(bot.database_url)
        looking = asyncio.create_task(surge.look(database))
        await asyncio.gather(
            surge.press(bot, sizes.seconds),
            surge.flood(bot, sizes.flood, sizes.seconds),
            surge.ask(bot, sizes.seconds),
        )
        await asyncio.wait([looking], timeout=QUIET)
        with database.reading() as connection:
            mine = alerts.c.resident_id == surge.flooder.person.id
            folded = connection.scalar(select(alerts.c.presses).where(mine))
        looking.cancel()
        database.close()
        report(surge, folded or 0, bot)


def report(surge: Surge, folded: int, bot: Running) -> None:
    """The table, and the figures as one JSON object."""
    worst, answers = surge.worst(), sorted(surge.seen.answers)
    p99 = answers[min(len(answers) - 1, int(0.99 * len(answers)))] if answers else float("inf")
    for title, figure, target in (
        ("in the database", worst["rows_s"], "2"),
        ("counted in the group", worst["counted_s"], "5"),
        ("listed in private", worst["listed_s"], ""),
        ("first 60 of a group visible", worst["first60_s"], "10"),
        ("somebody else's answer, p99", p99, "1"),
    ):
        print(f"{title:32}{figure:>10.2f} s{'   of ' + target if target else ''}")
    print(f"{'presses of the flood, folded':32}{folded:>10}")
    print(f"{'answers that never came':32}{surge.seen.unanswered:>10}")
    print(f"{'memory':32}{bot.rss_mb():>10.0f} MB")
    figures = {name: round(figure, 2) for name, figure in worst.items()}
    print(json.dumps({**figures, "other_resident_p99_ms": round(p99 * 1000)}))


if __name__ == "__main__":
    asyncio.run(main())
