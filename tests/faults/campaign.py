"""The kill campaign: a district at work while its bot is killed again and again, and then the count.

    python -m tests.faults.campaign 10000

Residents press the alarm, say what happens and press again; officers accept. The bot is killed with
SIGKILL at random moments, during its start and under load, and started again at once. At the end every
update must be done once, and every effect there once: cards, words passed on, no call that rings twice.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from bot.cli import settle_district
from bot.pacing import Limits
from db import alerts, inbox, outbox, talks, tidings
from sandbox.people import Seat
from tests.databases import PostgresDatabases, SqliteFiles, postgresql
from tests.faults.nursery import Child, Nursery
from tests.faults.tally import Tally, taken, together
from tests.ports import free_port
from tests.town import SECRET, Town, built

if TYPE_CHECKING:
    from sqlalchemy import Connection

BLOCK = 50  # kills until it may finish what is left
EARLY = 0.25  # of the kills come before the bot has spoken
DEEDS = 20  # of people after each kill; then fewer, so that what waits stays within bounds
PATIENCE = 60  # looks at what is left before it is counted as lost
GIVEN_UP = 60.0  # seconds from the fork; the target for 99 of 100 is 3, and is judged at the end
# Nobody comes to thousands of alarms: each rings once more, or all of them would for hours. How often one
# rings anew and asks its owner hangs on minutes, and how many of them pass, on how fast the machine is.
CALLED_ONCE = """
[escalation]
again_after = 5
next_room = 1_000_000
duty_lead = 1_000_000
all_rooms_every = 1_000_000
not_on_way = 1_000_000
late_after = 1_000_000
still_open = 1_000_000
ring_again = 1_000_000
accepted_rings = 1_000_000
"""
Fresh = Callable[[Path], str]  # a migrated database's address
UNBOUND = Limits(per_second=10_000, burst=1_000_000, per_minute=1_000_000, kept=8)


@dataclass
class Person:
    """A resident of the campaign, and what their alarm must show in the end."""

    seat: Seat
    presses: int = 0
    words: list[str] = field(default_factory=list)


class Campaign:
    """One engine, one door, many kills; `seed` makes the same people do the same again."""

    def __init__(self, town: Town, nursery: Nursery, name: str, seed: int) -> None:
        self.town = town
        self.nursery = nursery
        self.tally = Tally(name)
        self._chance = random.Random(seed)
        self._people: list[Person] = []
        self._deeds = 0
        self._port = free_port()
        town.limits = UNBOUND
        # The answer to a call may be lost with the bot that made it.
        town.expected |= {"terminated by other getUpdates", "query is too old", "is not modified"}
        settle_district(town.settings(), town.district() + CALLED_ONCE)
        if "webhook" in name:
            town.options |= {
                "updates": "webhook",
                "webhook_url": f"http://127.0.0.1:{self._port}/hook",
                "webhook_secret": SECRET,
                "webhook_listen": f"127.0.0.1:{self._port}",
            }

    async def run(self, kills: int) -> Tally:
        """Kills that often, lets it finish after each block, and counts at the end."""
        child = await self.nursery.bear(self.town)
        await child.leads()
        while self.tally.kills < kills:
            load = asyncio.create_task(self._load())
            for number in range(min(BLOCK, kills - self.tally.kills)):
                child = await self._kill(child, restarted=number > 0)
            load.cancel()
            await self._settle(child)
        child.kill()
        await child.ended()
        with self.town.database() as connection:
            self._count(connection)
        return self.tally

    async def _kill(self, child: Child, *, restarted: bool) -> Child:
        """Kills it, at once or when it has spoken; a bot that waited through a count is no restart."""
        if self._chance.random() < EARLY:
            await asyncio.sleep(self._chance.uniform(0, 0.1))  # chance decides when it dies
        else:
            await self._first_message()
            if restarted:
                self.tally.restarts.append(time.monotonic() - child.born_at)
            await asyncio.sleep(self._chance.uniform(0, 0.08))
        child.kill()
        assert await child.ended() == -9
        self.tally.kills += 1
        self._deeds = DEEDS
        return await self.nursery.bear(self.town)

    async def _first_message(self) -> None:
        log = self.town.telegram.log
        seen = len(log)

        def spoke() -> bool | None:
            return any(call.method == "sendMessage" for call in log[seen:]) or None

        if await self.town.telegram.until(spoke, GIVEN_UP) is None:
            raise AssertionError("the bot does not come back")

    async def _load(self) -> None:
        while True:
            self._event()
            self._deeds -= 1
            # People take their time, and more of it when a lot of them have been heard.
            await asyncio.sleep(self._chance.uniform(0, 0.04 if self._deeds > 0 else 0.5))

    def _event(self) -> None:
        town, chance = self.town, self._chance
        if not self._people or chance.random() < 0.3:
            phone = town.telegram.add_person(f"R{len(self._people)}", language_code="en")
            self._people.append(Person(phone.with_(town.bot)))
        person = self._people[-1 - int(chance.random() * min(8, len(self._people)))]
        if not person.presses or chance.random() < 0.3:
            _now(person.seat.writes("🆘 Alarm"))
            person.presses += 1
        elif chance.random() < 0.7:
            person.words.append(f"words {person.seat.person.id}-{len(person.words)}")
            _now(person.seat.writes(person.words[-1]))
        else:
            self._accept()

    def _accept(self) -> None:
        officers = self._chance.choice([self.town.officers, self.town.colleague])
        for message in list(officers.chat.messages.values())[-12:]:
            if "Accept" in str(message.buttons):
                _now(officers.presses("✋ Accept", on=message))
                return

    # --- the count -------------------------------------------------------------------------

    async def _settle(self, child: Child) -> None:
        """Waits until everything is done. Patience is for a bot that does nothing: a slow machine is none
        of its faults."""
        await child.leads()
        town, patience, before = self.town, PATIENCE, -1
        while patience:
            with town.database() as connection:
                left = len(self._left(connection)) + self._unsaid(connection)
            patience -= left >= before >= 0
            before = left
            with suppress(TimeoutError):  # what is left at the end is counted below
                await town.until(self._over, within=2)
                await town.telegram.settled(quiet=0.3)
                break
            town.moves_clock(10)  # a webhook that failed is called again after up to a minute

    def _over(self, connection: Connection) -> bool:
        # The cheap question first: it is asked a hundred times a second.
        return not (inbox.count(connection) or self._unsaid(connection) or self._left(connection))

    def _unsaid(self, connection: Connection) -> int:
        """Messages that wait or are on their way, and news of them that the desk has not heard."""
        unsent = connection.scalars(_unsent).one()
        return unsent + len(tidings.waiting(connection, self.town.now()))

    def _left(self, connection: Connection) -> set[int]:
        """What Telegram has handed out, or still would, and is not done. Presses that it let expire
        (150 s) never came; of messages, which live a day, none can."""
        updates = self.town.bot.updates
        done = select(inbox.inbox.c.update_id).where(inbox.inbox.c.state == inbox.DONE)
        return set(range(1, updates.next_id)) - updates.expired - set(connection.scalars(done))

    def _count(self, connection: Connection) -> None:
        tally, updates = self.tally, self.town.bot.updates
        tally.updates, tally.expired = updates.next_id - 1, len(updates.expired)
        tally.loses("updates", len(self._left(connection)))
        sent = taken(self.town.telegram.log)
        tally.repeats = sum(marked for _, marked in sent.values())
        for person in self._people:
            alert = alerts.live_of(connection, person.seat.person.id)
            if alert is None:
                tally.loses(f"the alarm of {person.seat.person.id}", bool(person.presses))
                continue
            name = f"alarm {alert.id}"
            tally.loses(f"presses of {name}", person.presses - alert.presses)
            tally.doubles(f"presses of {name}", alert.presses - person.presses)
            said = [one.text for one in talks.said(connection, alert.id, 1000)]
            tally.loses(f"words of {name}: {said}, {person.words}", said != person.words)
            group, own = self.town.alarm_group.id, person.seat.chat.id
            shown = [(group, f"Alarm {alert.id} ·"), (own, f"Your alarm {alert.id}")]
            shown.append((own, f"Alarm {alert.id} is recorded"))
            for chat, kind in (*shown, *((group, word) for word in person.words)):
                unmarked, marked = sent.get((chat, kind), (0, 0))
                tally.loses(f"{kind!r} in {chat}", unmarked + marked == 0)
                tally.doubles(f"{kind!r} in {chat}, {marked} marked", unmarked - 1)
            rung = sent.get((group, f"🔔 Alarm {alert.id} ·"), (0, 0))[0]
            tally.doubles(f"rings of {name}", rung - 1)
        raised = connection.scalars(select(func.count()).select_from(alerts.alerts)).one()
        tally.doubles("alarms", raised - sum(bool(person.presses) for person in self._people))


_unsent = select(func.count()).where(or_(outbox.is_pending, outbox.is_sending))


def _now(deed: object) -> None:
    """People act at once: their coroutines wait for nothing here."""
    try:
        deed.send(None)  # type: ignore[attr-defined]  # a coroutine that does not suspend
    except StopIteration:
        return
    raise AssertionError("a person waited")


def _line(cells: Iterable[object]) -> None:
    print("".join(f"{cell!s:>21}" for cell in cells), flush=True)  # noqa: T201 - its purpose


async def campaigns(kills: int, folder: Path, servers: PostgresDatabases) -> list[Tally]:
    """All four: both doors on each engine, the engines side by side, a quarter of the kills each."""
    files = SqliteFiles(folder)
    engines = (
        _doors("SQLite", kills // 4, folder, files.fresh),
        _doors("PostgreSQL", kills // 4, folder, lambda _: servers.fresh()),
    )
    return [tally for two in await asyncio.gather(*engines) for tally in two]


async def _doors(engine: str, kills: int, folder: Path, fresh: Fresh) -> list[Tally]:
    nursery = Nursery()
    nursery.open()
    tallies = []
    for seed, door in enumerate(("polling", "webhook")):
        place = folder / engine / door
        place.mkdir(parents=True)
        async with built(fresh(place), place, limits=False) as town:
            tally = await Campaign(town, nursery, f"{engine}, {door}", seed).run(kills)
        _line(tally.row().values())
        tallies.append(tally)
    await nursery.shut()
    nursery.end()
    return tallies


def main(kills: int) -> int:
    """Prints a table and, as its last line, one JSON object. The exit status is 1 if anything was
    lost or doubled, or a restart took too long."""
    _line(Tally("", restarts=[0]).row())
    with tempfile.TemporaryDirectory() as folder, postgresql() as servers:
        tallies = asyncio.run(campaigns(kills, Path(folder), servers))
    whole = together(tallies)
    for wrong in whole.wrong:
        print(wrong)  # noqa: T201
    print(json.dumps(whole.row()))  # noqa: T201 - its purpose
    return int(bool(whole.lost or whole.doubled or whole.restart(0.99) > 3))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
