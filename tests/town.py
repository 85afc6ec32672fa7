"""A small district for tests: the sandbox as Telegram, the unmodified programme, and people.

async def test_...(town):
    await town.resident.presses("🆘 Alarm")
    await town.officers.sees("Alarm 1")
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from pydantic import SecretStr
from sqlalchemy import Connection, select

from bot.cli import settle_district
from bot.intake.door import arrival
from bot.pacing import Limits
from bot.programme import Programme
from bot.settings import Settings
from db import audit, inbox, leaders
from db.engine import Database
from db.outbox import outbox
from db.seal import Keyring
from sandbox import limits as sandbox_limits
from sandbox.clock import PATIENCE
from sandbox.people import Phone, Seat
from sandbox.telegram import Telegram
from tests.watching import Watching

TOKEN = "4200000001:test_token-of-the-sandbox"
SECRET = "a-webhook-secret-of-the-tests"
ALARMS, DESK = -1001000000011, -1001000000012

DISTRICT = """
name = { zh_Hans = "测试派出所", en = "Test Station" }
communities = [
    { code = "001", kind = "community", name = { zh_Hans = "南湖", en = "Nanhu" } },
    { code = "011", kind = "community", name = { zh_Hans = "万锦", en = "Wanjin" } },
]
[emergency]
sms = "121100471"
[[rooms]]
code = "first"
name = { zh_Hans = "第一警务室", en = "First Room" }
communities = ["001", "011"]
alarm_group = {alarms}
desk_group = {desk}
language = "en"
officers = [
    { id = {li}, name = "Li Na" },
    { id = {zhao}, name = "Zhao Gang", on_duty = false },
    { id = {ma}, name = "Ma Lin", on_duty = false, role = "duty_lead" },
]
"""


class Town(Watching):
    """People, groups, a bot, a database; the programme runs between start() and stop().

    Wang is a resident who speaks English, Li and Zhao are officers of the first room, Li on duty,
    Ma is the duty lead, Chen is nobody's officer. Breaches of the rule book fail the test at its end,
    refusals too unless they are in `expected`.
    """

    def __init__(self, telegram: Telegram, url: str, database_url: str, folder: Path) -> None:
        self.telegram = telegram
        self.url = url
        self.folder = folder
        self.database_url = database_url
        self.bot = telegram.add_bot("Maple Bridge", "maple_bridge_bot", token=TOKEN)
        self.wang = telegram.add_person("Wang Fang", language_code="en")
        self.li = telegram.add_person("Li")
        self.zhao = telegram.add_person("Zhao")
        self.chen = telegram.add_person("Chen", language_code="en")
        self.ma = telegram.add_person("Ma", language_code="en")
        self.alarm_group = telegram.add_group(
            "First Room: alarms", [self.li, self.zhao], self.bot, id=ALARMS
        )
        self.desk_group = telegram.add_group(
            "First Room: desk", [self.li, self.zhao], self.bot, id=DESK
        )
        self.resident: Seat = self.wang.with_(self.bot)
        self.officers: Seat = self.li.in_(self.alarm_group)
        self.colleague: Seat = self.zhao.in_(self.alarm_group)
        self.desk: Seat = self.li.in_(self.desk_group)
        self.stranger: Seat = self.chen.with_(self.bot)
        self.duty: Seat = self.li.with_(self.bot)  # Li's private chat with the bot
        self.li.person.met.add(self.bot.id)  # and Li has pressed Start there
        self.lead: Seat = self.ma.with_(self.bot)  # the duty lead's
        self.ma.meets(self.bot)
        self._looking = Database(database_url)
        self.key = secrets.token_urlsafe(32)
        self.expected: set[str] = set()
        self.options: dict[str, Any] = {}
        # A chat takes what comes: what one second a message does is tested where it is the point.
        self.limits: Limits | None = Limits(per_second=1000, burst=1000)
        self._running: tuple[Programme, asyncio.Task[None]] | None = None
        settle_district(self.settings(), self.district())

    def district(self) -> str:
        """The district file's text."""
        names = {"alarms": ALARMS, "desk": DESK, "li": self.li.id, "zhao": self.zhao.id}
        names["ma"] = self.ma.id
        text = DISTRICT
        for name, number in names.items():
            text = text.replace("{" + name + "}", str(number))
        return text

    def environment(self) -> dict[str, str]:
        """The settings as a process of its own gets them."""
        return {
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": self.url,
            "DATABASE_URL": self.database_url,
            "MASTER_KEY": self.key,
            "LISTEN": "127.0.0.1:0",
            "WEBHOOK_LISTEN": "127.0.0.1:0",
            "DEFAULT_LOCALE": "en",
            "SEND_RATE": "30",
            "KEEP_IN": str(self.folder / "var"),
            "CLOCK_FILE": str(self.folder / "clock"),
            **{name.upper(): str(value) for name, value in self.options.items()},
        }

    def settings(self) -> Settings:
        """The settings; `options` of the test come last."""
        told = {name.lower(): value for name, value in self.environment().items()}
        told["bot_token"] = SecretStr(TOKEN)  # type: ignore[assignment]  # pydantic takes both
        return Settings(_env_file=None, **told)  # type: ignore[arg-type]  # checked by pydantic

    async def start(self) -> Programme:
        """Starts the programme in this process; returns when it leads."""
        programme = Programme(self.settings(), self.limits)
        task = asyncio.create_task(programme.run())
        self._running = programme, task
        leading = asyncio.create_task(programme.leads.wait())
        await asyncio.wait({task, leading}, return_when=asyncio.FIRST_COMPLETED, timeout=20)
        if task.done():
            leading.cancel()
            await task
        assert leading.done(), "the programme does not lead"
        return programme

    async def stop(self) -> None:
        """Stops the programme if it runs; raises what it died of."""
        if self._running is not None:
            programme, task = self._running
            self._running = None
            programme.stop()
            await asyncio.wait_for(task, PATIENCE)

    def stopped_when_it_had_filed(self) -> None:
        """An earlier run filed what Telegram holds, and did nothing of it: the next start does it,
        forty in one transaction."""
        arrivals = [arrival(item.body) for item in self.bot.updates.items]
        database = Database(self.database_url)
        with database.writing() as connection:
            inbox.file(connection, self.bot.id, arrivals, self.now())
        database.close()

    def moves_clock(self, seconds: float) -> None:
        """Everybody's clock goes forward: the bot's and Telegram's."""
        self.telegram.clock.move(seconds)

    async def lets_pass(self, seconds: float) -> None:
        """The same, and the bot has noticed."""
        with self.database() as connection:
            before = leaders.last_seen(connection)
        assert before is not None, "nobody leads"
        self.moves_clock(seconds)
        then = before + timedelta(seconds=seconds)
        await self.until(lambda connection: (leaders.last_seen(connection) or before) > then)

    @contextmanager
    def database(self) -> Iterator[Connection]:
        """A look into the bot's database."""
        with self._looking.reading() as connection:
            yield connection

    @property
    def keys(self) -> Keyring:
        return Keyring(self.settings().key())

    async def until(self, true: Callable[[Connection], Any], within: float = PATIENCE) -> Any:
        """Waits until something is so in the database; gives what `true` gave."""
        async with asyncio.timeout(within):
            while True:
                with self.database() as connection:
                    found = true(connection)
                if found:
                    return found
                await asyncio.sleep(0.01)

    async def has_heard_all(self) -> None:
        """Waits until the desk has done all that Telegram handed out."""
        newest = self.bot.updates.next_id - 1
        done = select(inbox.inbox.c.state).where(inbox.inbox.c.update_id == newest)
        await self.until(lambda connection: connection.scalar(done) == inbox.DONE)

    async def has_said_all(self, to: int | None = None) -> None:
        """Waits until Telegram has all that the bot had to say, or to say to one chat that takes it."""
        waits = select(outbox.c.id).where(outbox.c.ended_at.is_(None), outbox.c.held.is_(None))
        if to is not None:
            waits = waits.where(outbox.c.chat_id == to)
        await self.until(lambda connection: connection.scalar(waits.limit(1)) is None)

    async def invited(self, role: str = "Officer", by: Seat | None = None) -> str:
        """The payload of a link to the first room that a duty lead asked for."""
        return await self._asked(by or self.lead, "/invite", role, r"\?start=(join_[\w-]{22})\n")

    async def code(self, purpose: str = "🆘 Alarms", by: Seat | None = None) -> str:
        """A code that binds a group to the first room, asked for by a duty lead."""
        return await self._asked(
            by or self.lead, "/bind", purpose, r"\n/bind@maple_bridge_bot ([\w-]{22})\n"
        )

    async def _asked(self, lead: Seat, command: str, first: str, given: str) -> str:
        await lead.writes(command)
        message = await lead.hears("?")
        await lead.presses(first, on=message)
        await lead.presses("First Room", on=message)
        shown = lead.chat.messages[message.id]
        found = await self.telegram.until(lambda: re.search(given, lead.seen(shown).text))
        assert found is not None, lead.seen(shown).text
        return found[1]

    async def takes_out(self, name: str) -> None:
        """The duty lead takes that officer out."""
        await self.lead.writes("/officers")
        message = await self.lead.hears("👥 First Room")
        for label in (f"➖ {name}", "➖ Take out"):
            await self.lead.presses(label, on=message)
        await self.lead.told(f"{name} serves no more.")

    def looks_away(self) -> None:
        """No more looks into the database."""
        self._looking.close()

    def check(self) -> None:
        """Nothing against the rule book was said, and nothing refused that was not expected."""
        assert not self.telegram.breaches, self.telegram.breaches
        refused = {str(call.answer.get("description")) for call in self.telegram.refused}
        surprising = {
            words for words in refused if not any(part in words for part in self.expected)
        }
        assert not surprising, surprising


AnyTown = TypeVar("AnyTown", bound=Town)


def verbs(connection: Connection) -> list[str]:
    """What was done so far, as the audit trail has it."""
    return list(connection.scalars(select(audit.audit.c.verb).order_by(audit.audit.c.id)))


def built(database_url: str, folder: Path, **telegram: Any) -> AbstractAsyncContextManager[Town]:
    """A town whose programme does not run yet."""
    return built_as(Town, database_url, folder, **telegram)


@asynccontextmanager
async def built_as(
    kind: type[AnyTown], database_url: str, folder: Path, **telegram: Any
) -> AsyncIterator[AnyTown]:
    """A town of that kind."""
    rules = {"limits": sandbox_limits.Limits(per_second=0, per_chat=0), **telegram}
    sandbox = Telegram(clock_file=folder / "clock", **rules)
    async with sandbox.serving(port=0) as url:
        town = kind(sandbox, url, database_url, folder)
        try:
            yield town
        finally:
            await town.stop()
            town.looks_away()
    town.check()


__all__ = ["Phone", "Town", "built"]
